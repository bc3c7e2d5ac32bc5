#!/bin/sh
# Makes the virtual environment $2 with $1 and installs $3; says in one sentence what is missing.
set -eu
python=$1 venv=$2 requirements=$3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "Balgil needs Python 3.11 or newer: install it, or name it with PYTHON=python3.12" >&2; exit 1; }
if [ ! -x "$venv/bin/pip" ]; then
    rm -rf "$venv"
    "$python" -m venv "$venv" >/dev/null 2>&1 || {
        [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null &&
        "$python" -m venv "$venv"; } || {
        echo "Python's venv module is missing: on Debian or Ubuntu run 'sudo apt-get install python3-venv'" >&2; exit 1; }
fi
echo "Installing $requirements ..." >&2
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"

"""`python -m bench` runs every benchmark, `python -m bench qr` one; JSON lines on standard output."""

import pkgutil
import sys
from importlib import import_module
from pathlib import Path

from bench import say


def list_names() -> list[str]:
    modules = pkgutil.iter_modules([str(Path(__file__).parent)])
    return sorted(module.name for module in modules if not module.name.startswith("_"))


def main(wanted: list[str]) -> int:
    names = list_names()
    if unknown := set(wanted) - set(names):
        say(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(names)}")
        return 2
    for name in wanted or names:
        say(f"{name} ...")
        for result in import_module(f"bench.{name}").run():
            print(result.to_line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

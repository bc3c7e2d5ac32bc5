"""`flask ledger`: the complete check, and the way back after a loss.

Both run where the log's key ring lies, as the worker does; neither needs the web server.
"""

import getpass
import sys
from typing import NoReturn

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale, gettext

from services import ledger as ledgers
from services.check_plan import make_plan
from services.crypto.checkpoint import verifier_keys
from services.errors import BalgilError
from services.keys import LogKeys, open_log_keys
from services.ledger import CheckReport, Guard
from services.texts import N_
from webapp.context import db, now, settings

ledger_group = AppGroup("ledger", help="Checks the ledger, or opens a new one after a loss.")


@ledger_group.command("check")
@click.option("--by", default=getpass.getuser, help="Who has the check made: it is written to the ledger.")
@with_appcontext
def check_command(by: str) -> None:
    """Compares every blob with the tree and every row with its blob; ends with 1 if anything is wrong."""
    try:
        report = ledgers.check(db(), _guard(), _plan(), by, now())
    except BalgilError as error:
        _fail(error)
    _print_report(report)
    sys.exit(0 if report.clean else 1)


@ledger_group.command("recover")
@click.option("--reason", required=True, help="Why a new ledger is opened: every page will show it.")
@click.option("--even-so", is_flag=True, help="Also where nothing is wrong with the present one.")
@with_appcontext
def recover_command(reason: str, even_so: bool) -> None:
    """Opens a new ledger under the name in BALGIL_LEDGER_ORIGIN, which must never have been used."""
    try:
        recovery = ledgers.recover(
            db(), _log_keys(), _guard(), settings().origin, reason, now(), even_so=even_so
        )
    except BalgilError as error:
        _fail(error)
    _say(
        N_(
            "새 원장(%(new)s)을 열었어요."
            " 이전 원장(%(old)s)은 마지막에 %(size)d건이었고 %(kept)d건이 남아 있어요."
        ),
        new=settings().origin,
        old=recovery.origin,
        size=recovery.last_known.size,
        kept=recovery.kept_size,
    )


def _print_report(report: CheckReport) -> None:
    for finding in report.findings:
        click.echo(f"{finding.code}\t{finding.about}")
    for code, count in sorted(report.counts.items()):
        click.echo(f"{code}: {count}", err=True)
    _say(
        N_(
            "원장(%(origin)s)을 %(size)d건까지 확인했어요."
            " 기록 %(leaves)d건, 서명 %(heads)d건, 파기 %(purged)d건, 이상 %(wrong)d건이에요."
        ),
        origin=report.origin,
        size=report.size,
        leaves=report.leaves,
        heads=report.heads,
        purged=report.purged,
        wrong=sum(report.counts.values()),
    )


def _plan() -> ledgers.Plan:
    keys = _log_keys()
    trusted = verifier_keys(settings().origin, keys.signer)
    return make_plan(keys.pending_key, trusted)


def _log_keys() -> LogKeys:
    return open_log_keys(settings(), now())


def _guard() -> Guard:
    return Guard(settings().guard_path)


def _fail(error: BalgilError) -> NoReturn:
    _say(error.sentence, err=True, **error.params)
    sys.exit(1)


def _say(sentence: str, *, err: bool = False, **params: object) -> None:
    with force_locale(settings().default_language):
        click.echo(gettext(sentence, **params), err=err)

"""The first content of an empty database: the demonstration, or the first administrator.

Whatever it is, it is there completely or is made anew: a start that was killed half way leaves a mark.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services import demo, migrate, people
from services.db import Database
from services.keys import open_log_keys, open_web_keys
from services.ledger import Guard
from services.people import IssuedPassword
from services.settings import Settings

# What plays the demonstration into an empty database.
LoadDemo = Callable[[demo.Stage, datetime], object]

ADMINISTRATOR_NUMBER, ADMINISTRATOR_NAME = "ADMIN", "관리자"


@dataclass(frozen=True)
class Welcome:
    """What the first lines on the terminal say."""

    accounts: Sequence[demo.Account] = ()
    password: str = ""
    administrator: IssuedPassword | None = None

    def text(self, settings: Settings) -> str:
        """The address and who may sign in; a one-time password is said here once and nowhere else."""
        lines = ["", f"  발길 Balgil   {settings.base_url}", ""]
        if self.accounts:
            lines += [f"  시연 계정 demo accounts, 비밀번호 password: {self.password}", ""]
            lines += [f"    {account.number}  {account.name}  {account.role}" for account in self.accounts]
        if self.administrator:
            lines += [
                "  첫 관리자 first administrator",
                f"    직원번호 staff number   {self.administrator.number}",
                f"    비밀번호 password       {self.administrator.password}  (한 번만 보여요 · shown once)",
            ]
        return "\n".join([*lines, ""])


def prepare(
    settings: Settings, database: Database, now: datetime, load: LoadDemo = demo.load_demo
) -> Welcome:
    """Fills an empty database; one that is filled stays as it is. Raises: Refused."""
    if settings.is_demo:
        _load_demo(settings, database, now, load)
        return Welcome(demo.ACCOUNTS, demo.PASSWORD)
    return Welcome(administrator=_make_administrator(database, now))


def _load_demo(settings: Settings, database: Database, now: datetime, load: LoadDemo) -> None:
    mark = settings.state_dir / "demo.loading"
    if mark.exists():
        # Only what a demonstration has begun is taken down, and nothing of it was ever anybody's.
        migrate.downgrade(database.engine, "base")
        migrate.upgrade(database.engine)
        settings.guard_path.unlink(missing_ok=True)
    elif demo.is_loaded(database, now):
        return
    mark.touch()
    print("시연 자료를 만들고 있어요 (1분쯤) · Making the demonstration (about a minute) ...", flush=True)
    stage = _stage(settings, database, now)
    with database.hurrying(), stage.guard.hurrying():
        load(stage, now)
    mark.unlink()


def _stage(settings: Settings, database: Database, now: datetime) -> demo.Stage:
    return demo.Stage(
        database=database,
        web_keys=open_web_keys(settings, now),
        log_keys=open_log_keys(settings, now),
        guard=Guard(settings.guard_path),
        origin=settings.origin,
    )


def _make_administrator(database: Database, now: datetime) -> IssuedPassword | None:
    with database.writing() as session:
        if people.has_administrator(session, now):
            return None
        return people.create_first_administrator(session, ADMINISTRATOR_NUMBER, ADMINISTRATOR_NAME, now)

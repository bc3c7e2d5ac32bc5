"""Why the ledger will not go on: one code and one sentence each."""

from services.errors import Refused, Unavailable
from services.texts import N_


class LedgerAltered(Unavailable):
    """What the database says of the ledger contradicts itself: nothing may be built on it."""

    code = "ledger_altered"
    sentence = N_("원장의 내용이 서로 맞지 않아 확인할 수 없어요. 정보담당에게 알려 주세요.")


class LedgerNotOpen(Unavailable):
    """The sequencer has not opened the ledger yet, or is about to open a new one."""

    code = "ledger_not_open"
    sentence = N_("원장을 준비하고 있어요. 잠시 뒤에 다시 해 주세요.")


def behind_guard(size: int, guarded: int) -> Refused:
    return Refused(
        "ledger_behind_guard",
        N_(
            "데이터베이스의 원장(%(size)d건)이 마지막으로 공표한 것(%(guarded)d건)보다 짧아요."
            " 최신 백업으로 되돌리거나 flask ledger recover로 새 원장을 열어 주세요."
        ),
        size=size,
        guarded=guarded,
    )


def differs_from_guard(size: int) -> Refused:
    return Refused(
        "ledger_differs_from_guard",
        N_(
            "데이터베이스의 원장이 마지막으로 공표한 것(%(size)d건)과 달라요."
            " 최신 백업으로 되돌리거나 flask ledger recover로 새 원장을 열어 주세요."
        ),
        size=size,
    )


def empty_with_guard(guarded: int) -> Refused:
    return Refused(
        "ledger_empty_with_guard",
        N_(
            "데이터베이스는 비어 있는데 공표한 원장(%(guarded)d건)의 보호 파일이 있어요."
            " 데이터베이스 주소를 확인하거나 flask ledger recover로 새 원장을 열어 주세요."
        ),
        guarded=guarded,
    )


def other_origin(found: str, expected: str) -> Refused:
    return Refused(
        "ledger_other_origin",
        N_(
            "원장의 이름(%(found)s)이 설정(%(expected)s)과 달라요."
            " 데이터베이스 주소와 BALGIL_LEDGER_ORIGIN을 확인해 주세요."
        ),
        found=found,
        expected=expected,
    )


def guard_missing() -> Refused:
    return Refused(
        "ledger_guard_missing",
        N_(
            "공표한 원장이 있는데 보호 파일이 없어요. BALGIL_GUARD_FILE의 위치에 파일을 되돌려 놓아 주세요."
            " 파일을 잃었다면 flask ledger recover로 새 원장을 열어 주세요."
        ),
    )


def guard_damaged(path: str) -> Refused:
    return Refused(
        "ledger_guard_damaged",
        N_("원장 보호 파일(%(path)s)이 손상됐어요. 백업한 파일로 되돌려 주세요."),
        path=path,
    )


def guard_unwritable(path: str) -> Refused:
    return Refused(
        "ledger_guard_unwritable",
        N_("원장 보호 파일(%(path)s)을 쓸 수 없어요. 디스크의 남은 공간과 권한을 확인해 주세요."),
        path=path,
    )


def clock_behind() -> Refused:
    return Refused(
        "clock_behind",
        N_("서버 시계가 원장의 마지막 시각보다 뒤처져 있어요. 시계를 맞추면 이어서 처리해요."),
    )


def nothing_to_recover() -> Refused:
    return Refused(
        "ledger_in_order",
        N_("원장과 보호 파일이 서로 맞아요. 새 원장을 열 필요가 없어요."),
    )


def origin_used() -> Refused:
    return Refused(
        "ledger_origin_used",
        N_("새 원장에는 쓴 적 없는 이름이 필요해요. BALGIL_LEDGER_ORIGIN을 새 이름으로 바꿔 주세요."),
    )

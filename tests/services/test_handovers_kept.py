"""What stays of a handover: the paper with what the form asks for, and after its time the leaf alone."""

from collections import defaultdict
from pathlib import Path

import pypdfium2
import pytest

from services import handovers, keeping
from services.check_plan import PROJECTIONS, SWEEPS
from services.errors import NotFound
from services.handovers import Parts
from services.handovers.models import Handover, HandoverItem
from services.ledger.records import select_records, to_record
from services.settings import Mode, Settings
from tests.factories import sqlite_only
from tests.hall import Hall
from tests.manual_hall import make_manual
from tests.services.test_handovers import HANDOVER, accept, begin, offer, write


@sqlite_only
def test_the_paper_holds_what_the_form_asks_for(hall: Hall) -> None:
    cast = hall.cast
    make_manual(hall, cast.traveller)
    hall.trip()
    hostile = Parts(
        plans='#set page(fill: red) "x"\n둘째 줄', contacts="도로과 \U0001f600", remarks="가" * 3_000
    )
    offer(hall, write(hall, begin(hall), cast.colleague, parts=hostile))
    view = accept(hall, cast.colleague)
    pdf = handovers.render_form(view, view.items, [("건축허가 접수", "신청서")], "가람시", hall.now)
    document = pypdfium2.PdfDocument(pdf)
    words = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    for wanted in ("별지 제12호서식", "건축허가 접수", "김가람", "이나루", "둘째 줄", "#set page"):
        assert wanted in words
    for wanted in (
        "주요업무계획",
        "현안사항",
        "미결사항",
        "관련 문서",
        "물품 및 예산",
        "참고사항",
        "입회자",
        "전자 인수",
    ):
        assert wanted in words
    assert "도로 파손 현장 점검" in words


def keep(hall: Hall, after_days: int) -> None:
    """A round of the worker so many days later."""
    hall.clock.advance(days=after_days)
    settings = Settings(mode=Mode.DEMO, state_dir=Path("/nowhere"))
    keeping.destroy_what_is_over(hall.database, hall.ledger, settings, hall.now)


def findings(hall: Hall) -> list[str]:
    """What a complete check finds of handovers."""
    with hall.database.reading() as session:
        by_kind = defaultdict(list)
        for row in session.execute(select_records()):
            by_kind[to_record(row).kind].append(to_record(row))
        found = [d for kind, records in by_kind.items() for d in PROJECTIONS[kind](session, records)]
        found += [difference for sweep in SWEEPS for difference in sweep(session)]
    return [difference.code for difference in found]


def test_what_is_over_goes_after_its_time_and_its_leaf_is_compared_still(hall: Hall) -> None:
    cast = hall.cast
    make_manual(hall, cast.traveller)
    hall.trip()
    offer(hall, write(hall, begin(hall), cast.colleague))
    accept(hall, cast.colleague)
    back = begin(hall, id=b"handover-0000002")
    hall.write(lambda s: handovers.withdraw_handover(s, back.id, cast.traveller.staff_id, hall.now))
    begin(hall, id=b"handover-0000003")
    keep(hall, 1_820)
    assert len(hall.read(lambda s: handovers.list_handovers(s, from_id=cast.traveller.staff_id))) == 3
    keep(hall, 20)
    for _ in range(2):
        keep(hall, 0)
    (open_one,) = hall.read(lambda s: handovers.list_handovers(s, from_id=cast.traveller.staff_id))
    assert open_one.id == b"handover-0000003"
    rows = hall.read(lambda s: {row.id: row for row in s.query(Handover)})
    assert (rows.keys(), rows[HANDOVER].plans) == ({HANDOVER, open_one.id}, "")
    assert hall.read(lambda s: s.query(HandoverItem).count()) == 0
    with pytest.raises(NotFound):
        hall.read(lambda s: handovers.get_handover(s, HANDOVER, cast.traveller.staff_id, hall.now))
    assert findings(hall) == []

    def write_again(session: object) -> None:
        session.get_one(Handover, HANDOVER).plans = "다시 씀"  # type: ignore[attr-defined]

    hall.write(write_again)
    assert len(findings(hall)) == 2

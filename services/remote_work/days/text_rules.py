"""What the lines of a plan and of a result must be."""

from collections.abc import Sequence

from services.errors import Invalid
from services.remote_work.days.day_types import (
    ID_BYTES,
    LARGEST_COUNT,
    LONGEST_LINE,
    LONGEST_NOTE,
    MOST_LINES,
    ResultLine,
)
from services.remote_work.days.drafts import DoneLine, PlanDraft, ResultDraft
from services.texts import N_, tidy_line


def tidy_plan(draft: PlanDraft) -> tuple[list[ResultLine], str]:
    """The lines and the note as they are kept; empty lines fall away. Raises: Invalid, by wrong field."""
    lines = [ResultLine(text, is_done=False) for text in map(tidy_line, draft.lines) if text]
    note = tidy_line(draft.note)
    wrong = _find_wrong(draft.id, note)
    wrong |= _find_wrong_lines(lines, MOST_LINES)
    _refuse(wrong)
    return lines, note


def tidy_result(draft: ResultDraft, planned: Sequence[ResultLine]) -> tuple[list[ResultLine], str]:
    """Every line of the plan in its order, then what came besides. Raises: Invalid, by wrong field."""
    note = tidy_line(draft.note)
    wrong = _find_wrong(draft.id, note)
    by_place = {line.place: line for line in draft.lines if line.place is not None}
    told = [line.place for line in draft.lines if line.place is not None]
    if sorted(told) != list(range(len(planned))):
        wrong["lines"] = N_("계획한 일마다 한 줄씩 결과를 적어 주세요.")
        _refuse(wrong)
    besides = [_to_line(line, line.text, is_planned=False) for line in draft.lines if line.place is None]
    lines = [_to_line(by_place[place], line.text, is_planned=True) for place, line in enumerate(planned)]
    lines += [line for line in besides if line.text or line.note or line.count is not None]
    _refuse(wrong | _find_wrong_lines(lines, 2 * MOST_LINES))
    return lines, note


def _to_line(line: DoneLine, text: str, *, is_planned: bool) -> ResultLine:
    return ResultLine(tidy_line(text), line.is_done, line.count, tidy_line(line.note), is_planned)


def _find_wrong(text_id: bytes, note: str) -> dict[str, str]:
    wrong = {}
    if len(text_id) != ID_BYTES:
        wrong["id"] = N_("번호는 16바이트여야 해요.")
    if len(note) > LONGEST_NOTE:
        wrong["note"] = N_("덧붙이는 말은 300자 안에서 적어 주세요.")
    return wrong


def _find_wrong_lines(lines: Sequence[ResultLine], most: int) -> dict[str, str]:
    if not 0 < len(lines) <= most:
        return {"lines": N_("할 일을 한 줄에서 30줄 사이로 적어 주세요.")}
    wrong = {}
    for place, line in enumerate(lines):
        if not 0 < len(line.text) <= LONGEST_LINE:
            wrong[f"lines.{place}.text"] = N_("한 줄은 200자 안에서 적어 주세요.")
        if len(line.note) > LONGEST_NOTE:
            wrong[f"lines.{place}.note"] = N_("덧붙이는 말은 300자 안에서 적어 주세요.")
        if line.count is not None and not 0 <= line.count <= LARGEST_COUNT:
            wrong[f"lines.{place}.count"] = N_("건수는 0에서 100,000 사이로 적어 주세요.")
    return wrong


def _refuse(wrong: dict[str, str]) -> None:
    if wrong:
        raise Invalid("invalid_text", fields=wrong)

"""Where manuals go in an organisation: departments are called a little differently everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from services import people
from services.people import UnitKind
from services.texts import squeeze

CENTRE = "행정복지센터"
# What other organisations call the departments of the library, the likeliest first.
ALSO_CALLED: Mapping[str, Sequence[str]] = {
    "감사담당관": ("감사과", "감사실", "감사관", "기획감사실", "법무감사과"),
    "건축과": ("건축허가과", "도시건축과", "허가과", "주택건축과"),
    "기획예산과": ("예산과", "기획과", "예산법무과", "기획예산담당관", "기획감사실"),
    "도시경관과": ("도시디자인과", "경관디자인과", "광고물관리과", "도시계획과", "도시과"),
    "민원봉사과": ("민원과", "민원여권과", "종합민원과", "민원지적과", "시민봉사과", "열린민원과"),
    "복지정책과": ("복지과", "주민복지과", "사회복지과", "생활복지과"),
    "세무과": ("징수과", "세정과", "세무1과", "재무과"),
    "안전총괄과": ("안전재난과", "재난안전과", "시민안전과", "안전정책과", "안전건설과"),
    "위생과": ("보건위생과", "식품위생과", "환경위생과", "위생자원과", "보건정책과", "보건행정과"),
    "정보통신과": ("스마트정보과", "정보통신담당관", "디지털정책과", "스마트도시과", "행정과"),
    "총무과": ("행정지원과", "행정과", "자치행정과", "총무담당관"),
    "회계과": ("재무과", "계약과", "경리과"),
}


@dataclass(frozen=True)
class Places:
    """The units of one institution on a day; `by_name` has squeezed names of those that are no teams."""

    institution_id: int
    by_name: Mapping[str, int]
    centres: frozenset[int]
    leadership: people.Leadership

    def find(self, department: str) -> int | None:
        """The department of that name, or of one that usually means the same."""
        names = (department, *ALSO_CALLED.get(department, ()))
        return next((self.by_name[name] for name in map(squeeze, names) if name in self.by_name), None)

    def list_sharing(self, names: Sequence[str]) -> set[int]:
        """Those that do a task after another one's manual: all centres, or units by name."""
        found = {unit_id for name in names if (unit_id := self.by_name.get(squeeze(name))) is not None}
        return found | (self.centres if CENTRE in names else frozenset())

    def lead_of(self, unit_id: int) -> int | None:
        """The nearest lead, who says who looks after what."""
        return self.leadership.lead_of(0, unit_id)


def load_places(session: Session, institution_id: int, on: date) -> Places:
    units = people.list_units_below(session, institution_id, on)
    return Places(
        institution_id,
        {squeeze(unit.name): unit.id for unit in reversed(units) if unit.kind is not UnitKind.TEAM},
        frozenset(unit.id for unit in units if unit.kind is UnitKind.NEIGHBOURHOOD_CENTRE),
        people.load_leadership(session, on),
    )

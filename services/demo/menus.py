"""What a cafeteria that does not exist cooks: lunches with their allergens, and how many like them.

Allergens by the numbers of the labels (알레르기 유발물질, 식품 등의 표시기준): 1 egg, 2 milk, 5 soy, 6 wheat,
7 mackerel, 8 crab, 9 shrimp, 10 pork, 12 tomato, 13 sulphites, 15 chicken, 16 beef, 17 squid, 18 shellfish.
"""

from dataclasses import dataclass
from datetime import date

Dishes = tuple[tuple[str, tuple[int, ...]], ...]

KIMCHI = ("배추김치", (9, 13))
RADISH = ("깍두기", (9, 13))


@dataclass(frozen=True)
class Lunch:
    """One day's lunch. `liked`: how many like it, compared with others; not all of them go by that."""

    dishes: Dishes
    liked: float

    @property
    def stored(self) -> list[list[object]]:
        """As the database keeps it."""
        return [[name, list(numbers)] for name, numbers in self.dishes]


LUNCHES: tuple[Lunch, ...] = (
    Lunch((("잡곡밥", (5,)), ("시래기된장국", (5, 6)), ("제육볶음", (5, 6, 10, 13)),
           ("두부조림", (5, 6)), ("콩나물무침", (5,)), KIMCHI), 1.08),
    Lunch((("쌀밥", ()), ("소고기미역국", (5, 6, 16)), ("고등어구이", (7,)),
           ("감자채볶음", (5,)), ("시금치나물", (5, 6)), KIMCHI), 0.93),
    Lunch((("곤드레밥", (5,)), ("얼갈이된장국", (5, 6)), ("돼지갈비찜", (5, 6, 10, 13)),
           ("도토리묵무침", (5, 6)), ("오이무침", ()), KIMCHI), 1.07),
    Lunch((("카레라이스", (2, 5, 6, 10, 12)), ("맑은유부국", (5, 6)), ("돈가스", (1, 2, 5, 6, 10)),
           ("양배추샐러드", (1, 5, 12)), ("단무지", (13,)), RADISH), 1.12),
    Lunch((("쌀밥", ()), ("동태탕", (5, 6)), ("계란말이", (1, 5)),
           ("어묵볶음", (5, 6)), ("미역줄기볶음", (5,)), KIMCHI), 0.9),
    Lunch((("기장밥", ()), ("육개장", (1, 5, 6, 16)), ("닭갈비", (5, 6, 15)),
           ("메추리알조림", (1, 5, 6)), ("무생채", ()), KIMCHI), 1.06),
    Lunch((("쌀밥", ()), ("북엇국", (1, 5, 6)), ("오징어볶음", (5, 6, 17)),
           ("연근조림", (5, 6)), ("숙주나물", (5,)), RADISH), 0.96),
    Lunch((("비빔밥", (1, 5, 6, 16)), ("콩나물국", (5,)), ("약고추장", (5, 6, 16)),
           ("감자전", (6,)), ("과일샐러드", (1, 2, 5)), KIMCHI), 1.02),
    Lunch((("현미밥", ()), ("부대찌개", (2, 5, 6, 10)), ("떡갈비", (5, 6, 10, 16)),
           ("브로콜리숙회", (5, 6)), ("김자반", (5,)), KIMCHI), 1.05),
    Lunch((("쌀밥", ()), ("조갯국", (18,)), ("가자미튀김", (1, 5, 6)),
           ("가지나물", (5, 6)), ("도라지무침", (5, 6)), KIMCHI), 0.91),
    Lunch((("잔치국수", (1, 5, 6)), ("주먹밥", (5,)), ("수육", (5, 6, 10)),
           ("부추전", (1, 6)), ("쌈무", (13,)), KIMCHI), 1.04),
    Lunch((("흑미밥", ()), ("순두부찌개", (1, 5, 6, 9, 18)), ("불고기", (5, 6, 16)),
           ("잡채", (5, 6)), ("깻잎찜", (5, 6)), KIMCHI), 1.09),
)  # fmt: skip


def lunch_of(on: date, behind: int = 0) -> Lunch:
    """Which lunch a working day has; they come round every twelve working days.

    `behind`: a small kitchen cooks what the large one cooked so many working days before.
    """
    weeks, weekday = divmod(on.toordinal() - 1, 7)
    return LUNCHES[(weeks * 5 + weekday - behind) % len(LUNCHES)]

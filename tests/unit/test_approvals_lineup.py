"""Property tests: on no line, with no deputies and no absences whatsoever, does anybody act on her own."""

from hypothesis import given
from hypothesis import strategies as st

from services.approvals import Level
from services.approvals.lineup import Lineup
from services.people import Leadership, UnitKind

PEOPLE = st.integers(min_value=1, max_value=9)
KINDS = [UnitKind.INSTITUTION, UnitKind.DEPARTMENT, UnitKind.DEPARTMENT, UnitKind.TEAM, UnitKind.TEAM]


@st.composite
def lineups(draw: st.DrawFn) -> Lineup:
    """A small tree, led by anybody, with deputies in any direction: circles and chains through the party."""
    parents = {1: None} | {unit: draw(st.integers(1, unit - 1)) for unit in range(2, 6)}
    leads = draw(st.dictionaries(st.integers(1, 5), PEOPLE))
    deputies = st.dictionaries(PEOPLE, PEOPLE)
    return Lineup(
        leadership=Leadership(parents, leads, dict(enumerate(KINDS, start=1))),
        appointed=draw(deputies),
        standing=draw(deputies),
        away=draw(st.frozensets(PEOPLE)),
        last=draw(st.none() | PEOPLE),
    )


UNITS = st.integers(min_value=1, max_value=5)
ASKED = (lineups(), PEOPLE, UNITS, st.sampled_from(Level), st.frozensets(PEOPLE, max_size=4))


@given(*ASKED)
def test_there_is_no_path_to_self_approval(
    lineup: Lineup, requester: int, unit: int, level: Level, party: frozenset[int]
) -> None:
    holders = list(lineup.holders(requester, unit, level, party))
    assert {holder.person_id for holder in holders} & {requester, *party} == set()
    assert {holder.acted_for_id for holder in holders} & {requester, *party} == set()


@given(*ASKED)
def test_nothing_is_handed_on_by_one_of_the_party(
    lineup: Lineup, requester: int, unit: int, level: Level, party: frozenset[int]
) -> None:
    """As if those whom it concerns had no deputies at all."""
    concerned = {requester, *party}
    without = Lineup(
        leadership=lineup.leadership,
        appointed={who: deputy for who, deputy in lineup.appointed.items() if who not in concerned},
        standing={who: deputy for who, deputy in lineup.standing.items() if who not in concerned},
        away=lineup.away,
        last=lineup.last,
    )
    assert list(without.holders(requester, unit, level, party)) == list(
        lineup.holders(requester, unit, level, party)
    )


@given(*ASKED)
def test_nobody_is_asked_twice_and_somebody_is_there_if_anybody_above_is(
    lineup: Lineup, requester: int, unit: int, level: Level, party: frozenset[int]
) -> None:
    asked = [holder.person_id for holder in lineup.holders(requester, unit, level, party)]
    leads = lineup.leads_from(requester, unit, level, (requester, *party))
    assert len(asked) == len(set(asked))
    assert asked[:1] == leads[:1]
    if any(lead not in lineup.away for lead in leads):
        assert any(person not in lineup.away for person in asked)


@given(*ASKED)
def test_who_is_there_and_has_handed_nothing_on_keeps_it_to_herself(
    lineup: Lineup, requester: int, unit: int, level: Level, party: frozenset[int]
) -> None:
    holders = list(lineup.holders(requester, unit, level, party))
    if holders and holders[0].person_id not in lineup.away | lineup.appointed.keys():
        assert [(h.acted_for_id, h.as_deputy) for h in holders] == [(None, False)]

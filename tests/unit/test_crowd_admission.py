"""Which cookies are let in without asking: for a minute, so many, and not after a sign-out."""

from webapp.crowd_admission import (
    ADMITTED_S,
    CONFIRM_AFTER_S,
    LONGEST,
    MOST,
    MOST_AT_ONCE,
    MOST_OF_ONE,
    UNUSED_S,
    Admissions,
)


def test_a_cookie_is_let_in_for_a_minute() -> None:
    admissions = Admissions()
    assert not admissions.holds("balgil=a", 0)
    admissions.admit("balgil=a", 1, 7, 0)
    assert admissions.holds("balgil=a", ADMITTED_S - 0.1)
    assert not admissions.holds("balgil=a", ADMITTED_S)
    assert not admissions.holds("balgil=b", 0)
    assert not admissions.holds(None, 0)
    assert not admissions.holds("", 0)


def test_all_cookies_of_a_person_are_forgotten_at_once() -> None:
    admissions = Admissions()
    for cookies, staff_id in (("a", 1), ("b", 1), ("c", 2)):
        admissions.admit(cookies, staff_id, 7, 0)
    admissions.forget(1)
    assert [admissions.holds(cookies, 1) for cookies in "abc"] == [False, False, True]
    admissions.forget(1)
    assert len(admissions) == 1


def test_the_oldest_make_room() -> None:
    admissions = Admissions()
    for number in range(MOST + 5):
        admissions.admit(f"{number}", number, 7, 0)
    assert len(admissions) == MOST
    assert not admissions.holds("4", 1)
    assert admissions.holds("5", 1)


def test_one_person_takes_little_room() -> None:
    admissions = Admissions()
    admissions.admit("other", 2, 7, 0)
    for number in range(100):
        admissions.admit(f"{number}", 1, 7, 0)
    assert len(admissions) == MOST_OF_ONE + 1
    assert admissions.holds("other", 1)
    assert admissions.holds("99", 1)


def test_a_cookie_that_comes_again_stays() -> None:
    admissions = Admissions()
    for at in (0, 50, 100):
        admissions.admit("a", 1, 7, at)
    assert admissions.holds("a", 150)
    assert len(admissions) == 1


def test_what_was_found_open_again_goes_on_and_the_rest_ends() -> None:
    admissions = Admissions()
    for cookies, session_id in (("a", 1), ("b", 2), ("c", 3)):
        admissions.admit(cookies, session_id, session_id, 0)
    assert admissions.list_unconfirmed(CONFIRM_AFTER_S - 1) == set()
    assert all(admissions.holds(cookies, CONFIRM_AFTER_S) for cookies in "abc")
    admissions.admit("d", 4, 4, CONFIRM_AFTER_S)
    assert admissions.list_unconfirmed(CONFIRM_AFTER_S) == {1, 2, 3}
    admissions.confirm({1, 2}, {1}, CONFIRM_AFTER_S)
    at = CONFIRM_AFTER_S + ADMITTED_S - 1
    assert [admissions.holds(cookies, at) for cookies in "abcd"] == [True, False, False, True]


def test_what_nobody_uses_any_more_is_not_looked_up() -> None:
    admissions = Admissions()
    for cookies, session_id in (("a", 1), ("b", 2)):
        admissions.admit(cookies, session_id, session_id, 0)
    assert admissions.holds("a", ADMITTED_S - 1)
    assert admissions.list_unconfirmed(UNUSED_S) == {1}
    assert len(admissions) == 1


def test_who_asks_other_processes_meanwhile_is_still_known_here() -> None:
    admissions = Admissions()
    admissions.admit("a", 1, 7, 0)
    for at in range(20, 201, 20):
        asked = admissions.list_unconfirmed(at)
        admissions.confirm(asked, asked, at)
    assert admissions.holds("a", 210)


def test_so_many_are_looked_up_at_once() -> None:
    admissions = Admissions()
    for number in range(MOST_AT_ONCE + 7):
        admissions.admit(f"{number}", number, number, 0)
    first = admissions.list_unconfirmed(CONFIRM_AFTER_S)
    admissions.confirm(first, first, CONFIRM_AFTER_S)
    assert [len(first), len(admissions.list_unconfirmed(CONFIRM_AFTER_S))] == [MOST_AT_ONCE, 7]


def test_a_header_without_end_is_not_kept() -> None:
    admissions = Admissions()
    admissions.admit("x" * (LONGEST + 1), 1, 7, 0)
    assert len(admissions) == 0

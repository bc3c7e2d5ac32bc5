"""`/admin/staff` and one member of staff."""

from datetime import timedelta

import pytest

from services import approvals, notifications, people
from services.notice_kinds import KINDS
from services.people import Role
from tests import factories
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from tests.web.people import add_passkey, enrol
from webapp.context import Parts

LIST = "/admin/staff"
TODAY = "2026-09-29"


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.administrator)


def page_of(member: Member) -> str:
    return f"{LIST}/{member.staff_id}"


def names(browser: Browser, query: str = "") -> list[str]:
    rows = browser.get(f"{LIST}?{query}").all("ul", class_="rows")
    return [line.one("b").text for row in rows for line in row.all("li")]


class TestList:
    def test_everybody_is_there(self, browser: Browser, cast: Cast) -> None:
        assert len(names(browser)) == len(cast.everybody())

    @pytest.mark.parametrize(
        ("query", "who"),
        [
            ("q=김가람", ["traveller"]), ("q=ㄱㄱㄹ", ["traveller"]), ("q=001001", ["traveller"]),
            ("role=auditor", ["auditor"]), ("role=administrator", ["administrator"]),
            ("role=team_lead", ["director", "lead", "mayor", "other_lead"]), ("standing=left", []),
            ("q=%25", []), ("q=_", []), ("q=없는이름", []), ("role=king", None), ("standing=nowhere", None),
        ],
    )  # fmt: skip
    def test_it_can_be_narrowed(
        self, browser: Browser, cast: Cast, query: str, who: list[str] | None
    ) -> None:
        wanted = cast.everybody() if who is None else who
        assert sorted(name.split()[0] for name in names(browser, query)) == sorted(
            getattr(cast, each).name for each in wanted
        )

    def test_a_unit_holds_those_below_it(self, browser: Browser, parts: Parts, clock: HandClock) -> None:
        with parts.database.reading() as session:
            units = people.list_units(session, clock.now().date())
        department = next(unit.id for unit in units if unit.name == "건축과")
        assert len(names(browser, f"unit={department}")) == 4

    def test_it_comes_in_pages(self, browser: Browser, parts: Parts, clock: HandClock) -> None:
        with parts.database.writing() as session:
            new = [people.NewPerson(f"7{n:05}", f"가직원{n:02}", clock.now().date()) for n in range(60)]
            people.create_persons(session, new, clock.now())
        assert len(names(browser)) == 50
        assert len(names(browser, "page=2")) == 19
        assert len(names(browser, "q=가직원&page=2")) == 10
        assert names(browser, "page=99999") == []

    def test_who_has_no_unit_is_found(self, browser: Browser, parts: Parts, clock: HandClock) -> None:
        with parts.database.writing() as session:
            people.create_person(
                session, people.NewPerson("700001", "나홀로", clock.now().date()), None, clock.now()
            )
        assert names(browser, "standing=without_unit") == ["나홀로"]
        assert browser.get("/admin").all("a", href="/admin/staff?standing=without_unit")

    @pytest.mark.parametrize("query", ["page=x", "unit=x", "q=a%00b", "q=" + "x" * 3000])
    def test_nonsense_is_refused_in_words(self, browser: Browser, query: str) -> None:
        browser.get(f"{LIST}?{query}", 422)


class TestNewPerson:
    def create(self, browser: Browser, **fields: str) -> int:
        data = {"number": "0700001", "name": "새 직원", "unit_id": "", "title": "주무관", "from_on": TODAY}
        return browser.post(LIST, data | fields, page=f"{LIST}/new").status_code

    def test_she_is_there_with_her_zeros(self, browser: Browser) -> None:
        assert self.create(browser) == 303
        assert "0700001" in browser.get(f"{LIST}?q=새직원").text

    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            ({"number": ""}, 422), ({"number": "한글"}, 422), ({"number": "001001"}, 409),
            ({"name": ""}, 422), ({"name": "x" * 61}, 422),
            ({"email": "nobody"}, 422), ({"unit_id": "9999"}, 404),
            ({"from_on": ""}, 422), ({"title": "x" * 41, "unit_id": "1"}, 422),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said(self, browser: Browser, fields: dict[str, str], status: int) -> None:
        assert self.create(browser, **fields) == status

    def test_twice_is_once(self, browser: Browser) -> None:
        assert [self.create(browser), self.create(browser)] == [303, 409]


class TestPerson:
    def post(self, browser: Browser, member: Member, way: str, **fields: object) -> int:
        path = page_of(member)
        return browser.post(f"{path}/{way}", fields, page=path).status_code

    def test_the_page_says_where_and_what(self, browser: Browser, cast: Cast) -> None:
        text = browser.get(page_of(cast.traveller)).text
        assert "건축과 건축허가팀" in text
        assert cast.lead.name in text

    def test_nobody_is_not_found(self, browser: Browser) -> None:
        browser.get(f"{LIST}/99999", 404)
        assert browser.post(f"{LIST}/99999/password", page=LIST + "/new").status_code == 404

    def test_a_name_is_corrected(self, browser: Browser, cast: Cast) -> None:
        assert self.post(browser, cast.traveller, "details", name="김<b>하나", email="a@b.kr") == 303
        assert "김<b>하나" in browser.get(page_of(cast.traveller)).text
        assert self.post(browser, cast.traveller, "details", name="", email="") == 422
        assert self.post(browser, cast.traveller, "details", name="x", email="nowhere") == 422

    def test_an_assignment_holds_from_its_day(
        self, browser: Browser, cast: Cast, parts: Parts, clock: HandClock
    ) -> None:
        with parts.database.reading() as session:
            units = people.list_units(session, clock.now().date())
        centre = next(unit.id for unit in units if unit.name == "새벽동")
        day = (clock.now() + timedelta(days=2)).date()
        fields = {"unit_id": centre, "title": "동장", "is_lead": "yes", "from_on": day.isoformat()}
        assert self.post(browser, cast.traveller, "assignment", **fields) == 303
        with parts.database.reading() as session:
            before = people.get_person(session, cast.traveller.staff_id, clock.now().date())
            after = people.get_person(session, cast.traveller.staff_id, day)
        assert (before.unit_name, after.unit_name, after.is_lead) == ("건축허가팀", "새벽동", True)
        assert self.post(browser, cast.traveller, "assignment", **fields | {"from_on": TODAY}) == 409

    @pytest.mark.parametrize("unit", ["", "x", "99999"])
    def test_an_assignment_needs_a_unit(self, browser: Browser, cast: Cast, unit: str) -> None:
        fields = {"unit_id": unit, "title": "", "from_on": TODAY}
        assert self.post(browser, cast.traveller, "assignment", **fields) in (404, 422)

    def test_a_role_is_given_and_taken(self, browser: Browser, client_as: ClientAs, cast: Cast) -> None:
        assert self.post(browser, cast.stranger, "roles", role="auditor", from_on=TODAY) == 303
        assert "감사 담당" in browser.get(page_of(cast.stranger)).text
        assert self.post(browser, cast.stranger, "roles/end", role="auditor") == 303
        assert "따로 준 역할이 없어요" in browser.get(page_of(cast.stranger)).text

    @pytest.mark.parametrize("role", ["", "staff", "king", "ADMINISTRATOR"])
    def test_other_roles_are_nobodys_to_give(self, browser: Browser, cast: Cast, role: str) -> None:
        assert self.post(browser, cast.stranger, "roles", role=role, from_on=TODAY) == 422

    def test_the_last_administrator_stays(self, browser: Browser, cast: Cast, parts: Parts) -> None:
        own = cast.administrator
        assert self.post(browser, own, "roles/end", role="administrator") == 409
        assert self.post(browser, own, "leaving", last_on=TODAY) == 409
        with parts.database.reading() as session:
            assert Role.ADMINISTRATOR in people.list_roles(session, own.staff_id, factories.TODAY)

    def test_a_password_is_shown_once_and_ends_all_sessions(
        self, browser: Browser, client_as: ClientAs, cast: Cast, parts: Parts
    ) -> None:
        victim = client_as(cast.traveller)
        path = page_of(cast.traveller)
        response = browser.post(f"{path}/password", page=path)
        assert response.headers["Cache-Control"] == "no-store"
        password = browser.submit(f"{path}/password", 200, page=path).one("p", class_="once number").text
        assert password not in browser.get(path).text
        assert victim.client.get("/me").status_code == 302
        door = client_as(None)
        data = {"number": cast.traveller.number, "password": password}
        assert door.post("/sign-in", data, page="/sign-in").status_code == 303
        assert "담당자가 비밀번호를 새로 발급했어요" in told(parts, cast.traveller)

    def test_sessions_can_be_ended(self, browser: Browser, client_as: ClientAs, cast: Cast) -> None:
        victim = client_as(cast.traveller)
        assert self.post(browser, cast.traveller, "sessions/end") == 303
        assert victim.client.get("/me").status_code == 302

    def test_deputies_are_appointed_and_ended(self, browser: Browser, cast: Cast) -> None:
        fields = {"deputy_number": cast.colleague.number, "from_on": TODAY, "until_on": TODAY}
        assert self.post(browser, cast.lead, "deputies", **fields) == 303
        page = browser.get(page_of(cast.lead))
        (form,) = [f for f in page.all("form") if "/deputies/" in f.attrs["action"]]
        assert browser.post(form.attrs["action"], page=page_of(cast.lead)).status_code == 303
        assert "정해 둔 사람이 없어요" in browser.get(page_of(cast.lead)).text

    @pytest.mark.parametrize("number", ["", "999999", "한글"])
    def test_a_deputy_must_exist(self, browser: Browser, cast: Cast, number: str) -> None:
        fields = {"deputy_number": number, "from_on": TODAY, "until_on": TODAY}
        assert self.post(browser, cast.lead, "deputies", **fields) == 422

    def test_who_calls_about_a_lost_phone_is_helped(
        self, browser: Browser, client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
    ) -> None:
        phone = enrol(client_as(cast.traveller))
        with parts.database.writing() as session:
            people.confirm_device(
                session,
                parts.ledger,
                bytes.fromhex(phone.id),
                cast.lead.staff_id,
                clock.now(),
                approvals.load_lineup,
            )
        way = f"devices/{phone.id}/loss"
        assert self.post(browser, cast.stranger, way, lost_since_at=f"{TODAY}T09:00") == 404
        assert self.post(browser, cast.traveller, way, lost_since_at="") == 422
        hers = client_as(cast.traveller)
        assert self.post(browser, cast.traveller, way, lost_since_at=f"{TODAY}T09:00") == 303
        assert hers.client.get("/me").status_code == 302
        assert "분실 신고" in client_as(cast.traveller).get(f"/me/devices/{phone.id}").text

    def test_leaving_and_coming_back(
        self, browser: Browser, client_as: ClientAs, cast: Cast, clock: HandClock
    ) -> None:
        assert self.post(browser, cast.stranger, "leaving", last_on="nonsense") == 422
        assert self.post(browser, cast.stranger, "leaving", last_on=TODAY) == 303
        clock.advance(days=1)
        assert client_as(cast.stranger).client.get("/me").status_code == 302
        assert names(browser, "standing=left") == [cast.stranger.name]
        assert self.post(browser, cast.stranger, "return") == 303
        assert names(browser, "standing=without_unit") == [cast.stranger.name]

    def test_who_begins_later_is_to_come_and_has_not_left(self, browser: Browser) -> None:
        fields = {"number": "009001", "name": "강하늘", "from_on": "2026-11-01"}
        page = browser.post(LIST, fields, page=f"{LIST}/new").headers["Location"]
        text = browser.get(page).text
        assert "임용 예정" in text
        assert "퇴직함" not in text
        assert names(browser, "standing=coming") == ["강하늘"]
        assert names(browser, "standing=without_unit") == []
        assert "소속이 없는 직원" not in browser.get("/admin").text

    def test_it_tells_of_no_secret(self, browser: Browser, client_as: ClientAs, cast: Cast) -> None:
        add_passkey(client_as(cast.traveller), "집 열쇠")
        text = browser.get(page_of(cast.traveller)).text
        assert "집 열쇠" not in text
        assert "1개" in text


def told(parts: Parts, member: Member) -> str:
    with parts.database.reading() as session:
        return " ".join(
            KINDS[notice.kind].sentence for notice in notifications.list_notices(session, member.staff_id)
        )

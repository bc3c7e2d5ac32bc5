"""A manual beside its texts: begun, named, given away, shared with notes of its own; who looks after all."""

import pytest

from services import people
from services.manuals import tasks
from services.people import Role, grant_role
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import ClientAs
from tests.web.manuals_world import NEW_STEPS, Shelf
from tests.web.test_manuals_editing import fix_form, number_of
from webapp.context import Parts


@pytest.fixture
def shelf(parts: Parts, cast: Cast, clock: HandClock) -> Shelf:
    return Shelf.of(parts, cast, clock)


def test_a_manual_begins_is_written_and_stamped(shelf: Shelf, client_as: ClientAs) -> None:
    maker = client_as(shelf.cast.traveller)
    form = maker.get("/manuals/new").one("main").one("form", action="/manuals/new").fields()
    made = maker.post(
        "/manuals/new", form | {"title": "도로점용 허가", "keywords": "점용, 도로", "month": "3"}
    )
    edit = made.headers["Location"]
    assert made.status_code == 303
    assert edit.endswith("/edit")
    assert maker.post("/manuals/new", form | {"title": "도로점용 허가"}).headers["Location"] == edit
    sent = maker.get(edit).one("form", id="manual-form").fields() | {
        "overview": "점용을 허가하는 일",
        "is_confirmed": "yes",
    }
    assert maker.post(edit, sent).status_code == 303
    assert "확인함" in maker.get(edit.removesuffix("/edit")).one(data_testid="verified").text
    maker.submit("/manuals/new", 422, form | {"title": "", "key": "00" * 16})


def test_the_frame_the_owner_and_sharing_are_the_owners(shelf: Shelf, client_as: ClientAs) -> None:
    owner, root = client_as(shelf.owner), f"/manuals/{shelf.manual_id}"
    form = (
        owner.get(f"{root}/settings")
        .one("main")
        .one("form", action=f"{root}/settings", method="post")
        .fields()
    )
    assert (
        owner.post(f"{root}/settings", form | {"title": "여비 정산", "review_months": "6"}).status_code == 303
    )
    assert owner.post(f"{root}/settings", form | {"review_months": "0"}).status_code == 422
    centre = owner.get(f"{root}/settings").all("input", name="unit")[0].attrs["value"]
    assert owner.post(f"{root}/sharing", {"unit": centre}).status_code == 303
    assert owner.post(f"{root}/owner", {"owner": "999999"}).status_code == 422
    assert owner.post(f"{root}/closing").status_code == 303
    assert owner.get("/manuals?show=all").all("a", href=root) == []
    assert owner.post(f"{root}/opening").status_code == 303
    given = owner.post(f"{root}/owner", {"owner_id": str(shelf.cast.traveller.staff_id)})
    assert given.status_code == 303
    with shelf.database.reading() as session:
        manual = tasks.load_manual(session, shelf.manual_id, shelf.now)
    assert (manual.title, manual.review_months, manual.owner_id) == (
        "여비 정산",
        6,
        shelf.cast.traveller.staff_id,
    )


def test_one_unit_that_shares_a_manual_says_what_is_different_there(
    shelf: Shelf, client_as: ClientAs
) -> None:
    with shelf.database.writing() as session:
        manual = tasks.load_manual(session, shelf.manual_id, shelf.now)
        unit_id = people.get_person(session, shelf.cast.stranger.staff_id, shelf.now.date()).unit_id
        assert unit_id
        tasks.share_manual(session, manual.id, [unit_id])
    there, root = client_as(shelf.cast.stranger), f"/manuals/{shelf.manual_id}"
    path = f"{root}/notes/{unit_id}/process"
    there.get(path)
    assert there.post(path, {"text": "우리 동은 **2층**에서 받아요", "version": "0"}).status_code == 303
    assert "2층" in there.get(root).one("section", id="process").text
    changed = there.submit(path, 409, {"text": "다른 글", "version": "0"})
    assert "2층" in changed.text
    assert "다른 글" in changed.text
    resident = there.submit(path, 422, {"text": "900101-1234567", "version": "1", "is_checked": "yes"})
    assert "둘 수 없어요" in resident.text
    named = {"text": "담당 010-4821-9937", "version": "1"}
    assert "개인정보처럼" in there.submit(path, 422, named).one(data_testid="personal-data").text
    assert there.post(path, named | {"is_checked": "yes"}).status_code == 303
    assert "2층" not in client_as(shelf.cast.traveller).get(root).text
    client_as(shelf.cast.traveller).get(path, 403)


def test_editors_write_everywhere(shelf: Shelf, client_as: ClientAs) -> None:
    with shelf.database.writing() as session:
        grant_role(
            session,
            shelf.cast.stranger.staff_id,
            Role.MANUAL_EDITOR,
            shelf.now.date(),
            by_id=None,
            now=shelf.now,
        )
    editor = client_as(shelf.cast.stranger)
    listed = editor.get("/manuals").one("ul", class_="manual-places")
    places = [link.attrs["href"] for link in listed.all("a")]
    assert {"/admin/manuals", "/admin/rates", "/admin/manual-tip-rules", "/manuals/search-words"} <= {*places}
    for place in places:
        editor.get(place)
    path, form = fix_form(editor, shelf)
    assert editor.post(path, form | {"process": NEW_STEPS}).status_code == 303
    assert number_of(shelf) == 2

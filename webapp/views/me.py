"""`나`: how pages look for me, and the way to everything that is mine."""

from flask import Blueprint, render_template

from services import approvals, people
from services.texts import N_
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.navigation import LEADS, Place

blueprint = Blueprint("me", __name__)

MENU = (
    (
        Place("/outbox", N_("보관함"), "inbox", N_("이 휴대전화에서 찍은 증빙")),
        Place("/me/points", N_("내 위치 기록"), "map-pin", N_("남은 기록과 누가 봤는지")),
        Place("/me/consent", N_("위치 동의"), "shield-check", N_("언제든 멈추거나 철회할 수 있어요")),
    ),
    (
        Place("/me/notices", N_("알림"), "bell"),
        Place("/devices/confirmations", N_("기기 확인"), "list-checks", N_("팀원이 등록한 휴대전화"), LEADS),
        Place("/leave", N_("휴가"), "flag", N_("올리기, 지난 휴가, 취소")),
        Place("/team", N_("우리 팀 지금"), "users", N_("누가 어디에서 일하는지")),
        Place("/me/calendar", N_("내 달력과 점심 알림"), "clock", N_("내 일정을 달력 앱에서 보기")),
        Place("/approvals/mine", N_("내가 올린 결재"), "stamp", N_("어디까지 갔는지, 임시 저장한 것")),
        Place("/hours", N_("유연근무"), "hourglass", N_("내 시간, 시차출퇴근 신청")),
        Place("/meetings", N_("긴급 회의"), "users", N_("한 번에 부르고 누가 오는지 보기")),
        Place("/handovers", N_("인수인계"), "users", N_("넘길 업무와 받을 업무, 인계서")),
        Place("/me/deputies", N_("대리"), "users", N_("자리를 비울 때 대신할 사람")),
    ),
    (
        Place("/me/devices", N_("내 기기"), "smartphone", N_("증빙을 찍는 휴대전화")),
        Place("/me/passkeys", N_("패스키"), "fingerprint", N_("비밀번호 없이 로그인하기")),
        Place("/me/sessions", N_("로그인한 곳"), "monitor", N_("다른 브라우저에서 로그아웃하기")),
        Place("/me/password", N_("비밀번호 바꾸기"), "key-round"),
    ),
)


@blueprint.get("/me")
@signed_in
def show_me() -> str:
    staff_id = current_person().staff_id
    with db().reading() as session:
        waiting = len(people.list_devices_to_confirm(session, staff_id, now(), approvals.load_lineup))
    return render_template("me/me.html", menu=MENU, waiting=waiting)

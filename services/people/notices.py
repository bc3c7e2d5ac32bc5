"""What a person is told about her keys, her sign-in and her data, and for whom she stands in."""

from enum import StrEnum

from services.notifications import Kind, Topic
from services.texts import N_


class NoticeKind(StrEnum):
    NEW_BROWSER = "new_browser"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a word, no secret
    PASSWORD_ISSUED = "password_issued"  # noqa: S105 - a word, no secret
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    DEVICE_PENDING = "device_pending"
    DEVICE_ENROLLED = "device_enrolled"
    DEVICE_REJECTED = "device_rejected"
    DEVICE_RETIRED = "device_retired"
    DEVICE_REVOKED = "device_revoked"
    LOOKED_CLOSER = "looked_closer"
    DEPUTY_APPOINTED = "deputy_appointed"
    DEPUTY_BEGINS = "deputy_begins"


NOTICES = (
    Kind(
        NoticeKind.NEW_BROWSER,
        Topic.ACCOUNT,
        N_("처음 쓰는 브라우저(%(label)s)에서 로그인했어요."),
        "/me/sessions",
        "monitor",
    ),
    Kind(
        NoticeKind.PASSWORD_CHANGED,
        Topic.ACCOUNT,
        N_("비밀번호를 바꿨어요."),
        "/me",
        "key-round",
    ),
    Kind(
        NoticeKind.PASSWORD_ISSUED,
        Topic.ACCOUNT,
        N_("담당자가 비밀번호를 새로 발급했어요. 모든 브라우저에서 로그아웃됐어요."),
        "/me/sessions",
        "key-round",
    ),
    Kind(
        NoticeKind.PASSKEY_ADDED,
        Topic.ACCOUNT,
        N_("패스키 ‘%(label)s’ 등록을 마쳤어요."),
        "/me/passkeys",
        "fingerprint",
    ),
    Kind(
        NoticeKind.PASSKEY_REMOVED,
        Topic.ACCOUNT,
        N_("패스키 ‘%(label)s’ 등록을 지웠어요."),
        "/me/passkeys",
        "fingerprint",
    ),
    Kind(
        NoticeKind.DEVICE_PENDING,
        Topic.ACCOUNT,
        N_("새 기기 ‘%(label)s’ 등록을 시작했어요. 두 번째 확인을 기다리고 있어요."),
        "/me/devices",
        "smartphone",
    ),
    Kind(
        NoticeKind.DEVICE_ENROLLED,
        Topic.ACCOUNT,
        N_("기기 ‘%(label)s’ 등록을 마쳤어요. 확인: %(by)s"),
        "/me/devices",
        "smartphone",
    ),
    Kind(
        NoticeKind.DEVICE_REJECTED,
        Topic.ACCOUNT,
        N_("기기 ‘%(label)s’ 등록을 취소했어요."),
        "/me/devices",
        "smartphone",
    ),
    Kind(
        NoticeKind.DEVICE_RETIRED,
        Topic.ACCOUNT,
        N_("기기 ‘%(label)s’ 사용을 끝냈어요. 그 기기로 남긴 증빙은 그대로 유효해요."),
        "/me/devices",
        "smartphone",
    ),
    Kind(
        NoticeKind.DEVICE_REVOKED,
        Topic.ACCOUNT,
        N_("기기 ‘%(label)s’ 분실을 신고했어요. 이제부터 그 기기로 찍은 증빙은 진본으로 확인되지 않아요."),
        "/me/devices",
        "smartphone",
    ),
    Kind(
        NoticeKind.LOOKED_CLOSER,
        Topic.ACCOUNT,
        N_("감사 담당자가 위치를 자세히 봤어요. 사유: %(reason)s"),
        "/me/points",
        "eye",
    ),
    Kind(
        NoticeKind.DEPUTY_APPOINTED,
        Topic.APPROVALS,
        N_("%(name)s님을 대신할 기간이 정해졌어요: %(days)s"),
        "/me/deputies",
        "users",
    ),
    Kind(
        NoticeKind.DEPUTY_BEGINS,
        Topic.APPROVALS,
        N_("%(name)s님을 대신하는 기간이 시작됐어요. %(until_on)s까지예요."),
        "/me/deputies",
        "users",
    ),
)

"""What a verdict says of seal, device, ledger, time and revocation."""

from collections.abc import Mapping
from typing import Final

from services.audit.verdict import Subject
from services.audit.words import CHANGED_HERE, CHECKED, CHECKED_BEFORE, DESTROYED, Words
from services.texts import N_

_OPENING: Final = {
    (Subject.DECODES, "not_ours"): Words(
        N_("발길 증빙이 아닌 QR"), N_("다른 용도의 QR이에요. 증빙지에 있는 QR을 비춰 주세요.")
    ),
    (Subject.DECODES, "damaged"): Words(
        N_("코드가 깨졌거나 바뀌었음"),
        N_("글자가 빠졌거나 달라졌어요. 붙여 넣은 글이라면 종이의 QR을 직접 비춰 주세요."),
    ),
    (Subject.DECODES, "unknown_version"): Words(
        N_("이 서버가 모르는 형식의 증빙"),
        N_("더 새로운 앱에서 만들었을 수 있어요. 위조라는 뜻은 아니에요. 정보담당에게 알려 주세요."),
    ),
    (Subject.OPENS, "opened"): Words(N_("우리 기관 감사 키로 열림")),
    (Subject.OPENS, "altered"): Words(
        N_("봉인이 열리지 않음"),
        N_("한 글자라도 바뀌면 열리지 않아요. 다른 기관의 원장에 맞춰 봉인한 것일 수도 있어요."),
    ),
    (Subject.OPENS, "no_payload"): Words(
        N_("봉인 안에 증빙이 없음"), N_("우리 키로 봉인했지만 앱이 만드는 내용이 아니에요.")
    ),
    (Subject.OPENS, "unknown_key"): Words(
        N_("이 서버에 없는 키로 봉인됨"),
        N_("다른 기관의 증빙이거나 폐기한 옛 키로 봉인한 것일 수 있어요. 위조라는 뜻은 아니에요."),
    ),
    (Subject.OPENS, "unknown_version"): Words(
        N_("이 서버가 모르는 형식의 증빙"),
        N_("더 새로운 앱에서 만들었을 수 있어요. 위조라는 뜻은 아니에요. 정보담당에게 알려 주세요."),
    ),
}

_DEVICE: Final = {
    (Subject.DEVICE, "enrolled"): Words(N_("본인 이름으로 등록된 휴대전화"), N_("%(at)s 등록 · %(second)s")),
    (Subject.DEVICE, "enrolled_within"): Words(
        N_("본인 이름으로 등록된 휴대전화"),
        N_("%(at)s 등록 · %(second)s · 등록한 때와 찍은 때가 몇 분 안이라 앞뒤를 가리지 않았어요."),
    ),
    (Subject.DEVICE, "enrolled_unordered"): Words(
        N_("본인 이름으로 등록된 휴대전화"),
        N_("%(at)s 등록 · %(second)s · 원장 표식이 없어 찍은 때와의 앞뒤는 알 수 없어요."),
    ),
    (Subject.DEVICE, "enrolled_after_beacon"): Words(
        N_("휴대전화 등록을 마치기 전에 찍었을 수 있음"), N_("%(at)s 등록 · %(second)s")
    ),
    (Subject.DEVICE, "enrolment_pending"): Words(
        N_("휴대전화 등록이 원장에 오르는 중"), N_("보통 몇 초면 끝나요. 잠시 뒤에 다시 확인해 주세요.")
    ),
    (Subject.DEVICE, "device_pending"): Words(
        N_("휴대전화 등록이 아직 확인되지 않음"),
        N_("팀장이나 먼저 쓰던 기기가 확인하면 판정할 수 있어요."),
    ),
    (Subject.DEVICE, "enrolment_destroyed"): Words(N_("휴대전화 등록 기록이 파기됨"), DESTROYED),
    (Subject.DEVICE, "unknown_device"): Words(
        N_("등록되지 않은 휴대전화"), N_("이 기관의 원장에서 이 기기의 등록을 찾을 수 없어요.")
    ),
    (Subject.DEVICE, "enrolment_altered"): Words(N_("휴대전화 등록 기록이 원장과 다름"), CHANGED_HERE),
    (Subject.DEVICE, "enrolment_invalid"): Words(
        N_("휴대전화 등록의 서명이 맞지 않음"), N_("등록 기록은 있지만 그 안의 확인 서명이 맞지 않아요.")
    ),
    (Subject.SIGNATURE, "verified"): Words(N_("그 휴대전화의 서명이 내용과 맞음")),
    (Subject.SIGNATURE, "bad_signature"): Words(
        N_("서명이 내용과 맞지 않음"), N_("등록된 휴대전화가 서명한 내용이 아니에요.")
    ),
}

_LEDGER: Final = {
    (Subject.LEDGER, "included"): Words(N_("원장에 있음"), N_("%(index)s번 · %(at)s부터")),
    (Subject.LEDGER, "pending"): Words(
        N_("원장에 오르는 중"), N_("방금 받은 증빙이에요. 몇 초 뒤에 다시 확인해 주세요.")
    ),
    (Subject.LEDGER, "not_uploaded"): Words(
        N_("서버와 원장에 없음"),
        N_("휴대전화에 보관 중일 수 있어요. 본인에게 앱을 열어 보내 달라고 하거나, 종이로 되살려 주세요."),
    ),
    (Subject.LEDGER, "first_seen_on_paper"): Words(
        N_("종이에서 처음 확인됨"),
        N_("%(index)s번 · %(at)s에 종이로 되살렸어요. 그 전의 전송 기록은 없어요."),
    ),
    (Subject.LEDGER, "destroyed"): Words(N_("보관본이 파기됨"), DESTROYED),
    (Subject.LEDGER, "purged"): Words(N_("원장의 기록이 파기됨"), DESTROYED),
    (Subject.LEDGER, "row_differs"): Words(
        N_("서버의 보관본이 원장과 다름"),
        N_("판정은 이 코드와 원장만으로 했어요. 정보담당에게 원장 점검을 요청해 주세요."),
    ),
    (Subject.LEDGER, "record_missing"): Words(N_("보관본은 있는데 원장에 없음"), CHANGED_HERE),
    (Subject.LEDGER, "record_altered"): Words(N_("서버의 기록이 원장과 맞지 않음"), CHANGED_HERE),
    (Subject.LEDGER, "record_contradicts"): Words(N_("원장의 기록이 이 증빙과 다름"), CHANGED_HERE),
    (Subject.WITNESS, "no_witness"): Words(
        N_("외부 증인은 없음"),
        N_("연결한 외부 증인이 아직 없어, 시각은 모두 운영 기관의 기록에 따른 것이에요."),
    ),
}

_TIME: Final = {
    (Subject.NOT_BEFORE, "not_before"): Words(
        N_("%(at)s 뒤에 찍음"), N_("그때 공표한 원장 표식(%(size)s)이 들어 있어요 · 운영 기관 기록 기준")
    ),
    (Subject.NOT_BEFORE, "no_beacon"): Words(
        N_("언제부터인지 알 수 없음"), N_("휴대전화가 원장 표식을 받기 전에 찍었어요.")
    ),
    (Subject.NOT_BEFORE, "beacon_lost"): Words(
        N_("언제부터인지 알 수 없음"), N_("복구하면서 잃은 원장의 표식(%(size)s)이 들어 있어요.")
    ),
    (Subject.NOT_BEFORE, "beacon_contradicts"): Words(
        N_("원장과 맞지 않는 표식이 들어 있음"),
        N_("이 원장이 공표한 표식 가운데 %(size)s번째에 그런 것이 없어요."),
    ),
    (Subject.NOT_AFTER, "not_after"): Words(
        N_("%(at)s 전에 찍음"), N_("그때 원장에 올랐어요 · 운영 기관 기록 기준")
    ),
    (Subject.NOT_AFTER, "sent_late"): Words(
        N_("%(late)s 늦게 전송"), N_("%(at)s에 원장에 올랐어요. 신호가 없던 곳일 수 있어요.")
    ),
    (Subject.NOT_AFTER, "restored_late"): Words(
        N_("찍은 지 %(late)s 지나 종이에서 확인"), N_("%(at)s에 종이로 되살려 원장에 올랐어요.")
    ),
    (Subject.NOT_AFTER, "named_by_later"): Words(
        N_("%(at)s 전에 찍음"),
        N_("이 증빙을 가리키는 다음 증빙이 그때 원장에 올랐어요 · 운영 기관 기록 기준"),
    ),
    (Subject.NOT_AFTER, "unknown"): Words(
        N_("언제까지인지 알 수 없음"), N_("원장에 오른 뒤에야 알 수 있어요.")
    ),
    (Subject.PHONE_CLOCK, "clock_agrees"): Words(N_("휴대전화 시계가 앞뒤 시각과 맞음"), N_("%(at)s")),
    (Subject.PHONE_CLOCK, "clock_slow"): Words(
        N_("휴대전화 시계가 %(offset)s 넘게 느림"),
        N_("휴대전화는 %(at)s라고 했어요. 순서는 원장으로 판정했어요."),
    ),
    (Subject.PHONE_CLOCK, "clock_fast"): Words(
        N_("휴대전화 시계가 %(offset)s 넘게 빠름"),
        N_("휴대전화는 %(at)s라고 했어요. 순서는 원장으로 판정했어요."),
    ),
    (Subject.PHONE_CLOCK, "fix_is_old"): Words(
        N_("위치를 잰 때와 찍은 때가 %(fix_age)s 다름"),
        N_("다른 때 잰 위치이거나, 재는 동안 시계가 바뀌었을 수 있어요."),
    ),
    (Subject.PHONE_CLOCK, "one_bound"): Words(
        N_("휴대전화 시계를 한쪽 시각하고만 비교함"),
        N_("휴대전화는 %(at)s라고 했어요. 앞이나 뒤의 시각 하나는 알 수 없어요."),
    ),
    (Subject.PHONE_CLOCK, "no_bounds"): Words(
        N_("휴대전화 시계와 비교할 시각이 없음"), N_("휴대전화는 %(at)s라고 했어요.")
    ),
}

_REVOCATION: Final = {
    (Subject.REVOCATION, "not_revoked"): Words(N_("분실 신고나 사용 종료가 없음"), CHECKED),
    (Subject.REVOCATION, "checked_before"): Words(N_("분실 신고가 있었는지는 알 수 없음"), CHECKED_BEFORE),
    (Subject.REVOCATION, "never_checked"): Words(
        N_("분실 신고가 있었는지는 알 수 없음"), N_("없다고 말하려면 원장 전체 점검이 먼저 있어야 해요.")
    ),
    (Subject.REVOCATION, "ending_destroyed"): Words(N_("휴대전화의 사용 종료 기록이 파기됨"), DESTROYED),
    (Subject.REVOCATION, "ending_altered"): Words(N_("사용 종료 기록이 원장과 다름"), CHANGED_HERE),
    (Subject.REVOCATION, "made_after_revoked"): Words(
        N_("분실 신고 뒤에 만들어짐"), N_("%(at)s에 분실 신고된 휴대전화로, 그 뒤에 찍었어요.")
    ),
    (Subject.REVOCATION, "received_before_lost"): Words(
        N_("분실하기 전에 받음"), N_("%(lost_since)s부터 분실한 것으로 신고됐어요.")
    ),
    (Subject.REVOCATION, "received_before_revoked"): Words(
        N_("분실했다는 때와 신고 사이에 받음"),
        N_("%(lost_since)s부터 분실, %(at)s에 신고됐어요. 누가 찍었는지 살펴 주세요."),
    ),
    (Subject.REVOCATION, "order_unknown_revoked"): Words(
        N_("분실 신고의 앞인지 뒤인지 알 수 없음"), N_("%(at)s에 분실 신고됐어요. 누가 찍었는지 살펴 주세요.")
    ),
    (Subject.REVOCATION, "made_after_retired"): Words(
        N_("사용을 끝낸 휴대전화로 찍음"), N_("%(at)s에 다른 기기로 바꿨지만, 본인의 키는 맞아요.")
    ),
    (Subject.REVOCATION, "received_before_retired"): Words(
        N_("기기를 바꾸기 전에 받음"), N_("%(at)s에 사용을 끝낸 휴대전화예요.")
    ),
    (Subject.REVOCATION, "order_unknown_retired"): Words(
        N_("기기를 바꾸기 전인지 뒤인지 알 수 없음"),
        N_("%(at)s에 사용을 끝낸 휴대전화예요. 본인의 키는 맞아요."),
    ),
}

LEDGER_SENTENCES: Final[Mapping[tuple[Subject, str], Words]] = {
    **_OPENING,
    **_DEVICE,
    **_LEDGER,
    **_TIME,
    **_REVOCATION,
}

"""What can be switched on and off, in words."""

from collections.abc import Mapping
from typing import NamedTuple

from services.notifications import Topic
from services.texts import N_


class TopicWords(NamedTuple):
    label: str
    note: str


TOPICS: Mapping[Topic, TopicWords] = {
    Topic.APPROVALS: TopicWords(N_("결재"), N_("기다리는 건, 승인과 반려")),
    Topic.TRIPS: TopicWords(N_("출장"), N_("출장의 승인, 증빙")),
    Topic.REMOTE_WORK: TopicWords(N_("재택근무"), N_("계획서와 결과보고, 착신전환")),
    Topic.ROTATION: TopicWords(N_("재택 순환"), N_("순환표, 맞바꾸기")),
    Topic.SEATS: TopicWords(N_("스마트워크센터"), N_("좌석 예약, 자동 취소")),
    Topic.HOURS: TopicWords(N_("유연근무"), N_("시차출퇴근 신청")),
    Topic.MEETINGS: TopicWords(N_("긴급 회의"), N_("조용한 시간에도 바로 알려요")),
    Topic.CAFETERIA: TopicWords(N_("구내식당"), N_("배식 차례, 맞바꾸기")),
    Topic.MANUALS: TopicWords(N_("업무 매뉴얼"), N_("바뀐 매뉴얼과 법령, Tip, 질문과 답")),
    Topic.ACCOUNT: TopicWords(N_("내 계정"), N_("로그인, 기기, 내 위치를 본 사람")),
}

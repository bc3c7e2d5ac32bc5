"""One tree of errors: each has a stable code and a sentence for people.

The sentence is the Korean message id; the web layer translates it. `webapp/errors.py` maps the classes
to a status, a page or problem JSON, and to what a phone's outbox does about it.
"""

from collections.abc import Mapping

from services.texts import N_


class BalgilError(Exception):
    """Something a person or a phone must be told, with a stable code."""

    code = "error"
    sentence = N_("요청을 처리하지 못했어요.")

    def __init__(
        self,
        code: str | None = None,
        sentence: str | None = None,
        *,
        fields: Mapping[str, str] | None = None,
        **params: object,
    ) -> None:
        self.code = code or self.code
        self.sentence = sentence or self.sentence
        self.fields = dict(fields or {})
        self.params = params
        super().__init__(self.code)


class Invalid(BalgilError):
    """The input cannot be taken as it is; `fields` names each wrong one."""

    code = "invalid"
    sentence = N_("입력한 내용을 확인해 주세요.")


class Malformed(Invalid):
    """Bytes or text that are not in the format they claim to be in."""

    code = "malformed"
    sentence = N_("읽을 수 없는 형식이에요.")


class UnknownKey(Invalid):
    """Well formed, but made for a key or a version that is not known here: never to be called forged.

    Codes: `unknown_key`, `unknown_version`.
    """

    code = "unknown_key"
    sentence = N_("여기서는 확인할 수 없는 키로 만든 봉인이에요.")


class CannotOpen(Invalid):
    """The named key is here and does not open the seal: it was altered, or sealed for something else."""

    code = "cannot_open"
    sentence = N_("봉인을 열 수 없어요. 내용이 바뀌었거나 손상됐어요.")


class BadSignature(Invalid):
    """The signature does not belong to this key, these bytes and this purpose."""

    code = "bad_signature"
    sentence = N_("서명이 맞지 않아요.")


class NotFound(BalgilError):
    code = "not_found"
    sentence = N_("찾으시는 내용이 없어요.")


class SignedOut(BalgilError):
    code = "signed_out"
    sentence = N_("다시 로그인해 주세요.")


class Forbidden(BalgilError):
    code = "forbidden"
    sentence = N_("이 일을 할 권한이 없어요.")


class Conflict(BalgilError):
    """The state has moved on, or somebody else holds what was asked for.

    `current` is what is held here, as the interface shows it: a phone shows both and asks its person.
    """

    code = "conflict"
    sentence = N_("그 사이 내용이 바뀌었어요. 새로 고친 뒤 다시 해 주세요.")

    def __init__(
        self,
        code: str | None = None,
        sentence: str | None = None,
        *,
        fields: Mapping[str, str] | None = None,
        current: Mapping[str, object] | None = None,
        **params: object,
    ) -> None:
        self.current = current
        super().__init__(code, sentence, fields=fields, **params)


class NotYet(Conflict):
    """Something else has to happen first, without the sender: the same request will do later."""

    code = "not_yet"


class TooMany(BalgilError):
    """Too many attempts; `retry_after_s` in params says when to come again."""

    code = "too_many"
    sentence = N_("잠시 뒤에 다시 해 주세요.")


class Unavailable(BalgilError):
    """A part that is needed does not answer; the same request may be sent again later."""

    code = "unavailable"
    sentence = N_("지금은 처리할 수 없어요. 잠시 뒤에 다시 해 주세요.")


class Refused(BalgilError):
    """The server will not start or go on, because it would be dangerous."""

    code = "refused"

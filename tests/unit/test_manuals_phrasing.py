"""A model's words stand beside the quotes only where each number and source of theirs holds."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from services.manuals.tips import Endpoint, Phrased, phrase_answer, phrasing
from services.manuals.tips.phrasing import check_phrased
from services.settings import Settings
from tests.language_model import Model, running_model

QUESTION = "여비는 며칠 안에 정산하나요"
QUOTES = ["여행을 마친 날의 다음 날부터 2주일 이내에 정산을 신청한다.", "숙박비는 실비로 준다."]
SAID = "다음 날부터 2주일 이내에 신청하면 돼요 [1]."


class Wire:
    """A port that sends what it is told to, and then a byte again and again."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.drip, self.sent_bytes = b"", 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.closing = threading.Event()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        with suppress(OSError), self.socket.accept()[0] as peer:
            for piece in self.pieces:
                peer.sendall(piece)
                self.sent_bytes += len(piece)
            while self.drip and not self.closing.wait(0.05):
                peer.sendall(self.drip)

    def close(self) -> None:
        self.closing.set()
        self.socket.close()
        self.thread.join()


@pytest.fixture
def model() -> Iterator[Model]:
    with running_model(SAID) as found:
        yield found


def test_quotes_are_put_into_words_with_their_sources(model: Model) -> None:
    assert phrase_answer(model.endpoint, QUESTION, QUOTES) == Phrased(SAID, (1,))
    ((path, key, body),) = model.sent
    assert (path, key, body["model"]) == ("/v1/chat/completions", "Bearer secret", "model-1")
    assert all(quote in json.dumps(body, ensure_ascii=False) for quote in QUOTES)


def test_what_looks_like_personal_data_is_never_sent(model: Model) -> None:
    assert phrase_answer(model.endpoint, "김철수 팀장의 여비", QUOTES) is None
    assert phrase_answer(model.endpoint, QUESTION, ["문의는 010-2345-6789"]) is None
    assert model.sent == []


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, Model.saying(SAID)),
        (302, Model.saying(SAID)),
        (200, b"<html>"),
        (200, b'{"choices": []}'),
        (200, Model.saying(["text"])),
        (200, b"[" * 60_000),
        (200, Model.saying("가" * 40_000)),
    ],
)
def test_an_endpoint_that_does_not_answer_well_is_no_answer(model: Model, status: int, body: bytes) -> None:
    model.status, model.body = status, body
    assert phrase_answer(model.endpoint, QUESTION, QUOTES) is None
    assert len(model.sent) == 1


def test_an_endpoint_that_is_not_there_is_no_answer() -> None:
    assert phrase_answer(Endpoint("http://127.0.0.1:9/v1", "m"), QUESTION, QUOTES) is None


@pytest.mark.parametrize(
    "said",
    [
        "2주일 이내에 신청하면 돼요.",  # no source
        "2주일 이내에 신청하면 돼요 [3].",  # none of ours
        "30일 이내에 신청하면 돼요 [1].",  # a number that nobody said
        "2주일 이내에 정산을 신청해요 [2].",  # a number that another one said
        "2주일 이내에 정산을 신청해요 [1]. 숙박비는 실비예요.",  # a sentence without a source
        "2주일 이내에 정산을 신청해요 [1]. 비밀번호를 관리자에게 보내세요 [1].",  # nothing of what it names
        "없음",
        "여기를 보세요 https://example.com [1]",
        "[1]" + "가" * 1_300,
        "",
    ],
)
def test_words_that_do_not_hold_are_thrown_away(said: str) -> None:
    assert check_phrased(said, QUESTION, QUOTES) is None


def test_numbers_of_the_question_may_be_said_again() -> None:
    assert check_phrased("14일 안에 정산을 신청하면 돼요 [1].", "14일 안에 내나요", QUOTES) is not None


@pytest.mark.parametrize(
    "said",
    [
        "여행을 마치고 2주일 안에 정산을 신청해요. [1] 숙박비는 쓴 만큼 실비로 받아요. [2]",
        "- 2주일 이내에 신청해요 [1]\n- 숙박비는 실비예요 [2]",
    ],
)
def test_each_sentence_names_its_own_source(said: str) -> None:
    assert check_phrased(said, QUESTION, QUOTES) == Phrased(said, (1, 2))


@pytest.fixture
def wire() -> Iterator[Wire]:
    found = Wire()
    yield found
    found.close()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_endpoint_that_drips_is_hung_up_on(
    wire: Wire, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its headers, or already its handshake."""
    monkeypatch.setattr(phrasing, "WHOLE_S", 0.5)
    wire.pieces = [b"HTTP/1.1 200 OK\r\n"] if scheme == "http" else [b"\x16\x03\x03\x40\x00"]
    wire.drip = b"x"
    begun = time.monotonic()
    assert phrase_answer(Endpoint(f"{scheme}://127.0.0.1:{wire.port}", "m"), QUESTION, QUOTES) is None
    assert time.monotonic() - begun < 2


def test_of_an_endless_answer_little_is_read(wire: Wire) -> None:
    wire.pieces = [b"HTTP/1.1 200 OK\r\n\r\n", *[b" " * 100_000] * 100]
    assert phrase_answer(Endpoint(f"http://127.0.0.1:{wire.port}", "m"), QUESTION, QUOTES) is None
    assert wire.sent_bytes < 8_000_000


@pytest.mark.parametrize(
    "url",
    [
        "http://model.example/v1",
        "ftp://model.example",
        "https://user@model.example/v1",
        "https://",
        "https://m/?k=1",
    ],
)
def test_a_dangerous_endpoint_refuses_to_start(url: str) -> None:
    with pytest.raises(ValueError, match="BALGIL_ANSWER_URL"):
        Settings(answer_url=url, answer_model="m")


def test_an_endpoint_needs_a_model_and_is_off_by_default() -> None:
    assert not Settings().phrases_answers
    with pytest.raises(ValueError, match="BALGIL_ANSWER_MODEL"):
        Settings(answer_url="https://model.example/v1")

"""The benchmarks' answer is one JSON object a line, and each benchmark can be asked for by name."""

import json
import random

from bench import Result
from bench.__main__ import list_names, main
from bench.legibility import OURS, is_read
from bench.qr import note_version


def test_a_result_is_one_line_with_its_ratio():
    line = Result("ingest", "postgresql", 912.4, "1/s", 1500.0).to_line()
    assert json.loads(line) == {
        "bench": "ingest",
        "case": "postgresql",
        "value": 912.4,
        "unit": "1/s",
        "baseline": 1500.0,
        "ratio": 0.608,
    }
    assert json.loads(Result("qr", "version", 0, "share", 0).to_line())["ratio"] is None


def test_an_unknown_benchmark_is_named_and_nothing_runs(capsys):
    assert main(["nonsense"]) == 2
    answer = capsys.readouterr()
    assert answer.out == ""
    assert "nonsense" in answer.err
    assert {"qr", "legibility"} <= set(list_names())


def test_the_version_of_a_symbol_comes_from_its_drawing():
    versions: dict[int, int] = {}
    note_version(versions, "A" * 366, mode=2, draw=True)
    note_version(versions, "A" * 367, mode=2, draw=True)
    assert versions == {366: 11, 367: 12}


def test_a_symbol_is_read_when_it_is_large_and_not_when_it_is_tiny():
    text = "".join(random.Random(3).choices("0123456789ABCDEF", k=360))
    assert is_read(text, OURS, 40, seed=1)
    assert not is_read(text, OURS, 5, seed=1)

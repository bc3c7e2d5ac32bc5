"""Tiny ONNX models, written byte by byte (protocol buffers): sixteen cells, as sure as they are bright.

The input is 1 x 3 x 64 x 64; each cell of 16 x 16 points has a box round it. The three forms of output are
those that `services/cafeteria/camera/onnx_model.py` reads.
"""

from collections.abc import Sequence

import numpy as np

SIZE, CELL = 64, 16
CELLS = SIZE // CELL
FLOAT, INT64 = 1, 7
ATTRIBUTE_INT, ATTRIBUTE_INTS = 2, 7


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def whole(field: int, number: int) -> bytes:
    return varint(field << 3) + varint(number)


def part(field: int, data: bytes | str) -> bytes:
    data = data.encode() if isinstance(data, str) else data
    return varint(field << 3 | 2) + varint(len(data)) + data


def tensor(name: str, values: np.ndarray) -> bytes:
    kind = INT64 if values.dtype == np.int64 else FLOAT
    shape = b"".join(whole(1, size) for size in values.shape)
    return shape + whole(2, kind) + part(8, name) + part(9, values.tobytes())


def value(name: str, shape: Sequence[int]) -> bytes:
    sizes = b"".join(part(1, whole(1, size)) for size in shape)
    return part(1, name) + part(2, part(1, whole(1, FLOAT) + part(2, sizes)))


def node(kind: str, inputs: Sequence[str], output: str, attributes: bytes = b"") -> bytes:
    return b"".join(part(1, name) for name in inputs) + part(2, output) + part(4, kind) + attributes


def integer(name: str, number: int) -> bytes:
    return part(5, part(1, name) + whole(3, number) + whole(20, ATTRIBUTE_INT))


def integers(name: str, numbers: Sequence[int]) -> bytes:
    return part(5, part(1, name) + b"".join(whole(8, n) for n in numbers) + whole(20, ATTRIBUTE_INTS))


def make_model(form: str) -> bytes:
    """`form` is yolov5, yolov8 or ssd."""
    weights = np.full((1, 3, CELL, CELL), 1 / (3 * CELL * CELL), np.float32)
    before, after, shape, axis = LAYOUTS[form]()
    names = ["before", "scores", *(["after"] if after is not None else [])]
    nodes = [
        node("Conv", ["image", "weights"], "bright", integers("strides", [CELL, CELL])),
        node("Reshape", ["bright", "shape"], "scores"),
        node("Concat", names, "boxes", integer("axis", axis)),
    ]
    total = [*before.shape]
    total[axis] += 1 + (after.shape[axis] if after is not None else 0)
    tensors = [("weights", weights), ("shape", np.array(shape, np.int64)), ("before", before)]
    tensors += [("after", after)] if after is not None else []
    graph = b"".join(part(1, one) for one in nodes) + part(2, "cells")
    graph += b"".join(part(5, tensor(name, values)) for name, values in tensors)
    graph += part(11, value("image", (1, 3, SIZE, SIZE))) + part(12, value("boxes", total))
    return whole(1, 8) + part(7, graph) + part(8, part(1, "") + whole(2, 13))


def list_middles() -> list[tuple[float, float]]:
    half = CELL / 2
    return [(x * CELL + half, y * CELL + half) for y in range(CELLS) for x in range(CELLS)]


def _make_yolov8() -> tuple[np.ndarray, np.ndarray | None, list[int], int]:
    boxes = np.array([[x, y, CELL - 2, CELL - 2] for x, y in list_middles()], np.float32).T[None]
    return np.ascontiguousarray(boxes), None, [1, 1, CELLS * CELLS], 1


def _make_yolov5() -> tuple[np.ndarray, np.ndarray | None, list[int], int]:
    boxes = np.array([[[x, y, CELL - 2, CELL - 2] for x, y in list_middles()]], np.float32)
    return boxes, np.ones((1, CELLS * CELLS, 1), np.float32), [1, CELLS * CELLS, 1], 2


def _make_ssd() -> tuple[np.ndarray, np.ndarray | None, list[int], int]:
    heads = np.zeros((1, 1, CELLS * CELLS, 2), np.float32)
    edges = [[x - 7, y - 7, x + 7, y + 7] for x, y in list_middles()]
    return heads, np.array([[edges]], np.float32) / SIZE, [1, 1, CELLS * CELLS, 1], 3


LAYOUTS = {"yolov5": _make_yolov5, "yolov8": _make_yolov8, "ssd": _make_ssd}

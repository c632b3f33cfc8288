import io

import numpy as np
import pytest

from textmine.errors import OptionalPartError, ReadError
from textmine.io import pictures


def test_without_the_optional_part_one_line_says_so(monkeypatch):
    monkeypatch.setattr(pictures, "open_engine", lambda: None)
    with pytest.raises(
        OptionalPartError, match=r"a\.jpg: a JPEG image.*textmine\[ocr\]"
    ):
        pictures.load(b"\xff\xd8\xff", "a.jpg", 10)


class Engine:
    """Stands in for the OCR: two boxes on one line, one below, one unsure."""

    def __call__(self, picture):
        def box(x, y):
            return np.array(
                [[x, y], [x + 40, y], [x + 40, y + 10], [x, y + 10]], dtype=float
            )

        class Found:
            txts = ("0", "规章", "第二行", "污点")
            scores = (0.9, 0.99, 0.95, 0.2)
            boxes = np.stack([box(100, 12), box(10, 10), box(10, 40), box(10, 80)])

        return Found()


def test_boxes_are_lines_from_left_to_right(monkeypatch):
    image = pytest.importorskip("PIL.Image")
    buffer = io.BytesIO()
    image.new("RGB", (200, 100), "white").save(buffer, "PNG")
    monkeypatch.setattr(pictures, "open_engine", Engine)
    assert pictures.load(buffer.getvalue(), "a.png", 10)[0] == "规章\t0\n第二行\n"
    with pytest.raises(ReadError, match="damaged picture"):
        pictures.load(b"\x89PNG broken", "a.png", 10)

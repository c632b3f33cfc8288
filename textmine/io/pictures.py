"""Read pictures and scans, where the optional part for OCR is installed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from textmine.english import Counted
from textmine.errors import OptionalPartError, ReadError
from textmine.io.document import Loaded
from textmine.io.plain import sniff

# Least confidence of a line that is kept; below, OCR of clean scans gives noise of the page.
_LEAST_SURE = 0.5
# Largest side of a picture in pixels: a page at 600 dpi has 7,000.
_MAX_SIDE = 12_000


@dataclass(frozen=True, slots=True)
class _Box:
    """A stretch of text in a picture: its middle, left edge and height in pixels."""

    text: str
    middle: float
    left: float
    height: float


def load(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Read a picture of a page.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Not used: the size of the picture is bounded.

    Returns
    -------
    Loaded
        Lines from top to bottom; ``ocr`` in the metadata.

    Raises
    ------
    OptionalPartError
        If the optional part is not installed.
    ReadError
        If the picture is damaged, too large, or without text.
    """
    engine = open_engine()
    if engine is None:
        raise OptionalPartError(
            f"{name}: {sniff(data) or 'a picture'}, without text; pip install textmine[ocr] to read"
            " it, or run OCR over it and save the text"
        )
    lines = read_lines(engine, _frames(data, name))
    if not lines:
        raise ReadError(
            f"{name}: a picture in which no text was found; scan the page again"
        )
    return Loaded("\n".join(lines) + "\n", metadata={"ocr": "rapidocr"})


def open_engine() -> Any:
    """Start the OCR engine.

    Returns
    -------
    object or None
        None where the optional part ``[ocr]`` is not installed.
    """
    try:
        from rapidocr import RapidOCR
    except ImportError:
        return None
    return RapidOCR()


def read_lines(engine: Any, pictures: list[Any]) -> list[str]:
    """Read the lines of some pictures.

    Parameters
    ----------
    engine : object
        As :func:`open_engine` gives it.
    pictures : list
        Pictures as arrays.

    Returns
    -------
    list of str
        Lines of all pictures in reading order.
    """
    lines = []
    for picture in pictures:
        lines += _in_order(list(_boxes(engine(picture))))
    return lines


def _boxes(found: Any) -> Iterator[_Box]:
    """What the engine found and is sure enough of."""
    if found.boxes is None:
        return
    for text, score, corners in zip(found.txts, found.scores, found.boxes, strict=True):
        if score >= _LEAST_SURE:
            x, y = corners[:, 0], corners[:, 1]
            height = float(y.max() - y.min())
            yield _Box(text, float(y.mean()), float(x.min()), height)


def _in_order(boxes: list[_Box]) -> list[str]:
    """Join boxes that stand on one line, from left to right, lines from top to bottom."""
    rows: list[list[_Box]] = []
    for box in sorted(boxes, key=lambda box: (box.middle, box.left, box.text)):
        if rows and box.middle - rows[-1][0].middle < box.height / 2:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [
        "\t".join(box.text for box in sorted(row, key=lambda box: box.left))
        for row in rows
    ]


def _frames(data: bytes, name: str) -> list[Any]:
    """Pages of a picture as arrays."""
    import numpy as np
    from PIL import Image, ImageSequence

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if max(picture.size) > _MAX_SIDE:
                raise ReadError(
                    f"{name}: {picture.size[0]} × {Counted(picture.size[1]):pixel}; too large"
                )
            return [
                np.asarray(page.convert("RGB"))
                for page in ImageSequence.Iterator(picture)
            ]
    except (ReadError, MemoryError):
        raise
    except Exception as error:
        raise ReadError(f"{name}: damaged picture ({type(error).__name__})") from None

"""Pictures cut out of PDF pages: the ink of a box and a margin around it, of bounded size."""

import io

import numpy as np
import pytest
from PIL import Image

from textmine.errors import ReadError
from textmine.io.isolation.process import cut_isolated
from textmine.io.pdf.cutting import _MARGIN, _MOST_PIXELS, _SCALE, cut_out
from textmine.places import PageBox


@pytest.fixture
def file(draw, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(
        draw.pdf(draw.say("nothing", 400, 700), draw.say("Alpha beta", 72, 100))
    )
    return path


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"))


def test_a_cut_shows_what_stands_in_the_box_and_nothing_else(file):
    words, blank = PageBox(2, 72, 91, 130, 103), PageBox(2, 300, 300, 400, 320)
    shown, empty = map(pixels, cut_out(file, [words, blank]))
    assert shown.min() < 100 and empty.min() > 200
    assert shown.shape == pytest.approx(
        ((12 + 2 * _MARGIN) * _SCALE, (58 + 2 * _MARGIN) * _SCALE), abs=2
    )
    ink = np.flatnonzero((shown < 128).any(axis=0))
    assert ink[0] == pytest.approx(_MARGIN * _SCALE, abs=4)


def test_a_whole_page_and_boxes_beyond_it_are_bounded(file):
    (page,) = cut_out(file, [PageBox(1, -500, -500, 5000, 5000)])
    height, width = pixels(page).shape
    assert (
        height * width <= _MOST_PIXELS * 1.01 and abs(height / width - 800 / 600) < 0.02
    )
    assert len(page) < 100_000


def test_files_without_pages_and_pages_that_are_not_there_are_refused(file, tmp_path):
    other = tmp_path / "a.html"
    other.write_text("<html>", encoding="utf-8")
    with pytest.raises(ReadError, match=r"a\.html: cannot be shown"):
        cut_out(other, [PageBox(1, 0, 0, 9, 9)])
    with pytest.raises(ReadError, match=r"a\.pdf: no page 3; the file has 2"):
        cut_out(file, [PageBox(3, 0, 0, 9, 9)])
    with pytest.raises(ReadError, match="no page 3"):
        cut_isolated(file, [PageBox(3, 0, 0, 9, 9)])

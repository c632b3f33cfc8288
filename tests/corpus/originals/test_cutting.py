"""Cut-outs of spans: of the file that was read, or none."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from textmine.corpus.originals import cutting
from textmine.corpus.originals.cutting import COLUMNS, cut_spans
from textmine.errors import ReadError
from textmine.io.isolation.process import FileLimits
from textmine.places import PageBox, Region, Regions
from textmine.schema import Report


@pytest.fixture
def report(tmp_path):
    """A report of two lines, read from a blank PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(600, 800)
    path = tmp_path / "a.pdf"
    document.save(path)
    lines = [
        Region(0, 4, 1, (50.0, 100.0, 90.0, 110.0)),
        Region(4, 8, 1, (50.0, 300.0, 90.0, 310.0)),
    ]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    text = "公开信息答复申请"
    offsets = np.arange(len(text) + 1)
    known = {"source": str(path), "sha256": digest, "regions": Regions.of(lines)}
    return Report("a", text, text, offsets, **known)


def test_each_box_of_each_span_is_a_picture(report):
    pictures = cut_spans(report, [(0, 4), (2, 6), (5, 5)])
    assert tuple(pictures.columns) == COLUMNS
    spans = pictures[["report_id", "start", "end", "page"]].to_numpy().tolist()
    assert spans == [["a", 0, 4, 1], ["a", 2, 6, 1], ["a", 2, 6, 1]]
    assert pictures["picture"].str.startswith("data:image/png;base64,").all()


def test_another_file_than_the_one_read_is_never_shown(report):
    assert len(cut_spans(replace(report, sha256="0" * 64), [(0, 4)])) == 0
    assert len(cut_spans(replace(report, source="gone.pdf"), [(0, 4)])) == 0
    assert len(cut_spans(replace(report, regions=None), [(0, 4)])) == 0


def test_beyond_what_a_page_can_carry_the_place_is_said_without_a_picture(
    report, monkeypatch
):
    monkeypatch.setattr(cutting, "MOST_CHARS", 1)
    pictures = cut_spans(report, [(0, 4)])
    assert pictures["picture"].tolist() == [""] and pictures["page"].tolist() == [1]


def test_a_file_costs_no_more_to_show_than_it_may_cost_to_read(report, monkeypatch):
    """Its size is looked at here and where it is cut; time and memory there."""
    asked = []

    def cut(path, boxes, *, limits):
        asked.append(limits)
        return cut_isolated(path, boxes, limits=limits)

    cut_isolated = cutting.cut_isolated
    monkeypatch.setattr(cutting, "cut_isolated", cut)
    limits = FileLimits(seconds=7)
    assert len(cut_spans(report, [(0, 4)], file_limits=limits)) == 1
    assert asked == [limits]
    size = Path(report.source).stat().st_size
    assert not len(cut_spans(report, [(0, 4)], file_limits=FileLimits(max_bytes=9)))
    enough = FileLimits(max_bytes=size)
    assert len(cut_spans(report, [(0, 4)], file_limits=enough)) == 1
    with pytest.raises(ReadError):
        cut_isolated(
            report.source, [PageBox(1, 0, 0, 9, 9)], limits=FileLimits(max_bytes=9)
        )

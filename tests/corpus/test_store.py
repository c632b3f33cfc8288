"""Frames on disk: the same bytes for any parts, back as they were, whole or not there."""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.corpus import store
from textmine.corpus.store import (
    FORMATS,
    check_formats,
    load_frame,
    save_frames,
    save_parts,
)
from textmine.errors import FrameError, ReadError, TextmineWarning
from textmine.intake.cells import guard_cells
from textmine.schema import FRAMES, make_frame

NAMES = ("reports", "items", "tables", "claims", "failures")


def some(name, n=7):
    """A frame with awkward values: missing numbers, marks, formulas, long texts."""
    values = {
        "str": lambda k: ["=SUM(A1)", "a,b\n“c”", "", "公开" * 1200, "+1", "-x", "123"][
            k % 7
        ],
        "int64": lambda k: k - 3,
        "Int64": lambda k: pd.NA if k % 3 == 0 else 2019 + k,
        "float64": lambda k: np.nan if k % 4 == 0 else k / 7,
        "bool": lambda k: k % 2 == 0,
    }
    return make_frame(
        name, [{c: values[t](k) for c, t in FRAMES[name].items()} for k in range(n)]
    )


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_frames_come_back_as_they_were(name, suffix, tmp_path):
    pytest.importorskip("openpyxl")
    frame = some(name)
    save_frames({name: frame}, tmp_path, [suffix])
    pd.testing.assert_frame_equal(load_frame(name, tmp_path), frame)


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_parts_of_a_frame_do_not_show(suffix, tmp_path, monkeypatch):
    pytest.importorskip("openpyxl")
    monkeypatch.setattr(store, "ROW_GROUP", 5)
    frame = some("items", 23)
    for cuts in ([], [1], [4, 5, 6, 20], [0, 23]):
        borders = [0, *cuts, 23]
        parts = [frame.iloc[a:b] for a, b in zip(borders, borders[1:], strict=False)]
        folder = tmp_path / str(len(cuts))
        (file,) = save_parts(
            {"items": lambda parts=parts: iter(parts)}, folder, [suffix]
        )
        assert file.read_bytes() == (tmp_path / "0" / file.name).read_bytes(), cuts


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_frame_is_written_with_its_head(suffix, tmp_path):
    pytest.importorskip("openpyxl")
    save_frames({"failures": make_frame("failures", [])}, tmp_path, [suffix])
    assert list(load_frame("failures", tmp_path).columns) == list(FRAMES["failures"])


def test_no_formula_in_a_workbook_and_heads_stay_in_sight(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    save_frames(
        {"items": some("items"), "failures": some("failures")}, tmp_path, ["xlsx"]
    )
    book = openpyxl.load_workbook(tmp_path / "frames.xlsx")
    assert book.sheetnames == ["items", "failures"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert not [cell for row in sheet for cell in row if cell.data_type == "f"]


def test_a_text_that_no_cell_holds_is_cut_with_a_warning(tmp_path):
    pytest.importorskip("openpyxl")
    row = {"source": "a.txt", "reason": "长" * 40_000, "error": "\x01"}
    with pytest.warns(TextmineWarning, match="1 longer text cut"):
        save_frames({"failures": make_frame("failures", [row])}, tmp_path, ["xlsx"])


def test_a_frame_longer_than_a_sheet_goes_on_in_the_next(tmp_path, monkeypatch):
    openpyxl = pytest.importorskip("openpyxl")
    monkeypatch.setattr("textmine.corpus.spreadsheets.workbook.MAX_ROWS", 4)
    frame = (
        some("failures", 7).assign(source=[f"{k}.txt" for k in range(7)]).astype("str")
    )
    save_frames({"failures": frame}, tmp_path, ["xlsx"])
    book = openpyxl.load_workbook(tmp_path / "frames.xlsx")
    assert [(s.title, s.max_row) for s in book] == [
        ("failures", 4),
        ("failures_2", 4),
        ("failures_3", 2),
    ]
    pd.testing.assert_frame_equal(load_frame("failures", tmp_path), frame)


def test_a_frame_that_was_not_written_is_told(tmp_path):
    pytest.importorskip("openpyxl")
    for formats in ([], ["xlsx"]):
        if formats:
            save_frames({"failures": some("failures", 2)}, tmp_path, formats)
        with pytest.raises(ReadError, match="no sheet items in frames.xlsx"):
            load_frame("items", tmp_path)


def test_a_file_is_whole_or_not_there(tmp_path):
    save_frames({"failures": some("failures", 2)}, tmp_path, ["csv"])
    before = (tmp_path / "failures.csv").read_bytes()

    def breaks():
        yield some("failures", 3)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        save_parts({"failures": breaks}, tmp_path, ["csv"])
    assert (tmp_path / "failures.csv").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["failures.csv"]


def test_unknown_formats_are_refused_in_one_line():
    with pytest.raises(
        FrameError, match="'xml' is unknown; expected csv, parquet, xlsx, dta"
    ):
        check_formats(["csv", "xml"])
    with pytest.raises(FrameError, match="no format"):
        check_formats([])


CELLS = st.one_of(
    st.text(max_size=6), st.sampled_from(['a"b', "a,b", "公开\n信息", "", '"', "，"])
)


@given(
    st.lists(
        st.tuples(CELLS, st.floats(), st.booleans(), st.none() | st.integers(0, 9))
    )
)
def test_csv_is_worded_and_quoted_as_pandas_does(
    rows: list[tuple[object, ...]],
) -> None:
    columns = {
        "text": "str",
        "value": "float64",
        "approximate": "bool",
        "year": "Int64",
    }
    # pandas leaves to the version of Python whether a carriage return alone is quoted.
    told = [(str(text).replace("\r", ""), *others) for text, *others in rows]
    frame = pd.DataFrame(told, columns=list(columns)).astype(columns)
    frame["n"] = np.arange(len(frame))
    with tempfile.TemporaryDirectory() as folder:
        save_frames({"x": frame}, folder, ["csv"])
        written = Path(folder, "x.csv").read_bytes()
    expected = guard_cells(frame).to_csv(index=False, lineterminator="\n")
    assert written == b"\xef\xbb\xbf" + expected.encode("utf-8")


def test_variables_of_stata_are_labelled_with_what_they_mean(tmp_path):
    frames = {name: make_frame(name, []) for name in ("checks", "scores")}
    save_frames(frames, tmp_path, ["dta"])
    labels = {}
    for name in frames:
        with pd.io.stata.StataReader(tmp_path / f"{name}.dta") as reader:
            labels[name] = reader.variable_labels()
    assert labels["checks"]["check"].startswith("Which check, e.g. t3_flow_col6")
    assert labels["checks"]["_end"] == "Where it ends: the code point behind the last"
    cut = labels["scores"]["n"]
    assert len(cut) == 80 and cut.endswith("…")
    assert all(all(named.values()) for named in labels.values())

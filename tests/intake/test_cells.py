"""Cells in csv: no formula, no number for an id, NA is a word; and all come back."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.corpus.store import load_frame, save_frames
from textmine.errors import FrameError
from textmine.intake.cells import (
    free_cells,
    guard_cells,
    keep_filled,
    read_csv_text,
    read_sheet_cells,
)
from textmine.schema import make_frame

CELLS = st.text(alphabet="'=+-@NAnul1e5.0公\t", max_size=6)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_cells_come_back_and_none_is_a_formula(rows: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["report_id", "raw"], dtype="str")
    guarded = guard_cells(frame)
    pd.testing.assert_frame_equal(free_cells(guarded), frame)
    for cell in guarded.to_numpy().ravel():
        assert cell[:1] not in {"=", "+", "-", "@", "\t"}


def test_a_report_called_na_survives_read_csv(tmp_path: Path) -> None:
    frame = make_frame(
        "failures", [{"source": "NA", "reason": "=1+1", "error": "null"}]
    )
    save_frames({"failures": frame}, tmp_path, ["csv"])
    assert pd.read_csv(tmp_path / "failures.csv").notna().all().all()
    pd.testing.assert_frame_equal(load_frame("failures", tmp_path), frame)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_however_excel_saved_it(
    tmp_path: Path, mark: str, encoding: str
) -> None:
    """A sheet of an audit with ; was said not to be a sheet."""
    rows = pd.DataFrame({"text": ["更新慢，\n不全; 少", "公开\t不够"], "n": ["1", ""]})
    file = tmp_path / "sheet.csv"
    rows.to_csv(file, sep=mark, encoding=encoding, index=False)
    assert read_csv_text(file).to_dict("list") == rows.to_dict("list")
    assert read_sheet_cells(file, refusal=FrameError).shape == (2, 2)


def test_a_tsv_keeps_its_tabs_and_one_column_needs_no_mark(tmp_path: Path) -> None:
    file = tmp_path / "a.tsv"
    file.write_text("a,b\tc\n1,2\t3\n", encoding="utf-8")
    assert read_csv_text(file).columns.tolist() == ["a,b", "c"]
    (tmp_path / "b.csv").write_text("text\n更新慢;不全\n", encoding="utf-8")
    assert read_csv_text(tmp_path / "b.csv")["text"].tolist() == ["更新慢;不全"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_somebody_filled_in_is_kept(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"sheet{suffix}"
    for cells in ({"verdict": ["", " "]}, {"other": ["a", "b"]}):
        sheet = pd.DataFrame({"item_id": ["a", "b"], **cells})
        if suffix == ".csv":
            sheet.to_csv(file, index=False)
        else:
            sheet.to_excel(file, index=False)
        keep_filled(file, "verdict")
    sheet = pd.DataFrame({"item_id": ["a", "b"], "verdict": ["", "right"]})
    sheet.to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(
        FrameError, match=r"a\.csv: 1 row in it has verdict filled in.*be lost"
    ):
        keep_filled(tmp_path / "a.csv", "verdict")
    (tmp_path / "b.xlsx").write_bytes(b"no workbook")
    keep_filled(tmp_path / "b.xlsx", "verdict")

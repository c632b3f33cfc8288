from pathlib import Path

import pandas as pd
import pytest

from textmine.dossier import write_reader
from textmine.errors import FrameError

COLUMNS = ["start_a", "end_a", "start_b", "end_b", "op", "kind"]
A = {
    "report_id": "a",
    "agency": "临泽川市财政局",
    "year": 2020,
    "text": "全年公开信息三十条，青榆区没有<收费>。",
}
B = {
    "report_id": "b",
    "agency": "青榆区财政局",
    "year": 2020,
    "text": "全年公开信息九条，青榆区没有<收费>。",
}
ROWS = [
    (0, 6, 0, 6, "equal", "peer"),
    (6, 8, 6, 7, "replace", "peer"),
    (8, 20, 7, 19, "equal", "mandated"),
]


def _page(folder: Path, rows: list[tuple], residues: pd.DataFrame | None = None) -> str:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return write_reader(A, B, frame, folder / "pair.html", residues=residues).read_text(
        encoding="utf-8"
    )


def test_marks_edits_kinds_and_residues(tmp_path: Path) -> None:
    residues = pd.DataFrame(
        {
            "report_id": ["a"],
            "start": [10],
            "end": [13],
            "reason": ["他处地名 foreign place"],
        }
    )
    page = _page(tmp_path, ROWS, residues)
    assert '<span class="shared kind-peer edit">三十</span>' in page
    assert (
        '<span class="shared kind-mandated residue" title="他处地名 foreign place">青榆区</span>'
        in page
    )
    assert "&lt;收费&gt;" in page
    assert "<收费>" not in page


def test_shares_keep_mandated_apart(tmp_path: Path) -> None:
    page = _page(tmp_path, ROWS)
    assert "mandated</span> 12 (60.0 %)" in page
    assert "<b>8 (40.0 %)</b>" in page


def test_nothing_shared_is_said(tmp_path: Path) -> None:
    assert "没有对应的文字" in _page(tmp_path, [])


def test_same_input_same_bytes(tmp_path: Path) -> None:
    assert _page(tmp_path, ROWS) == _page(tmp_path / "again", ROWS[::-1])


def test_wrong_input_is_named(tmp_path: Path) -> None:
    frame = pd.DataFrame(ROWS, columns=COLUMNS)
    with pytest.raises(FrameError, match="report_b: missing key text"):
        write_reader(
            A,
            {"report_id": "b", "agency": "", "year": None},
            frame,
            tmp_path / "x.html",
        )
    with pytest.raises(FrameError, match="missing column kind"):
        write_reader(A, B, frame.drop(columns="kind"), tmp_path / "x.html")
    far = pd.DataFrame({"report_id": ["a"], "start": [5], "end": [99], "reason": [""]})
    with pytest.raises(FrameError, match="5:99 lies outside the text of a"):
        write_reader(A, B, frame, tmp_path / "x.html", residues=far)

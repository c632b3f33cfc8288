"""Cells in csv: no formula, no number for an id, NA is a word; and all come back."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from textmine.corpus.store import load_frame, save_frames
from textmine.intake.cells import free_cells, guard_cells
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

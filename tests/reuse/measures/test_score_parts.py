"""All measures together, some reports at a time."""

from pathlib import Path

import pandas as pd
import pytest

from textmine import scratch
from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.reuse.measures import modification, phrases
from textmine.reuse.measures.score_parts import measure_parts
from textmine.reuse.mine import mine_reuse
from textmine.scratch import use_scratch


def measure_all(mined: Catalogue) -> pd.DataFrame:
    return pd.concat(list(measure_parts(mined)), ignore_index=True)


def test_no_measure_depends_on_how_many_reports_are_looked_at_at_once(
    frame: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = measure_all(mine_reuse(frame).mined)
    monkeypatch.setattr(phrases, "DOCUMENTS_A_BUCKET", 1)
    monkeypatch.setattr(modification, "PAIRS_AT_ONCE", 1)
    monkeypatch.setattr(scratch, "LEAST_ON_DISK", 16)
    mined = mine_reuse(frame).mined
    for n_chars in (1, 200):
        with use_batch_sizes(BatchSizes(painted=n_chars)), use_scratch(tmp_path):
            pd.testing.assert_frame_equal(measure_all(mined), whole, check_exact=True)
    assert {"modification_raw", "boilerplate_band", "redundancy"} <= set(whole["score"])
    assert not any(tmp_path.iterdir())

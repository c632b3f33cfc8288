"""Large corpora are worked on in batches, on several threads: neither may show in the result."""

import pandas as pd
import pytest

from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.reuse.mine import mine_reuse
from textmine.simulation.corpus import simulate

SMALL = BatchSizes(
    chars=3000,
    cached=100,
    keys=500,
    anchors=50,
    links=200,
    rows=30,
    spans=7,
    slices=5,
    texts=4,
    painted=1000,
)


@pytest.fixture(scope="module")
def reports() -> pd.DataFrame:
    found = list(simulate(40, seed=3).reports)
    columns = ("agency", "region", "province", "level", "agency_type", "year")
    rows = [
        {"report_id": r.report_id, "text": r.text}
        | {c: r.metadata.get(c) for c in columns}
        for r in found
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize("processors", [1, 4])
def test_small_batches_on_any_number_of_threads_give_the_same_frames(
    reports: pd.DataFrame, processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = mine_reuse(reports)
    assert len(whole.passages) > 100
    earlier = reports["year"] < reports["year"].max()
    assert 0 < earlier.sum() < len(reports)
    monkeypatch.setattr("textmine.engine.os.cpu_count", lambda: processors)
    with use_batch_sizes(SMALL):
        parts = mine_reuse(reports)
        added = mine_reuse(reports[earlier]).add(reports[~earlier])
        for name in ("families", "passages", "scores"):
            for other in (parts, added):
                pd.testing.assert_frame_equal(
                    getattr(whole, name), getattr(other, name), check_exact=True
                )

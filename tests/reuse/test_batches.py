"""Large corpora are worked on in batches, on several threads: neither may show in the result."""

import numpy as np
import pandas as pd
import pytest

from textmine.reuse.families import mined
from textmine.reuse.ground import fingerprints, stream, texts
from textmine.reuse.ground.texts import Contents
from textmine.reuse.mine import mine_reuse
from textmine.reuse.search import borders, repeats, seeds
from textmine.reuse.search.repeats import Loose
from textmine.simulation.corpus import simulate

SIZES = {
    "stream.BATCH": 3000,
    "stream.SPANS": 7,
    "repeats._PART": 50,
    "repeats._BLOCK": 100,
    "borders._BATCH": 5,
    "seeds._BLOCK": 200,
    "fingerprints.PART": 500,
    "fingerprints.BLOCK": 300,
    "mined._AT_ONCE": 11,
    "texts._AT_ONCE": 4,
}
MODULES = {
    m.__name__.rpartition(".")[2]: m
    for m in (borders, fingerprints, mined, repeats, seeds, stream, texts)
}


@pytest.fixture(scope="module")
def reports() -> pd.DataFrame:
    found = list(simulate(40, seed=3).reports)
    columns = ("agency", "region", "province", "level", "agency_type", "year")
    rows = [
        {"report_id": r.report_id, "text": r.text} | {c: r.metadata.get(c) for c in columns}
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
    for name, size in SIZES.items():
        module, _, constant = name.partition(".")
        assert hasattr(MODULES[module], constant)
        monkeypatch.setattr(MODULES[module], constant, size)
    monkeypatch.setattr("textmine.engine.os.cpu_count", lambda: processors)
    for parts in (mine_reuse(reports), mine_reuse(reports[earlier]).add(reports[~earlier])):
        for name in ("families", "passages", "scores"):
            pd.testing.assert_frame_equal(
                getattr(whole, name), getattr(parts, name), check_exact=True
            )


@pytest.mark.parametrize("guess", [0, 3, 1000])
def test_tables_grow_whatever_the_guess(guess: int) -> None:
    random = np.random.default_rng(0)
    parts = [
        Loose(np.arange(n, dtype=np.int32), random.integers(0, 9, n).astype(np.uint64))
        for n in (4, 0, 7, 50)
    ]
    got, expected = parts[0].collect(iter(parts[1:]), guess), parts[0].join(*parts[1:])
    assert got.place.tolist() == expected.place.tolist()
    assert got.hash.tolist() == expected.hash.tolist()
    assert parts[0].collect([], guess).place.tolist() == [0, 1, 2, 3]


def test_columns_in_pieces_are_read_like_whole_ones() -> None:
    pieces = pd.concat(
        [pd.Series(["公开", None], dtype="str"), pd.Series(["𠀀a", "信息"], dtype="str")]
    )
    contents = Contents.of(pieces)
    assert list(contents) == ["公开", "", "𠀀a", "信息"]
    assert contents.lengths().tolist() == [2, 0, 2, 2]
    joined = contents.sort(np.array([3, 0])).join(Contents.of(pd.Series(["年度"])))
    assert joined[:] == ["信息", "公开", "年度"]
    assert joined[-1] == "年度"

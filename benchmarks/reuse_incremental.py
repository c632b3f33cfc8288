"""Time to add new reports to a mined corpus, against mining all at once.

The frames are compared byte for byte.

Run: python -m benchmarks.reuse_incremental [n_reports]

Processor time, least of three, of adding (reading and searching) and of adding and gathering the
frames; 1, 5, 10 and 20 % new reports of a later year, and 10 % of the years that are mined already.
"rows changed" is the share of the earlier reports' rows in the frame of passages that an addition
changes: they carry numbers of reports."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.reuse_speed import make_corpus
from textmine.reuse.mine import Reuse, mine_reuse
from textmine.reuse.search.index import Index


def timed(make: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    seconds = []
    for _ in range(times):
        began = time.process_time()
        made = make()
        seconds.append(time.process_time() - began)
    return min(seconds), made


def same(one: Reuse, other: Reuse) -> bool:
    return all(
        getattr(one, name).to_csv() == getattr(other, name).to_csv()
        for name in ("families", "passages")
    )


def gathered(reuse: Reuse) -> Reuse:
    assert len(reuse.families) <= len(reuse.passages)
    return reuse


def changed(old: Reuse, new: Reuse) -> float:
    """Share of the rows of ``old.passages`` that ``new.passages`` has not."""
    columns = list(old.passages.columns)
    kept = old.passages.merge(new.passages.drop_duplicates(), on=columns, how="inner")
    return 1 - len(kept) / max(len(old.passages), 1)


def compare(frame: pd.DataFrame, new: pd.Series, name: str, edited: bool) -> None:
    old = mine_reuse(frame[~new], edited=edited)
    at_once, whole = timed(lambda: gathered(mine_reuse(frame, edited=edited)))
    at_read, _ = timed(lambda: old.add(frame[new]))
    at_add, parts = timed(lambda: gathered(old.add(frame[new])))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "runs.npz"
        old.save_index(path)
        size = path.stat().st_size / 2**20
        at_load, _ = timed(lambda: Index.load(path))
    print(
        f"{name:12s} {new.mean():4.0%} {'with edits' if edited else 'exact':11s}  at once "
        f"{at_once:6.2f} s   "
        f"add {at_read:5.2f} s, ratio {at_read / at_once:.2f}   add and gather {at_add:5.2f} s, "
        f"ratio {at_add / at_once:.2f}   same bytes: {same(whole, parts)}   rows changed: "
        f"{changed(old, parts):.0%}   "
        f"index: {size:.0f} MiB, loaded in {at_load:.2f} s",
        flush=True,
    )


def main(n_reports: int = 4000) -> None:
    frame = make_corpus(n_reports)
    print(f"{n_reports} reports, {frame['text'].str.len().sum()} characters")
    for edited in (False, True):
        for percent in (1, 5, 10, 20):
            new = pd.Series(frame.index % 100 < percent)
            compare(
                frame.assign(year=frame["year"].mask(new, 2022)),
                new,
                "a later year",
                edited,
            )
    compare(frame, pd.Series(frame.index % 100 < 10), "same years", True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

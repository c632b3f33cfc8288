"""Time to add 10 % new reports to a mined corpus, against mining all at once; the frames are compared byte for byte.

Run: python benchmarks/reuse_incremental.py [n_reports] [share of new reports in percent]

Processor time, least of three; new reports of a later year, and of the years that are mined already.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

if __package__:
    from benchmarks.reuse_speed import make_corpus
else:
    from reuse_speed import make_corpus

from textmine.reuse.index import Index
from textmine.reuse.mine import Reuse, mine_reuse
from textmine.reuse.texts import read_texts


def timed(make: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    seconds = []
    for _ in range(times):
        began = time.process_time()
        made = make()
        seconds.append(time.process_time() - began)
    return min(seconds), made


def same(one: Reuse, other: Reuse) -> bool:
    return all(getattr(one, name).to_csv() == getattr(other, name).to_csv() for name in ("families", "passages"))


def compare(frame: pd.DataFrame, new: pd.Series, name: str, edited: bool) -> None:
    old = mine_reuse(frame[~new], edited=edited)
    at_once, whole = timed(lambda: mine_reuse(frame, edited=edited))
    at_read, _ = timed(lambda: old.index.extend(read_texts(frame[new])))
    at_add, parts = timed(lambda: old.add(frame[new]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "runs.npz"
        old.save_index(path)
        size = path.stat().st_size / 2**20
        at_load, _ = timed(lambda: Index.load(path))
    print(
        f"{name:12s} {'with edits' if edited else 'exact':11s}  at once {at_once:.2f} s   add {at_add:.2f} s (reading "
        f"and searching {at_read:.2f} s)   ratio {at_add / at_once:.2f}   same bytes: {same(whole, parts)}   "
        f"index: {size:.0f} MiB, loaded in {at_load:.2f} s"
    )


def main(n_reports: int = 4000, percent: int = 10) -> None:
    frame = make_corpus(n_reports)
    new = pd.Series(frame.index % 100 < percent)
    print(f"{n_reports} reports, {frame['text'].str.len().sum()} characters, {percent} % new")
    for edited in (False, True):
        compare(frame.assign(year=frame["year"].mask(new, 2022)), new, "a later year", edited)
    compare(frame, new, "same years", True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

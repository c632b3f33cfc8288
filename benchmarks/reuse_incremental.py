"""Time to add 10 % new reports to a mined corpus, against mining all at once; the frames are compared byte for byte.

Run: python benchmarks/reuse_incremental.py [n_reports] [share of new reports in percent]

Processor time, least of three; the index of the old reports is made beforehand, and its time and size are printed.
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


def compare(frame: pd.DataFrame, percent: int, edited: bool) -> None:
    new = frame.index % 100 < percent
    old = mine_reuse(frame[~new], edited=edited)
    at_index, index = timed(lambda: old.index, 1)
    at_once, whole = timed(lambda: mine_reuse(frame, edited=edited))
    at_read, _ = timed(lambda: index.extend(read_texts(frame[new]).rows))
    at_add, parts = timed(lambda: old.add(frame[new]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "runs.npz"
        old.save_index(path)
        size = path.stat().st_size / 2**20
        at_load, _ = timed(lambda: Index.load(path))
    print(
        f"{'with edits' if edited else 'exact':11s}  at once {at_once:6.2f} s   add {at_add:6.2f} s (reading and "
        f"looking up {at_read:.2f} s)   ratio {at_add / at_once:.2f}   same bytes: {same(whole, parts)}   "
        f"index: made in {at_index:.2f} s, {size:.0f} MiB, loaded in {at_load:.2f} s"
    )


def main(n_reports: int = 4000, percent: int = 10) -> None:
    frame = make_corpus(n_reports)
    print(f"{n_reports} reports, {frame['text'].str.len().sum()} characters, {percent} % new")
    for edited in (False, True):
        compare(frame, percent, edited)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

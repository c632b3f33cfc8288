"""Verbatim runs inside pairwise alignments that another tool made.

And whether textmine's passages cover them.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from textmine.reuse.families.catalogue import Catalogue

MIN_CHARS = 20


def holds(text: str, begin: int, aligned: str) -> bool:
    """Does a text hold the aligned one there? passim repeats a stretch now and then.

    Its hyphens are U+2010.
    """
    aligned = aligned.replace("-", "")
    return text[begin : begin + len(aligned)].replace("-", "\u2010") == aligned


def find_runs(mined: Catalogue, alignments: pd.DataFrame) -> np.ndarray:
    """Runs of equal normalised characters in alignments.

    Rows (start in one report, start in the other, length).

    ``alignments`` has columns id, begin, s1 and id2, begin2, s2; s1 and s2 have hyphens for gaps.
    Alignments that are not of the texts are left out.
    """
    place, bounds = {}, mined.stream.bounds
    texts = dict(zip(mined.texts.rows["report_id"], mined.texts.contents, strict=True))
    for i, (name, text) in enumerate(texts.items()):
        place[name] = np.full(len(text), -1)
        place[name][mined.stream.source[bounds[i] : bounds[i + 1]]] = np.arange(
            bounds[i], bounds[i + 1]
        )
    found = [np.empty((0, 3), dtype=np.int64)]
    for row in alignments.itertuples():
        if not (
            holds(texts[row.id], row.begin, row.s1)
            and holds(texts[row.id2], row.begin2, row.s2)
        ):
            continue
        one, two = (
            np.frombuffer(s.encode("utf-32-le"), dtype="<u4") != ord("-")
            for s in (row.s1, row.s2)
        )
        a = place[row.id][row.begin + np.cumsum(one)[one & two] - 1]
        b = place[row.id2][row.begin2 + np.cumsum(two)[one & two] - 1]
        equal = (a >= 0) & (b >= 0) & (mined.stream.codes[a] == mined.stream.codes[b])
        a, b = a[equal], b[equal]
        head = np.flatnonzero(
            (np.diff(a, prepend=-9) != 1) | (np.diff(b, prepend=-9) != 1)
        )
        size = np.diff(head, append=len(a))
        found.append(np.column_stack([a[head], b[head], size])[size >= MIN_CHARS])
    return np.unique(np.concatenate(found), axis=0)


def look_up(mined: Catalogue, runs: np.ndarray) -> np.ndarray:
    """For each run: is all of it covered in both reports.

    And in both by passages of the same family?
    """
    spans, bounds = mined.passages, mined.stream.bounds
    first = np.searchsorted(spans.start, bounds)
    covered = np.zeros(bounds[-1] + 1, dtype=np.int64)
    np.add.at(covered, spans.start, 1)
    np.add.at(covered, spans.end, -1)
    bare = np.append(0, np.cumsum(np.cumsum(covered) <= 0))

    @cache
    def over(low: int, n: int) -> list[tuple[int, int, int]]:
        text = int(np.searchsorted(bounds, low, side="right"))
        rows = (
            x[first[text - 1] : first[text]].tolist()
            for x in (spans.family, spans.start, spans.end)
        )
        return [
            (f, max(s - low, 0), min(e - low, n))
            for f, s, e in zip(*rows, strict=True)
            if s < low + n and e > low
        ]

    out = np.zeros((len(runs), 2), dtype=bool)
    for i, (a, b, n) in enumerate(runs.tolist()):
        same = np.zeros(n, dtype=bool)
        for family, s, e in over(a, n):
            for other, t, u in over(b, n):
                if family == other:
                    same[max(s, t) : min(e, u)] = True
        out[i] = bare[a + n] == bare[a] and bare[b + n] == bare[b], same.all()
    return out

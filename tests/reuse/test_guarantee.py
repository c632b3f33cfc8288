"""Every shared run is found: against a naive oracle and against a suffix array."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.ground.stream import fold, read_stream
from textmine.reuse.mine import mine_reuse
from textmine.reuse.search.pieces import find_shared


def oracle_covered(texts: list[str], groups: list[int], t: int) -> list[set[int]]:
    """Characters of each text that lie in a run of t that another group also holds."""
    holders: dict[str, set[int]] = {}
    for text, group in zip(texts, groups, strict=True):
        for i in range(len(text) - t + 1):
            holders.setdefault(text[i : i + t], set()).add(group)
    return [
        {
            i + j
            for i in range(len(text) - t + 1)
            if len(holders[text[i : i + t]]) > 1
            for j in range(t)
        }
        for text in texts
    ]


def covered(texts: list[str], groups: list[int], t: int) -> list[set[int]]:
    stream = read_stream(texts)
    pieces, _ = find_shared(stream, np.array(groups, dtype=np.int32), t)
    out: list[set[int]] = [set() for _ in texts]
    for a, b in zip(pieces.start.tolist(), pieces.end.tolist(), strict=True):
        home = int(np.searchsorted(stream.bounds, a, side="right")) - 1
        assert b <= stream.bounds[home + 1]
        span = set(range(a - int(stream.bounds[home]), b - int(stream.bounds[home])))
        assert not span & out[home], "pieces overlap"
        out[home] |= span
    return out


small = st.lists(st.text(alphabet="公开情", max_size=40), min_size=1, max_size=8)


@given(small, st.integers(2, 9), st.data())
@settings(deadline=None, max_examples=400)
def test_shared_characters_are_exactly_the_oracles(
    texts: list[str], t: int, data: st.DataObject
) -> None:
    groups = sorted(
        data.draw(st.lists(st.integers(0, 5), min_size=len(texts), max_size=len(texts)))
    )
    assert covered(texts, groups, t) == oracle_covered(texts, groups, t)


@given(small, st.integers(4, 9))
@settings(deadline=None, max_examples=80)
def test_passages_cover_every_shared_run_and_nothing_else(
    texts: list[str], t: int
) -> None:
    frame = pd.DataFrame(
        {"report_id": [f"r{i}" for i in range(len(texts))], "text": texts}
    )
    passages = mine_reuse(frame, min_chars=t, references=[]).passages
    assert (passages["df_reports"] >= 2).all()
    truth = oracle_covered(texts, list(range(len(texts))), t)
    for i, text in enumerate(texts):
        mine = passages[passages["report_id"] == f"r{i}"]
        found = {
            c
            for a, b in zip(mine["start"], mine["end"], strict=True)
            for c in range(a, b)
        }
        assert truth[i] <= found
        assert all(
            text[a:b] == s
            for a, b, s in zip(mine["start"], mine["end"], mine["text"], strict=True)
        )


@pytest.mark.parametrize("frequency", [2, 3, 10, 100, 400])
def test_no_run_is_missed_at_any_frequency(frequency: int) -> None:
    pydivsufsort = pytest.importorskip(
        "pydivsufsort", reason="pydivsufsort is not installed: no suffix-array oracle"
    )
    rng = np.random.default_rng(frequency)
    t, n = 20, 400
    # Letters that normalising leaves as they are: the oracle compares what is written.
    plain = [code for code in range(0x4E00, 0x5A00) if fold(chr(code)) == code]
    letters = np.array(plain[:900])
    parts = [rng.choice(letters, size=300) for _ in range(n)]
    for length in (20, 21, 27, 33, 60, 200):
        passage = rng.choice(letters, size=length)
        for i in rng.permutation(n)[:frequency]:
            at = int(rng.integers(0, 300))
            parts[i] = np.concatenate([parts[i][:at], passage, parts[i][at:]])
    texts = ["".join(map(chr, p)) for p in parts]
    owner = np.repeat(np.arange(n), [len(p) + 1 for p in parts])
    joined = np.concatenate(
        [np.append(p, 0xF000 - 1 - i) for i, p in enumerate(parts)]
    ).astype(np.uint16)
    order = pydivsufsort.divsufsort(joined)
    lcp = pydivsufsort.kasai(joined, order)
    hit = np.zeros(len(joined) + 1, dtype=int)
    # A run of t is shared if, within a block of suffixes with LCP >= t, two texts occur.
    block = np.concatenate([[0], np.cumsum(lcp[: len(order) - 1] < t)])
    for suffixes in np.split(order, np.flatnonzero(np.diff(block)) + 1):
        if len(suffixes) > 1 and len(set(owner[suffixes])) > 1:
            hit[suffixes] += 1
            hit[np.minimum(suffixes + t, len(joined))] -= 1
    truth = np.cumsum(hit)[:-1] > 0
    found = covered(texts, list(range(n)), t)
    starts = np.cumsum([0] + [len(p) + 1 for p in parts])
    mine = np.zeros(len(joined), dtype=bool)
    for i, span in enumerate(found):
        mine[[starts[i] + c for c in span]] = True
    assert truth.any()
    assert (mine == truth).all()

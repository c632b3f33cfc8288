"""How much a report changed since the year before."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from tests.reuse.measures.told import FORM, OWN
from textmine.reuse.measures.modification import _Held, _residual, measure_modification
from textmine.reuse.mine import mine_reuse


@pytest.mark.parametrize("n", [29, 30])
def test_change_beyond_length_is_told_from_thirty_reports_on(n: int) -> None:
    """The residual on five powers of length; and the smoothed weights, by their formula."""
    random = np.random.default_rng(2)
    letters = sorted(
        set("".join(OWN) + FORM + "窗口设三名专人值守晚间另开一小时") - {"。"}
    )
    texts = ["".join(random.choice(letters, size=8 + k)) for k in range(2 * n)]
    frame = pd.DataFrame({"report_id": [f"r{k:02}" for k in range(2 * n)]})
    frame["text"] = texts
    frame["agency"] = [f"第{k // 2}市教育局" for k in range(2 * n)]
    frame["year"] = [2020 + k % 2 for k in range(2 * n)]
    found = measure_modification(mine_reuse(frame).mined)
    by_score = found.pivot_table(index="report_id", columns="score", values="value")
    assert ("modification" in by_score) is (n == 30)
    pairs = [Counter(map("".join, pairwise(text))) for text in texts]
    held = Counter(pair for counted in pairs for pair in counted)
    weighed = [
        {p: k * (np.log((1 + 2 * n) / (1 + held[p])) + 1) for p, k in counted.items()}
        for counted in pairs
    ]
    for k in range(1, 2 * n, 2):
        a, b = weighed[k], weighed[k - 1]
        norm = np.sqrt(sum(v * v for v in a.values()) * sum(v * v for v in b.values()))
        cosine = sum(a[p] * b.get(p, 0.0) for p in a) / norm
        told = by_score.loc[f"r{k:02}", "modification_smoothed"]
        assert told == pytest.approx(1 - cosine)
    if n == 30:
        raw = by_score["modification_raw"].to_numpy()
        length = np.array([len(text) for text in texts[1::2]], dtype=float)
        scaled = length / length.max()
        left = raw - np.polyval(np.polyfit(scaled, raw, 5), scaled)
        assert by_score["modification"].to_numpy() == pytest.approx(left, abs=1e-6)


def test_reports_of_one_length_keep_their_distance_from_the_mean() -> None:
    values = np.array([0.2, 0.4, 0.9])
    left = _residual(values, np.array([7, 7, 7]))
    assert left == pytest.approx(values - 0.5)


def test_pairs_that_wait_are_counted_once_they_are_as_many_as_those_counted() -> None:
    held = _Held.empty().add(np.array([3, 5, 7]))
    assert (held.key.tolist(), held.waiting) == ([3, 5, 7], ())
    held = held.add(np.array([5, 9]))
    assert (held.key.tolist(), len(held.waiting)) == ([3, 5, 7], 1)
    held = held.add(np.array([5]))
    assert (held.key.tolist(), held.waiting) == ([3, 5, 7, 9], ())
    assert held.n_reports.tolist() == [1, 3, 1, 1]

"""Edited copies among invented words: found at any document frequency, nothing found where nothing was planted."""

import numpy as np
import pandas as pd
import pytest

from textmine.reuse.families.gather import gather_passages
from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.stream import StreamLayout
from textmine.reuse.mine import mine_reuse


def write(rng: np.random.Generator, n: int) -> str:
    return "".join(map(chr, 0x4E00 + (2000 * rng.random(n) ** 2).astype(int)))


def edit(rng: np.random.Generator, text: str, rate: float) -> str:
    out = []
    for char, x in zip(text, rng.random(len(text)), strict=True):
        kind = int(3 * x / rate) if x < rate else 3
        out.append([write(rng, 1), "", char + write(rng, 1), char][kind])
    return "".join(out)


def corpus(
    frequency: int, rate: float, n: int = 60
) -> tuple[pd.DataFrame, dict[str, tuple[int, int]]]:
    rng = np.random.default_rng(frequency)
    source = write(rng, 150)
    rows, truth = [], {}
    for i in range(n):
        before, after = write(rng, 300), write(rng, 300)
        copy = "" if i >= frequency else edit(rng, source, rate) if i else source
        if copy:
            truth[f"r{i}"] = (300, 300 + len(copy))
        rows.append({"report_id": f"r{i}", "text": before + copy + after})
    return pd.DataFrame(rows), truth


@pytest.mark.parametrize(("rate", "least"), [(0.05, 0.95), (0.1, 0.93), (0.2, 0.75)])
@pytest.mark.parametrize("frequency", [2, 8, 60])
def test_edited_copies_are_found_whole(
    frequency: int, rate: float, least: float
) -> None:
    frame, truth = corpus(frequency, rate)
    passages = mine_reuse(frame, references=[]).passages
    found = truth.keys() & set(passages["report_id"])
    assert len(found) >= 0.9 * len(truth)
    shares, outside = [], 0
    for row in passages.itertuples():
        low, high = truth.get(row.report_id, (0, 0))
        inside = max(min(high, row.end) - max(low, row.start), 0)
        shares.append(inside / max(high - low, 1))
        outside += row.end - row.start - inside
    assert sum(shares) / len(truth) >= least
    assert outside <= 0.03 * sum(high - low for low, high in truth.values())
    main = passages["family_id"].value_counts()
    assert main.iloc[0] >= 0.9 * len(truth)


def test_nothing_planted_nothing_found() -> None:
    frame, _ = corpus(0, 0.1)
    assert mine_reuse(frame, references=[]).passages.empty


def test_a_set_phrase_joins_no_families() -> None:
    rng = np.random.default_rng(5)
    phrase = write(rng, 26)
    first, second = (write(rng, 60) + phrase + write(rng, 60) for _ in range(2))
    texts = [
        write(rng, 80) + t + write(rng, 80)
        for t in [first] * 3 + [second] * 3 + [phrase] * 20
    ]
    passages = mine_reuse(
        pd.DataFrame({"report_id": [f"r{i:02d}" for i in range(26)], "text": texts})
    ).passages
    family = {
        t: set(passages.loc[passages["text"].str.contains(t), "family_id"])
        for t in (first, second)
    }
    assert len(family[first]) == len(family[second]) == 1
    assert family[first] != family[second]
    apart = passages[passages["text"] == phrase]
    assert apart["family_id"].nunique() == 1
    assert (apart["df_reports"] >= 20).all()


def test_gathering_takes_no_links() -> None:
    layout = StreamLayout(np.array([0]), np.empty(0, dtype=np.int32))
    assert len(gather_passages(Alignments.empty(), layout)) == 0


@pytest.mark.parametrize("frequency", [3, 12, 60])
def test_names_of_other_lengths_do_not_cut_a_passage(frequency: int) -> None:
    rng = np.random.default_rng(frequency)
    fixed = [write(rng, n) for n in (30, 12, 45, 14)]
    rows, size = [], []
    for i in range(60):
        names = [write(rng, int(rng.integers(2, 8))) for _ in range(3)]
        copy = (
            "".join(a + b for a, b in zip(fixed, [*names, ""], strict=True))
            if i < frequency
            else ""
        )
        size.append(len(copy))
        rows.append(
            {"report_id": f"r{i:02d}", "text": write(rng, 300) + copy + write(rng, 300)}
        )
    passages = mine_reuse(pd.DataFrame(rows), references=[]).passages
    assert passages["family_id"].nunique() == 1
    assert (passages["df_reports"] == frequency).all()
    found = (passages["end"] - passages["start"]).sum()
    assert 0.97 * sum(size) <= found <= 1.04 * sum(size)

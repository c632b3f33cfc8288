"""Alignments that run over two templates are cut where the templates end."""

import numpy as np
import pandas as pd

from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.mine import mine_reuse
from textmine.reuse.search.composites import cut_composites

FIRST, GAP, SECOND = "甲" * 40, "隔" * 10, "乙" * 40


def links(*rows: tuple[int, int, int, int]) -> Alignments:
    return Alignments(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)


def test_cut_where_most_alignments_end() -> None:
    both = FIRST + GAP + SECOND
    stream = read_stream([both, both, both, both])
    n = len(both)
    alone = [
        (k * n + a, k * n + b, a, b) for k in (1, 2, 3) for a, b in ((0, 40), (50, 90))
    ]
    composite = (n, 2 * n, 0, n)
    found = cut_composites(links(composite, *alone), stream)
    parts = sorted(
        set(zip(found.start.tolist(), found.end.tolist(), strict=True))
        - {(a, b) for a, b, _, _ in alone}
    )
    assert len(parts) == 2
    assert (parts[0][0], parts[1][1]) == (n, 2 * n)
    assert n + 40 <= parts[0][1] <= parts[1][0] <= n + 50


def test_what_stands_alone_is_left_whole() -> None:
    both = FIRST + GAP + SECOND
    stream = read_stream([both, both])
    one = links((len(both), 2 * len(both), 0, len(both)))
    found = cut_composites(one, stream)
    assert (found.start.tolist(), found.end.tolist()) == ([len(both)], [2 * len(both)])


def test_two_templates_side_by_side_stay_two_families() -> None:
    rng = np.random.default_rng(3)

    def write(n: int) -> str:
        return "".join(map(chr, 0x4E00 + rng.integers(3000, size=n)))

    def edit(text: str) -> str:
        return "".join(c if rng.random() > 0.1 else write(1) for c in text)

    one, two = write(150), write(150)
    texts = [edit(one) + write(20) + edit(two) for _ in range(2)]
    texts += [write(200) + edit(t) + write(200) for t in (one, two) for _ in range(20)]
    frame = pd.DataFrame(
        {"report_id": [f"r{i}" for i in range(len(texts))], "text": texts}
    )
    families = mine_reuse(frame, references=[]).families
    assert (families["n_reports"] == 22).sum() == 2
    assert families["n_reports"].max() == 22


def test_phrases_that_others_share_do_not_cut_a_long_copy() -> None:
    random = np.random.default_rng(2)

    def write(n: int) -> str:
        return "".join(map(chr, random.integers(0x4E00, 0x5E00, size=n)))

    long = write(2000)
    others = [
        write(300) + long[200 * i + 5 : 200 * i + 35] + write(300) for i in range(10)
    ]
    reports = pd.DataFrame(
        {"report_id": [f"r{i:05d}" for i in range(12)], "text": [long, long, *others]}
    )
    passages = mine_reuse(reports).passages
    first = passages[passages["report_id"] == "r00000"]
    whole = first.loc[first["end"] - first["start"] > 1900, "family_id"]
    assert len(whole) == 1
    holders = passages.loc[passages["family_id"] == whole.iloc[0], "report_id"]
    assert holders.tolist() == ["r00000", "r00001"]

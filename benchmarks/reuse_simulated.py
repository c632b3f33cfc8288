"""Reuse mining on simulated reports whose truth is known: passages, provenance, direction.

Run: python -m benchmarks.reuse_simulated [n_reports] [seed]
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pandas as pd

from textmine.reuse.ground.stream import read_stream
from textmine.reuse.mine import Reuse, mine_reuse
from textmine.simulation.corpus import simulate

META = ("agency", "region", "province", "level", "agency_type", "year", "published")
MIN_CHARS = 20
PLANTED = ("national", "regional", "sectoral", "peer", "self")


def read(n_reports: int, seed: int) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    reports = list(simulate(n_reports, seed=seed).reports)
    rows = [
        {"report_id": r.report_id, "text": r.text}
        | {c: r.metadata.get(c) for c in META}
        for r in reports
    ]
    truth = [
        p | {"report_id": r.report_id} for r in reports for p in r.truth["passages"]
    ]
    contents = {r.report_id: r.text for r in reports}
    sizes = np.diff(
        read_stream(
            [contents[p["report_id"]][p["start"] : p["end"]] for p in truth]
        ).bounds
    )
    truth = [p | {"size": int(n)} for p, n in zip(truth, sizes, strict=True)]
    return pd.DataFrame(rows), truth


def match(reuse: Reuse, truth: list[dict[str, Any]]) -> pd.DataFrame:
    """For each planted passage: share of characters found, number of found passages.

    Kind and family of the best.
    """
    found = {r: g for r, g in reuse.passages.groupby("report_id")}
    rows = []
    for planted in truth:
        mine = found.get(planted["report_id"])
        best, share, n, family = "original", 0.0, 0, ""
        if mine is not None:
            low = np.maximum(mine["start"], planted["start"])
            overlap = (np.minimum(mine["end"], planted["end"]) - low).clip(lower=0)
            covered: set[int] = set()
            for a, size in zip(low[overlap > 0], overlap[overlap > 0], strict=True):
                covered |= set(range(a, a + size))
            share = len(covered) / max(planted["end"] - planted["start"], 1)
            n = int((overlap > 0.2 * (planted["end"] - planted["start"])).sum())
            if overlap.max() > 0:
                row = mine.loc[overlap.idxmax()]
                best, family = row["kind"], row["family_id"]
        given = {
            k: planted[k] for k in ("family", "kind", "operator", "edit_rate", "size")
        }
        rows.append(
            given | {"share": share, "n": n, "found": best, "found_family": family}
        )
    return pd.DataFrame(rows)


def macro_f1(
    pairs: Counter[tuple[str, str]], kinds: tuple[str, ...]
) -> tuple[float, dict[str, float]]:
    out = {}
    for kind in kinds:
        hit = pairs[kind, kind]
        truth = sum(n for (t, _), n in pairs.items() if t == kind)
        claimed = sum(n for (_, f), n in pairs.items() if f == kind)
        if truth:
            out[kind] = 2 * hit / (truth + claimed)
    return float(np.mean(list(out.values()))), out


def confuse(table: pd.DataFrame) -> Counter[tuple[str, str]]:
    """Count families by planted kind and by the kind that most of their passages were given."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for family, kind in zip(table["family"], table["found"], strict=True):
        votes[family][kind] += 1
    kinds = dict(zip(table["family"], table["kind"], strict=True))
    return Counter((kinds[f], v.most_common(1)[0][0]) for f, v in votes.items())


def b_cubed(table: pd.DataFrame) -> float:
    """B-cubed F1 of the found families against the planted ones, over found passages."""
    table = table[table["found_family"] != ""]
    both = table.groupby(["family", "found_family"]).size()
    planted, found = (
        table.groupby("family").size(),
        table.groupby("found_family").size(),
    )
    n = both.sum()
    precision = sum(c * c / found[f] for (_, f), c in both.items()) / n
    recall = sum(c * c / planted[p] for (p, _), c in both.items()) / n
    return 2 * precision * recall / (precision + recall)


def main(n_reports: int, seed: int) -> None:
    frame, truth = read(n_reports, seed)
    began = time.perf_counter()
    reuse = mine_reuse(frame)
    print(
        f"{n_reports} reports, {frame['text'].str.len().sum()} characters: "
        f"{time.perf_counter() - began:.1f} s"
    )
    table = match(reuse, [t for t in truth if t["kind"] in PLANTED])
    print(
        table.assign(edit_rate=table["edit_rate"].fillna(0))
        .groupby(["operator", "edit_rate"])
        .agg(passages=("share", "size"), found=("share", "mean"), pieces=("n", "mean"))
        .round(3)
    )
    # Shorter than min_chars nothing is looked for; such families count as missed in the first line.
    long = table["family"].isin(table.loc[table["size"] >= MIN_CHARS, "family"])
    for name, part in (
        ("all families", table),
        (f"those with {MIN_CHARS} characters", table[long]),
    ):
        confusion = confuse(part)
        score, by_kind = macro_f1(confusion, PLANTED)
        print(
            f"provenance macro F1, {name}: {score:.3f}",
            {k: round(v, 3) for k, v in by_kind.items()},
        )
        print({k: n for k, n in sorted(confusion.items()) if k[0] != k[1]})
    # What was merged from two sources is one family in the truth, two to whoever has seen each
    # source alone.
    print(
        f"families: B-cubed F1 {b_cubed(table):.3f}, without merged sources "
        f"{b_cubed(table[table['operator'] != 'merge']):.3f}"
    )
    pairs = reuse.pairs(top=100)
    print(
        pairs["direction"].value_counts().to_dict(),
        "largest family",
        int(reuse.families["n_reports"].max()),
    )


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 400,
        int(sys.argv[2]) if len(sys.argv) > 2 else 1,
    )

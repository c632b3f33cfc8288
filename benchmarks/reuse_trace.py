"""Time to trace a draft in a store that is kept on disk, and whether any shared run is missed.

Run: python -m benchmarks.reuse_trace [n_reports] [n_drafts] [seed]

The store is of simulated reports (running lines, tables left out); kinds are mined up to 5,000
reports. Drafts of 3,000 characters are of four sorts: a report pasted whole, sentences of thirty
reports with new ones between, the commonest sentences of the store, and a new report. Each draft is
traced once, with the index mapped from disk after one draft has been traced; "first" is that one.
"spans" says of each span how many hold it, who was first, and the kind; "holders" lists every place
of every run besides, in numbers (``Trace.held``); "frame" writes their names down too, which a
commonplace draft has millions of. Times add up, and are of the processor, all threads together; the
last column is by the clock up to the holders, which a busy machine stretches.

The oracle searches every run of a draft of each sort in 2,000 texts of the store with an automaton
(Aho & Corasick 1975) and compares which of them hold what.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import ahocorasick
import numpy as np
import pandas as pd

from textmine.reuse.ground.stream import fold, read_stream
from textmine.reuse.ground.texts import read_texts
from textmine.reuse.mine import mine_reuse
from textmine.reuse.search.repeats import find_repeats
from textmine.reuse.trace.store import TraceIndex
from textmine.reuse.trace.tracing import trace_text
from textmine.schema import make_frame
from textmine.simulation.corpus import simulate

MIN_CHARS = 20
DRAFT = 3_000
MOST_MINED = 5_000
CHECKED = 2_000
COLUMNS = (
    "report_id",
    "agency",
    "region",
    "province",
    "level",
    "agency_type",
    "year",
    "published",
)


def running(text: str) -> str:
    """Lines of running text: neither tables nor headings."""
    return "\n".join(
        line
        for line in text.split("\n")
        if len(line) >= 15 and not {"\t", "|"} & set(line)
    )


def make_store(n_reports: int, seed: int) -> pd.DataFrame:
    return pd.DataFrame(list(make_rows(n_reports, seed)))


def make_rows(n_reports: int, seed: int) -> Iterator[dict[str, Any]]:
    """Reports of a store, one at a time."""
    for report in simulate(n_reports, seed=seed).reports:
        row = {**report.truth, "text": running(report.text)}
        yield {name: row[name] for name in (*COLUMNS, "text")}


def build(frame: pd.DataFrame, folder: Path) -> None:
    began = time.perf_counter()
    if len(frame) <= MOST_MINED:
        reuse = mine_reuse(frame, min_chars=MIN_CHARS, edited=False)
        index = reuse.trace_index
    else:
        texts = read_texts(frame)
        stream = read_stream(texts.contents, texts.contents.lengths())
        memory = find_repeats(stream, MIN_CHARS)
        nothing = make_frame("passages", []), make_frame("families", [])
        index = TraceIndex.build(texts, stream, memory, MIN_CHARS, *nothing)
    index.save(folder)
    n_bytes = sum(file.stat().st_size for file in folder.iterdir())
    n_chars = len(index.stream.codes)
    print(
        f"store: {len(frame)} reports, {n_chars / 1e6:.1f} M normalised characters, "
        f"{len(index.grams) / 1e6:.1f} M k-grams, {len(index.copies) / 1e6:.1f} M stretches; index "
        f"{n_bytes / 2**20:.0f} MiB, built in {time.perf_counter() - began:.0f} s",
        flush=True,
    )


def sentences(texts: pd.Series) -> Iterator[str]:
    for text in texts:
        yield from (
            s + "。"
            for line in text.split("\n")
            for s in line.split("。")
            if len(s) > 10
        )


def make_drafts(frame: pd.DataFrame, n: int, seed: int) -> dict[str, list[str]]:
    """Drafts of each sort."""
    random = Random(seed)
    texts = frame["text"]
    sample = texts.iloc[random.sample(range(len(texts)), min(len(texts), 2_000))]
    common = [s for s, _ in Counter(sentences(sample)).most_common(400)]
    new = [running(r.text) for r in simulate(max(n, 30), seed=seed + 1).reports]
    fresh = list(sentences(pd.Series(new)))

    def mixed() -> str:
        sources = random.sample(range(len(texts)), 30)
        old = [random.choice(list(sentences(texts.iloc[[k]]))) for k in sources]
        parts = [
            s for pair in zip(old, random.sample(fresh, 30), strict=True) for s in pair
        ]
        return "".join(parts)[:DRAFT]

    pasted = [texts.iloc[random.randrange(len(texts))][:DRAFT] for _ in range(n)]
    return {
        "pasted whole": pasted,
        "thirty sources": [mixed() for _ in range(n)],
        "commonest": [
            "".join(random.sample(common, len(common)))[:DRAFT] for _ in range(n)
        ],
        "new report": [text[:DRAFT] for text in new[:n]],
    }


class Timing(NamedTuple):
    """Seconds up to the spans, the holders and their frame, up to the holders by the clock."""

    spans: float
    holders: float
    frame: float
    clock: float
    n_holders: int
    share: float


def timed(index: TraceIndex, draft: str) -> Timing:
    began, clock = time.process_time(), time.perf_counter()
    found = trace_text(index, draft)
    n_spans = len(found.spans)
    at_spans = time.process_time() - began
    n_holders = len(found.held)
    at_holders = time.process_time() - began
    by_clock = time.perf_counter() - clock
    assert len(found.holders) == n_holders >= n_spans
    at_frame = time.process_time() - began
    return Timing(at_spans, at_holders, at_frame, by_clock, n_holders, found.share)


def report(name: str, rows: list[Timing]) -> None:
    took = pd.DataFrame(rows)
    late = took.quantile(0.95) * 1000
    middle, most = took.median(), took.max()
    print(
        f"{name:15s} {len(took):5d} {took['share'].mean():6.0%} "
        f"{middle['n_holders']:10.0f} {most['n_holders']:9.0f}   "
        f"{middle['spans'] * 1000:7.0f} {late['spans']:7.0f}   "
        f"{middle['holders'] * 1000:7.0f} {late['holders']:7.0f} "
        f"{most['holders'] * 1000:7.0f}   {late['frame']:9.0f}   {late['clock']:9.0f}",
        flush=True,
    )


def normal(text: str) -> str:
    """Normalised characters of a text, one by one."""
    return "".join(chr(c) for c in map(fold, text) if c)


def check(frame: pd.DataFrame, index: TraceIndex, drafts: list[str], seed: int) -> None:
    """Compare who holds which run with what an automaton finds in every text."""
    began = time.perf_counter()
    frame = frame.sample(min(len(frame), CHECKED), random_state=seed)
    found = [trace_text(index, draft) for draft in drafts]
    runs = [normal(trace.text) for trace in found]
    automaton = ahocorasick.Automaton()
    for k, text in enumerate(runs):
        for at in range(len(text) - MIN_CHARS + 1):
            run = text[at : at + MIN_CHARS]
            automaton.get(run, None) or automaton.add_word(run, [])
            automaton.get(run).append((k, at))
    automaton.make_automaton()
    letters = set().union(*map(set, frame["text"]))
    table = {ord(c): chr(fold(c)) if fold(c) else None for c in letters}
    truth = {
        (k, at, report_id)
        for report_id, text in zip(frame["report_id"], frame["text"], strict=True)
        for _, where in automaton.iter(text.translate(table))
        for k, at in where
    }
    told = set()
    for k, trace in enumerate(found):
        n_before = np.cumsum([bool(fold(c)) for c in trace.text]) - 1
        holders = trace.holders
        for row in holders[holders["report_id"].isin(frame["report_id"])].itertuples():
            first = n_before[row.start]
            last = n_before[row.end - 1] - MIN_CHARS + 1
            told |= {(k, at, row.report_id) for at in range(first, last + 1)}
    print(
        f"oracle: {len(truth)} pairs of run and holder, {len(found)} drafts in {len(frame)} texts: "
        f"{len(truth - told)} missed, {len(told - truth)} in excess, "
        f"{time.perf_counter() - began:.0f} s"
    )


def main(n_reports: int = 2_000, n_drafts: int = 25, seed: int = 0) -> None:
    frame = make_store(n_reports, seed)
    with tempfile.TemporaryDirectory() as name:
        build(frame, Path(name))
        began = time.perf_counter()
        index = TraceIndex.open(Path(name))
        opened = time.perf_counter() - began
        drafts = make_drafts(frame, n_drafts, seed)
        first = timed(index, drafts["thirty sources"][0])
        print(
            f"opened in {opened * 1000:.0f} ms; first draft {first.clock * 1000:.0f} ms"
        )
        print(
            "drafts              n  found    holders       most   spans ms     p95"
            "   with holders     p95     max   frame p95   clock p95"
        )
        rows = {
            sort: [timed(index, text) for text in texts]
            for sort, texts in drafts.items()
        }
        for sort, timings in rows.items():
            report(sort, timings)
        report("all", [row for timings in rows.values() for row in timings])
        if hasattr(os, "getloadavg"):
            print(f"load of the machine over the last minute: {os.getloadavg()[0]:.1f}")
        check(frame, index, [texts[0] for texts in drafts.values()], seed)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

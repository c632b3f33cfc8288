"""Time and memory of reuse mining against a suffix array with LCP and MinHash, in one run.

Run: python -m benchmarks.reuse_speed [n_reports] [rounds]   one table of ratios
     python -m benchmarks.reuse_speed growth [n_reports ...] exponent of time, by document frequency
     of the copied text

"textmine" looks for exact runs only, "textmine with edits" is the default.

Each contender runs in a process of its own on the same text; times are wall time less reading the
text, the median of the rounds, in which the contenders take turns.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time

import numpy as np
import pandas as pd


def make_corpus(
    n_reports: int,
    seed: int = 0,
    *,
    bank: int = 300,
    share: float = 0.5,
    chars: int = 2500,
) -> pd.DataFrame:
    """Reports of which a share of the sentences comes from a bank that all draw on.

    The rest is random.
    """
    rng = np.random.default_rng(seed)
    weights = 1 / np.arange(1, 2501)
    cumulative = np.cumsum(weights / weights.sum())

    def write(n: int) -> np.ndarray:
        return np.searchsorted(cumulative, rng.random(n)).astype("<u4") + 0x4E00

    stop = np.array([0x3002], dtype="<u4")
    sentences = [write(int(n)) for n in rng.integers(20, 80, size=bank)]
    texts = []
    for _ in range(n_reports):
        parts: list[np.ndarray] = []
        while sum(len(p) for p in parts) < chars:
            own = rng.random() >= share
            parts += [
                write(int(rng.integers(20, 80)))
                if own
                else sentences[int(bank * rng.random() ** 2)],
                stop,
            ]
        texts.append(np.concatenate(parts).tobytes().decode("utf-32-le"))
    number = np.arange(n_reports)
    return pd.DataFrame(
        {
            "report_id": [f"r{i:07d}" for i in number],
            "text": texts,
            "agency": [f"a{i // 2}" for i in number],
            "province": [f"p{i // 2 % 20}" for i in number],
            "agency_type": [f"t{i // 40 % 15}" for i in number],
            "year": 2020 + number % 2,
        }
    )


def run(contender: str, frame: pd.DataFrame) -> dict[str, float]:
    """Run one contender on reports in this process."""
    began, busy = time.perf_counter(), time.process_time()
    if contender.startswith("textmine"):
        from textmine.reuse.mine import mine_reuse

        began, busy = time.perf_counter(), time.process_time()
        reuse = mine_reuse(frame, edited=contender == "textmine with edits")
        # Both frames are gathered when asked for; each family has passages.
        n = max(len(reuse.passages), len(reuse.families))
    elif contender == "suffix array + LCP":
        import pydivsufsort

        codes = np.frombuffer(
            "".join(frame["text"]).encode("utf-16-le"), dtype=np.uint16
        ).copy()
        began, busy = time.perf_counter(), time.process_time()
        order = pydivsufsort.divsufsort(codes)
        n = int((pydivsufsort.kasai(codes, order) >= 20).sum())
    else:
        from datasketch import MinHash, MinHashLSH

        began, busy = time.perf_counter(), time.process_time()
        index, n = MinHashLSH(threshold=0.5, num_perm=128), 0
        for name, text in zip(frame["report_id"], frame["text"], strict=True):
            sketch = MinHash(num_perm=128)
            sketch.update_batch(
                [text[i : i + 5].encode() for i in range(len(text) - 4)]
            )
            n += len(index.query(sketch))
            index.insert(name, sketch)
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - busy,
        "found": n,
        "gib": _peak(),
        "chars": int(frame["text"].str.len().sum()),
    }


def _peak() -> float:
    try:
        import resource
    except ImportError:
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def apart(contender: str, n_reports: int, bank: int = 300) -> dict[str, float] | None:
    """Run a contender in a process of its own; None if its package is not installed."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", contender, str(n_reports), str(bank)],
        capture_output=True,
        text=True,
        check=False,
    )
    if "ModuleNotFoundError" in done.stderr:
        return None
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def compare(n_reports: int, rounds: int = 1) -> None:
    names = ["suffix array + LCP", "textmine", "textmine with edits"] + [
        "datasketch"
    ] * (n_reports <= 2000)
    found: dict[str, list[dict[str, float] | None]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            found[name].append(apart(name, n_reports))
    base = middle(found[names[0]])
    print("contender             seconds   ratio   cpu ratio   GiB    found")
    for name in names:
        r = middle(found[name])
        if r is None:
            print(f"{name:20s}  not installed")
            continue
        ratio = r["seconds"] / base["seconds"] if base else float("nan")
        busy = r["cpu"] / base["cpu"] if base else float("nan")
        print(
            f"{name:20s}  {r['seconds']:7.2f}   {ratio:5.2f}   {busy:5.2f}       "
            f"{r['gib']:.2f}   {int(r['found'])}"
        )


def middle(runs: list[dict[str, float] | None]) -> dict[str, float] | None:
    """Median of each figure; None if the package is not installed."""
    done = [r for r in runs if r is not None]
    return (
        {k: float(np.median([r[k] for r in done])) for k in done[0]} if done else None
    )


def growth(*sizes: int) -> None:
    print(
        "contender            sentences in bank   reports → processor seconds            exponent"
    )
    for name in ("textmine", "textmine with edits"):
        for bank in (30, 300, 3000):
            seconds = [
                float((apart(name, n, bank) or {"cpu": np.nan})["cpu"]) for n in sizes
            ]
            slope = np.polyfit(np.log(sizes), np.log(seconds), 1)[0]
            points = ", ".join(
                f"{n} → {s:.2f}" for n, s in zip(sizes, seconds, strict=True)
            )
            print(f"{name:20s} {bank:17d}   {points:38s}  {slope:.2f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(
            json.dumps(
                run(sys.argv[2], make_corpus(int(sys.argv[3]), bank=int(sys.argv[4])))
            )
        )
    elif sys.argv[1:2] == ["growth"]:
        growth(*(map(int, sys.argv[2:]) if sys.argv[2:] else (2000, 6000, 18000)))
    else:
        compare(*(map(int, sys.argv[1:]) if sys.argv[1:] else (4000, 1)))

"""Is any shared run missed? Random small texts against a naive oracle.

Simulated reports against a suffix array.

Run: python -m benchmarks.reuse_guarantee [n_cases] [n_reports] [seed]

Prints misses (shared characters that no passage covers) and excess (characters called shared that
no oracle knows)."""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from textmine.reuse.ground.stream import fold
from textmine.reuse.mine import mine_reuse
from textmine.reuse.search.pieces import find_shared
from textmine.simulation.corpus import simulate

MIN_CHARS = 20
# Random texts mined together, and the characters that each may use.
BATCH, LETTERS = 50, 10
# Characters that stand for themselves: of two variants of one, the oracle would see no match.
ALPHABET = [c for c in map(chr, range(0x4E00, 0x9FA5)) if fold(c) == ord(c)]
BANDS = (2, 3, 10, 100, 1000)


def naive(texts: list[str], t: int) -> np.ndarray:
    """Mark the characters of the joined texts in a run of t that another text holds too."""
    holders: dict[str, set[int]] = {}
    for number, text in enumerate(texts):
        for i in range(len(text) - t + 1):
            holders.setdefault(text[i : i + t], set()).add(number)
    mask = np.zeros(sum(map(len, texts)), dtype=bool)
    low = 0
    for text in texts:
        for i in range(len(text) - t + 1):
            if len(holders[text[i : i + t]]) > 1:
                mask[low + i : low + i + t] = True
        low += len(text)
    return mask


def paint(start: np.ndarray, end: np.ndarray, n: int) -> np.ndarray:
    """Mark spans."""
    change = np.zeros(n + 1, dtype=np.int64)
    np.add.at(change, start, 1)
    np.add.at(change, end, -1)
    return np.cumsum(change[:-1]) > 0


def random_texts(rng: np.random.Generator, alphabet: list[str]) -> list[str]:
    """Two to twelve short texts over few characters.

    With a phrase planted in some and whole copies now and then.
    """
    letters = np.array(alphabet[: int(rng.integers(2, len(alphabet) + 1))])
    texts = [
        "".join(rng.choice(letters, size=int(rng.integers(0, 41))))
        for _ in range(int(rng.integers(2, 13)))
    ]
    phrase = "".join(rng.choice(letters, size=int(rng.integers(1, 15))))
    for i in range(len(texts)):
        draw = rng.random()
        if draw < 0.3:
            at = int(rng.integers(0, len(texts[i]) + 1))
            texts[i] = texts[i][:at] + phrase + texts[i][at:]
        elif draw < 0.4:
            texts[i] = texts[int(rng.integers(0, len(texts)))]
    return texts


def check_random(n_cases: int, seed: int) -> None:
    """Mine 50 cases at a time: each has characters of its own.

    So that none can share text with another.
    """
    rng = np.random.default_rng(seed)
    missed = excess = shared = wrong = 0
    began = time.process_time()
    for low in range(0, n_cases, BATCH):
        cases = [
            random_texts(rng, ALPHABET[LETTERS * i : LETTERS * (i + 1)])
            for i in range(min(BATCH, n_cases - low))
        ]
        texts, t = [text for case in cases for text in case], int(rng.integers(4, 12))
        frame = pd.DataFrame(
            {"report_id": [f"r{i}" for i in range(len(texts))], "text": texts}
        )
        reuse = mine_reuse(frame, min_chars=t, references=[])
        mined = reuse.mined
        truth = naive(list(mined.texts.contents), t)
        pieces, _ = find_shared(mined.stream, mined.texts.report, t)
        exact = paint(pieces.start, pieces.end, len(truth))
        found = paint(mined.passages.start, mined.passages.end, len(truth))
        shared += int(truth.sum())
        missed += int((truth & ~found).sum() + (truth & ~exact).sum())
        excess += int((exact & ~truth).sum())
        spans = zip(
            reuse.passages["report_id"],
            reuse.passages["start"],
            reuse.passages["end"],
            strict=True,
        )
        cut = [texts[int(r[1:])][a:b] for r, a, b in spans]
        wrong += int((reuse.passages["text"] != pd.Series(cut, dtype="str")).sum())
    print(
        f"random: {n_cases} cases, {shared} shared characters, {missed} missed, {excess} in "
        f"excess, "
        f"{wrong} passages whose offsets do not give their text, "
        f"{time.process_time() - began:.0f} s"
    )


def frequency(
    codes: np.ndarray, bounds: np.ndarray, report: np.ndarray, t: int
) -> np.ndarray:
    """Greatest number of reports that hold a run of t covering each character.

    By suffix array and LCP.
    """
    import pydivsufsort

    sizes = np.diff(bounds)
    text = np.repeat(np.arange(len(sizes)), sizes + 1)
    place = np.arange(len(text))
    stop = (bounds[1:] + np.arange(len(sizes)))[text]
    joined = np.zeros(len(text), dtype=np.uint16)
    joined[place != stop] = codes + 1
    order = pydivsufsort.divsufsort(joined)
    lcp = pydivsufsort.kasai(joined, order)[: len(order) - 1]
    block = np.concatenate([[0], np.cumsum(lcp < t)])
    whole = (stop[order] - order) >= t
    order, block = order[whole], block[whole]
    held = np.unique((block << 32) | report[text[order]]) >> 32
    df = np.bincount(held, minlength=int(block.max(initial=0)) + 1)[block]
    out = np.zeros(len(text), dtype=np.int64)
    for shift in range(t):
        out[order + shift] = np.maximum(out[order + shift], df)
    return out[place != stop]


def check_simulated(n_reports: int, seed: int) -> None:
    reports = list(simulate(n_reports, seed=seed).reports)
    frame = pd.DataFrame([{"report_id": r.report_id, "text": r.text} for r in reports])
    began = time.process_time()
    mined = mine_reuse(frame, min_chars=MIN_CHARS, edited=False).mined
    spent = time.process_time() - began
    n = len(mined.stream.codes)
    df = frequency(
        mined.stream.codes,
        mined.stream.bounds,
        mined.texts.report.astype(np.int64),
        MIN_CHARS,
    )
    pieces, _ = find_shared(mined.stream, mined.texts.report, MIN_CHARS)
    exact = paint(pieces.start, pieces.end, n)
    found = paint(mined.passages.start, mined.passages.end, n)
    print(
        f"simulated: {n_reports} reports, {n} characters, mined in {spent:.1f} s; suffix array "
        f"with LCP as oracle"
    )
    print("reports that share   characters   missed")
    for low, high in zip(BANDS, (*[b - 1 for b in BANDS[1:]], n_reports), strict=True):
        band = (df >= low) & (df <= high)
        print(
            f"{low:8d} – {high:8d}  {int(band.sum()):10d}   {int((band & ~(found & exact)).sum())}"
        )
    print(f"in excess: {int((exact & (df < 2)).sum())} characters of exact pieces")


def main(n_cases: int = 10_000, n_reports: int = 2000, seed: int = 0) -> None:
    check_simulated(n_reports, seed)
    check_random(n_cases, seed)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""A corpus with planted reuse and the whole truth.

Words of random syllables, no natural reuse, known edits.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from textmine.reuse.ground.stream import fold

N_SIGNS = 2500
# Letters that normalising leaves as they are: what is planted is what is compared.
SIGNS = [chr(c) for c in range(0x4E00, 0x9000) if fold(chr(c)) == c][:N_SIGNS]


@dataclass
class Planted:
    """Reports and, for each planted family, its spans ``(report_id, start, end)``."""

    frame: pd.DataFrame
    families: list[list[tuple[str, int, int]]] = field(default_factory=list)
    operators: list[str] = field(default_factory=list)


class Writer:
    """Writes text of Zipf-distributed words, so that short strings repeat as in natural Chinese."""

    def __init__(self, seed: int, n_words: int = 8000) -> None:
        self.rng = np.random.default_rng(seed)
        weights = 1 / np.arange(1, N_SIGNS + 1) ** 0.7
        signs = self.rng.choice(N_SIGNS, size=(n_words, 4), p=weights / weights.sum())
        lengths = self.rng.choice([1, 2, 3, 4], size=n_words, p=[0.15, 0.6, 0.15, 0.1])
        self.words = [
            "".join(SIGNS[k] for k in word[:n])
            for word, n in zip(signs, lengths, strict=True)
        ]
        shares = 1 / (np.arange(1, n_words + 1) + 2.7)
        self.cumulative = np.cumsum(shares / shares.sum())

    def write(self, n_chars: int) -> str:
        picks = np.searchsorted(self.cumulative, self.rng.random(n_chars))
        out, size = [], 0
        for i in picks:
            out.append(self.words[min(i, len(self.words) - 1)])
            size += len(out[-1])
            if size >= n_chars:
                break
        return "".join(out)[:n_chars]

    def edit(self, text: str, rate: float) -> str:
        """Independent substitutions, deletions and insertions of characters, a third each."""
        out = []
        for char, x in zip(text, self.rng.random(len(text)), strict=True):
            other = SIGNS[int(self.rng.integers(N_SIGNS))]
            if x < rate / 3:
                out.append(other)
            elif x < 2 * rate / 3:
                continue
            else:
                out.append(char + other if x < rate else char)
        return "".join(out)

    def swap(self, text: str) -> str:
        """Replace three short stretches, as names, years and numbers are replaced."""
        for _ in range(3):
            at = int(self.rng.integers(0, max(len(text) - 4, 1)))
            text = (
                text[:at]
                + "".join(SIGNS[int(c)] for c in self.rng.integers(N_SIGNS, size=3))
                + text[at + 3 :]
            )
        return text


def plant(
    n_reports: int,
    frequency: int,
    operator: str,
    *,
    n_families: int = 8,
    length: tuple[int, int] = (60, 240),
    n_chars: int = 1500,
    seed: int = 0,
) -> Planted:
    """Plant ``n_families`` passages, each in ``frequency`` reports, every copy edited on its own.

    ``operator`` is "verbatim", "swap", or an edit rate such as "0.1".
    """
    writer = Writer(seed)
    rng = writer.rng
    sources = [writer.write(int(rng.integers(*length))) for _ in range(n_families)]
    inserts: list[list[tuple[int, str]]] = [[] for _ in range(n_reports)]
    for family, source in enumerate(sources):
        for copy, report in enumerate(rng.permutation(n_reports)[:frequency].tolist()):
            text = source
            if operator == "swap":
                text = writer.swap(source)
            elif operator != "verbatim" and copy:
                text = writer.edit(source, float(operator))
            inserts[report].append((family, text))
    families: list[list[tuple[str, int, int]]] = [[] for _ in sources]
    texts = []
    for number, parts in enumerate(inserts):
        out = writer.write(max(n_chars // (len(parts) + 1), 60))
        for family, text in parts:
            families[family].append((f"r{number:05d}", len(out), len(out) + len(text)))
            out += text + writer.write(max(n_chars // (len(parts) + 1), 60))
        texts.append(out)
    frame = pd.DataFrame(
        {"report_id": [f"r{i:05d}" for i in range(n_reports)], "text": texts}
    )
    return Planted(frame, families, [operator] * len(families))

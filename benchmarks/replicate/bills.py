"""Bills of American states that were labelled by what model bill they follow.

No figure was published for pairs; the rival is the containment of five-word sequences, computed in
the same run: how well it tells pairs of one label from others (area under the curve).

Data: dssg/policy_diffusion, ``data/evaluation_set/labeled_bills.json``.
"""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path

from sklearn.metrics import roc_auc_score

from benchmarks.replicate.short_answers import copied_share
from benchmarks.replicate.tables import Figure, Study

DATA = "labeled_bills.json"
WORDS = 5
TOLERANCE = 0.01


def replicate(folder: Path) -> list[Figure]:
    """Area under the curve of pairs with the same label."""
    bills = _read(folder / DATA)
    same, ours, rival = [], [], []
    for (text_a, label_a), (text_b, label_b) in combinations(bills.items(), 2):
        short, long = sorted((text_a, text_b), key=len)
        same.append(label_a == label_b)
        ours.append(copied_share(short, long))
        grams = _grams(short)
        rival.append(len(grams & _grams(long)) / max(len(grams), 1))
    return [
        Figure(
            "area under the curve, against 5-word sequences",
            float(roc_auc_score(same, rival)),
            float(roc_auc_score(same, ours)),
            TOLERANCE,
            at_least=True,
        )
    ]


def _read(path: Path) -> dict[str, str]:
    """Text of each bill that has a label, once, and its label."""
    bills = json.loads(path.read_text(encoding="utf-8")).values()
    return {
        bill["text"]: str(bill["match"])
        for bill in bills
        if bill.get("text") and bill.get("match") not in (None, "None")
    }


def _grams(text: str) -> frozenset[tuple[str, ...]]:
    """Sequences of five words."""
    words = re.findall(r"\w+", text.lower())
    return frozenset(zip(*(words[k:] for k in range(WORDS)), strict=False))


STUDY = Study("bills", (DATA,), replicate)

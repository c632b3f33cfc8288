"""三國演義 and 三國志: passages of the history that stand in the novel.

A study lists 719 of at least ten characters, most of them edited, found by another tool. The list
is no gold, but what it names was shared: of its passages of twenty characters or more, how many
does a search for runs of ten characters touch?

Data: AgnesJiwonLEE/STZZ-TJGM-Textreuse.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.replicate.tables import Figure, Study
from textmine.reuse.mine import mine_reuse

NOVEL, HISTORY, PASSAGES = (
    "SGYY_Mao_preprocessed.txt",
    "SGZ_preprocessed.txt",
    "passages.xlsx",
)
SHEET = "SGYY-SGZ reuse_중복수정"
LEAST = 20
MIN_CHARS = 10
TOLERANCE = 0.03


def replicate(folder: Path) -> list[Figure]:
    """Share of the listed passages that a shared run touches."""
    novel = re.sub(r"\s", "", (folder / NOVEL).read_text(encoding="utf-8"))
    history = re.sub(r"\s", "", (folder / HISTORY).read_text(encoding="utf-8"))
    texts = {"report_id": ["novel", "history"], "agency": ["novel", "history"]}
    frame = pd.DataFrame(texts | {"text": [novel, history]})
    passages = mine_reuse(frame, min_chars=MIN_CHARS, references=[]).passages
    shared = np.zeros(len(novel), dtype=bool)
    for row in passages[passages["report_id"] == "novel"].itertuples():
        shared[row.start : row.end] = True
    touched = [shared[start:end].any() for start, end in _listed(folder, novel)]
    return [
        Figure("listed passages touched", 1.0, float(np.mean(touched)), TOLERANCE, True)
    ]


def _listed(folder: Path, novel: str) -> list[tuple[int, int]]:
    """Where the listed passages stand in the novel; the few that do not are left out."""
    table = pd.read_excel(folder / PASSAGES, sheet_name=SHEET)
    texts = [
        re.sub(r"\s", "", str(text))
        for text in table[table["Length"] >= LEAST]["SourceText"]
    ]
    places = [(novel.find(text), len(text)) for text in texts]
    return [(at, at + size) for at, size in places if at >= 0]


STUDY = Study("romance", (NOVEL, HISTORY, PASSAGES), replicate)

"""Every kind of problem part that was once read wrongly, in wordings that nothing was trained on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from textmine.resources.load import load_text
from textmine.segment.annotated import read_parts
from textmine.segment.itemizer.tokens import find_gaps
from textmine.segment.parts import find_parts
from textmine.text.normalize import normalize

HEAD = "五、存在的主要问题及改进情况\n"
ROLES = {"P": "problem", "M": "measure", "L": "last_year"}
LEAST_F1 = 0.82
"""Exact F1 of the items of all kinds, spans and roles as written in the file. It was 0.87 when the
model learned what clauses are about: one item of eight is still read wrongly in such wordings. A
floor that a new training must not fall through, and no goal; raise it with the model."""
LEAST_WHOLE = 0.62
"""Share of the cases in which every item is right: 0.68 then."""


@dataclass(slots=True)
class Case:
    """A problem part of a kind, and its items as (role, text)."""

    kind: str
    text: str
    items: list[tuple[str, str]] = field(default_factory=list)


def read_cases() -> list[Case]:
    """All cases of the file."""
    kind, cases = "", []
    for line in (
        Path(__file__).with_name("kinds.txt").read_text(encoding="utf-8").splitlines()
    ):
        code, _, words = line.partition(" ")
        if code == "KIND":
            kind = words
        elif code == "T":
            text = words.replace("⏎", "\n")
            own_heading = text[1:2] == "、" and text[0] in "一二三四五六"
            cases.append(Case(kind, text if own_heading else HEAD + text))
        elif code in ROLES:
            cases[-1].items.append((ROLES[code], words))
    return cases


CASES = read_cases()


def itemise(case: Case) -> list[tuple[str, str]]:
    """Problems and measures of a case as they are read."""
    clean = normalize(case.text)
    text = clean.text
    parts = find_parts("r", text, find_gaps(text, case.text, clean.offsets))
    return [
        (
            "last_year" if i.rule.startswith("last_year") else i.role,
            text[i.start : i.end],
        )
        for i in parts.items
        if i.role in ("problem", "measure")
    ]


@pytest.fixture(scope="module")
def read() -> list[list[tuple[str, str]]]:
    return [itemise(case) for case in CASES]


def test_each_kind_has_several_wordings():
    assert len({case.kind for case in CASES}) >= 30
    assert min(Counter(case.kind for case in CASES).values()) >= 2


def test_every_item_stands_in_its_text_and_in_no_annotated_part():
    known = "".join(part.text for part in read_parts()) + load_text("statements.csv")
    for case in CASES:
        for _, words in case.items:
            assert words in case.text
            assert words not in known, words


def test_kinds_are_read_right_in_the_share_that_is_told(read):
    hits = found = true = whole = 0
    wrong = Counter()
    for case, items in zip(CASES, read, strict=True):
        hit = (Counter(items) & Counter(case.items)).total()
        hits, found, true = hits + hit, found + len(items), true + len(case.items)
        whole += items == case.items
        wrong[case.kind] += items != case.items
    told = f"F1 {2 * hits / (found + true):.3f}, whole {whole / len(CASES):.3f}, wrong {+wrong}"
    assert 2 * hits / (found + true) >= LEAST_F1, told
    assert whole / len(CASES) >= LEAST_WHOLE, told


def test_frames_and_signatures_are_in_no_item(read):
    dirt = (
        "下一页",
        "打印",
        "关闭",
        "共[",
        "自然资源局",
        "文物局",
        "统计数",
        "主动公开信息数",
    )
    for case, items in zip(CASES, read, strict=True):
        for _, words in items:
            assert not [piece for piece in dirt if piece in words], (case.kind, words)


def test_numbers_and_leads_begin_no_item(read):
    leads = ("一是", "二是", "三是", "（一）", "1.", "①", "其一", "问题1")
    for case, items in zip(CASES, read, strict=True):
        for _, words in items:
            assert not words.startswith(leads), (case.kind, words)

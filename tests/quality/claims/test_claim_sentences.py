"""How sure a FAIL on a number of the narrative is, over sentences true and false."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from tests.quality.claims.told import cells_of
from textmine.quality import check_claims
from textmine.schema import make_frame
from textmine.segment.claims import find_claims

DATA = tomllib.loads(
    Path(__file__).with_name("claim_sentences.toml").read_text(encoding="utf-8")
)


@cache
def checks() -> pd.DataFrame:
    """Checks of all sentences, each the whole narrative of a report of its own."""
    reports, cells, claims, narrative = [], [], [], []
    for k, sentence in enumerate(DATA["sentence"]):
        report_id, context = str(k), DATA["context"][sentence["of"]]
        text = sentence["text"]
        known = {name: context[name] for name in ("agency", "region", "year", "form")}
        reports.append({"report_id": report_id, **known})
        cells += cells_of(context, report_id)
        claims += [
            {
                "report_id": report_id,
                "quantity": one.quantity,
                "value": one.value,
                "unit": one.unit,
                "approximate": one.approximate,
                "start": one.start,
                "end": one.end,
                "text": text[one.start : one.end],
            }
            for one in find_claims(report_id, text, [(0, len(text))])
        ]
        section = sentence.get("section", "overview")
        narrative.append((report_id, section, 0, text))
    stretches = pd.DataFrame(
        narrative, columns=["report_id", "section", "start", "text"]
    )
    frame = check_claims(
        make_frame("claims", claims),
        make_frame("tables", cells),
        pd.DataFrame(reports),
        narrative=stretches,
    )
    return frame.assign(place=frame["report_id"].astype(int))


def wrong_spans(sentence: dict[str, Any]) -> list[tuple[int, int]]:
    """Where the wrong numbers of a sentence stand, with their words."""
    return [
        m.span()
        for words in sentence.get("wrong", [])
        for m in re.finditer(re.escape(words), sentence["text"])
    ]


def test_a_number_that_fails_is_wrong() -> None:
    accused = [
        (sentence["text"], row.check, row.found)
        for row in checks().query("status == 'FAIL'").itertuples()
        for sentence in [DATA["sentence"][row.place]]
        if not any(a < row.end and row.start < b for a, b in wrong_spans(sentence))
    ]
    assert accused == []


def test_most_wrong_numbers_fail() -> None:
    failed = checks().query("status == 'FAIL'")
    spans: dict[int, list[tuple[int, int]]] = {}
    for place, start, end in failed[["place", "start", "end"]].itertuples(index=False):
        spans.setdefault(place, []).append((start, end))
    wrong = [
        (k, a, b)
        for k, sentence in enumerate(DATA["sentence"])
        for a, b in wrong_spans(sentence)
    ]
    missed = [
        DATA["sentence"][k]["text"][a:b]
        for k, a, b in wrong
        if not any(a < end and start < b for start, end in spans.get(k, []))
    ]
    assert len(wrong) > 120
    assert len(missed) <= 0.2 * len(wrong), missed


def test_most_true_numbers_pass() -> None:
    true = {k for k, s in enumerate(DATA["sentence"]) if "wrong" not in s}
    status = checks().query("place in @true")["status"].value_counts()
    assert len(true) > 150
    assert status["PASS"] >= 0.55 * status.sum()

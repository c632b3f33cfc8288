"""How sure a FAIL on a number of the narrative is, over sentences true and false."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from tests.quality.claims.told import Place, accused, checks_of, found, read_data

DATA = read_data("claim_sentences.toml")
SENTENCES = DATA["sentence"]


@cache
def checks() -> pd.DataFrame:
    """Checks of all sentences, each the whole narrative of a report of its own."""
    return checks_of(DATA["context"], SENTENCES)


def wrong() -> list[Place]:
    """Where the wrong numbers of the sentences stand, with their words."""
    return [
        (k, *m.span())
        for k, sentence in enumerate(SENTENCES)
        for words in sentence.get("wrong", [])
        for m in re.finditer(re.escape(words), sentence["text"])
    ]


def test_a_number_that_fails_is_wrong() -> None:
    assert accused(checks(), SENTENCES, wrong()) == []


def test_most_wrong_numbers_fail() -> None:
    missed = set(wrong()) - set(found(checks(), wrong()))
    assert len(wrong()) > 120
    assert len(missed) <= 0.2 * len(wrong()), [
        SENTENCES[k]["text"][a:b] for k, a, b in missed
    ]


def test_most_true_numbers_pass() -> None:
    true = {k for k, s in enumerate(SENTENCES) if "wrong" not in s}
    status = checks().query("place in @true")["status"].value_counts()
    assert len(true) > 150
    assert status["PASS"] >= 0.55 * status.sum()

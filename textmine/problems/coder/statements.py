"""The labelled statements that ship with the package, and the training set made of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pandas as pd

from textmine.intake.arguments import check_arguments
from textmine.resources.load import list_files, load_rows, load_text

COLUMNS = (
    "statement_id",
    "text",
    "categories",
    "difficulty",
    "level",
    "sector",
    "source_pass",
)
ANNOTATED = "annotated"
"""Folder of resources with annotated problem parts, a line a part (jsonl)."""
MEASURE_WEIGHT = 0.3
"""How much a measure counts that answers one problem: it tells of the problem's categories, though
less surely. Chosen by leaving out one hand in turn (benchmarks/problems_coders.py)."""
HELD_OUT = ("case_dev",)
"""Hands whose problems are kept for testing the coder, and never trained on."""
REVISED = "revised_codes.csv"
"""Codes of annotated problems that contradicted the codebook, as decided on a second look."""
_SPACE = re.compile(r"\s+")


@check_arguments
def load_statements() -> pd.DataFrame:
    """Load the shipped labelled statements.

    How they were made stands in their datasheet, ``statements.md``.

    Returns
    -------
    pandas.DataFrame
        Columns statement_id, text, categories (keys joined by ``|``), difficulty (plain, hard,
        multi), level, sector, source_pass.

    Examples
    --------
    >>> statements = load_statements()
    >>> len(statements) >= 1500
    True
    """
    return pd.DataFrame(
        list(load_rows("statements.csv")), columns=list(COLUMNS), dtype="str"
    )


def load_annotated() -> pd.DataFrame:
    """Load the problems of the annotated parts, and the measures that answer one problem each.

    Returns
    -------
    pandas.DataFrame
        Columns statement_id, text, categories (a measure has those of its problem), role
        (problem, measure), hand (who wrote it), part.
    """
    rows = [
        row
        for part in _read_parts()
        if part["hand"] not in HELD_OUT
        for row in _statements_of(part)
    ]
    revised = {row["text"]: row["categories"] for row in load_rows(REVISED)}
    for row in rows:
        if row["role"] == "problem":
            row["categories"] = revised.get(row["text"], row["categories"])
    columns = ["statement_id", "text", "categories", "role", "hand", "part"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def load_training() -> pd.DataFrame:
    """Put all that the shipped coder is trained on into one frame.

    Returns
    -------
    pandas.DataFrame
        Columns text, categories, source (``statements`` or the hand), group (statements that are
        left out together: those of one part), weight (1, less for measures). A wording stands once.
    """
    own = load_statements()
    plain = pd.DataFrame(
        {
            "text": own["text"],
            "categories": own["categories"],
            "source": "statements",
            "group": own["statement_id"],
            "weight": 1.0,
        }
    )
    annotated = load_annotated()
    problem = annotated["role"] == "problem"
    written = pd.DataFrame(
        {
            "text": annotated["text"],
            "categories": annotated["categories"],
            "source": annotated["hand"],
            "group": annotated["hand"] + " " + annotated["part"],
            "weight": problem.map({True: 1.0, False: MEASURE_WEIGHT}).astype("float64"),
        }
    )
    whole = pd.concat([plain, written], ignore_index=True)
    # Problems go before measures, so that a wording that is both stays a problem.
    whole = whole.sort_values("weight", ascending=False, kind="stable")
    return whole.drop_duplicates("text").reset_index(drop=True)


@cache
def _read_parts() -> tuple[dict[str, Any], ...]:
    """All annotated parts; the hand is the file's name where the part does not name it."""
    parts: list[dict[str, Any]] = []
    for name in list_files(ANNOTATED, ".jsonl"):
        hand = name.removeprefix(f"{ANNOTATED}/").removesuffix(".jsonl")
        lines = load_text(name).splitlines()
        parts += [{"hand": hand, **json.loads(line)} for line in lines if line.strip()]
    return tuple(part for part in parts if "spans" in part)


def _statements_of(part: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Coded problems of a part, and the measures that answer exactly one of them."""
    spans = part["spans"]
    categories = {
        span["n"]: "|".join(span["categories"])
        for span in spans
        if span["role"] == "problem" and span.get("categories")
    }
    base = {"hand": str(part["hand"]), "part": str(part["id"])}
    for k, span in enumerate(spans):
        text = _SPACE.sub("", part["text"][span["start"] : span["end"]])
        row = base | {
            "statement_id": f"{part['id']}#{k}",
            "text": text,
            "role": span["role"],
        }
        links = [n for n in span.get("links", ()) if n in categories]
        if span["role"] == "problem" and span["n"] in categories:
            yield row | {"categories": categories[span["n"]]}
        elif span["role"] == "measure" and len(links) == 1 == len(span["links"]):
            yield row | {"categories": categories[links[0]]}

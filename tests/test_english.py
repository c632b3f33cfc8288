"""Numbers agree with their nouns, in every message of the library and on the page."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from textmine.english import Counted, name_some, with_article
from textmine.resources.load import load_toml

PACKAGE = Path(__file__).parents[1] / "textmine"
# A word or two behind a number, the last in the plural.
PLURAL = re.compile(r" (?:[a-z]+ )?[a-z]{2,}s\b")
NO_NOUNS = (" with copies", " and denominators", " has ", " names ", " judges ")
NUMBER = re.compile(
    r"(len|int|sum)\(|n_|n$|.*\b(size|count|total|shape)\b|.*_chars|.*\.sum\("
)


@pytest.mark.parametrize(
    ("n", "spec", "expected"),
    [
        (0, "report", "0 reports"),
        (1, "report", "1 report"),
        (np.int64(2), "report", "2 reports"),
        (1, "agency|agencies", "1 agency"),
        (3, "agency|agencies", "3 agencies"),
        (12345, ",more row", "12,345 more rows"),
        (12345, "", "12345"),
        (12345, ",", "12,345"),
        (7, "03d", "007"),
        (7, "d", "7"),
    ],
)
def test_a_number_is_printed_with_its_noun(n: int, spec: str, expected: str) -> None:
    assert format(Counted(n), spec) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b", "c"], "a; b; c"),
        (["a", "b", "c", "d"], "a; b; c and 1 more"),
    ],
)
def test_of_many_things_the_first_are_named(names: list[str], expected: str) -> None:
    assert name_some(names, "; ", most=3) == expected


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("Unsure", "an Unsure"), ("str", "a str"), ("None", "a None"), ("int", "an int")],
)
def test_a_noun_has_its_article(noun: str, expected: str) -> None:
    assert with_article(noun) == expected


def _bare_plurals(path: Path) -> list[str]:
    """Numbers of a file that are followed by a plural whatever they are."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.JoinedStr):
            continue
        for value, words in zip(node.values, node.values[1:], strict=False):
            if not isinstance(value, ast.FormattedValue):
                continue
            said = str(words.value) if isinstance(words, ast.Constant) else ""
            is_number = NUMBER.match(ast.unparse(value.value))
            is_plural = PLURAL.match(said) and not said.startswith(NO_NOUNS)
            if is_number and is_plural:
                what = ast.unparse(value.value)
                found.append(f"{path.name}:{value.lineno}: {what}{said[:30]}")
    return found


def test_no_message_says_1_agencies() -> None:
    files = sorted(PACKAGE.rglob("*.py"))
    assert [hit for file in files for hit in _bare_plurals(file)] == []


def test_a_bare_plural_is_found(tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    file.write_text('f"{len(rows)} rows"\nf"{Counted(n):row} of {n_all} other rows"\n')
    assert [hit.split(": ")[1] for hit in _bare_plurals(file)] == [
        "len(rows) rows",
        "n_all other rows",
    ]


def test_no_class_is_named_behind_an_article_that_may_be_wrong() -> None:
    pattern = re.compile(r"\ba \{[^}]*__name__\}")
    files = sorted(PACKAGE.rglob("*.py"))
    assert [
        f.name for f in files if pattern.search(f.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize("resource", ["dossier.toml", "plot.toml"])
def test_english_of_the_page_has_no_bare_plural(resource: str) -> None:
    def texts(table: object) -> list[str]:
        if isinstance(table, dict):
            return [text for value in table.values() for text in texts(value)]
        is_pair = isinstance(table, list) and len(table) == 2
        return [str(table[1])] if is_pair else []

    bare = re.compile(r"\{[a-z_]+(?::,)?\} (?:more |smaller )?[a-z]+s\b")
    assert [text for text in texts(load_toml(resource)) if bare.search(text)] == []

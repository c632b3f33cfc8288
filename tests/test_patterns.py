"""Patterns take time in proportion to the text: none repeats without end what repeats without end.

Where a repeat holds a repeat, a text can be cut in ever more ways, and a pattern that fails tries
them all. Those that are listed do not: each turn begins with a mark that the inner repeat cannot
take, or nothing behind the outer one can fail.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from re import _constants as codes
from re import _parser as parser

import pytest

import textmine
from textmine.resources.load import load_toml

RESOURCES = Path(textmine.__path__[0]) / "resources"
MANY = 64
"""Turns from which on a repeat counts as one without end."""
SOUND = {
    "textmine.io.kinds._TAG": "each turn begins with <, on the first 4,096 bytes",
    "textmine.io.text_files.dumps._COMMAS": "each turn begins with a comma",
    "textmine.io.text_files.dumps._LIST": "each turn begins with a comma",
    "textmine.plot.paper._FAMILY": "each turn begins with a quote",
    "textmine.tables.torn._NUMBERS": "each turn begins with a blank and a digit",
    "textmine.text.redaction._DECLARED": "each turn begins with a blank and a name",
    "textmine.text.redaction._ENCODED": "each turn begins with a mark",
    "textmine.text.redaction._MARKUP": "each turn begins with a quote or takes one sign",
    "textmine.text.sentences._SENTENCE": "nothing behind the repeat can fail",
    "textmine.text.sentences._CLAUSE": "nothing behind the repeat can fail",
    "textmine.text.words._FOREIGN_TOKEN": "each turn begins with a mark",
    "textmine.themes.phrases.tokens._NUMBER": "each turn begins with a point or a comma",
}


def parts(code, argument) -> list:
    """What an element of a parsed pattern holds."""
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        return [argument[2]]
    if code is codes.SUBPATTERN:
        return [argument[3]]
    if code is codes.BRANCH:
        return list(argument[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [argument[1]]
    return []


def repeats(items) -> Iterator:
    """Bodies of all repeats without end, at any depth."""
    for code, argument in items:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and argument[1] >= MANY:
            yield argument[2]
        for part in parts(code, argument):
            yield from repeats(part)


def is_nested(pattern: str | bytes) -> bool:
    """Tell whether a repeat without end holds another."""
    return any(
        any(True for _ in repeats(body)) for body in repeats(parser.parse(pattern))
    )


def compiled() -> Iterator[tuple[str, re.Pattern]]:
    """Patterns that modules hold, by name."""
    for module in pkgutil.walk_packages(textmine.__path__, "textmine."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            held = value if isinstance(value, tuple | list) else [value]
            for pattern in held:
                if isinstance(pattern, re.Pattern):
                    yield f"{module.name}.{name}", pattern


def strings(value) -> Iterator[str]:
    """Strings of a resource."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def test_no_pattern_of_a_module_repeats_a_repeat():
    found = {name for name, pattern in compiled() if is_nested(pattern.pattern)}
    assert found <= set(SOUND), (
        "bound the inner repeat, or say in SOUND why it is sound"
    )
    known = {name for name, _ in compiled()}
    # What is no more has no place in the list.
    assert set(SOUND) <= known and len(known) > 100


@pytest.mark.parametrize("file", sorted(p.name for p in RESOURCES.glob("*.toml")))
def test_no_pattern_of_a_resource_repeats_a_repeat(file):
    for text in strings(load_toml(file)):
        try:
            nested = is_nested(text)
        except re.error:
            # A word with a bracket, which is no pattern.
            continue
        assert not nested, text


@pytest.mark.parametrize("pattern", ["(a+)+b", "(?:a*|b)*c", "(?:x(?:a+)?)+y"])
def test_what_repeats_a_repeat_is_seen(pattern):
    assert is_nested(pattern)


@pytest.mark.parametrize("pattern", ["a+b+", "(?:ab)+", "(?:a{1,9})+", "(?=a+)b"])
def test_what_does_not_is_not(pattern):
    assert not is_nested(pattern)

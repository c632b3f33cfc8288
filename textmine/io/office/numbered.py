"""Automatic list numbers of Word: the marker that Word prints but does not store in the text.

How lists count (:class:`Numbering`) is the same in all formats of Word; what a DOCX file says of
them is read here, what a file of Word 97 says in :mod:`textmine.io.office.word_lists`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from textmine.io.whole_numbers import read_whole

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = "零一二三四五六七八九"
_DIGITS = "〇一二三四五六七八九"
# Numbers up to which letters are written (aa is 27): beyond, a label is longer than a line.
_MAX_LETTERED = 26 * 26
# Levels that a list of Word has, and the largest number that one begins with.
_MAX_LEVEL, _MAX_START = 8, 32_767
_HEAVENLY = "甲乙丙丁戊己庚辛壬癸"
# Styles that a style may go back to: in a damaged file they may go round in a circle.
_MAX_BASED = 10


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list is numbered: format, pattern with %1 for the number, first number."""

    fmt: str
    pattern: str
    start: int


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list: the abstract one that it follows, and levels that begin anew with a number."""

    abstract: str
    overrides: dict[int, int]


class Numbering:
    """Counts the numbered paragraphs of a document.

    Parameters
    ----------
    abstract : mapping of str to mapping of int to Level
        Levels of each abstract list, from 0.
    lists : mapping of str to NumberedList
        The lists that paragraphs name.
    """

    def __init__(
        self,
        abstract: Mapping[str, Mapping[int, Level]],
        lists: Mapping[str, NumberedList],
    ) -> None:
        self._abstract = abstract
        self._lists = lists
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def marker(self, list_id: str, level: int) -> str:
        """Count a paragraph and write its marker.

        Parameters
        ----------
        list_id : str
            The list that the paragraph names.
        level : int
            The level in it, from 0.

        Returns
        -------
        str
            E.g. ``"一、"``; empty for a list or a level that is not known, and for bullets.
        """
        # 0 switches the numbering of a style off.
        if list_id in ("", "0") or list_id not in self._lists:
            return ""
        used = self._lists[list_id]
        levels = self._abstract.get(used.abstract, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(used.abstract, {})
        if level in used.overrides and (list_id, level) not in self._started:
            counts.pop(level, None)
        self._started.add((list_id, level))
        if level in counts:
            counts[level] += 1
        else:
            counts[level] = used.overrides.get(level, levels[level].start)
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        return _write(levels, counts, level)


@dataclass(frozen=True, slots=True)
class _Reference:
    """List and level that a paragraph or a style names; empty where it names none."""

    list_id: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style numbers by, and the style below it."""

    number: _Reference
    based_on: str


class ListNumbers:
    """Counts the numbered paragraphs of a document and writes their markers.

    Parameters
    ----------
    numbering : lxml element or None
        Root of the part ``numbering.xml``.
    styles : lxml element or None
        Root of the part ``styles.xml``; styles can carry a numbering too.
    """

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._styles: dict[str, _Style] = {}
        self._numbering = (
            Numbering({}, {}) if numbering is None else _read_numbering(numbering)
        )
        for style in styles.iter(f"{_W}style") if styles is not None else ():
            number = _reference(style.find(f"{_W}pPr/{_W}numPr"))
            based_on = _value(style.find(f"{_W}basedOn"))
            self._styles[style.get(f"{_W}styleId", "")] = _Style(number, based_on)

    def marker(self, paragraph: Any) -> str:
        """Count a paragraph and write its marker.

        Parameters
        ----------
        paragraph : lxml element
            A ``w:p``; call it once for each, in order.

        Returns
        -------
        str
            E.g. ``"一、"``; empty for paragraphs without a number and for bullets.
        """
        found = self._find(paragraph)
        return self._numbering.marker(found.list_id, _read_level(found.level))

    def _find(self, paragraph: Any) -> _Reference:
        """List and level of a paragraph: its own, or those of its style and the styles below it."""
        found = _reference(paragraph.find(f"{_W}pPr/{_W}numPr"))
        style = _value(paragraph.find(f"{_W}pPr/{_W}pStyle"))
        for _ in range(_MAX_BASED):
            if found.list_id or style not in self._styles:
                break
            own = self._styles[style]
            found = _Reference(own.number.list_id, found.level or own.number.level)
            style = own.based_on
        return found


def _read_numbering(root: Any) -> Numbering:
    """Read levels of the abstract lists, and the lists that use them."""
    abstract = {
        one.get(f"{_W}abstractNumId", ""): {
            _read_level(level.get(f"{_W}ilvl")): Level(
                _value(level.find(f"{_W}numFmt")) or "decimal",
                _value(level.find(f"{_W}lvlText")),
                _read_start(level.find(f"{_W}start")),
            )
            for level in one.iter(f"{_W}lvl")
        }
        for one in root.iter(f"{_W}abstractNum")
    }
    lists = {}
    for number in root.iter(f"{_W}num"):
        overrides = {
            _read_level(item.get(f"{_W}ilvl")): _read_start(
                item.find(f"{_W}startOverride")
            )
            for item in number.iter(f"{_W}lvlOverride")
            if _value(item.find(f"{_W}startOverride"))
        }
        followed = _value(number.find(f"{_W}abstractNumId"))
        lists[number.get(f"{_W}numId", "")] = NumberedList(followed, overrides)
    return Numbering(abstract, lists)


def _write(levels: Mapping[int, Level], counts: Mapping[int, int], level: int) -> str:
    """Fill the pattern of a level with the numbers of it and the levels above."""
    own = levels[level]
    if own.fmt in ("bullet", "none"):
        return ""

    def number(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        above = levels.get(at, Level("decimal", "", 1))
        return format_number(counts.get(at, above.start), above.fmt)

    return re.sub(r"%(\d)", number, own.pattern)


def format_number(number: int, fmt: str) -> str:
    """Write a list number in one of Word's formats.

    Parameters
    ----------
    number : int
        The count.
    fmt : str
        Value of ``w:numFmt``; unknown formats are written as digits.

    Returns
    -------
    str
        The number.

    Examples
    --------
    >>> (
    ...     format_number(12, "chineseCounting"),
    ...     format_number(3, "decimalEnclosedCircle"),
    ...     format_number(4, "decimal"),
    ... )
    ('十二', '③', '4')
    """
    if fmt in (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
    ):
        return _chinese(number)
    if fmt in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if fmt.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if fmt == "ideographTraditional" and 1 <= number <= 10:
        return _HEAVENLY[number - 1]
    if fmt in ("lowerLetter", "upperLetter") and 1 <= number <= _MAX_LETTERED:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if fmt == "lowerLetter" else letter.upper()
    return str(number)


def _chinese(number: int) -> str:
    """Write 1 to 99 as Chinese numerals; others as digits."""
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else _HAN[tens])
        + ("十" if tens else "")
        + (_HAN[ones] if ones else "")
    )


def _read_level(text: str | None) -> int:
    """Level of a list, from 0."""
    return read_whole(text, default=0, least=0, most=_MAX_LEVEL)


def _read_start(element: Any) -> int:
    """The number that a list begins with."""
    return read_whole(_value(element), default=1, least=0, most=_MAX_START)


def _value(element: Any) -> str:
    """Attribute ``w:val`` of an element, empty if there is none."""
    return "" if element is None else element.get(f"{_W}val") or ""


def _reference(number: Any) -> _Reference:
    """List and level that a ``w:numPr`` names."""
    if number is None:
        return _Reference()
    list_id, level = number.find(f"{_W}numId"), number.find(f"{_W}ilvl")
    return _Reference(_value(list_id), _value(level))

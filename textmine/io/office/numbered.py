"""Automatic list numbers of Word: the marker that Word prints but does not store in the text."""

from __future__ import annotations

import re
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
        self._abstract: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._styles: dict[str, tuple[str, str, str]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        if numbering is not None:
            self._read_numbering(numbering)
        if styles is not None:
            for style in styles.iter(f"{_W}style"):
                number = style.find(f"{_W}pPr/{_W}numPr")
                based = _value(style.find(f"{_W}basedOn"))
                self._styles[style.get(f"{_W}styleId", "")] = (
                    *_reference(number),
                    based,
                )

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
        list_id, level_text = self._find(paragraph)
        if not list_id or list_id == "0" or list_id not in self._lists:
            return ""
        level = _read_level(level_text)
        abstract, overrides = self._lists[list_id]
        levels = self._abstract.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if level in overrides and (list_id, level) not in self._started:
            counts.pop(level, None)
        self._started.add((list_id, level))
        counts[level] = (
            counts[level] + 1
            if level in counts
            else overrides.get(level, levels[level][2])
        )
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        return self._write(levels, counts, level)

    def _write(
        self,
        levels: dict[int, tuple[str, str, int]],
        counts: dict[int, int],
        level: int,
    ) -> str:
        """Fill the pattern of a level with the numbers of it and the levels above."""
        fmt, pattern, _ = levels[level]
        if fmt in ("bullet", "none"):
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            fmt_at, _, start = levels.get(at, ("decimal", "", 1))
            return format_number(counts.get(at, start), fmt_at)

        return re.sub(r"%(\d)", number, pattern)

    def _find(self, paragraph: Any) -> tuple[str, str]:
        """List and level of a paragraph: its own, or those of its style and the styles below it."""
        list_id, level = _reference(paragraph.find(f"{_W}pPr/{_W}numPr"))
        style = _value(paragraph.find(f"{_W}pPr/{_W}pStyle"))
        for _ in range(10):
            if list_id or style not in self._styles:
                break
            own_list, own_level, style = self._styles[style]
            list_id, level = own_list, level or own_level
        return list_id, level

    def _read_numbering(self, root: Any) -> None:
        """Read levels of the abstract lists, and the lists that use them."""
        for abstract in root.iter(f"{_W}abstractNum"):
            self._abstract[abstract.get(f"{_W}abstractNumId", "")] = {
                _read_level(level.get(f"{_W}ilvl")): (
                    _value(level.find(f"{_W}numFmt")) or "decimal",
                    _value(level.find(f"{_W}lvlText")),
                    _read_start(level.find(f"{_W}start")),
                )
                for level in abstract.iter(f"{_W}lvl")
            }
        for number in root.iter(f"{_W}num"):
            overrides = {
                _read_level(item.get(f"{_W}ilvl")): _read_start(
                    item.find(f"{_W}startOverride")
                )
                for item in number.iter(f"{_W}lvlOverride")
                if _value(item.find(f"{_W}startOverride"))
            }
            self._lists[number.get(f"{_W}numId", "")] = (
                _value(number.find(f"{_W}abstractNumId")),
                overrides,
            )


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


def _reference(number: Any) -> tuple[str, str]:
    """List and level that a ``w:numPr`` names."""
    if number is None:
        return "", ""
    return _value(number.find(f"{_W}numId")), _value(number.find(f"{_W}ilvl"))

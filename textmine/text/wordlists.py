"""Lists of words that a user brings: from a mapping, a list or a file of any usual encoding."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from textmine.errors import TextmineError
from textmine.regular import decode_saved
from textmine.text.script import spell_plain

Terms = Mapping[str, int | None] | Iterable[str] | str | Path
Words = Iterable[str] | str | Path

# A line as jieba's own dictionaries have it: the term, its frequency, its part of speech.
_LINE = re.compile(r"(?P<term>.+?)(?:[ \t]+(?P<freq>[0-9]+))?(?:[ \t]+[a-z]{1,3})?")
# Heads of a column of terms, and of one of frequencies, in a csv.
_TERM_HEADS = ("term", "word", "phrase", "词", "词语", "术语", "词条")
_FREQ_HEADS = ("freq", "frequency", "词频", "频率")


def read_terms(given: Terms, *, what: str = "lexicon") -> dict[str, int | None]:
    """Read the terms that a user wants whole.

    Parameters
    ----------
    given : mapping, list or file
        Term → frequency, or None where one is to be found; a list of terms; or a file: ``.txt`` has
        a term a line, a number behind it is its frequency, ``#`` begins a remark; ``.csv`` has
        columns term and freq, or terms in the first column.
    what : str, default "lexicon"
        How to call it in a message.

    Returns
    -------
    dict
        Terms in half-width letters and the simplified script, with their frequency or None.

    Raises
    ------
    TextmineError
        If the file cannot be read, or an entry is no term; the message names it.

    Examples
    --------
    >>> read_terms({"e政通": 50, "１２３４５热线": None})
    {'e政通': 50, '12345热线': None}
    """
    if isinstance(given, Mapping):
        entries = list(given.items())
    elif isinstance(given, str | Path):
        entries = _read_file(Path(given), what)
    else:
        entries = [(entry, None) for entry in _listed(given, what)]
    terms: dict[str, int | None] = {}
    for term, freq in entries:
        plain = spell_plain(term).strip() if isinstance(term, str) else ""
        if not any(map(str.isalnum, plain)) or "\n" in plain:
            raise TextmineError(
                f"Segmenter: {what}: {term!r} is no term; expected a line with a letter, digit "
                "or Chinese character"
            )
        if freq is not None and not _is_frequency(freq):
            raise TextmineError(
                f"Segmenter: {what}: term {term!r} ({freq!r}): expected a frequency ≥ 1, or None"
            )
        terms[plain] = None if freq is None else int(freq)
    return terms


def read_words(given: Words, *, what: str = "stop_words") -> frozenset[str]:
    """Read words that are to have no say.

    Parameters
    ----------
    given : list or file
        Words; a file as for :func:`read_terms`.
    what : str, default "stop_words"
        How to call it in a message.

    Returns
    -------
    frozenset of str
        Words in half-width letters and the simplified script.

    Raises
    ------
    TextmineError
        As for :func:`read_terms`.

    Examples
    --------
    >>> sorted(read_words(["扎實", "稳步"]))
    ['扎实', '稳步']
    """
    return frozenset(read_terms(given, what=what))


def _is_frequency(freq: object) -> bool:
    """A whole number from 1 on, of Python or NumPy."""
    whole = not isinstance(freq, bool) and hasattr(freq, "__index__")
    return whole and int(freq) >= 1  # type: ignore[call-overload]


def _listed(given: object, what: str) -> list[Any]:
    """Entries of a list, a set or a column."""
    if not isinstance(given, Iterable) or isinstance(given, bytes):
        raise TextmineError(
            f"Segmenter: {what} is {type(given).__name__}; expected a mapping, a list or a file"
        )
    return list(given)


def _read_file(path: Path, what: str) -> list[tuple[str, int | None]]:
    """Entries of a text file or a table."""
    try:
        raw = path.expanduser().read_bytes()
    except OSError as error:
        raise TextmineError(
            f"Segmenter: {what}: {str(path)!r} cannot be read ({error.strerror}); expected a file "
            "(.txt or .csv), or a list of words"
        ) from None
    text = _decode(raw, path)
    if path.suffix.lower() in (".csv", ".tsv"):
        return _read_table(text, "\t" if path.suffix.lower() == ".tsv" else ",", path)
    entries: list[tuple[str, int | None]] = []
    for line in text.splitlines():
        found = _LINE.fullmatch(line.strip())
        if found is not None and not line.startswith("#"):
            entries.append(
                (found["term"], int(found["freq"]) if found["freq"] else None)
            )
    return entries


def _decode(raw: bytes, path: Path) -> str:
    """Text of a file, as editors and Chinese Excel save it."""
    try:
        return decode_saved(raw)
    except UnicodeDecodeError:
        raise TextmineError(
            f"{path.name}: no text in UTF-8 or GBK; expected a word a line in .txt, or a table "
            "saved as .csv (a workbook is none)"
        ) from None


def _read_table(text: str, separator: str, path: Path) -> list[tuple[str, int | None]]:
    """Entries of a table, with or without a head."""
    rows = [
        row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(row)
    ]
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    term = next((head.index(name) for name in _TERM_HEADS if name in head), None)
    freq = next((head.index(name) for name in _FREQ_HEADS if name in head), None)
    has_head = term is not None or freq is not None
    # Terms under a head of one's own, or none, stand first.
    at = term if term is not None else int(freq == 0)
    entries: list[tuple[str, int | None]] = []
    for number, row in enumerate(rows[has_head:], start=1 + has_head):
        cell = row[freq].strip() if freq is not None and freq < len(row) else ""
        if cell and not cell.isdecimal():
            raise TextmineError(
                f"{path.name}, row {number}: frequency {cell!r} is no number"
            )
        if at < len(row) and row[at].strip():
            entries.append((row[at], int(cell) if cell else None))
    return entries

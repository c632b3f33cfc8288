"""Annotated problem parts: what the itemiser learns from, checked line by line as they are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textmine.english import with_article
from textmine.errors import AnnotationError
from textmine.resources.load import list_files, load_text

ROLES = (
    "problem",
    "measure",
    "last_year",
    "quoted",
    "cause",
    "announcement",
    "turn",
    "label",
    "frame",
)
"""Roles of a span: what is counted (problem, measure, measure reported of last year), and what is
not (last year's problem quoted, cause of a whole enumeration, announcement, turn, label, frame)."""

COUNTED = ("problem", "measure", "last_year")


@dataclass(frozen=True, slots=True)
class PartSpan:
    """An annotated stretch; ``n`` numbers a problem, ``links`` name those a measure answers."""

    role: str
    start: int
    end: int
    n: int = 0
    links: tuple[int, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A problem part: its text as it stands on a page, and its spans in order."""

    id: str
    text: str
    spans: tuple[PartSpan, ...]
    hand: str = ""
    layout: str = ""
    difficulty: int = 0
    year: int = 0


def read_parts(source: str | Path | None = None) -> list[Part]:
    """Read annotated parts and check every span.

    Parameters
    ----------
    source : str or Path, optional
        A JSON Lines file or a folder of them, one part a line; the shipped corpus by default.

    Returns
    -------
    list of Part
        In order of file and line.

    Raises
    ------
    AnnotationError
        Naming file, line and what was expected: no JSON, a key is missing, a role is unknown, a
        span lies outside the text or overlaps another, a link names no problem, an id occurs twice.

    Examples
    --------
    >>> part = read_parts()[0]
    >>> all(part.text[s.start : s.end].strip() for s in part.spans)
    True
    """
    parts: list[Part] = []
    seen: dict[str, str] = {}
    for name, text in _files(source):
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            where = f"{name}, line {number}"
            part = check_part(_parse(line, where), where)
            if part.id in seen:
                raise AnnotationError(
                    f"{where}: id {part.id!r} stands in {seen[part.id]} too; "
                    "give every part an id of its own"
                )
            seen[part.id] = where
            parts.append(part)
    if not parts:
        raise AnnotationError(
            f"{source}: no annotated part; expected one JSON object a line"
        )
    return parts


def check_part(row: Mapping[str, Any], where: str = "part") -> Part:
    """Make a part of a row and check its spans.

    Parameters
    ----------
    row : mapping
        Keys ``id``, ``text`` and ``spans``; ``hand``, ``layout``, ``difficulty``, ``year`` where
        known. A span has ``role``, ``start``, ``end``; a problem ``n``; a measure ``links``.
    where : str, default "part"
        How to call the row in a message.

    Returns
    -------
    Part
        With its spans in order.

    Raises
    ------
    AnnotationError
        If something does not fit.

    Examples
    --------
    >>> check_part(
    ...     {
    ...         "id": "a",
    ...         "text": "更新慢",
    ...         "spans": [{"role": "p", "start": 0, "end": 3}],
    ...     }
    ... )
    Traceback (most recent call last):
        ...
    textmine.errors.AnnotationError: part, span 1: role 'p'; expected one of problem, measure, ...
    """
    for key, kind in (("id", str), ("text", str), ("spans", list)):
        if not isinstance(row.get(key), kind):
            raise AnnotationError(
                f"{where}: {key!r} is {row.get(key)!r}; expected {with_article(kind.__name__)}"
            )
    spans = [
        _span(s, f"{where}, span {k}", row["text"])
        for k, s in enumerate(row["spans"], 1)
    ]
    spans.sort(key=lambda s: (s.start, s.end))
    for one, other in zip(spans, spans[1:], strict=False):
        if other.start < one.end:
            shared = row["text"][other.start : min(one.end, other.end)]
            raise AnnotationError(
                f"{where}: spans {one.start}:{one.end} and {other.start}:{other.end} overlap in "
                f"{shared!r}; expected disjoint spans"
            )
    known = {s.n for s in spans if s.role == "problem"}
    for span in spans:
        for link in span.links:
            if link not in known:
                told = ", ".join(map(str, sorted(known))) or "none"
                raise AnnotationError(
                    f"{where}: link to problem {link}; expected one of {told}"
                )
    return Part(
        row["id"],
        row["text"],
        tuple(spans),
        str(row.get("hand", "")),
        str(row.get("layout", "")),
        int(row.get("difficulty") or 0),
        int(row.get("year") or 0),
    )


def _span(row: Any, where: str, text: str) -> PartSpan:
    """Make a span of its row and check it against the text."""
    if not isinstance(row, Mapping) or not {"role", "start", "end"} <= set(row):
        raise AnnotationError(
            f"{where}: {row!r}; expected an object with role, start and end"
        )
    role, start, end = row["role"], row["start"], row["end"]
    if role not in ROLES:
        raise AnnotationError(
            f"{where}: role {role!r}; expected one of {', '.join(ROLES)}"
        )
    inside = (
        isinstance(start, int)
        and isinstance(end, int)
        and 0 <= start < end <= len(text)
    )
    if not inside:
        raise AnnotationError(
            f"{where}: {start}:{end} lies outside the text; expected 0 ≤ start < end ≤ {len(text)}"
        )
    if not text[start:end].strip():
        raise AnnotationError(
            f"{where}: {start}:{end} holds only blanks; expected words"
        )
    return PartSpan(
        role,
        start,
        end,
        int(row.get("n", 0)),
        tuple(row.get("links", ())),
        tuple(row.get("categories", ())),
    )


def _files(source: str | Path | None) -> Iterable[tuple[str, str]]:
    """Names and texts of the files of a source."""
    if source is None:
        shipped = list_files("annotated", ".jsonl")
        return [(Path(name).name, load_text(name)) for name in shipped]
    path = Path(source)
    if not path.exists():
        raise AnnotationError(f"{path}: no such file or folder; check the path")
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return [(file.name, file.read_text(encoding="utf-8")) for file in files]


def _parse(line: str, where: str) -> Mapping[str, Any]:
    """A line's object."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise AnnotationError(
            f"{where}: no JSON ({error.msg}); expected one part a line"
        ) from None
    if not isinstance(row, dict):
        raise AnnotationError(f"{where}: {type(row).__name__}; expected an object")
    return row

"""From the tables of a store back to parsed reports: the same that were written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from textmine.corpus.parse import Parsed
from textmine.corpus.stored.texts import read_texts
from textmine.schema import Cell, Claim, Item, Report, Section

# Fields of a report that stand in no column of the frame ``reports``.
_OF_TEXT = ("text", "raw", "offsets", "evidence", "regions")
_HEADER = tuple(field.name for field in fields(Report) if field.name not in _OF_TEXT)


class _Maker(NamedTuple):
    """How the parts of a table are made of its columns."""

    columns: tuple[str, ...]
    make: Callable[..., Any]


def _stretch(label: str, start: int, end: int) -> tuple[str, int, int]:
    """A stretch of narrative."""
    return label, start, end


def _fact(field: str, rule: str, confidence: float) -> tuple[str, tuple[str, float]]:
    """What the header's evidence says of one field."""
    return field, (rule, confidence)


_MAKERS = {
    "sections": _Maker(Section._fields, Section),
    "items": _Maker(Item._fields, Item),
    "tables": _Maker(Cell._fields, Cell),
    "claims": _Maker(Claim._fields, Claim),
    "narrative": _Maker(("section", "start", "end"), _stretch),
    "evidence": _Maker(("field", "rule", "confidence"), _fact),
}

# Fields of a parsed report, and the tables of their parts.
_FIELDS = {
    "sections": "sections",
    "items": "items",
    "cells": "tables",
    "claims": "claims",
    "narrative": "narrative",
}

COLUMNS = {
    "reports": _HEADER,
    **{
        name: tuple(dict.fromkeys(("report_id", *m.columns)))
        for name, m in _MAKERS.items()
    },
}
"""Columns of each table that a parsed report is made from."""


def rebuild(tables: Mapping[str, pd.DataFrame], texts: pa.Table) -> list[Parsed]:
    """Make parsed reports of their tables.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``COLUMNS``; the rows of each in the order of the reports.
    texts : pyarrow.Table
        Table ``texts``, in the same order.

    Returns
    -------
    list of Parsed
        One a row of ``reports``.
    """
    ids = tables["reports"]["report_id"]
    parts = {name: _parts(tables[name], maker, ids) for name, maker in _MAKERS.items()}
    headers = _rows(tables["reports"], _HEADER)
    parsed = []
    for k, (header, text) in enumerate(zip(headers, read_texts(texts), strict=True)):
        known = dict(zip(_HEADER, header, strict=True))
        report = Report(**known, **text, evidence=dict(parts["evidence"][k]))
        found = {field: tuple(parts[name][k]) for field, name in _FIELDS.items()}
        parsed.append(Parsed(report, **found))
    return parsed


def _parts(table: pd.DataFrame, maker: _Maker, ids: pd.Series) -> list[list[Any]]:
    """The parts of each report."""
    made = [maker.make(*row) for row in _rows(table, maker.columns)]
    owner = pd.Index(ids).get_indexer(table["report_id"])
    bounds = np.searchsorted(owner, np.arange(len(ids) + 1)).tolist()
    return [made[a:b] for a, b in zip(bounds[:-1], bounds[1:], strict=True)]


def _rows(table: pd.DataFrame, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Rows of plain values, what is missing as None."""
    plain = [
        [
            None if missing else value
            for value, missing in zip(x.tolist(), x.isna(), strict=True)
        ]
        if (x := table[name]).hasnans
        else x.tolist()
        for name in columns
    ]
    return list(zip(*plain, strict=True))

"""Texts of reports as a table: what no frame holds of a report, and back again, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import pyarrow as pa
from numpy.typing import NDArray

from textmine.places import Regions
from textmine.schema import Report

# Columns of arrays, a list a report, with the type of their numbers.
_REGIONS = {
    "start": pa.int64(),
    "end": pa.int64(),
    "page": pa.int64(),
    "box": pa.float32(),
    "first_edge": pa.int64(),
    "edges": pa.float32(),
}
SCHEMA = pa.schema(
    [
        ("report_id", pa.large_string()),
        ("text", pa.large_string()),
        # What a file holds need not be whole characters: half of a pair is no UTF-8.
        ("raw", pa.large_binary()),
        ("offsets", pa.large_list(pa.int64())),
        *((f"region_{name}", pa.large_list(kind)) for name, kind in _REGIONS.items()),
    ]
)
"""Columns of the table ``texts``. ``offsets`` and ``regions`` as in :class:`Report`; regions are
missing for files without fixed pages."""

assert {field.name for field in fields(Regions)} == set(_REGIONS)


def text_table(reports: Sequence[Report]) -> pa.Table:
    """Lay the texts of reports out as a table.

    Parameters
    ----------
    reports : sequence of Report
        The reports.

    Returns
    -------
    pyarrow.Table
        Columns ``SCHEMA``, a row a report.

    Examples
    --------
    >>> import numpy as np
    >>> report = Report("r1", "我局", "我 局", np.array([0, 2, 3]))
    >>> read_texts(text_table([report]))[0]["offsets"].tolist()
    [0, 2, 3]
    """
    columns: dict[str, list[Any]] = {
        "report_id": [report.report_id for report in reports],
        "text": [report.text for report in reports],
        "raw": [report.raw.encode("utf-8", "surrogatepass") for report in reports],
        "offsets": [report.offsets for report in reports],
    }
    for name in _REGIONS:
        columns[f"region_{name}"] = [_flat(report.regions, name) for report in reports]
    return pa.table(columns, schema=SCHEMA)


def _flat(regions: Regions | None, name: str) -> NDArray[Any] | None:
    """An array of the regions, its rows one after the other."""
    return None if regions is None else getattr(regions, name).ravel()


def read_texts(table: pa.Table) -> list[dict[str, Any]]:
    """Give back what :func:`text_table` laid out.

    Parameters
    ----------
    table : pyarrow.Table
        Columns ``SCHEMA``.

    Returns
    -------
    list of dict
        Of each report text, raw, offsets and regions.
    """
    raw = [
        content.decode("utf-8", "surrogatepass") for content in table["raw"].to_pylist()
    ]
    offsets = _arrays(table["offsets"])
    parts = {name: _arrays(table[f"region_{name}"]) for name in _REGIONS}
    rows = []
    for k, text in enumerate(table["text"].to_pylist()):
        regions = {
            name: found for name in _REGIONS if (found := parts[name][k]) is not None
        }
        rows.append({"text": text, "raw": raw[k], "offsets": offsets[k]})
        rows[-1]["regions"] = _regions(regions) if regions else None
    return rows


def _arrays(column: pa.ChunkedArray) -> list[NDArray[Any] | None]:
    """The lists of a column as arrays."""
    whole = column.combine_chunks()
    bounds, values = whole.offsets.to_numpy(), whole.values.to_numpy()
    known = whole.is_valid().to_pylist()
    ends = zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    # Copies: a report is let go of without the others of its batch.
    return [
        values[a:b].copy() if is_there else None
        for (a, b), is_there in zip(ends, known, strict=True)
    ]


def _regions(arrays: dict[str, NDArray[Any]]) -> Regions:
    """Regions from their arrays."""
    return Regions(**{**arrays, "box": arrays["box"].reshape(-1, 4)})

"""The official labels of rows: what tells a row from the rest of the one above it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from textmine.resources.load import load_toml


def is_official(label: str) -> bool:
    """Tell whether a label is that of a row of table 2, of table 3, or of the statistical table.

    Parameters
    ----------
    label : str
        With or without its number.

    Returns
    -------
    bool
        False for parts of labels and for heads of columns.

    Examples
    --------
    >>> is_official("行政事业性收费"), is_official("行政事业性")
    (True, False)
    """
    bare = re.sub(r"\W", "", label)
    return any(
        _labels(table)[0].fullmatch(bare) is not None for table in ("2", "3", "S")
    )


def is_label(label: str, table: str) -> bool:
    """Tell whether a label is that of an official row.

    Parameters
    ----------
    label : str
        With or without its number and the heading of its group.
    table : str
        ``"2"`` or ``"3"``.

    Returns
    -------
    bool
        True for a label of the 2019 or the 2021 form, or its end.

    Examples
    --------
    >>> is_label("5.要求行政机关确认或重新出具已获取信息", "3"), is_label("要求", "3")
    (True, False)
    """
    bare = re.sub(r"\W", "", label)
    whole, rows = _labels(table)
    return bool(bare) and (
        whole.fullmatch(bare) is not None or any(row.endswith(bare) for row in rows)
    )


def is_head(label: str) -> bool:
    """Tell whether a label is that of a column, or of a group of columns.

    Parameters
    ----------
    label : str
        As printed.

    Returns
    -------
    bool
        False for parts of heads.

    Examples
    --------
    >>> is_head("结果维持"), is_head("维持")
    (True, False)
    """
    return re.sub(r"\W", "", label) in _heads()


@cache
def _heads() -> frozenset[str]:
    """Heads of the columns of all tables that have more than one row of them."""
    tables = load_toml("forms.toml")["tables"].values()
    return frozenset(head for table in tables for head in table.get("header", []))


@cache
def _labels(table: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Compile the labels of a table's official rows, without marks, and list them."""
    printed = _printed_labels(table)
    rows = tuple(
        dict.fromkeys(
            found for label in printed if "row" in label for found in label["find"]
        )
    )
    groups = "|".join(
        dict.fromkeys(
            found for label in printed if "row" not in label for found in label["find"]
        )
    )
    # In the statistical table a row may be part of the one above: 其中：主动公开规范性文件数.
    number = r"(?:[\d一二三四五六七八九十]|其中)"
    return re.compile(f"(?:{number}*(?:{groups}))*{number}*(?:{'|'.join(rows)})"), rows


def _printed_labels(table: str) -> list[dict[str, Any]]:
    """The labels of a table as its forms print them."""
    if table == "S":
        found: list[dict[str, Any]] = load_toml("statistics.toml")["labels"]
        return found
    forms = load_toml("forms.toml")["tables"].get(table, {})
    return [
        label
        for form in ("2019", "2021")
        for label in forms.get(form, {}).get("labels", [])
    ]

"""The three statutory tables of an invented report.

Numbers that obey the form's identities, and their print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from textmine.resources.load import load_toml

Value = float | None


@dataclass(frozen=True)
class FormTables:
    """Tables 2, 3 and 4 of one report, in the shape of the gold files.

    Parameters
    ----------
    form : str
        ``"2019"`` or ``"2021"``.
    table2 : dict
        Row label to values, e.g. ``{"规章": [0, 0, 0]}``.
    table3 : list of lists
        23 × 7 (form 2019) or 25 × 7 (form 2021); None is an empty cell.
    table4 : list
        15 values.
    printed : dict
        How a cell of table 2 is printed where that is not plainly the number: (row label, column)
        to text.
    """

    form: str
    table2: dict[str, list[Value]]
    table3: list[list[Value]]
    table4: list[Value]
    printed: dict[tuple[str, int], str] = field(default_factory=dict)


def print_tables(tables: FormTables, *, layout: str = "tab") -> tuple[str, str, str]:
    r"""Print tables 2, 3 and 4 the way agencies' texts carry them.

    Parameters
    ----------
    tables : FormTables
        The numbers.
    layout : {"tab", "cell", "pipe"}
        Rows of tab-separated cells, one cell a line, or markdown pipes.

    Returns
    -------
    tuple of str
        Three blocks without a final line break.

    Examples
    --------
    >>> zero = FormTables("2021", {}, [[0.0] * 7] * 25, [0.0] * 15)
    >>> print_tables(zero)[2].splitlines()[-1].split("\t")[:3]
    ['0', '0', '0']
    """
    grids = (_grid2(tables), _grid3(tables), _grid4(tables))
    first, second, third = (_WRITERS[layout](grid) for grid in grids)
    return first, second, third


def format_number(value: Value) -> str:
    """Print a cell: empty for None, no decimals for whole numbers.

    Parameters
    ----------
    value : float or None
        The number.

    Returns
    -------
    str
        Its print.

    Examples
    --------
    >>> format_number(3.0), format_number(0.25), format_number(None)
    ('3', '0.25', '')
    """
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else f"{value:.10g}"


def _forms() -> dict[str, Any]:
    """Captions and labels of the form."""
    return load_toml("simulate/forms.toml")


def _grid2(tables: FormTables) -> list[list[str]]:
    """Rows of table 2, a caption and a header before each group."""
    grid: list[list[str]] = []
    for group in _forms()["table2"][tables.form]["groups"]:
        grid += [[group["caption"]], list(group["header"])]
        for label in group["rows"]:
            values = tables.table2.get(label, [None] * (len(group["header"]) - 1))
            cells = [
                tables.printed.get((label, i), format_number(v))
                for i, v in enumerate(values)
            ]
            grid.append([label, *cells])
    return grid


def _grid3(tables: FormTables) -> list[list[str]]:
    """Rows of table 3 under their three header rows; merged cells are blank."""
    names = _forms()["table3"]
    grid = [
        [names["note"], names["applicants"]],
        ["", names["natural"], names["legal"], names["total"]],
        ["", "", *names["legal_kinds"], ""],
    ]
    for i, ((outer, inner), values) in enumerate(
        zip(names[tables.form]["rows"], tables.table3, strict=True)
    ):
        cells = [format_number(v) for v in values]
        if outer and outer[0] not in "（":
            grid.append([outer, *cells])
            continue
        lead = names["results"] if i == 2 else ""
        labels = [lead, outer, inner] if inner else [lead, outer]
        grid.append([*labels, *cells])
    return grid


def _grid4(tables: FormTables) -> list[list[str]]:
    """Rows of table 4."""
    names = _forms()["table4"]
    outcomes = names["outcomes"]
    blank = [""] * len(outcomes)
    return [
        [names["review"], names["litigation"]],
        [*outcomes, names["direct"], names["after"]],
        [*blank, *outcomes, *outcomes],
        [format_number(v) for v in tables.table4],
    ]


def _write_tab(grid: Sequence[Sequence[str]]) -> str:
    """One row a line, cells parted by tabs."""
    return "\n".join("\t".join(row) for row in grid)


def _write_cell(grid: Sequence[Sequence[str]]) -> str:
    """One cell a line behind a tab, a blank line after each row."""
    return "\n\n".join("\n".join("\t" + cell for cell in row) for row in grid)


def _write_pipe(grid: Sequence[Sequence[str]]) -> str:
    """Markdown rows of equal width."""
    width = max(len(row) for row in grid)
    lines = [
        "| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in grid
    ]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


_WRITERS = {"tab": _write_tab, "cell": _write_cell, "pipe": _write_pipe}

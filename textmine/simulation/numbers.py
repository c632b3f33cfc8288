"""The numbers of an invented agency over its years.

Tables that add up and continue from year to year.
"""

from __future__ import annotations

from random import Random

from textmine.simulation.tables import FormTables, Value

Table2 = dict[str, list[Value]]
Printed = dict[tuple[str, int], str]

N_ROWS = {"2019": 23, "2021": 25}
_SCALE = {"province": 45.0, "city": 14.0, "county": 6.0, "township": 1.2}
FEE_SHARE = 0.4
"""Share of agencies that collected a fee. Chosen by hand: most real cells hold 0."""
MAX_FEE = 900.0
"""Largest fee, in 万元. Chosen by hand."""
# Rows of table 3 in which an application is settled, as often as they are drawn: mostly granted.
_LEAVES = (
    2,
    2,
    2,
    2,
    2,
    3,
    3,
    5,
    7,
    8,
    9,
    10,
    12,
    12,
    12,
    12,
    13,
    14,
    15,
    15,
    16,
    19,
    20,
)


def form_of(rng: Random, year: int) -> str:
    """Form in which an agency reports a year: a few lag behind.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    year : int
        Year reported on.

    Returns
    -------
    str
        ``"2019"`` or ``"2021"``.
    """
    return "2019" if year <= 2020 or rng.random() < 0.03 else "2021"


def draw_tables(
    rng: Random, level: str, form: str, before: FormTables | None
) -> FormTables:
    """Draw a year's tables so that every identity of the form holds.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    level : str
        Level of the agency; it sets the size of the numbers.
    form : str
        ``"2019"`` or ``"2021"``.
    before : FormTables, optional
        The agency's tables of the year before: carry-over and stock continue from them.

    Returns
    -------
    FormTables
        Tables 2, 3 and 4.

    Examples
    --------
    >>> tables = draw_tables(Random(5), "county", "2021", None)
    >>> top, bottom = (
    ...     tables.table3[0][6] + tables.table3[1][6],
    ...     tables.table3[-2][6] + tables.table3[-1][6],
    ... )
    >>> top == bottom
    True
    """
    table2, printed = _draw_table2(rng, form, before)
    carried: list[Value] = before.table3[-1] if before is not None else [0.0] * 7
    return FormTables(
        form,
        table2,
        _draw_table3(rng, level, form, carried),
        _draw_table4(rng, level),
        printed,
    )


def _count(rng: Random, mean: float) -> int:
    """Draw a whole number of a given mean, from 0."""
    return int(rng.expovariate(1 / mean)) if mean > 0 else 0


def _draw_table3(
    rng: Random, level: str, form: str, carried: list[Value]
) -> list[list[Value]]:
    """Applications: what comes in or is carried over is settled in a leaf row or carried on."""
    n = N_ROWS[form]
    grid: list[list[int]] = [[0] * 7 for _ in range(n)]
    means = (1.0, 0.15, 0.02, 0.03, 0.08, 0.05)
    for c, mean in enumerate(means):
        grid[0][c] = _count(rng, _SCALE[level] * mean)
        grid[1][c] = int(carried[c] or 0)
        open_cases = grid[0][c] + grid[1][c]
        grid[-1][c] = (
            min(open_cases, _count(rng, open_cases * 0.06)) if open_cases else 0
        )
        for _ in range(open_cases - grid[-1][c]):
            leaf = _LEAVES[int(rng.random() * len(_LEAVES))]
            grid[22 if leaf == 20 and form == "2021" else leaf][c] += 1
        grid[-2][c] = open_cases - grid[-1][c]
    for row in grid:
        row[6] = sum(row[:6])
    return [[float(v) for v in row] for row in grid]


def _draw_table4(rng: Random, level: str) -> list[Value]:
    """Reviews and lawsuits: three groups of four and their totals."""
    out: list[Value] = []
    for factor in (0.06, 0.03, 0.015):
        part = [
            float(_count(rng, _SCALE[level] * factor * w)) for w in (1.0, 0.3, 0.3, 0.3)
        ]
        out += [*part, sum(part)]
    return out


def _draw_table2(
    rng: Random, form: str, before: FormTables | None
) -> tuple[Table2, Printed]:
    """Documents, licences, penalties; and how cells are printed that are not plain numbers."""
    made, repealed = _count(rng, 3), _count(rng, 2)
    if form == "2021":
        return _draw_activity_2021(rng, made, repealed, before), {}
    return _draw_activity_2019(rng, made)


def _draw_activity_2021(
    rng: Random, made: int, repealed: int, before: FormTables | None
) -> Table2:
    """Table 2 of the 2021 form, in which documents in force are a stock over the years."""
    continues = before is not None and before.form == "2021"
    last = (
        before.table2["行政规范性文件"][2] if before is not None and continues else None
    )
    stock = float(repealed + _count(rng, 12)) if last is None else last
    # No more can be repealed than was in force or made.
    repealed = min(repealed, int(stock) + made)
    has_fee = rng.random() < FEE_SHARE
    fee = round(rng.random() * MAX_FEE, rng.choice((0, 2, 4))) if has_fee else 0.0
    return {
        "规章": [0.0, 0.0, 0.0],
        "行政规范性文件": [float(made), float(repealed), stock + made - repealed],
        "行政许可": [float(_count(rng, 180))],
        "行政处罚": [float(_count(rng, 40))],
        "行政强制": [float(_count(rng, 4))],
        "行政事业性收费": [fee],
    }


def _draw_activity_2019(rng: Random, made: int) -> tuple[Table2, Printed]:
    """Table 2 of the 2019 form: items, their change and the year's cases; purchases in yuan."""
    table: Table2 = {
        "规章": [0.0, 0.0, 0.0],
        "规范性文件": [float(made), float(made), float(made + _count(rng, 12))],
    }
    printed: Printed = {}
    for label in ("行政许可", "其他对外管理服务事项", "行政处罚", "行政强制"):
        items = 3 + _count(rng, 15)
        change = rng.choice((0, 0, 0, 1, 2, -1, -2, -3))
        table[label] = [float(items), float(change), float(_count(rng, 60))]
        if change:
            printed[label, 1] = _print_change(rng, change)
    table["行政事业性收费"] = [float(_count(rng, 1)), 0.0]
    amount = round(rng.random() * 10 ** rng.uniform(4, 7), rng.choice((0, 2)))
    table["政府集中采购"] = [float(_count(rng, 6)), amount]
    printed["政府集中采购", 1] = f"{amount:.2f}" + rng.choice(("", "元", " 元"))
    return table, printed


def _print_change(rng: Random, change: int) -> str:
    """Print a change as offices do: +1, 增1, 1 or -2, 减2, －2."""
    signed = f"{change:+d}"
    size = abs(change)
    if change < 0:
        return rng.choice((signed, f"减{size}", f"－{size}"))
    return rng.choice((signed, f"增{size}", f"{size}"))

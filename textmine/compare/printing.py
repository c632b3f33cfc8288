"""Profiles as a paper prints them: a row a category, a column a group, share and interval."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from textmine.display import show_bounds, show_share
from textmine.english import Counted
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.resources.bodies import agency_types
from textmine.resources.load import load_toml

_MISSING = "–"
"""Where a group has no interval, or a category was not looked at."""


@check_arguments
def print_table(
    profile: pd.DataFrame, *, lang: str = "en", digits: int = 0, intervals: bool = True
) -> pd.DataFrame:
    """Set a profile as the table of a paper.

    Parameters
    ----------
    profile : pandas.DataFrame
        From :func:`profile`.
    lang : {"en", "zh"}
        Language of the names of categories, levels and types of agencies.
    digits : int
        Digits after the point of percentages.
    intervals : bool
        False leaves the intervals out.

    Returns
    -------
    pandas.DataFrame of str
        A row a category, in the order of the profile; a column a group, with its number of units
        and, where reports share agencies, of agencies. Cells such as ``42 [31, 54]`` are per cent;
        ``<1`` is what is above 0 and would be printed as nothing. ``.to_latex()``,
        ``.to_csv("t.csv")``, ``.to_excel("t.xlsx")`` write it out.

    Raises
    ------
    FrameError
        If a column is missing, a category stands twice in a group, the language is unknown or
        ``digits`` is negative.

    Examples
    --------
    >>> rows = [("level", "county", "timeliness", 0.42, 60, 20, 0.31, 0.54)]
    >>> columns = [
    ...     "by",
    ...     "group",
    ...     "category",
    ...     "share",
    ...     "n",
    ...     "n_clusters",
    ...     "ci_low",
    ...     "ci_high",
    ... ]
    >>> table = print_table(pd.DataFrame(rows, columns=columns))
    >>> table.columns.tolist(), table.iloc[0].tolist()
    (['county (n = 60, 20 agencies)'], ['42 [31, 54]'])
    >>> print(table.to_csv().splitlines()[1])
    Timeliness,"42 [31, 54]"
    """
    if lang not in ("en", "zh"):
        raise FrameError(f"print_table: no language {lang!r}; expected en or zh")
    if digits < 0:
        raise FrameError(f"print_table: digits is {digits}; expected 0 or more")
    needed = ["group", "category", "share", "n", "n_clusters", "ci_low", "ci_high"]
    rows = take_frame(profile, needed, what="profile")
    twice = rows.duplicated(["group", "category"])
    if twice.any():
        first = rows[twice].iloc[0]
        raise FrameError(
            f"profile: category {first['category']!r} stands twice in group {first['group']!r}; "
            "expected a row a category and group, of one profile"
        )
    book = load_toml("codebook.toml")
    names = {
        key: str(x[lang])
        for key, x in book.items()
        if isinstance(x, dict) and lang in x
    }
    heads = {
        str(group): _head(part, lang)
        for group, part in rows.groupby("group", sort=False)
    }
    heads = _told_apart(heads)
    kinds = dict.fromkeys(rows["category"])
    called = _told_apart({key: names.get(key, key) for key in kinds})
    columns = ("share", "ci_low", "ci_high")
    cells = [
        _cell(*bounds, digits=digits, intervals=intervals)
        for bounds in zip(*(rows[name] for name in columns), strict=True)
    ]
    laid = rows.assign(
        head=rows["group"].map(heads),
        name=rows["category"].map(called),
        cell=cells,
    )
    table = laid.pivot(index="name", columns="head", values="cell")
    order = list(dict.fromkeys(laid["name"])), list(dict.fromkeys(laid["head"]))
    table = table.reindex(index=order[0], columns=order[1]).fillna(_MISSING)
    return table.rename_axis(index=None, columns=None)


def _told_apart(names: dict[str, str]) -> dict[str, str]:
    """Names by key; with the key where two would be called the same."""
    often = Counter(names.values())
    return {
        key: name if often[name] == 1 else f"{name} [{key}]"
        for key, name in names.items()
    }


def _group_name(key: str, lang: str) -> str:
    """A level or type of agency as the language says it; other groups by their own name."""
    pictures = load_toml("plot.toml")
    words = {"": pictures["words"]["unknown"], "all": pictures["words"]["all"]}
    known = words | pictures["level"]
    pair = known.get(key, (key, key))
    if lang == "zh":
        return str(pair[0])
    return agency_types().get(key, str(pair[1]))


def _head(part: pd.DataFrame, lang: str) -> str:
    """A group with how many units, and agencies, its shares are of."""
    first = part.iloc[0]
    name = _group_name(str(first["group"]), lang)
    n, n_agencies = int(first["n"]), int(first["n_clusters"])
    if lang == "zh":
        told = f"n={n}" if n_agencies == n else f"n={n}，{n_agencies} 个机关"
        return f"{name}（{told}）"
    agencies = f"{Counted(n_agencies):agency|agencies}"
    told = f"n = {n}" if n_agencies == n else f"n = {n}, {agencies}"
    return f"{name} ({told})"


def _cell(
    share: float, low: float, high: float, *, digits: int, intervals: bool
) -> str:
    """A share and its interval in per cent."""
    if pd.isna(share):
        return _MISSING
    told = show_share(share, digits).removesuffix("%")
    if not intervals or pd.isna(low) or pd.isna(high):
        return told
    return f"{told} [{show_bounds(low, high, digits).replace('–', ', ')}]"

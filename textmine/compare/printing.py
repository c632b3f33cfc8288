"""Tables as a paper prints them: profiles with intervals, regressions with their errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import Any

import pandas as pd

from textmine.display import show_bounds, show_share
from textmine.english import Counted
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import clean_column
from textmine.intake.frames import take_frame
from textmine.resources.bodies import agency_types
from textmine.resources.load import load_toml
from textmine.schema import LEVELS
from textmine.stats.groups import UNKNOWN

_EFFECTS = ("term", "estimate", "se", "ci_low", "ci_high", "n", "cluster", "n_clusters")
"""What a frame of regression has, whoever made it."""
_SHARES = ("share", "ci_low", "ci_high")
_NUMBERS = ("estimate", "se", "ci_low", "ci_high")
_HEADS = ("model", "method", "label", "n_coded")
"""What tells one regression of a frame from another, and what it may count."""
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
        From :func:`profile`, or from :func:`textmine.problems.corrected_shares`.
    lang : {"en", "zh"}
        Language of the names of categories, levels and types of agencies.
    digits : int
        Digits after the point of percentages.
    intervals : bool
        False leaves the intervals out.

    Returns
    -------
    pandas.DataFrame of str
        A row a category, in the order of the profile; a column a group (levels from the highest
        down), with its number of units, said where these are no reports, and, where units share
        agencies, of agencies. Cells such as ``42 [31, 54]`` are per cent; ``<1`` is what is above 0
        and would be printed as nothing. ``.to_latex()``, ``.to_csv("t.csv")``,
        ``.to_excel("t.xlsx")`` write it out.

    Raises
    ------
    FrameError
        If a column is missing, a share or an end of an interval does not lie from 0 to 1, a
        category stands twice in a group, the language is unknown or ``digits`` is negative; of a
        regression see :func:`print_regression`.

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
    _check_options("print_table", lang, digits)
    if {"term", "estimate"} <= set(getattr(profile, "columns", ())):
        raise FrameError(
            "print_table: got a regression; expected a profile; set it with print_regression"
        )
    needed = ["group", "category", "share", "n", "n_clusters", "ci_low", "ci_high"]
    rows = take_frame(profile, needed, what="profile", shares=_SHARES)
    twice = rows.duplicated(["group", "category"])
    if twice.any():
        first = rows[twice].iloc[0]
        raise FrameError(
            f"profile: category {first['category']!r} stands twice in group {first['group']!r}; "
            "expected a row a category and group, of one profile"
        )
    names = _category_names(lang)
    heads = {
        str(group): _head(part, lang)
        for group, part in rows.groupby("group", sort=False)
    }
    heads = {group: heads[group] for group in _in_order(list(heads))}
    heads = _told_apart(heads)
    kinds = dict.fromkeys(rows["category"])
    called = _told_apart({key: names.get(key, key) for key in kinds})
    cells = [
        _cell(*bounds, digits=digits, intervals=intervals)
        for bounds in zip(*(rows[name] for name in _SHARES), strict=True)
    ]
    laid = rows.assign(
        head=rows["group"].map(heads),
        name=rows["category"].map(called),
        cell=cells,
    )
    table = laid.pivot(index="name", columns="head", values="cell")
    order = list(dict.fromkeys(laid["name"])), list(heads.values())
    table = table.reindex(index=order[0], columns=order[1]).fillna(_MISSING)
    return table.rename_axis(index=None, columns=None)


@check_arguments
def print_regression(
    effects: pd.DataFrame,
    *,
    lang: str = "en",
    digits: int = 3,
    errors: str = "interval",
) -> pd.DataFrame:
    """Set regressions as the table of a paper.

    Parameters
    ----------
    effects : pandas.DataFrame
        From :func:`textmine.problems.regress` (a column a method) or :func:`regress_shares` (a
        column a label); several of one function joined by ``pd.concat``, told apart by a column
        ``model`` of yours.
    lang : {"en", "zh"}
        Language of the heads and of the last rows.
    digits : int
        Digits after the point.
    errors : {"interval", "se"}
        What stands beside an estimate: ``0.21 [0.05, 0.37]``, or ``0.21 (0.08)``.

    Returns
    -------
    pandas.DataFrame of str
        A row a term, then the numbers of cases, of agencies (or what else goes together) and of
        cases coded by hand, where the frame tells them.

    Raises
    ------
    FrameError
        If a column is missing, a term stands twice in a column of the table, the language or what
        ``errors`` asks for is unknown, or ``digits`` is negative.

    Examples
    --------
    >>> effects = pd.DataFrame(
    ...     {
    ...         "label": ["copied", "copied"],
    ...         "term": ["intercept", "level[county]"],
    ...         "estimate": [0.1, 0.21],
    ...         "se": [0.02, 0.08],
    ...         "ci_low": [0.06, 0.05],
    ...         "ci_high": [0.14, 0.37],
    ...         "n": 60,
    ...         "cluster": "agency_id",
    ...         "n_clusters": 20,
    ...     }
    ... )
    >>> print_regression(effects, digits=2)["copied"].tolist()
    ['0.10 [0.06, 0.14]', '0.21 [0.05, 0.37]', '60', '20']
    >>> print_regression(effects, digits=2, errors="se").index.tolist()
    ['intercept', 'level[county]', 'cases', 'agencies']
    """
    _check_options("print_regression", lang, digits)
    if errors not in ("interval", "se"):
        raise FrameError(
            f"print_regression: errors is {errors!r}; expected interval or se"
        )
    told_apart = [name for name in _HEADS if name in getattr(effects, "columns", ())]
    rows = take_frame(effects, [*_EFFECTS, *told_apart], what="effects")
    numbers = {
        name: clean_column(rows[name], "number", what="effects") for name in _NUMBERS
    }
    rows = rows.assign(**numbers)
    words = load_toml("plot.toml")["words"]
    column = 0 if lang == "zh" else 1
    heads = [_effect_head(row, words, column) for row in rows.to_dict("records")]
    rows = rows.assign(
        head=heads,
        cell=[_effect(row, digits, errors) for row in rows.to_dict("records")],
    )
    if rows.duplicated(["head", "term"]).any():
        first = rows[rows.duplicated(["head", "term"])].iloc[0]
        raise FrameError(
            f"effects: term {first['term']!r} stands twice under {first['head']!r}; tell the "
            "regressions apart by a column model"
        )
    order = list(dict.fromkeys(rows["term"])), list(dict.fromkeys(heads))
    table = rows.pivot(index="term", columns="head", values="cell")
    table = table.reindex(index=order[0], columns=order[1]).fillna(_MISSING)
    firsts = rows.drop_duplicates("head").set_index("head")
    kinds = "|".join(dict.fromkeys(map(str, rows["cluster"])))
    told = {"n": "cases", "n_clusters": f"clusters_{kinds}", "n_coded": "coded_by_hand"}
    if kinds == "row":  # Rows that do not go together are the cases once more.
        del told["n_clusters"]
    for name, word in told.items():
        if name in firsts:
            called = words.get(word, words["clusters"])[column]
            counts = clean_column(firsts[name], "number", what="effects")
            table.loc[called] = [
                _MISSING if pd.isna(n) else f"{n:,.0f}" for n in counts
            ]
    return table.rename_axis(index=None, columns=None)


def _effect_head(row: dict[Hashable, Any], words: dict[str, Any], column: int) -> str:
    """Under what an estimate stands: its model, its method or what is explained."""
    method = str(row.get("method", ""))
    parts = [
        str(row.get("model", "")),
        str(words[f"by_{method}"][column]) if f"by_{method}" in words else method,
        _score_name(str(row.get("label", "")), column),
    ]
    return ", ".join(part for part in parts if part)


def _score_name(label: str, column: int) -> str:
    """A score or category by its name, which needs no escape in LaTeX; else as it is called."""
    lang = ("zh", "en")[column]
    known = load_toml("measures.toml").get(label) or _category_names(lang).get(label)
    if known is None:
        return label
    return known if isinstance(known, str) else str(known[lang])


def _category_names(lang: str) -> dict[str, str]:
    """Names of the categories of problems."""
    book = load_toml("codebook.toml")
    return {
        key: str(x[lang])
        for key, x in book.items()
        if isinstance(x, dict) and lang in x
    }


def _effect(row: dict[Hashable, Any], digits: int, errors: str) -> str:
    """An estimate with what is known of its error."""
    if pd.isna(row["estimate"]):
        return _MISSING
    told = f"{row['estimate']:.{digits}f}"
    if errors == "se":
        return told if pd.isna(row["se"]) else f"{told} ({row['se']:.{digits}f})"
    low, high = row["ci_low"], row["ci_high"]
    if pd.isna(low) or pd.isna(high):
        return told
    return f"{told} [{low:.{digits}f}, {high:.{digits}f}]"


def _check_options(what: str, lang: str, digits: int) -> None:
    """Refuse a language that there is not, and less than no digits."""
    if lang not in ("en", "zh"):
        raise FrameError(f"{what}: no language {lang!r}; expected en or zh")
    if digits < 0:
        raise FrameError(f"{what}: digits is {digits}; expected 0 or more")


def _in_order(groups: list[str]) -> list[str]:
    """Levels from the highest down, the unknown last; other groups as they stand."""
    known = {name: place for place, name in enumerate((*LEVELS, "", UNKNOWN))}
    if not set(groups) <= set(known):
        return groups
    return sorted(groups, key=known.__getitem__)


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
    of_problems = str(first.get("unit", "report")) == "problem"
    if lang == "zh":
        counted = f"n={n} 条问题" if of_problems else f"n={n}"
        told = counted if n_agencies == n else f"{counted}，{n_agencies} 个机关"
        return f"{name}（{told}）"
    agencies = f"{Counted(n_agencies):agency|agencies}"
    counted = f"n = {Counted(n):problem}" if of_problems else f"n = {n}"
    told = counted if n_agencies == n else f"{counted}, {agencies}"
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

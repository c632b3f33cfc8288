"""What a group says more than the others, and what changes over the years, with false-discovery control."""

from __future__ import annotations

from collections.abc import Iterable

import ahocorasick
import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control, norm

from textmine.errors import FrameError
from textmine.schema import NarrativeSource, check_columns
from textmine.themes.phrases import check_narrative
from textmine.themes.tokens import SLOTS, mask_names, mask_numbers

CONTRAST = {
    "group": "str",
    "item": "str",
    "count": "int64",
    "n": "int64",
    "log_odds": "float64",
    "ci_low": "float64",
    "ci_high": "float64",
    "z": "float64",
    "p_value": "float64",
    "q_value": "float64",
}
TREND = {
    "item": "str",
    "n": "int64",
    "first": "float64",
    "last": "float64",
    "slope": "float64",
    "ci_low": "float64",
    "ci_high": "float64",
    "p_value": "float64",
    "q_value": "float64",
}
_SURE = float(norm.ppf(0.975))


def mark_phrases(texts: pd.DataFrame | NarrativeSource, phrases: Iterable[str]) -> pd.DataFrame:
    """Tell which reports say which phrases.

    Parameters
    ----------
    texts : pandas.DataFrame or NarrativeSource
        Columns ``report_id``, ``text``; the names' columns are used for slots.
    phrases : iterable of str
        Phrases of ``mine_phrases``.

    Returns
    -------
    pandas.DataFrame
        Columns report_id, item (the phrase), value (1.0 said, 0.0 not); every report with every
        phrase.

    Raises
    ------
    FrameError
        If columns are missing or there is no phrase.

    Examples
    --------
    >>> frame = pd.DataFrame({"report_id": ["a", "b"], "text": ["公开12条。", "政策解读少。"]})
    >>> mark_phrases(frame, ["公开〈数〉条"]).values.tolist()
    [['a', '公开〈数〉条', 1.0], ['b', '公开〈数〉条', 0.0]]
    """
    frame = check_narrative(texts)
    items = list(dict.fromkeys(phrases))
    if not items or not all(items):
        raise FrameError(
            "mark_phrases: no phrase to look for; pass the column phrase of mine_phrases"
        )
    automaton = ahocorasick.Automaton()
    for i, phrase in enumerate(items):
        for name, mark in SLOTS.items():
            phrase = phrase.replace(name, mark)
        automaton.add_word(phrase, i)
    automaton.make_automaton()
    codes, reports = pd.factorize(frame["report_id"].astype(str))
    said = np.zeros((len(reports), len(items)))
    for code, text in zip(codes.tolist(), mask_names(frame), strict=True):
        for _, i in automaton.iter(mask_numbers(text)):
            said[code, i] = 1.0
    wide = pd.DataFrame(
        said, index=pd.Index(reports, name="report_id"), columns=pd.Index(items, name="item")
    )
    long = wide.reset_index().melt("report_id", value_name="value")
    return long.astype({"report_id": "str", "item": "str"})


def contrast_groups(counts: pd.DataFrame, *, by: str, prior: float = 500.0) -> pd.DataFrame:
    """Log-odds of each item in each group against all other groups, with an informative Dirichlet prior.

    What is counted decides what the z-score means: count documents or distinct wordings, never
    copied words. A row of ``counts`` is one such unit, e.g.
    ``model.sentences_.drop_duplicates(["year", "key"])`` with ``item`` the theme, or the rows of
    ``mark_phrases`` with ``value`` 1 joined to the reports' metadata.

    Parameters
    ----------
    counts : pandas.DataFrame
        Column ``item`` and the column named by ``by``; one row a unit that says the item.
    by : str
        Column that names the groups.
    prior : float, default 500
        Total of the prior counts; each item has its share of all units.

    Returns
    -------
    pandas.DataFrame
        Columns group, item, count, n (units of the group), log_odds (difference to the other
        groups, nats), ci_low, ci_high (95 %), z, p_value, q_value (Benjamini-Hochberg over all
        rows); by group, largest z first.

    Raises
    ------
    FrameError
        If columns are missing, there are fewer than two groups, or the prior is not positive.

    References
    ----------
    Monroe, B., Colaresi, M. & Quinn, K. (2008). Fightin' words: lexical feature selection and
    evaluation for identifying the content of political conflict. Political Analysis 16(4):372-403,
    equations 16 and 22. Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate.
    JRSS B 57(1):289-300.

    Examples
    --------
    >>> units = pd.DataFrame(
    ...     {"year": [2020] * 9 + [2021] * 9, "item": ["解读"] * 8 + ["培训"] * 9 + ["解读"]}
    ... )
    >>> contrast_groups(units, by="year", prior=2.0).query("group == '2020'")["item"].tolist()
    ['解读', '培训']
    """
    check_columns(counts, ["item", by], what="counts")
    table = pd.crosstab(counts["item"].astype(str), counts[by].dropna().astype(str))
    if table.shape[1] < 2 or prior <= 0:
        raise FrameError(
            f"contrast_groups: {table.shape[1]} group(s) in {by!r}, prior {prior}; expected two groups, > 0"
        )
    y = table.to_numpy(np.float64)
    alpha = prior * y.sum(axis=1, keepdims=True) / y.sum()
    rest, n = y.sum(axis=1, keepdims=True) - y, y.sum(axis=0, keepdims=True)
    delta = _log_odds(y, n, alpha, prior) - _log_odds(rest, n.sum() - n, alpha, prior)
    error = np.sqrt(1 / (y + alpha) + 1 / (rest + alpha))
    long = {"count": y, "n": np.broadcast_to(n, y.shape), "log_odds": delta, "z": delta / error}
    long |= {"ci_low": delta - _SURE * error, "ci_high": delta + _SURE * error}
    out = pd.DataFrame({name: values.T.ravel() for name, values in long.items()})
    out["group"] = np.repeat(table.columns.to_numpy(), len(table))
    out["item"] = np.tile(table.index.to_numpy(), table.shape[1])
    out["p_value"] = 2 * norm.sf(out["z"].abs())
    out["q_value"] = false_discovery_control(out["p_value"])
    out = out.sort_values(["group", "z", "item"], ascending=[True, False, True], kind="stable")
    return out[list(CONTRAST)].astype(CONTRAST).reset_index(drop=True)


def find_trends(values: pd.DataFrame, reports: pd.DataFrame, *, by: str = "year") -> pd.DataFrame:
    """Change per year of themes' shares or of the share of reports that say a phrase.

    Parameters
    ----------
    values : pandas.DataFrame
        Columns report_id, item, value: ``mark_phrases(...)``, or ``model.shares_`` renamed (theme →
        item, share → value).
    reports : pandas.DataFrame
        Columns report_id and the year; ``agency`` is used if there: an agency's reports are not
        independent.
    by : str, default "year"
        Column with the year.

    Returns
    -------
    pandas.DataFrame
        Columns item, n (reports), first and last (mean value in the first and last year), slope
        (change a year, least squares), ci_low, ci_high (95 %, clustered by agency), p_value,
        q_value (Benjamini-Hochberg); strongest first. NaN where fewer than three agencies or a
        single year allow no error.

    Raises
    ------
    FrameError
        If columns are missing.

    References
    ----------
    Liang, K.-Y. & Zeger, S. (1986). Longitudinal data analysis using generalized linear models.
    Biometrika 73(1):13-22 (cluster-robust variance). Benjamini, Y. & Hochberg, Y. (1995). JRSS B
    57(1):289-300.

    Examples
    --------
    >>> reports = pd.DataFrame(
    ...     {"report_id": list("abcdef"), "year": [2020, 2021] * 3, "agency": list("xxyyzz")}
    ... )
    >>> values = pd.DataFrame(
    ...     {"report_id": list("abcdef"), "item": "图解", "value": [0.0, 1, 0, 1, 1, 1]}
    ... )
    >>> find_trends(values, reports)[["first", "last", "slope"]].round(2).values.tolist()
    [[0.33, 1.0, 0.67]]
    """
    check_columns(values, ["report_id", "item", "value"], what="values")
    check_columns(reports, ["report_id", by], what="reports")
    meta = reports.drop_duplicates("report_id").assign(
        report_id=lambda f: f["report_id"].astype(str)
    )
    joined = values.assign(report_id=values["report_id"].astype(str)).merge(
        meta, on="report_id", how="inner"
    )
    joined = joined[joined[by].notna() & joined["value"].notna()]
    cluster = (
        joined["agency"].fillna("").astype(str)
        if "agency" in joined.columns
        else joined["report_id"]
    )
    joined = joined.assign(cluster=cluster.where(cluster != "", joined["report_id"]))
    rows = [_trend(str(item), part, by) for item, part in joined.groupby("item", sort=True)]
    out = pd.DataFrame(rows, columns=list(TREND)).astype(TREND)
    known = out["p_value"].notna()
    out.loc[known, "q_value"] = (
        false_discovery_control(out.loc[known, "p_value"]) if known.any() else np.nan
    )
    return out.sort_values(["p_value", "item"], kind="stable").reset_index(drop=True)


def _log_odds(y: np.ndarray, n: np.ndarray, alpha: np.ndarray, prior: float) -> np.ndarray:
    """Log-odds with prior counts."""
    out: np.ndarray = np.log((y + alpha) / np.maximum(n + prior - y - alpha, 1e-12))
    return out


def _trend(item: str, part: pd.DataFrame, by: str) -> dict[str, object]:
    """Least-squares slope of one item with a cluster-robust interval."""
    year, value = part[by].to_numpy(np.float64), part["value"].to_numpy(np.float64)
    x = year - year.mean()
    spread = float((x**2).sum())
    row = {"item": item, "n": len(part), "first": value[year == year.min()].mean()}
    row |= {
        "last": value[year == year.max()].mean(),
        "slope": np.nan,
        "ci_low": np.nan,
        "ci_high": np.nan,
    }
    row |= {"p_value": np.nan, "q_value": np.nan}
    if spread == 0:
        return row
    row["slope"] = slope = float((x * value).sum() / spread)
    codes = pd.factorize(part["cluster"])[0]
    groups = int(codes.max()) + 1
    if groups < 3:
        return row
    scores = np.bincount(codes, x * (value - value.mean() - slope * x))
    error = float(np.sqrt(groups / (groups - 1) * (scores**2).sum()) / spread)
    row |= {"ci_low": slope - _SURE * error, "ci_high": slope + _SURE * error}
    row["p_value"] = float(2 * norm.sf(abs(slope) / error)) if error > 0 else float(slope == 0)
    return row

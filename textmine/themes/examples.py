"""Typical sentences of each theme."""

from __future__ import annotations

import pandas as pd

from textmine.stats.groups import cluster_labels
from textmine.themes.vectors.near_duplicates import is_copy

COLUMNS = (
    "theme",
    "rank",
    "report_id",
    "section",
    "start",
    "end",
    "text",
    "strength",
    "n_reports",
)
# Times the sentences wanted that are looked at: copies and agencies seen before fall away.
SPARE = 10
# Letters below which a sentence without a comma is a heading, run-in or on its own line.
HEADING_CHARS = 12
_FINAL = "。；！？!?;"


def pick_examples(sentences: pd.DataFrame, n: int) -> pd.DataFrame:
    """Pick the sentences nearest to each theme: whole ones, from as many agencies as there are.

    Parameters
    ----------
    sentences : pandas.DataFrame
        ``ThemeModel.sentences_``.
    n : int
        Sentences a theme.

    Returns
    -------
    pandas.DataFrame
        Columns theme, rank (from 1), report_id, section, start, end, text, strength, n_reports.
    """
    frame = sentences[sentences["theme"] >= 0]
    frame = frame.assign(
        n_reports=frame.groupby("key")["report_id"].transform("nunique"),
        owner=cluster_labels(frame),
        heading=is_heading(frame["text"], frame["key"]),
    )
    order = {
        "theme": True,
        "heading": True,  # only where a theme has nothing else
        "strength": False,
        "report_id": True,
        "start": True,
    }
    frame = frame.sort_values(
        list(order), ascending=list(order.values()), kind="stable"
    )
    frame = frame.drop_duplicates("key")
    chosen = [_spread(group.head(SPARE * n), n) for _, group in frame.groupby("theme")]
    out = pd.concat(chosen) if chosen else frame
    out = out.assign(rank=out.groupby("theme").cumcount() + 1)
    return out[list(COLUMNS)].reset_index(drop=True)


def is_heading(text: pd.Series, key: pd.Series) -> pd.Series:
    """Tell headings: no final mark and no comma, or too short to say something.

    Parameters
    ----------
    text : pandas.Series of str
        Sentences.
    key : pandas.Series of str
        Their letters.

    Returns
    -------
    pandas.Series of bool
        One flag a sentence.

    Examples
    --------
    >>> said = pd.Series(
    ...     ["（一）政策解读。", "政策解读图解偏少，群众看不懂。", "主动公开情况"]
    ... )
    >>> is_heading(said, said).tolist()
    [True, False, True]
    """
    has_comma = text.str.contains("[，,：]", regex=True)
    is_open = ~text.str.strip().str[-1:].isin(list(_FINAL))
    return ~has_comma & (is_open | (key.str.len() < HEADING_CHARS))


def _spread(group: pd.DataFrame, n: int) -> pd.DataFrame:
    """Best sentences of one theme: new agencies first, then the others, no edited copies."""
    originals = group[~is_copy(group["key"].tolist())]
    again = originals["owner"].duplicated() | originals["heading"]
    return pd.concat([originals[~again], originals[again]]).head(n)

"""What a measure is worth: what it names that can be checked, whether it only mirrors, if done."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.problems.answers.similarity import content_pairs
from textmine.problems.coder.coding import clean_statements
from textmine.resources.load import load_toml

ELEMENTS = ("who", "what", "when", "how_many")
"""What a measure may name, one point of concreteness each; patterns in ``responses.toml``."""
CHECKABLE = ("who", "when", "how_many")
"""A measure that names one of these adds something to the problem, whatever its other words."""
MIRROR_SHARE = 0.65
"""Least share of a measure's content that stands in the problem; chosen on planted pairs."""
DONE = "/done"
"""End of an item's rule where it tells of something done."""


@cache
def _checks() -> dict[str, re.Pattern[str]]:
    """The patterns of concreteness."""
    return {
        name: re.compile("|".join(p))
        for name, p in load_toml("responses.toml")["concreteness"].items()
    }


def judge_concreteness(measure: str) -> dict[str, bool]:
    """What a measure names that could be checked later.

    Parameters
    ----------
    measure : str
        A measure.

    Returns
    -------
    dict
        who, what (the instrument), when, how_many: True where named.

    References
    ----------
    Doran 1981, Management Review 70(11): 35–36 (SMART); 国办公开办函〔2021〕30号.

    Examples
    --------
    >>> [
    ...     k
    ...     for k, v in judge_concreteness("由办公室牵头，每季度培训不少于一次").items()
    ...     if v
    ... ]
    ['who', 'when', 'how_many']
    """
    return {name: bool(pattern.search(measure)) for name, pattern in _checks().items()}


def is_mirror(problem: str, measure: str) -> bool:
    """Whether a measure only turns the problem's words round and adds nothing to check.

    Parameters
    ----------
    problem, measure : str
        The two texts.

    Returns
    -------
    bool
        True if at least 0.65 of the measure's content (character pairs without stock words) stands
        in the problem and it names neither who, nor when, nor how many.

    Examples
    --------
    >>> is_mirror("业务培训不足", "进一步加强业务培训")
    True
    >>> is_mirror("业务培训不足", "每季度举办一次业务培训")
    False
    """
    if any(_checks()[name].search(measure) for name in CHECKABLE):
        return False
    content = content_pairs(measure)
    said = set(content_pairs(problem))
    # 培训业务 turns 业务培训 round: a pair of known characters is no new content either.
    known = set("".join(said))
    hits = sum(
        pair in said or (len(pair) == 2 and set(pair) <= known) for pair in content
    )
    return not content or hits / len(content) >= MIRROR_SHARE


def is_done(rules: pd.Series) -> pd.Series:
    """Which items tell of something done, and not of a plan, by the rule that found them.

    The text side reads done or planned once, where it itemises, and writes it at the end of
    ``rule``; the words are not judged a second time.

    Parameters
    ----------
    rules : Series of str
        Column rule of items.

    Returns
    -------
    Series of boolean
        True where the rule ends in ``/done``.

    References
    ----------
    政府信息公开条例 art. 50 (四): 存在的主要问题及改进情况.

    Examples
    --------
    >>> is_done(pd.Series(["marker/done", "sentence"])).tolist()
    [True, False]
    """
    return rules.fillna("").astype("str").str.endswith(DONE).astype("boolean")


@check_arguments
def judge_measures(measures: pd.DataFrame) -> pd.DataFrame:
    """Judge each measure: what it names, and whether it is done or planned.

    Parameters
    ----------
    measures : pandas.DataFrame
        Columns item_id, report_id, text; and rule, which says what is done already.

    Returns
    -------
    pandas.DataFrame
        Columns report_id, item_id, who, what, when, how_many, concreteness (0–4), retrospective
        (boolean; missing where the frame has no column rule: the wording alone is not judged here).

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> frame = pd.DataFrame({"item_id": ["m1", "m2"], "report_id": "r"})
    >>> frame["text"] = ["已由办公室牵头开设专栏", "加强培训"]
    >>> frame["rule"] = ["marker/done", "marker"]
    >>> judge_measures(frame)[["concreteness", "retrospective"]].values.tolist()
    [[2, True], [0, False]]
    """
    measures = take_frame(measures, ["item_id", "report_id", "text"], what="measures")
    judged = [judge_concreteness(text) for text in clean_statements(measures["text"])]
    out = measures[["report_id", "item_id"]].reset_index(drop=True)
    for name in ELEMENTS:
        out[name] = pd.Series([row[name] for row in judged], dtype="bool")
    out["concreteness"] = pd.Series(
        [sum(row.values()) for row in judged], dtype="int64"
    )
    if "rule" in measures:
        out["retrospective"] = is_done(measures["rule"]).array
    else:
        out["retrospective"] = pd.Series([pd.NA] * len(out), dtype="boolean")
    return out

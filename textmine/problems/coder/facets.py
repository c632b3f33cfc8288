"""Facets of a stated problem: how specific, how hedged, where it lies, core duty or periphery."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd

from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.problems.coder.codebook import Codebook, load_codebook
from textmine.problems.coder.coding import clean_statements
from textmine.resources.load import load_toml
from textmine.schema import FRAMES, make_frame

ELEMENTS = ("object", "magnitude", "cause", "place", "example")
MAX_SPECIFICITY = 4
"""Top of the scale: object, magnitude, cause, and one of place and example."""
LOCI = ("public", "technology", "upper", "subordinate", "own")


@check_arguments
def code_facets(
    problems: pd.DataFrame, codebook: Codebook | None = None
) -> pd.DataFrame:
    """Add the facets of each problem.

    Parameters
    ----------
    problems : pandas.DataFrame
        Column text; with categories (keys joined by ``|``) where coded.
    codebook : Codebook, optional
        Its crosswalk ``peripheral`` tells core duties from the rest; the shipped one by default.

    Returns
    -------
    pandas.DataFrame
        A copy with columns added: object, magnitude, cause, place, example (bool: is it named),
        specificity (how many of them, at most 4), hedging (number of hedging words), locus (own,
        subordinate, upper, technology, public), duty (core, peripheral; ``""`` if not coded). A
        problem is peripheral (避重就轻) if none of its categories is a core duty.

    Raises
    ------
    FrameError
        If there is no column text.
    CodebookError
        If a category is unknown, or the codebook has no crosswalk ``peripheral`` while categories
        are there.

    References
    ----------
    Hope, Hu & Lu 2016, Review of Accounting Studies 21: 1005–1045 (specificity); Hyland 1998
    (hedging).

    Examples
    --------
    >>> coded = code_facets(
    ...     pd.DataFrame({"text": ["个别乡镇财政预决算公开不及时，去年有3个镇超期"]})
    ... )
    >>> coded[["specificity", "hedging", "locus"]].values.tolist()
    [[4, 1, 'subordinate']]
    """
    problems = take_frame(problems, ["text"], what="problems")
    texts = clean_statements(problems["text"])
    out = problems.copy()
    patterns = _patterns()
    for name in ELEMENTS:
        out[name] = pd.Series(
            [bool(patterns[name].search(t)) for t in texts],
            index=problems.index,
            dtype="bool",
        )
    named = out[list(ELEMENTS)].sum(axis=1)
    out["specificity"] = named.clip(upper=MAX_SPECIFICITY).astype("int64")
    counts = [len(patterns["hedging"].findall(t)) for t in texts]
    out["hedging"] = pd.Series(counts, index=problems.index, dtype="int64")
    out["locus"] = pd.Series(
        [find_locus(t) for t in texts], index=problems.index, dtype="str"
    )
    book = codebook if codebook is not None else load_codebook()
    cells = [""] * len(texts)
    if "categories" in problems:
        cells = problems["categories"].fillna("").astype("str").tolist()
    known = {cell: _duty(cell, book) for cell in dict.fromkeys(cells)}
    duties = [known[cell] for cell in cells]
    out["duty"] = pd.Series(duties, index=problems.index, dtype="str")
    return out


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Compiled patterns of the elements and of hedging (longest word first)."""
    data = load_toml("facets.toml")
    out = {name: re.compile("|".join(data["specificity"][name])) for name in ELEMENTS}
    words = sorted(data["hedging"]["words"], key=lambda w: (-len(w), w))
    return {**out, "hedging": re.compile("|".join(map(re.escape, words)))}


def find_locus(text: str) -> str:
    """Say where a problem lies, by the actor or thing it names.

    Parameters
    ----------
    text : str
        A problem statement.

    Returns
    -------
    str
        public, technology, upper or subordinate where one of their words stands in the text (in
        this order), else own.

    Examples
    --------
    >>> find_locus("群众对公开渠道知晓不多"), find_locus("专职人员偏少")
    ('public', 'own')
    """
    lists = load_toml("facets.toml")["locus"]
    for locus in LOCI[:-1]:
        if any(word in text for word in lists[locus]):
            return locus
    return "own"


def _duty(cell: str, codebook: Codebook) -> str:
    """Core if one of the categories is a core duty, peripheral if none, empty if not coded."""
    values = codebook.crosswalk(cell, "peripheral").split("|") if cell else [""]
    return next((duty for duty in ("core", "peripheral") if duty in values), "")


@check_arguments
def score_facets(facets: pd.DataFrame) -> pd.DataFrame:
    """Average the facets over the problems of each report.

    Parameters
    ----------
    facets : pandas.DataFrame
        From :func:`code_facets`, with column report_id.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores`` (scope ``problems``): problem_specificity (mean, 0–4), hedged_share
        (problems with a hedging word), peripheral_share (of the coded ones) and own_share (problems
        that lie with the agency itself).

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {"report_id": ["r"], "text": ["宣传还不够"], "categories": ["publicity"]}
    ... )
    >>> score_facets(code_facets(frame)).set_index("score").loc[
    ...     "peripheral_share", "value"
    ... ].item()
    1.0
    """
    facets = take_frame(
        facets, ("report_id", "specificity", "hedging", "locus", "duty"), what="facets"
    )
    peripheral = (facets["duty"] == "peripheral").astype("float64")
    values = pd.DataFrame(
        {
            "report_id": facets["report_id"],
            "problem_specificity": facets["specificity"].astype("float64"),
            "hedged_share": (facets["hedging"] > 0).astype("float64"),
            "peripheral_share": peripheral.where(facets["duty"] != ""),
            "own_share": (facets["locus"] == "own").astype("float64"),
        }
    )
    groups = values.groupby("report_id", sort=False)
    means, counts = groups.mean(), groups.count()
    rows = [
        (report_id, "problems", score, value, n, np.nan, np.nan)
        for report_id, mine, sizes in zip(
            means.index, means.to_numpy(), counts.to_numpy(), strict=True
        )
        for score, value, n in zip(means.columns, mine, sizes, strict=True)
    ]
    return make_frame("scores", pd.DataFrame(rows, columns=list(FRAMES["scores"])))

"""Variants of one formula, gathered under a template: how far it reaches, and who had it first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.progress import begin_step, watch_steps
from textmine.schema import NarrativeSource
from textmine.themes.arrays import Bools
from textmine.themes.narrative import check_narrative, name_owners
from textmine.themes.phrases.places import mark_phrases

COLUMNS = {
    "template": "str",
    "variant": "str",
    "n_variants": "int64",
    "df_reports": "int64",
    "df_agencies": "int64",
    "first_year": "str",
    "first_agency": "str",
    "n_first": "int64",
}
# Characters below which a phrase is a term and has no variants.
MIN_CHARS = 8
# Share of characters that two variants have in common, in order (two words of ten may differ).
# Chosen by hand on the phrases of reports at hand.
MIN_SIMILARITY = 0.75
# What stands in a template for what differs.
GAP = "…"
# Stretches shorter than this between two gaps are met by chance.
MIN_KEPT = 2


@check_arguments
def gather_variants(
    phrases: pd.DataFrame,
    texts: pd.DataFrame | NarrativeSource,
    *,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Gather phrases that are variants of one formula under its template.

    Parameters
    ----------
    phrases : pandas.DataFrame
        As ``mine_phrases`` gives them: phrase, n_chars.
    texts : pandas.DataFrame or NarrativeSource
        What they were mined from: ``report_id``, ``text``; ``agency`` and ``year`` are used if
        there.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        One row a variant: template (what all variants have, … for what differs), variant,
        n_variants, df_reports and df_agencies (that say any variant), first_year, first_agency (of
        the earliest year; the first by name of n_first), n_first; templates with most agencies
        first. Formulas with a single wording are left out.

    Raises
    ------
    FrameError
        If columns are missing.

    Examples
    --------
    >>> said = ["及时更新信息公开目录和指南", "按时更新信息公开目录和指南"]
    >>> frame = pd.DataFrame(
    ...     {"report_id": ["a", "b"], "year": [2021, 2019], "text": said}
    ... )
    >>> phrases = pd.DataFrame({"phrase": said, "n_chars": [13, 13]})
    >>> gather_variants(phrases, frame)[
    ...     ["template", "df_reports", "first_year"]
    ... ].values.tolist()[0]
    ['…时更新信息公开目录和指南', 2, '2019']
    """
    phrases = take_frame(phrases, ["phrase", "n_chars"], what="phrases")
    frame = check_narrative(texts)
    is_long = phrases["n_chars"] >= MIN_CHARS
    with watch_steps("variants", 3, show=progress):
        begin_step("formulas")
        gathered = _gather(phrases.loc[is_long, "phrase"].astype(str).tolist())
        formulas = [variants for variants in gathered if len(variants) > 1]
        if not formulas:
            return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
        begin_step("places")
        said = mark_phrases(frame, [v for variants in formulas for v in variants])
        said = said[said["value"] > 0]
        begin_step("reach")
        rows = [
            {"template": make_template(variants), "variant": variant, **reach}
            for variants in formulas
            for reach in [_reach(variants, said, frame)]
            for variant in variants
        ]
    out = pd.DataFrame(rows).astype(COLUMNS)
    order = {"df_agencies": False, "df_reports": False, "template": True}
    out = out.sort_values(list(order), ascending=list(order.values()), kind="stable")
    return out.reset_index(drop=True)


def make_template(variants: Sequence[str]) -> str:
    """Keep what all variants have in order, and put a gap for what differs.

    Parameters
    ----------
    variants : sequence of str
        At least one; the first gives the order.

    Returns
    -------
    str
        The first variant with gaps.

    Examples
    --------
    >>> make_template(["严格落实保密审查制度", "认真落实保密审查的制度"])
    '…落实保密审查…制度'
    """
    head = variants[0]
    kept = np.ones(len(head), np.bool_)
    cut = np.zeros(
        len(head) + 1, np.bool_
    )  # something stands before this character elsewhere
    for other in variants[1:]:
        for op in Indel.opcodes(head, other):
            if op.tag == "insert":
                cut[op.src_start] = True
            elif op.tag != "equal":
                kept[op.src_start : op.src_end] = False
    runs = [run for run in _runs(kept, cut) if run[1] - run[0] >= MIN_KEPT]
    if not runs:
        return GAP
    front = GAP if runs[0][0] > 0 or cut[0] else ""
    back = GAP if runs[-1][1] < len(head) or cut[-1] else ""
    return front + GAP.join(head[start:end] for start, end in runs) + back


def _runs(kept: Bools, cut: Bools) -> list[tuple[int, int]]:
    """Stretches that are kept and not cut inside."""
    runs: list[tuple[int, int]] = []
    for at in np.flatnonzero(kept).tolist():
        if runs and runs[-1][1] == at and not cut[at]:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


def _gather(phrases: list[str]) -> list[list[str]]:
    """Put each phrase to the first, more widespread one that it is like."""
    formulas: list[list[str]] = []
    for phrase in phrases:
        heads = [formula[0] for formula in formulas]
        if heads:
            alike = cdist([phrase], heads, scorer=Indel.normalized_similarity)[0]
            best = int(alike.argmax())
            if alike[best] >= MIN_SIMILARITY:
                formulas[best].append(phrase)
                continue
        formulas.append([phrase])
    return formulas


def _reach(
    variants: list[str], said: pd.DataFrame, frame: pd.DataFrame
) -> dict[str, object]:
    """Reports and agencies that say any of the variants, and who had it first."""
    reports = set(said.loc[said["item"].isin(variants), "report_id"])
    rows = frame[frame["report_id"].astype(str).isin(reports)]
    owners = name_owners(rows)
    year = (
        rows["year"].astype("Int64")
        if "year" in rows.columns
        else pd.Series(dtype="Int64")
    )
    first = year.min() if year.notna().any() else pd.NA
    holders = sorted(set(owners[year == first])) if first is not pd.NA else []
    return {
        "n_variants": len(variants),
        "df_reports": len(reports),
        "df_agencies": owners.nunique(),
        "first_year": "" if first is pd.NA else str(first),
        "first_agency": holders[0].strip("\x00") if holders else "",
        "n_first": len(holders),
    }

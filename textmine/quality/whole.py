"""All checks of a corpus in one call."""

from __future__ import annotations

from functools import partial
from typing import Protocol, runtime_checkable

import pandas as pd

from textmine.intake.arguments import check_arguments
from textmine.progress import watch
from textmine.quality.breakdowns import check_breakdowns
from textmine.quality.claims.changes import check_changes
from textmine.quality.claims.check import check_claims
from textmine.quality.identities import check_tables
from textmine.quality.residues import check_residues
from textmine.quality.years import check_years
from textmine.schema import make_frame


@runtime_checkable
class FrameSource(Protocol):
    """Anything that gives the frames of the text side by name, as a corpus does."""

    def frame(self, name: str) -> pd.DataFrame:
        """Give a frame by its name."""
        ...


@check_arguments
def check(
    corpus: FrameSource,
    *,
    residue: pd.DataFrame | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    r"""Run every check on a corpus: tables, claims, breakdowns, years, what copying left behind.

    Parameters
    ----------
    corpus : Corpus
        Or anything with ``frame(name)`` for reports, tables, claims and narrative.
    residue : pandas.DataFrame, optional
        What ``reuse.residue()`` found: what others hold as well is more certain.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        Frame ``checks``: report_id, check, status (PASS FAIL UNCERTAIN NOT_ASSESSABLE), expected,
        found, start, end, evidence.

    Raises
    ------
    FrameError
        If a frame lacks a column.

    References
    ----------
    国办公开办函〔2021〕30号 (四): inaccurate reports and 内容雷同 as grounds of liability.

    Examples
    --------
    >>> from textmine.corpus.table import read_table
    >>> text = "政府信息公开工作年度报告\n公开信息131条，其中动态62条，公告38条，文件27条。"
    >>> corpus = read_table(pd.DataFrame({"text": [text]}))
    >>> check(corpus).query("status == 'FAIL'")[
    ...     ["check", "expected", "found"]
    ... ].values.tolist()
    [['breakdown', '62+38+27=127', '131']]
    """
    reports = corpus.frame("reports")
    tables = corpus.frame("tables")
    narrative = corpus.frame("narrative")
    checks = (
        partial(check_tables, tables, reports),
        partial(
            check_claims,
            corpus.frame("claims"),
            tables,
            reports,
            narrative=narrative,
        ),
        partial(check_changes, corpus.frame("claims"), tables, reports, narrative),
        partial(check_breakdowns, narrative),
        partial(check_years, tables, reports, narrative=narrative),
        partial(check_residues, narrative, reports, residue=residue),
    )
    parts = [
        run() for run in watch(checks, len(checks), "checking", "check", show=progress)
    ]
    filled = [part for part in parts if len(part)]
    return make_frame("checks", pd.concat(filled) if filled else [])

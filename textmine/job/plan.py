"""The whole way from reports to results, as stages: what each needs, gives, and how far it looks.

A stage is a pure function of tables. It says how far it looks: at each report alone, at an agency
with all its years, or at the whole corpus. So a corpus can be cut into partitions, the stages run
wherever, and the results laid one after the other are those of one run over everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from textmine.job import analyses
from textmine.job.analyses import CHECKS, Analysis

PartsOf = Callable[[str, Sequence[str] | None], Iterator[pd.DataFrame]]
"""Gives the parts of a table by its name, and of the columns that are named."""

REPORT, AGENCY, CORPUS = "report", "agency", "corpus"
"""How far a stage looks."""

TEXT_TABLES = (
    "reports",
    "sections",
    "items",
    "tables",
    "claims",
    "narrative",
    "evidence",
    "stated",
    "measures",
    "places",
)
"""What reading gives. ``stated`` and ``measures`` are the problem and measure items with their
reports' data."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the job.

    Parameters
    ----------
    name : str
        Its name in the manifest and the progress bar.
    looks_at : {"report", "agency", "corpus"}
        ``report``: the rows of one report never depend on another's, so any set of reports will do.
        ``agency``: rows depend on other reports of the same agency. ``corpus``: on all.
    needs, gives : tuple of str
        Tables that its function reads, and those that it returns.
    run : callable
        Takes the needed tables by name and the parameters; gives its tables by name.
    columns : mapping of str to tuple of str
        Of large tables the columns that are needed; whole tables where nothing is said.
    uses : tuple of str
        Parameters that its result depends on.
    """

    name: str
    looks_at: str
    needs: tuple[str, ...]
    gives: tuple[str, ...]
    run: Analysis
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    uses: tuple[str, ...] = ()


STAGES: tuple[Stage, ...] = (
    Stage(
        "code",
        looks_at=REPORT,
        needs=("stated",),
        gives=("coded", "problems"),
        run=analyses.code,
    ),
    Stage(
        "respond",
        looks_at=REPORT,
        needs=("coded", "measures", "reports", "sections"),
        gives=("responses", "response_scores", "facet_scores"),
        run=analyses.respond,
    ),
    Stage(
        "persist",
        looks_at=CORPUS,
        needs=("coded",),
        gives=("persistence",),
        run=analyses.persist,
        uses=("successors",),
    ),
    Stage(
        "reuse",
        looks_at=CORPUS,
        needs=("narrative",),
        gives=(
            "families",
            "passages",
            "origins",
            "agency_scores",
            "ties",
            "pairs",
            "reuse_scores",
            "residue",
        ),
        run=analyses.reuse,
        uses=("min_chars", "pairs", "seed", "successors"),
    ),
    Stage(
        "check",
        looks_at=REPORT,
        needs=("reports", "tables", "claims", "narrative", "evidence"),
        gives=("table_checks", "claim_checks", "breakdown_checks", "reading_checks"),
        run=analyses.check,
    ),
    Stage(
        "years",
        looks_at=AGENCY,
        needs=("reports", "tables", "claims", "narrative"),
        gives=("year_checks", "change_checks"),
        run=analyses.check_against_last_year,
        columns={"narrative": ("report_id", "start", "text", "section")},
    ),
    Stage(
        "places",
        looks_at=CORPUS,
        needs=("reports",),
        gives=("named_places",),
        run=analyses.name_places,
        columns={"reports": ("region", "province")},
    ),
    Stage(
        "residues",
        looks_at=REPORT,
        needs=("narrative", "reports", "residue", "named_places"),
        gives=("residue_checks",),
        run=analyses.find_residues,
    ),
    Stage(
        "score",
        looks_at=REPORT,
        needs=("reports", "sections", "items", "tables", "narrative", *CHECKS),
        gives=(
            "completeness_scores",
            "wording",
            "consistency_scores",
            "outcome_scores",
        ),
        run=analyses.score,
    ),
    Stage(
        "norm",
        looks_at=CORPUS,
        needs=("wording",),
        gives=("norms",),
        run=analyses.norm,
        columns={"wording": ("score", "value")},
    ),
    Stage(
        "rank",
        looks_at=REPORT,
        needs=("wording", "norms"),
        gives=("wording_scores",),
        run=analyses.rank,
    ),
    Stage(
        "phrases",
        looks_at=CORPUS,
        needs=("narrative",),
        gives=("phrases",),
        run=analyses.find_phrases,
    ),
    Stage(
        "sentences",
        looks_at=REPORT,
        needs=("narrative", "passages", "reports"),
        gives=("sentences", "sentence_marks"),
        run=analyses.cut_sentences,
        columns={"passages": ("report_id", "start", "end"), "reports": ("report_id",)},
    ),
    Stage(
        "themes",
        looks_at=CORPUS,
        needs=("sentences", "sentence_marks", "reports"),
        gives=("themes", "theme_shares"),
        run=analyses.find_themes,
        columns={"reports": ("report_id",)},
        uses=("n_themes",),
    ),
    Stage(
        "profile",
        looks_at=CORPUS,
        needs=("coded",),
        gives=("profile",),
        run=analyses.profile_problems,
        columns={"coded": ("report_id", "agency", "agency_type", "categories")},
    ),
)
"""The stages after reading, in order: none needs what a later one gives."""

RESULTS: dict[str, tuple[str, ...]] = {
    "reports": ("reports",),
    "sections": ("sections",),
    "items": ("items",),
    "problems": ("problems",),
    "responses": ("responses",),
    "persistence": ("persistence",),
    "tables": ("tables",),
    "claims": ("claims",),
    # How a file was read says nothing of how consistent its report is: no score counts these.
    "checks": (*CHECKS, "reading_checks"),
    "families": ("families",),
    "passages": ("passages",),
    "origins": ("origins",),
    "agency_scores": ("agency_scores",),
    "ties": ("ties",),
    "pairs": ("pairs",),
    "scores": (
        "reuse_scores",
        "response_scores",
        "facet_scores",
        "completeness_scores",
        "wording_scores",
        "consistency_scores",
        "outcome_scores",
    ),
    "phrases": ("phrases",),
    "themes": ("themes",),
    "theme_shares": ("theme_shares",),
    "profile": ("profile",),
    "evidence": ("evidence",),
    "places": ("places",),
    "failures": ("failures",),
    "expected": ("expected",),
    "verdicts": ("verdicts",),
}
"""The frames that a run writes, and the tables whose rows each is laid together from."""


def stage_named(name: str) -> Stage:
    """Give a stage by its name.

    Parameters
    ----------
    name : str
        One of ``STAGES``.

    Returns
    -------
    Stage
        The stage.

    Examples
    --------
    >>> stage_named("rank").needs
    ('wording', 'norms')
    """
    return next(stage for stage in STAGES if stage.name == name)

"""The whole way from a corpus to its results, as stages: each takes tables by name and gives tables by name.

A stage names what it needs and what it gives, so that any engine can run them in order, keep their
tables and resume. Nothing here touches files.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from textmine.corpus.corpus import Corpus
from textmine.errors import FrameError, TextmineWarning
from textmine.job.coder import trained_coder
from textmine.schema import make_frame

Tables = Mapping[str, pd.DataFrame]
TEXT_TABLES = (
    "reports",
    "sections",
    "items",
    "tables",
    "claims",
    "narrative",
    "stated",
    "measures",
    "failures",
)
"""What the text side gives; ``stated`` and ``measures`` are the problem and measure items with their reports' data."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a run is asked for; all of it goes into the manifest.

    Parameters
    ----------
    min_chars : int
        Shortest shared passage that is searched, in normalised characters.
    n_themes : int
        Number of themes.
    seed : int
        Seed of what is drawn at random (permutations, bootstrap).
    successors : bool
        Whether an agency is one with those that it took over from in a reform.
    """

    min_chars: int = 20
    n_themes: int = 12
    seed: int = 0
    successors: bool = True


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the job.

    Parameters
    ----------
    name : str
        Its name in the manifest and the progress bar.
    needs, gives : tuple of str
        Tables that its function reads, and those that it returns.
    run : callable
        Takes the needed tables by name and the parameters; gives its tables by name.
    """

    name: str
    needs: tuple[str, ...]
    gives: tuple[str, ...]
    run: Callable[[Tables, Parameters], dict[str, pd.DataFrame]]


@dataclass(frozen=True, slots=True)
class Source:
    """Narrative and reports under the names the analyses ask for."""

    narrative: pd.DataFrame
    reports: pd.DataFrame


def text_tables(corpus: Corpus) -> dict[str, pd.DataFrame]:
    """Take the tables of the text side from a corpus.

    Parameters
    ----------
    corpus : Corpus
        A corpus.

    Returns
    -------
    dict of str to DataFrame
        ``TEXT_TABLES`` by name.
    """
    frames = {
        name: corpus.frame(name) for name in TEXT_TABLES if name not in ("stated", "measures")
    }
    return frames | {"stated": corpus.problems, "measures": corpus.measures}


def _code(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Code the stated problems."""
    coded = trained_coder().predict_frame(tables["stated"])
    return {"coded": coded, "problems": make_frame("problems", coded)}


def _respond(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Match problems with measures, and with last year's problems."""
    from textmine.problems.answers.persistence import match_years
    from textmine.problems.answers.response import match_responses, score_responses
    from textmine.problems.coder.facets import code_facets, score_facets

    responses = match_responses(tables["coded"], tables["measures"])
    parts = [
        score_responses(responses, tables["measures"]),
        score_facets(code_facets(tables["coded"])),
    ]
    return {
        "responses": responses,
        "persistence": match_years(tables["coded"], successors=parameters.successors),
        "problem_scores": _stack("scores", parts),
    }


def _check(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Check tables against themselves, the narrative and last year; find what copying left behind."""
    from textmine.quality import (
        check_breakdowns,
        check_claims,
        check_residues,
        check_tables,
        check_years,
    )

    reports = tables["reports"]
    parts = [
        check_tables(tables["tables"], reports),
        check_claims(tables["claims"], tables["tables"], reports),
        check_breakdowns(tables["narrative"]),
        check_years(tables["tables"], reports, narrative=tables["narrative"]),
        check_residues(tables["narrative"], reports, residue=tables["residue"]),
    ]
    return {"checks": _stack("checks", parts)}


def _reuse(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Find shared passages, their families and where they come from."""
    from textmine.reuse.mine import mine_reuse

    reuse = mine_reuse(
        Source(tables["narrative"], tables["reports"]),
        min_chars=parameters.min_chars,
        successors=parameters.successors,
    )
    return {
        "families": reuse.families,
        "passages": reuse.passages,
        "pairs": reuse.pairs(seed=parameters.seed),
        "reuse_scores": reuse.scores,
        "residue": reuse.residue(),
    }


def _quality(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Score completeness and disclosure, and put all scores together."""
    from textmine.quality import completeness, consistency_rates, disclosure, outcome_rates

    parts = [
        tables["reuse_scores"],
        tables["problem_scores"],
        completeness(tables["reports"], tables["sections"], tables["items"], tables["tables"]),
        disclosure(tables["narrative"]),
        consistency_rates(tables["checks"]),
        outcome_rates(tables["tables"], tables["reports"]),
    ]
    return {"scores": _stack("scores", parts)}


def _themes(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Find recurring phrases and themes."""
    from textmine.themes.model import ThemeModel
    from textmine.themes.phrases import mine_phrases

    narrative = tables["narrative"]
    found = {"phrases": mine_phrases(narrative)}
    n_themes = _affordable_themes(narrative, parameters.n_themes)
    nothing = {name: make_frame(name, []) for name in ("themes", "theme_shares")}
    if n_themes < 2:
        return found | nothing
    try:
        model = ThemeModel(n_themes=n_themes).fit(narrative, exclude=tables["passages"])
    except FrameError as error:
        warnings.warn(f"no themes: {error}", TextmineWarning, stacklevel=2)
        return found | nothing
    return found | {"themes": model.themes_, "theme_shares": model.shares_}


def _profile(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Profile the categories of problems: all reports, then by type and by agency."""
    from textmine.compare import profile

    coded = tables["coded"]
    parts = [profile(coded.assign(everyone="all"), by="everyone")]
    parts += [profile(coded[coded[by] != ""], by=by) for by in ("agency_type", "agency")]
    return {"profile": _stack("profile", parts)}


def _affordable_themes(narrative: pd.DataFrame, wanted: int) -> int:
    """Cap the number of themes where there are too few sentences to carry them (six each)."""
    sentences = int(narrative["text"].str.count("[。；]").sum())
    return min(wanted, sentences // 6)


def _stack(name: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Put parts of one frame together, in order."""
    filled = [p for p in parts if len(p)]
    return make_frame(name, pd.concat(filled, ignore_index=True) if filled else [])


STAGES: tuple[Stage, ...] = (
    Stage(
        "code",
        needs=("stated",),
        gives=("coded", "problems"),
        run=_code,
    ),
    Stage(
        "respond",
        needs=("coded", "measures"),
        gives=("responses", "persistence", "problem_scores"),
        run=_respond,
    ),
    Stage(
        "reuse",
        needs=("narrative", "reports"),
        gives=("families", "passages", "pairs", "reuse_scores", "residue"),
        run=_reuse,
    ),
    Stage(
        "check",
        needs=("reports", "tables", "claims", "narrative", "residue"),
        gives=("checks",),
        run=_check,
    ),
    Stage(
        "quality",
        needs=(
            "reports",
            "sections",
            "items",
            "tables",
            "narrative",
            "checks",
            "reuse_scores",
            "problem_scores",
        ),
        gives=("scores",),
        run=_quality,
    ),
    Stage(
        "themes",
        needs=("narrative", "passages"),
        gives=("phrases", "themes", "theme_shares"),
        run=_themes,
    ),
    Stage(
        "profile",
        needs=("coded",),
        gives=("profile",),
        run=_profile,
    ),
)
"""The stages after the text side, in order: none needs what a later one gives."""

RESULTS = (
    "reports",
    "sections",
    "items",
    "problems",
    "responses",
    "persistence",
    "tables",
    "claims",
    "checks",
    "families",
    "passages",
    "pairs",
    "scores",
    "phrases",
    "themes",
    "theme_shares",
    "profile",
    "failures",
)
"""The frames that a run writes."""


def describe(parameters: Parameters) -> dict[str, Any]:
    """Give the parameters of a run as plain values.

    Parameters
    ----------
    parameters : Parameters
        What the run is asked for.

    Returns
    -------
    dict
        Names and values.

    Examples
    --------
    >>> describe(Parameters(min_chars=15))
    {'min_chars': 15, 'n_themes': 12, 'seed': 0, 'successors': True}
    """
    return {name: getattr(parameters, name) for name in Parameters.__slots__}

"""What each stage of the job does: tables by name in, tables by name out; nothing touches files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from textmine.errors import FrameError, warn
from textmine.job.coder import trained_coder
from textmine.job.tables import Given, Tables
from textmine.schema import make_frame
from textmine.scratch import pause_collection

# Distinct sentences that a theme must rest on at least: with fewer, themes are single sentences
# (chosen by hand on the sample corpus).
SENTENCES_A_THEME = 6
# Distinct sentences that themes are learned from at most, those of the lowest hashes: the default
# of ThemeModel, told in the manifest and on the page.
SENTENCES_LEARNED = 5000
# A shorter run of characters is a word: mine_reuse refuses it.
LEAST_CHARS = 4


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a run is asked for; all of it goes into the manifest.

    Parameters
    ----------
    min_chars : int
        Shortest shared passage that is searched, in normalised characters.
    n_themes : int
        Number of themes.
    pairs : int or None
        Number of pairs of reports; None for all with a q of at most 0.05, 20 to 100 of them.
    seed : int
        Seed of what is drawn at random (permutations, bootstrap).
    successors : bool
        Whether an agency is one with those that it took over from in a reform.
    """

    min_chars: int = 20
    n_themes: int = 12
    pairs: int | None = None
    seed: int = 0
    successors: bool = True

    def check(self) -> None:
        """Refuse what no run can use, before any work begins.

        Raises
        ------
        FrameError
            Naming the parameter, its value and what was expected.
        """
        least = {"min_chars": LEAST_CHARS, "n_themes": 1, "pairs": 0, "seed": 0}
        for name, bound in least.items():
            value = getattr(self, name)
            if name == "pairs" and value is None:
                continue
            if not isinstance(value, int) or isinstance(value, bool) or value < bound:
                raise FrameError(
                    f"{name} is {value!r}; expected a whole number from {bound} on"
                )


Analysis = Callable[[Tables, Parameters], Given]


@pause_collection()
def code(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Code the stated problems."""
    coded = trained_coder().predict_frame(tables["stated"])
    return {"coded": coded, "problems": make_frame("problems", coded)}


@pause_collection()
def respond(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Match the problems of each report with its measures, and score both."""
    from textmine.problems.answers.response import match_responses, score_responses
    from textmine.problems.coder.facets import code_facets, score_facets

    sections = tables["sections"]
    responses = match_responses(tables["coded"], tables["measures"], sections=sections)
    scores = score_responses(responses, tables["measures"])
    order = tables["reports"]["report_id"]
    return {
        "responses": in_report_order(responses, order),
        "response_scores": in_report_order(scores, order),
        "facet_scores": score_facets(code_facets(tables["coded"])),
    }


def persist(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Follow each agency's problems from one year to the next."""
    from textmine.problems.answers.persistence import match_years

    coded = tables["coded"]
    # A run tells once, at its end, how many reports are of no known agency.
    placed = coded[(coded["agency"] != "") & coded["year"].notna()]
    return {"persistence": match_years(placed, successors=parameters.successors)}


def reuse(tables: Tables, parameters: Parameters) -> Given:
    """Find shared passages, their families and where they come from."""
    from textmine.reuse.mine import mine_reuse_parts

    found = mine_reuse_parts(
        tables.parts("narrative"),
        min_chars=parameters.min_chars,
        successors=parameters.successors,
    )
    # Frames need the passages only; what the search remembers is half of the memory.
    found = found.release()
    return {
        "families": found.family_parts(),
        "passages": found.passage_parts(),
        "origins": found.origin_parts(),
        "agency_scores": found.agency_scores,
        "ties": found.ties(),
        "pairs": found.pairs(top=parameters.pairs, seed=parameters.seed),
        "reuse_scores": found.score_parts(),
        "residue": found.residue(),
    }


@pause_collection()
def check(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Check the tables of each report against themselves and against its narrative."""
    from textmine.quality import (
        check_breakdowns,
        check_claims,
        check_reading,
        check_tables,
    )

    cells, reports = tables["tables"], tables["reports"]
    narrative = tables["narrative"]
    return {
        "table_checks": check_tables(cells, reports),
        "claim_checks": check_claims(
            tables["claims"], cells, reports, narrative=narrative
        ),
        "breakdown_checks": check_breakdowns(narrative),
        "reading_checks": check_reading(reports, tables["evidence"]),
    }


def check_against_last_year(
    tables: Tables, parameters: Parameters
) -> dict[str, pd.DataFrame]:
    """Check each report against its agency's report before it: tables and changes told."""
    from textmine.quality import check_changes, check_years

    cells, reports = tables["tables"], tables["reports"]
    narrative = tables["narrative"]
    return {
        "year_checks": check_years(cells, reports, narrative=narrative),
        "change_checks": check_changes(tables["claims"], cells, reports, narrative),
    }


def name_places(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Gather the places that the reports come from, each once, with its provinces."""
    reports = tables["reports"]
    known = reports[reports["region"] != ""]
    places = known[["region", "province"]].drop_duplicates()
    return {"named_places": places.reset_index(drop=True)}


@pause_collection()
def find_residues(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Find what copying left behind: other agencies' names, other years."""
    from textmine.quality import check_residues

    checks = check_residues(
        tables["narrative"],
        tables["reports"],
        residue=tables["residue"],
        places=tables["named_places"],
    )
    return {"residue_checks": checks}


@pause_collection()
def score(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Score completeness, wording, consistency and outcomes of each report."""
    from textmine.quality import (
        completeness,
        consistency_rates,
        disclosure,
        outcome_rates,
    )

    reports, cells = tables["reports"], tables["tables"]
    checks = stack("checks", [tables[name] for name in CHECKS])
    return {
        "completeness_scores": completeness(
            reports, tables["sections"], tables["items"], cells
        ),
        "wording": disclosure(tables["narrative"]),
        "consistency_scores": consistency_rates(checks),
        "outcome_scores": outcome_rates(cells, reports),
    }


def norm(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Measure over all reports what readability is compared with."""
    from textmine.quality.wording import readability_norms

    return {"norms": readability_norms(tables["wording"])}


def rank(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Say how readable each report is among all."""
    from textmine.quality.wording import rank_readability

    return {"wording_scores": rank_readability(tables["wording"], tables["norms"])}


def find_phrases(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Find recurring phrases."""
    from textmine.themes.phrases.mine import mine_phrase_parts

    return {"phrases": mine_phrase_parts(tables.parts("narrative"))}


@pause_collection()
def cut_sentences(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Cut what is said in words of one's own into sentences."""
    from textmine.themes.sentences import split_sentences

    narrative = tables["narrative"]
    found = split_sentences(narrative, exclude=tables["passages"])
    marks = narrative["text"].str.count("[。；]").groupby(narrative["report_id"]).sum()
    counts = marks.reindex(tables["reports"]["report_id"], fill_value=0).astype("int64")
    return {
        "sentences": found.drop(columns=_UNUSED_OF_SENTENCES, errors="ignore"),
        "sentence_marks": counts.rename_axis("report_id").reset_index(name="n"),
    }


_UNUSED_OF_SENTENCES = (
    "section",
    "province",
    "level",
    "agency_type",
    "published",
)
"""What themes do not ask about a sentence: it would only have to be carried along."""


def find_themes(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Find themes of what is said in words of one's own, and their shares part by part."""
    from textmine.themes.model import ThemeModel

    nothing = {name: make_frame(name, []) for name in ("themes", "theme_shares")}
    n_marks = int(tables["sentence_marks"]["n"].sum())
    n_themes = min(parameters.n_themes, n_marks // SENTENCES_A_THEME)
    if n_themes < 2:
        return nothing
    model = ThemeModel(n_themes=n_themes, max_sentences=SENTENCES_LEARNED)
    try:
        model.fit_parts(partial(tables.parts, "sentences"))
    except FrameError as error:
        warn(f"no themes: {error}")
        return nothing
    both = zip(tables.parts("sentences"), tables.parts("reports"), strict=True)
    shares = [
        model.share_sentences(said, reports["report_id"]) for said, reports in both
    ]
    return {
        "themes": model.themes_,
        "theme_shares": pd.concat(shares, ignore_index=True),
    }


def profile_problems(tables: Tables, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Profile the categories of problems: all reports, then by type and by agency."""
    from textmine.compare import profile

    coded = tables["coded"]
    parts = [profile(coded)]
    parts += [
        profile(coded[coded[by] != ""], by=by) for by in ("agency_type", "agency")
    ]
    return {"profile": stack("profile", parts)}


CHECKS = (
    "table_checks",
    "claim_checks",
    "change_checks",
    "breakdown_checks",
    "year_checks",
    "residue_checks",
)
"""Tables that the frame ``checks`` is laid together from, in this order."""


def stack(name: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Put parts of one frame together, in order.

    Parameters
    ----------
    name : str
        Frame of the contract.
    parts : list of DataFrame
        Its parts.

    Returns
    -------
    pandas.DataFrame
        The frame.
    """
    filled = [p for p in parts if len(p)]
    return make_frame(name, pd.concat(filled, ignore_index=True) if filled else [])


def in_report_order(frame: pd.DataFrame, report_ids: pd.Series) -> pd.DataFrame:
    """Put rows in the order of their reports; rows of one report stay in theirs.

    Parameters
    ----------
    frame : pandas.DataFrame
        Has ``report_id``.
    report_ids : pandas.Series
        Ids in the order wanted.

    Returns
    -------
    pandas.DataFrame
        The same rows: those of several parts of a corpus can then be laid one after the other.
    """
    place = pd.Index(report_ids).get_indexer(frame["report_id"])
    order = place.argsort(kind="stable")
    return frame.take(order).reset_index(drop=True)

"""Whose words a passage is: taken from another agency, given to one, kept, written first here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from textmine.reuse.families.catalogue import PASSAGES_AT_ONCE, Catalogue
from textmine.reuse.families.scores import long_scores, rows_by_report
from textmine.reuse.ground.columns import begins, first_and_last
from textmine.reuse.ground.stream import row_batches
from textmine.reuse.judge.direction import DECIDED, join_chances
from textmine.reuse.judge.evidence import Evidence
from textmine.reuse.judge.holders import (
    Agencies,
    Bools,
    Floats,
    Holders,
    Ints,
    number_agencies,
)
from textmine.reuse.judge.ties import Gifts, tell
from textmine.schema import make_frame

ORIGINS = ("taken", "given", "undecided", "kept", "first")
"""What a passage is to the report that holds it; see :func:`find_origins`."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What each holder's passage is, and on whom that rests.

    Parameters
    ----------
    chance : numpy.ndarray of float64, shape (n_holders, len(ORIGINS))
        Probability of each origin; a row sums to 1.
    giver, taker : numpy.ndarray of int64, shape (n_holders,)
        The holder that likeliest gave it, and the one that likeliest took it; −1 where none alone
        has at least an even chance.
    gave, took : numpy.ndarray of float64, shape (n_holders,)
        Probability that just they did; 0 where there is none.
    """

    chance: Floats
    giver: Ints
    taker: Ints
    gave: Floats
    took: Floats

    @property
    def origin(self) -> Ints:
        """Index into ``ORIGINS`` of what has at least an even chance, else of ``undecided``."""
        best = self.chance.argmax(axis=1)
        sure = self.chance.max(axis=1, initial=0.0) >= DECIDED
        return np.asarray(
            np.where(sure, best, ORIGINS.index("undecided")), dtype=np.int64
        )

    @property
    def other(self) -> Ints:
        """The holder that gave what is taken, or took what is given; −1 elsewhere."""
        origin = self.origin
        taken, given = (origin == ORIGINS.index(name) for name in ("taken", "given"))
        none = np.full(len(origin), -1, dtype=np.int64)
        return np.select([taken, given], [self.giver, self.taker], default=none)

    @property
    def probability(self) -> Floats:
        """That ``other`` gave or took it, or that anybody did; missing where nothing is claimed."""
        origin = self.origin
        taken, given = (origin == ORIGINS.index(name) for name in ("taken", "given"))
        anybody = self.chance[np.arange(len(origin)), origin]
        just_one = np.where(taken, self.gave, self.took)
        said = np.where(self.other >= 0, just_one, anybody)
        return np.where(taken | given, said, np.nan)


def judge_holders(evidence: Evidence, gifts: Gifts) -> Judged:
    """Judge for each report that holds a family how it came by it.

    Parameters
    ----------
    evidence : Evidence
        What is known.
    gifts : Gifts
        Chances between agencies.

    Returns
    -------
    Judged
        kept: the agency held it in an earlier year; first: no other agency holds it, and later
        reports of its own do; else taken: an earlier report of another agency gave it; given:
        others took it from this report; undecided: a template, the same time, a time that is not
        known, a sibling of a common source, or chance.
    """
    holders = evidence.holders
    n = len(holders)
    # A copy has one source, so the chances of its sources add up; a source may have any number of
    # copies.
    # What is said to be taken is from a report that is surely earlier, or from one that the copy
    # names.
    earlier = holders.moments.before(gifts.source, gifts.copier)
    gifts = gifts.take(earlier | gifts.named)
    taken = np.minimum(
        np.bincount(gifts.copier, weights=gifts.chance, minlength=n), 1.0
    )
    given = join_chances(gifts.chance, gifts.source, n)
    # Whoever is named must have done it likelier than not, by himself: what several may have done
    # together is said of nobody.
    alone = gifts.take(gifts.chance >= DECIDED)
    giver, gave = _likeliest(alone.copier, alone.source, alone.chance, n)
    taker, took = _likeliest(alone.source, alone.copier, alone.chance, n)
    given = given * (1 - taken)
    # Where the year of a report is not known, nobody can say which of an agency's was the first.
    own = holders.is_kept | ((holders.n_agencies < 2) & holders.is_placed)
    chance = np.zeros((n, len(ORIGINS)))
    chance[:, ORIGINS.index("taken")] = np.where(own, 0.0, taken)
    chance[:, ORIGINS.index("given")] = np.where(own, 0.0, given)
    chance[:, ORIGINS.index("undecided")] = np.where(own, 0.0, 1 - taken - given)
    chance[:, ORIGINS.index("kept")] = holders.is_kept
    chance[:, ORIGINS.index("first")] = own & ~holders.is_kept
    return Judged(chance, giver, taker, gave, took)


def _likeliest(key: Ints, partner: Ints, chance: Floats, n: int) -> tuple[Ints, Floats]:
    """For each of n holders the partner of the greatest chance (−1: none), and that chance."""
    best: Ints = np.full(n, -1, dtype=np.int64)
    greatest = np.zeros(n)
    order = np.lexsort((-partner, chance, key))
    # The last of each key is the greatest; of equal ones the first partner.
    _, last = first_and_last(begins(key[order]))
    best[key[order[last]]] = partner[order[last]]
    greatest[key[order[last]]] = chance[order[last]]
    return best, greatest


def find_origins(evidence: Evidence, judged: Judged) -> Iterator[pd.DataFrame]:
    """Say of every passage how the report came by it, with the evidence.

    Parameters
    ----------
    evidence : Evidence
        What is known.
    judged : Judged
        As :func:`judge_holders` gives it.

    Yields
    ------
    pandas.DataFrame
        Frame ``origins``, some rows at a time, in the order of ``passages``: report_id, family_id,
        section, start, end (as in ``passages``), origin (taken, given, undecided, kept, first),
        other_id (the report that gave it, or the one that took it; empty where none is claimed, or
        where of several none alone is likelier than not), probability (of that; where other_id is
        empty, that any other report gave or took it), evidence (of other_id, in words: how much
        earlier, whose name was left behind, who else held it before, how much is alike),
        earliest_id (the report that surely was the earliest to hold the family, whoever gave it;
        empty where years and days do not tell).
        Mandated and stock passages are left out.
    """
    mined, holders = evidence.mined, evidence.holders
    row = _row_of_passage(evidence)
    origin, other, probability = judged.origin, judged.other, judged.probability
    earliest = _earliest(holders)
    held = row[row >= 0]
    words = _tell_of(evidence, judged, np.unique(held[other[held] >= 0]))
    ids, sections = mined.texts.reports["report_id"], mined.texts.rows["section"]
    every = mined.passage_order
    every = every[row[every] >= 0]
    for low in range(0, max(len(every), 1), PASSAGES_AT_ONCE):
        passage = every[low : low + PASSAGES_AT_ONCE]
        at = row[passage]
        start, end = mined.offsets(passage)
        frame = pd.DataFrame(
            {
                "report_id": ids.array[holders.report[at]],
                "family_id": mined.ids[holders.family[at]],
                "section": sections.array[mined.home[passage]],
                "start": start,
                "end": end,
                "origin": np.array(ORIGINS)[origin[at]],
                "other_id": _ids_of(holders, ids, other[at]),
                "probability": probability[at],
                "evidence": [words.get(r, "") for r in at.tolist()],
                "earliest_id": _ids_of(holders, ids, earliest[at]),
            }
        )
        yield make_frame("origins", frame)


def _ids_of(holders: Holders, ids: pd.Series, rows: Ints) -> pd.Series:
    """Ids of the reports of rows, empty for a row of −1."""
    known = ids.array[holders.report[np.maximum(rows, 0)]]
    return pd.Series(known).where(rows >= 0, "")


def _earliest(holders: Holders) -> Ints:
    """Row of the holder of each row's family that surely was the earliest, −1 where none was."""
    first: Ints = np.full(len(holders.opens), -1, dtype=np.int64)
    sure = np.flatnonzero(holders.is_first)
    first[np.searchsorted(holders.opens, sure, side="right") - 1] = sure
    return np.repeat(first, holders.sizes)


def _tell_of(evidence: Evidence, judged: Judged, rows: Ints) -> dict[int, str]:
    """Evidence of the direction of some holders, in words, by row."""
    is_taken = judged.chance[rows, ORIGINS.index("taken")] >= DECIDED
    source = np.where(is_taken, judged.giver[rows], rows)
    copier = np.where(is_taken, rows, judged.taker[rows])
    return dict(zip(rows.tolist(), tell(evidence, source, copier), strict=True))


def _row_of_passage(evidence: Evidence) -> Ints:
    """Row of the holders that each passage belongs to, −1 for nobody's wording."""
    mined, holders = evidence.mined, evidence.holders
    n_reports = len(mined.texts.reports)
    key = holders.family * n_reports + holders.report
    order = np.argsort(key)
    wanted = mined.passages.family * n_reports + mined.report
    if not len(key):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)
    row = order[at]
    return np.asarray(np.where(key[row] == wanted, row, -1), dtype=np.int64)


def score_origins(mined: Catalogue, characters: Floats) -> Iterator[pd.DataFrame]:
    """Share of each report, and of its sections, that was taken, given, undecided, kept, first.

    Shares are expected ones: a passage counts with the probability of each origin, so that one that
    was taken with 0.7 adds seven tenths of its characters to share_taken. Characters outside all
    passages, official wording and set phrases are what is left to 1. Where passages overlap, the
    shortest counts, as for the shares by kind.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse``.
    characters : ndarray of shape (n_texts, len(ORIGINS))
        As :func:`count_origins` gives them.

    Yields
    ------
    pandas.DataFrame
        Frame ``scores``, some reports at a time: share_taken, share_given, share_undecided,
        share_kept, share_first; n = characters. A report whose agency has no report of an earlier
        year has no share_kept.
    """
    # Whole reports first, then all sections.
    for scope in (_whole_reports(mined), mined.texts.rows["section"]):
        batches = rows_by_report(mined.texts.rows["report_id"])
        yield from _score_scope(mined, characters, scope, batches)


def _whole_reports(mined: Catalogue) -> pd.Series:
    """The scope of whole reports, for each text."""
    return pd.Series("report", mined.texts.rows.index)


def _score_scope(
    mined: Catalogue, characters: Floats, scope: pd.Series, batches: Iterable[Ints]
) -> Iterator[pd.DataFrame]:
    """Scores of one scope of each text, whose rows come in batches of whole reports."""
    report_id, sizes = mined.texts.rows["report_id"], np.diff(mined.stream.bounds)
    is_later = _have_earlier_year(mined.texts.reports)[mined.texts.report]
    for texts in batches:
        keys = {"report_id": report_id.iloc[texts], "scope": scope.iloc[texts]}
        counts = pd.DataFrame(characters[texts]).assign(n=sizes[texts])
        scores = _origin_scores(pd.DataFrame(keys).reset_index(drop=True).join(counts))
        later = keys["report_id"][is_later[texts]].unique()
        sayable = (scores["score"] != "share_kept") | scores["report_id"].isin(later)
        yield scores[sayable].reset_index(drop=True)


def _origin_scores(told: pd.DataFrame) -> pd.DataFrame:
    """Rows of the frame ``scores`` from the characters of each origin in each text."""
    table = told.groupby(["report_id", "scope"], sort=True).sum()
    table = table[(table.index.get_level_values("scope") != "") & (table["n"] > 0)]
    shares = table[list(range(len(ORIGINS)))].div(table["n"], axis=0)
    shares.columns = pd.Index([f"share_{name}" for name in ORIGINS])
    return long_scores(shares, table["n"].to_numpy())


def score_agencies(mined: Catalogue, characters: Floats) -> pd.DataFrame:
    """Put the shares of an agency's reports together, weighted by their characters.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse``.
    characters : ndarray of shape (n_texts, len(ORIGINS))
        As :func:`count_origins` gives them.

    Returns
    -------
    pandas.DataFrame
        Frame ``agency_scores``: agency_id (as in ``ties``), agency (as its last report prints it),
        score, value (share of the characters of its reports), n (characters), n_reports. Reports of
        no earlier year are not in the share_kept of their agency.
    """
    agencies = number_agencies(mined.texts)
    rank = np.argsort(np.argsort(agencies.name, kind="stable"))
    number = rank[agencies.code][mined.texts.report]
    batches = rows_by_report(pd.Series(number))
    scores = _score_scope(mined, characters, _whole_reports(mined), batches)
    number_of = pd.Index(mined.texts.reports["report_id"])
    parts = [
        _sum_by_agency(mined.texts.reports, number_of, agencies, part)
        for part in scores
    ]
    return make_frame("agency_scores", pd.concat(parts, ignore_index=True))


def _sum_by_agency(
    reports: pd.DataFrame, number_of: pd.Index, agencies: Agencies, scores: pd.DataFrame
) -> pd.DataFrame:
    """Sum up the scores of the reports of some agencies, each with all of its reports."""
    place = number_of.get_indexer(pd.Index(scores["report_id"]))
    table = pd.DataFrame(
        {
            "agency_id": agencies.name[agencies.code[place]],
            "agency": reports["agency"].array[place],
            "year": reports["year"].array[place].to_numpy(np.float64, na_value=-np.inf),
            "report_id": scores["report_id"].to_numpy(),
            "score": scores["score"].to_numpy(),
            "n": scores["n"].to_numpy(),
            "characters": (scores["value"] * scores["n"]).to_numpy(),
        }
    ).sort_values(["agency_id", "year", "report_id"])
    # In the order of ORIGINS, not of the alphabet.
    order = {f"share_{name}": k for k, name in enumerate(ORIGINS)}
    table["order"] = table["score"].map(order)
    found = table.groupby(["agency_id", "order"], as_index=False).agg(
        agency=("agency", "last"),
        score=("score", "first"),
        n=("n", "sum"),
        n_reports=("report_id", "size"),
        characters=("characters", "sum"),
    )
    return found.assign(value=found["characters"] / found["n"])


def count_origins(evidence: Evidence, judged: Judged) -> Floats:
    """Count the expected characters of each origin in each text.

    Parameters
    ----------
    evidence : Evidence
        What is known.
    judged : Judged
        As :func:`judge_holders` gives it.

    Returns
    -------
    ndarray of shape (n_texts, len(ORIGINS))
        Characters of the narrative.
    """
    mined, row = evidence.mined, _row_of_passage(evidence)
    spans, bounds = mined.passages, mined.stream.bounds
    # One row more for wording that is nobody's.
    chance = np.vstack([judged.chance, np.zeros(len(ORIGINS))])
    out = np.zeros((len(bounds) - 1, len(ORIGINS)))
    for low, high in row_batches(bounds):
        first, last = np.searchsorted(spans.start, [low, high])
        here = np.arange(first, last)
        painted = _paint(
            spans.start[here] - low, spans.end[here] - low, row[here], high - low
        )
        painted[mined.mandated[low:high]] = -1
        covered = np.flatnonzero(painted >= 0)
        text = np.searchsorted(bounds, covered + low, side="right") - 1
        holder, n = np.unique(text * len(chance) + painted[covered], return_counts=True)
        np.add.at(out, holder // len(chance), chance[holder % len(chance)] * n[:, None])
    return out


def _paint(start: Ints, end: Ints, row: Ints, n: int) -> Ints:
    """Give each of n characters the row of the shortest passage that covers it, −1 where none."""
    painted: Ints = np.full(n, -1, dtype=np.int64)
    size = end - start
    for k in np.lexsort((start, -size)).tolist():
        painted[start[k] : end[k]] = row[k]
    return painted


def _have_earlier_year(reports: pd.DataFrame) -> Bools:
    """Tell of each report whether its agency has one of an earlier year in the corpus."""
    known = reports[reports["year"].notna() & (reports["line"] != "")]
    first = known.groupby("line")["year"].transform("min")
    found = np.zeros(len(reports), dtype=np.bool_)
    found[known.index[(known["year"] > first).to_numpy(dtype=bool)]] = True
    return found

"""How specific, plain and self-aware the narrative is: measures of the accounting literature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame, take_texts
from textmine.progress import watch
from textmine.resources.load import load_toml
from textmine.schema import NarrativeSource, make_frame
from textmine.text.sentences import find_clauses, find_sentences
from textmine.text.words import Segmenter

SILENT = re.compile(r"[\W_]+")
WORD, FUNCTION_WORD, HEDGE = 1, 2, 4
"""What a token is, as bits: a hedge or a function word is a word as well."""
MOST_KINDS = 1 << 17
"""Tokens of which is kept what they are: about 10 MB; a corpus of 20,000 reports has fewer."""


READABILITY = ("readability_clause", "readability_function_words")
"""The parts of readability, whose z-scores are averaged."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Counts of one report's narrative, from which the measures are made."""

    chars: int
    words: int
    entities: int
    hard: int
    hedges: int
    slogans: int
    clauses: int
    sentences: int
    function_share: float
    own: int


@dataclass(frozen=True, slots=True)
class Narrative:
    """The narrative of one report by sections, with the characters of each clause.

    Marks and blanks are no characters, and what holds nothing else is no clause.
    """

    sections: list[str]
    texts: list[str]
    clauses: list[list[int]]
    agency: str
    region: str

    def own_names(self) -> list[str]:
        """Names by which the report may speak of its own agency and place."""
        short = self.agency.removeprefix(self.region) if self.region else ""
        return [name for name in (self.agency, self.region, short) if len(name) > 1]


@check_arguments
def disclosure(
    narrative: pd.DataFrame | NarrativeSource,
    *,
    segmenter: Segmenter | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Measure how informative the narrative of each report is.

    Characters are letters, digits and Han characters, without marks and blanks.

    - ``length``: characters, of the report and of each section.
    - ``specificity``: distinct specific expressions per 100 characters: 《titles》, document
      numbers, dates, sums of money, percentages, numbers with a unit, addresses; told by
      rules, without names of persons and bodies (check: Hope, Hu & Lu count named entities
      found by a trained recogniser).
    - ``hard_information``: informative numbers (money, percentages, counts; not dates,
      document numbers, list numbers) ÷ words.
    - ``hedging``, ``slogans``: words that leave degree or commitment open, and set phrases,
      per 100 characters (lists of our own in ``resources/disclosure.toml``).
    - ``readability_clause`` (r1): mean characters per clause, clauses ending at ，。；：！？ (the
      whole sentence is not one clause). ``readability_function_words`` (r2): mean over
      sentences of (adverbs + conjunctions) ÷ words, by word list. ``readability``: mean of
      the z-scores of both over the reports of the frame (check: the paper averages them;
      unscaled, r1 would drown r2). Higher is harder to read, for all three.
    - ``self_reference``: sentences that name the own agency, its place or unit (我局, 全县) ÷
      sentences, which end at 。！？ or with their line.
    - ``section_balance``: entropy of the sections' lengths ÷ its maximum: 1 where all are
      alike.

    Parameters
    ----------
    narrative : DataFrame
        ``report_id``, ``text`` and, where known, ``section``, ``agency``, ``region``.
    segmenter : Segmenter, optional
        Splits into words; the default keeps the genre's terms whole.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``, reports in order of appearance: ``scope`` is ``report`` (and each section
        for ``length``), ``n`` the denominator (characters, words, clauses, sentences, sections,
        reports). NaN where it is 0.

    Raises
    ------
    FrameError
        If a column is missing.

    References
    ----------
    Hope, O.-K., Hu, D. & Lu, H. (2016). The benefits of specific risk-factor disclosures. RAST 21,
    1005–1045. Dyer, T., Lang, M. & Stice-Lawrence, L. (2017). The evolution of 10-K textual
    disclosure. JAE 64, 221–245 (hard information). Blankespoor, E. (2019). The impact of
    information processing costs on firm disclosure choice. Journal of Accounting Research 57
    (check). 徐巍, 姚振晔, 陈冬华 (2021). 中文年报可读性：衡量与检验. 会计研究 (3), 28–44 (r1, r2).

    Examples
    --------
    >>> text = "我局印发《临泽川市公开指南》，培训42人次。栏目更新还不够及时。"
    >>> scores = disclosure(
    ...     pd.DataFrame({"report_id": ["r1"], "text": [text]})
    ... ).set_index("score")["value"]
    >>> scores[
    ...     ["specificity", "hard_information", "readability_clause", "self_reference"]
    ... ].round(2).tolist()
    [7.41, 0.08, 9.0, 0.5]
    """
    narrative = take_texts(narrative, what="narrative")
    if "start" in narrative:
        reports = pd.factorize(narrative["report_id"])[0]
        narrative = narrative.iloc[np.lexsort((narrative["start"], reports))]
    segmenter = segmenter or Segmenter()
    rows: list[dict[str, object]] = []
    counts: dict[str, Wording] = {}
    by_report = _reports(narrative)
    shown = watch(by_report.items(), len(by_report), "wording", "report", show=progress)
    for rid, part in shown:
        counts[rid] = count_wording(part, segmenter)
        rows += _lengths(rid, part)
    rows += [row for rid, wording in counts.items() for row in _measures(rid, wording)]
    # The z-scores need all reports: filled in once the parts of all are there.
    rows += [
        {"report_id": rid, "score": "readability", "value": np.nan, "n": 0}
        for rid in counts
    ]
    order = {rid: i for i, rid in enumerate(counts)}
    rows.sort(key=lambda row: order[str(row["report_id"])])
    scores = make_frame(
        "scores",
        [
            {"ci_low": np.nan, "ci_high": np.nan, "scope": "report", **row}
            for row in rows
        ],
    )
    return rank_readability(scores, readability_norms(scores))


def readability_norms(scores: pd.DataFrame) -> pd.DataFrame:
    """Mean and spread of the two parts of readability over all reports.

    Parameters
    ----------
    scores : DataFrame
        From :func:`disclosure`; of many parts of a corpus laid one after the other.

    Returns
    -------
    pandas.DataFrame
        A row for each part: ``score``, ``mean``, ``spread`` (population standard deviation), ``n``
        reports.
    """
    scores = take_frame(scores, ["score", "value"], what="scores")
    rows = []
    for score in READABILITY:
        # Ascending, so that sums are the same to the last bit whatever the order of the reports.
        values = scores.loc[scores["score"] == score, "value"].sort_values()
        rows.append((score, values.mean(), values.std(ddof=0), len(values)))
    return pd.DataFrame(rows, columns=["score", "mean", "spread", "n"])


def rank_readability(scores: pd.DataFrame, norms: pd.DataFrame) -> pd.DataFrame:
    """Fill in ``readability``: the mean of the z-scores of its two parts.

    Parameters
    ----------
    scores : DataFrame
        From :func:`disclosure`, of all reports or some of them.
    norms : DataFrame
        From :func:`readability_norms`, of all reports.

    Returns
    -------
    pandas.DataFrame
        The same rows; ``value`` and ``n`` of ``readability`` are those among all reports.
    """
    z = []
    for row in norms.to_dict("records"):
        value = scores.loc[scores["score"] == row["score"], "value"].to_numpy(
            np.float64
        )
        # Without spread no report is harder to read than another.
        spread = float(row["spread"]) if row["spread"] > 0 else np.nan
        z.append((value - float(row["mean"])) / spread)
    here = (scores["score"] == "readability").to_numpy()
    out = scores.copy()
    out.loc[here, "value"] = (z[0] + z[1]) / 2
    out.loc[here, "n"] = int(norms["n"].max())
    return out


def count_wording(part: Narrative, segmenter: Segmenter) -> Wording:
    """Count in the narrative of one report what the measures are made of."""
    text = "\n".join(part.texts)
    found = list(_specific(text))
    hard = load_toml("disclosure.toml")["entities"]["hard"]
    tokens = segmenter.cut(text)
    kinds = np.fromiter(map(_KINDS.__getitem__, tokens), np.int64, len(tokens))
    ends = [end for _, end in find_sentences(text)]
    starts = np.cumsum([0, *map(len, tokens)])[:-1]
    sentence = np.searchsorted(ends, starts, side="right")
    words = _by_sentence(sentence, kinds & WORD)
    function_words = _by_sentence(sentence, kinds & FUNCTION_WORD)
    spoken = words > 0
    return Wording(
        chars=sum(map(sum, part.clauses)),
        words=int(words.sum()),
        entities=len(set(found)),
        hard=sum(kind in hard for kind, _ in found),
        hedges=int(np.count_nonzero(kinds & HEDGE)),
        slogans=sum(text.count(phrase) for phrase in _words("slogans")),
        clauses=sum(map(len, part.clauses)),
        sentences=int(spoken.sum()),
        function_share=float(np.mean(function_words[spoken] / words[spoken]))
        if spoken.any()
        else np.nan,
        own=_own_sentences(text, ends, part.own_names()),
    )


def _specific(text: str) -> Iterator[tuple[str, str]]:
    """Kind and words of each specific expression, blanks out."""
    at, pattern = 0, _pattern("entities")
    for first in _pattern("first").finditer(text):
        if first.start() >= at and (m := pattern.match(text, first.start())):
            at = m.end()
            yield str(m.lastgroup), "".join(m[0].split())


def _measures(rid: str, w: Wording) -> Iterator[dict[str, object]]:
    """Make the measures that need one report only."""
    values = {
        "specificity": (100 * w.entities, w.chars),
        "hard_information": (w.hard, w.words),
        "hedging": (100 * w.hedges, w.chars),
        "slogans": (100 * w.slogans, w.chars),
        "readability_clause": (w.chars, w.clauses),
        "self_reference": (w.own, w.sentences),
    }
    for score, (top, n) in values.items():
        yield {
            "report_id": rid,
            "score": score,
            "value": top / n if n else np.nan,
            "n": n,
        }
    yield {
        "report_id": rid,
        "score": "readability_function_words",
        "value": w.function_share,
        "n": w.sentences,
    }


def _lengths(rid: str, part: Narrative) -> Iterator[dict[str, object]]:
    """Lengths of the report and of its sections, and how evenly they are spread."""
    sizes: dict[str, int] = {}
    for section, clauses in zip(part.sections, part.clauses, strict=True):
        sizes[section] = sizes.get(section, 0) + sum(clauses)
    total = sum(sizes.values())
    yield {"report_id": rid, "score": "length", "value": float(total), "n": total}
    for section, size in sizes.items():
        if section:
            yield {
                "report_id": rid,
                "score": "length",
                "value": float(size),
                "n": size,
                "scope": section,
            }
    shares = (
        np.array([size / total for size in sizes.values() if size])
        if total
        else np.array([])
    )
    even = (
        -float(np.sum(shares * np.log(shares))) / np.log(len(shares))
        if len(shares) > 1
        else np.nan
    )
    yield {
        "report_id": rid,
        "score": "section_balance",
        "value": even,
        "n": len(shares),
    }


def _by_sentence(
    sentence: NDArray[np.int64], bits: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Number of tokens of a kind in each sentence, by the sentence of each token."""
    return np.bincount(sentence, weights=bits > 0).astype(np.float64)


def _own_sentences(text: str, ends: list[int], names: list[str]) -> int:
    """Number of sentences that speak of the own agency, its place or its units."""
    places = [m.start() for m in _pattern("self").finditer(text)]
    for name in names:
        at = text.find(name)
        while at >= 0:
            places.append(at)
            at = text.find(name, at + 1)
    return len(np.unique(np.searchsorted(ends, places, side="right")))


class _Kinds(dict[str, int]):
    """Words, function words and hedges told apart; 0 for a mark.

    What was told of a token is kept: looking it up takes a tenth of a cached call.
    """

    def __missing__(self, token: str) -> int:
        if len(self) >= MOST_KINDS:
            self.clear()
        self[token] = self._tell(token)
        return self[token]

    def _tell(self, token: str) -> int:
        if not token[0].isalnum():
            return 0
        return (
            WORD
            + FUNCTION_WORD * (token in _words("function_words"))
            + HEDGE * (token in _words("hedges"))
        )


_KINDS = _Kinds()


def _reports(narrative: pd.DataFrame) -> dict[str, Narrative]:
    """Gather the stretches of narrative by report, in order of appearance."""
    columns = [
        narrative[c].fillna("").astype(str).tolist()
        if c in narrative.columns
        else [""] * len(narrative)
        for c in ("report_id", "section", "text", "agency", "region")
    ]
    out: dict[str, Narrative] = {}
    for rid, section, text, agency, region in zip(*columns, strict=True):
        part = out.setdefault(rid, Narrative([], [], [], agency, region))
        part.sections.append(section)
        part.texts.append(text)
        part.clauses.append(_clause_lengths(text))
    return out


def _clause_lengths(text: str) -> list[int]:
    """Characters of each clause, without those that have none."""
    clauses = (text[start:end] for start, end in find_clauses(text))
    return [n for clause in clauses if (n := len(SILENT.sub("", clause)))]


@cache
def _words(name: str) -> frozenset[str] | tuple[str, ...]:
    """A word list of the resource."""
    table = load_toml("disclosure.toml")[name]
    if name == "function_words":
        return frozenset(table["adverbs"]) | frozenset(table["conjunctions"])
    return tuple(table["phrases"]) if name == "slogans" else frozenset(table["words"])


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Compile the patterns of specific expressions (a group each), or of self-reference."""
    table = load_toml("disclosure.toml")
    if name == "self":
        return re.compile(table["self"]["pattern"])
    if name == "first":
        return re.compile(f"[{table['entities']['first']}]")
    kinds = {
        kind: pattern
        for kind, pattern in table["entities"].items()
        if kind not in ("hard", "first")
    }
    return re.compile(
        "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items())
    )

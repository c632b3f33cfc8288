"""New words: runs of characters that behave like words, proposed for the lexicon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.progress import begin_step, watch_steps
from textmine.resources.load import load_toml
from textmine.schema import NarrativeSource
from textmine.text.characters import code_points
from textmine.text.words import Segmenter
from textmine.themes.arrays import Bools, Floats, Ints
from textmine.themes.narrative import check_narrative, number_owners
from textmine.themes.phrases.ngrams import Kinds, Ngrams, find_ngrams
from textmine.themes.phrases.tokens import mask_names
from textmine.themes.phrases.unithood import MAX_CHARS, measure_cohesion

# Stricter than for phrases (``unithood``), since characters recur more than words: least branching
# entropy of the weaker side (nats), least cohesion of the characters, largest share of one
# neighbour. Set by hand on the sample corpus.
MIN_ENTROPY = 1.0
MIN_COHESION = 0.55  # 0 to 1
MAX_SHARE = 0.6  # of all places
# Classes whose single characters neither begin nor end a word.
_CLOSED = (
    "attributive",
    "particles",
    "clause_links",
    "conjunctions",
    "prepositions",
    "copulas",
    "modals",
    "numerals",
    "determiners",
    "quantities",
)
# Code points of the Han characters that count; what is rarer is a border, as marks are.
_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FD5
COLUMNS = {
    "term": "str",
    "freq": "int64",
    "n_chars": "int64",
    "tf": "int64",
    "df_reports": "int64",
    "df_agencies": "int64",
    "cohesion": "float64",
    "entropy_left": "float64",
    "entropy_right": "float64",
    "words": "str",
}


@check_arguments
def propose_terms(
    texts: pd.DataFrame | NarrativeSource,
    *,
    min_reports: int = 3,
    min_agencies: int = 2,
    max_chars: int = 8,
    segmenter: Segmenter | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Propose words for the lexicon: what the segmenter splits although its characters cohere.

    A run of 2 to ``max_chars`` Han characters is proposed if it is closed (no character always
    stands beside it), its neighbours vary on both sides, its characters cohere, it neither begins
    nor ends with a function word, and the segmenter cuts it. People decide; take accepted rows as
    ``{**lexicon_frequencies(), term: freq}``.

    Parameters
    ----------
    texts : pandas.DataFrame or NarrativeSource
        Columns ``report_id``, ``text``; ``agency`` and ``region`` are used if there.
    min_reports, min_agencies : int, default 3 and 2
        Least document frequency.
    max_chars : int, default 8; 40 at most
        Longest term.
    segmenter : Segmenter, optional
        Whose words are known; default: the genre's.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        Columns term, freq (frequency that keeps it whole), n_chars, tf, df_reports, df_agencies,
        cohesion (normalised pointwise mutual information of the characters), entropy_left,
        entropy_right (nats), words (how the segmenter cuts it now); most reports first.

    Raises
    ------
    FrameError
        If columns are missing or a bound is not positive.

    References
    ----------
    Sproat, R. & Shih, C. (1990). A statistical method for finding word boundaries in Chinese text.
    CPCOL 4:336-351 (mutual information). Jin, Z. & Tanaka-Ishii, K. (2006). Unsupervised
    segmentation of Chinese text by use of branching entropy. COLING/ACL.

    Examples
    --------
    >>> said = [
    ...     "设云岭通办窗口。",
    ...     "用好云岭通办平台",
    ...     "云岭通办上线",
    ...     "抓云岭通办，",
    ...     "建云岭通办点",
    ... ]
    >>> frame = pd.DataFrame({"report_id": list("abcde"), "text": said})
    >>> propose_terms(frame)[["term", "df_reports", "words"]].values.tolist()
    [['云岭通办', 5, '云岭 通办']]
    """
    frame = check_narrative(texts)
    if min(min_reports, min_agencies) < 1 or max_chars < 2:
        raise FrameError(
            "propose_terms: min_reports and min_agencies must be at least 1, max_chars at least 2"
        )
    with watch_steps("terms", 4, show=progress):
        begin_step("characters")
        characters = _read_characters(frame)
        function = _flag_function_characters(characters)
        owners = number_owners(frame)
        begin_step("runs that recur")
        found = find_ngrams(
            characters.ids,
            characters.row,
            (owners.report, owners.agency),
            _kinds(function),
            max_length=min(max_chars, MAX_CHARS),
            min_df=(min_reports, min_agencies),
        )
        begin_step("cohesion")
        cohesion = measure_cohesion(characters.ids, found)
        good = _is_like_a_word(characters, found, cohesion, function)
        begin_step("what the segmenter knows")
        rows = _unknown(characters, found.take(good), cohesion[good], segmenter)
    out = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    order = {"df_reports": False, "cohesion": False, "term": True}
    out = out.sort_values(list(order), ascending=list(order.values()), kind="stable")
    return out.reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class _Characters:
    """Han characters of all texts as numbers, 0 for all else; their row; characters by number."""

    ids: Ints
    row: Ints
    names: list[str]

    def spell(self, start: int, length: int) -> str:
        """Text of a stretch."""
        return "".join(self.names[c] for c in self.ids[start : start + length].tolist())


def _read_characters(frame: pd.DataFrame) -> _Characters:
    """Number the Han characters of the texts; a line end behind each is a border."""
    texts = [text + "\n" for text in mask_names(frame)]
    codes = code_points("".join(texts))
    row = np.repeat(
        np.arange(len(texts)), np.array([len(text) for text in texts], np.int64)
    )
    codes = np.where((codes >= _FIRST_HAN) & (codes <= _LAST_HAN), codes, 0)
    known, ids = np.unique(np.append(codes, np.uint32(0)), return_inverse=True)
    names = ["", *(chr(c) for c in known[1:].tolist())]
    return _Characters(ids[:-1].astype(np.int64), row, names)


def _flag_function_characters(characters: _Characters) -> Bools:
    """Flag the single characters of the closed classes, and the border, by number."""
    classes = load_toml("phrases.toml")["classes"]
    closed = frozenset(
        w for name in _CLOSED for w in classes[name].split() if len(w) == 1
    )
    return np.array([not name or name in closed for name in characters.names], np.bool_)


def _kinds(function: Bools) -> Kinds:
    """Say that function characters do not bind, and that a word may stand beside them."""
    numbers, none = np.flatnonzero(function), np.zeros(0, np.int64)
    return Kinds(loose=numbers, free=none, after=numbers, before=numbers, alone=none)


def _is_like_a_word(
    characters: _Characters, found: Ngrams, cohesion: Floats, function: Bools
) -> Bools:
    """Tell runs that cohere, branch on both sides and have no function character at an edge."""
    ids, last = characters.ids, found.start + found.length - 1
    good: Bools = (cohesion >= MIN_COHESION) & (found.length > 1)
    good &= ~function[ids[found.start]] & ~function[ids[last]]
    good &= np.minimum(found.entropy_left, found.entropy_right) >= MIN_ENTROPY
    return good & (np.maximum(found.share_left, found.share_right) <= MAX_SHARE)


def _unknown(
    characters: _Characters,
    found: Ngrams,
    cohesion: Floats,
    segmenter: Segmenter | None,
) -> list[dict[str, object]]:
    """Rows of the runs that the segmenter cuts."""
    segment = segmenter or Segmenter()
    rows: list[dict[str, object]] = []
    for i, (start, length) in enumerate(
        zip(found.start.tolist(), found.length.tolist(), strict=True)
    ):
        term = characters.spell(start, length)
        words = segment.cut(term)
        if len(words) == 1:
            continue
        row = {
            "term": term,
            "freq": segment.suggest_freq(term),
            "n_chars": length,
            "tf": found.tf[i],
            "df_reports": found.df[0][i],
            "df_agencies": found.df[1][i],
            "cohesion": cohesion[i].round(6),
            "entropy_left": found.entropy_left[i].round(6),
            "entropy_right": found.entropy_right[i].round(6),
            "words": " ".join(words),
        }
        rows.append(row)
    return rows

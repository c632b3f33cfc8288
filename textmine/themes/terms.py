"""New words: runs of characters that behave like words, proposed for the lexicon."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmine.errors import FrameError
from textmine.resources.load import load_toml
from textmine.schema import NarrativeSource
from textmine.text.words import Segmenter
from textmine.themes.ngrams import Ints, Kinds, find_ngrams
from textmine.themes.phrases import check_narrative, number_owners
from textmine.themes.tokens import mask_names
from textmine.themes.whole import measure_cohesion

MIN_ENTROPY, MIN_COHESION, MAX_SHARE = 1.0, 0.55, 0.6
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


def propose_terms(
    texts: pd.DataFrame | NarrativeSource,
    *,
    min_reports: int = 3,
    min_agencies: int = 2,
    max_chars: int = 8,
    segmenter: Segmenter | None = None,
) -> pd.DataFrame:
    """Propose additions to the lexicon: what the segmenter splits although its characters keep together.

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
    max_chars : int, default 8
        Longest term.
    segmenter : Segmenter, optional
        Whose words are known; default: the genre's.

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
    ids, row, names = _characters(frame)
    weak = _function_characters()
    flags = np.flatnonzero([not name or name in weak for name in names])
    none = np.zeros(0, np.int64)
    kinds = Kinds(loose=flags, free=none, after=flags, before=flags, alone=none)
    found = find_ngrams(
        ids,
        row,
        number_owners(frame),
        kinds,
        max_length=max_chars,
        min_df=(min_reports, min_agencies),
    )
    cohesion = measure_cohesion(ids, found)
    at_edge = np.isin(ids[found.start], flags) | np.isin(ids[found.start + found.length - 1], flags)
    good = (cohesion >= MIN_COHESION) & ~at_edge & (found.length > 1)
    good &= np.minimum(found.entropy_left, found.entropy_right) >= MIN_ENTROPY
    good &= np.maximum(found.share_left, found.share_right) <= MAX_SHARE
    segment = segmenter or Segmenter()
    rows = []
    for i in np.flatnonzero(good).tolist():
        term = "".join(
            names[c] for c in ids[found.start[i] : found.start[i] + found.length[i]].tolist()
        )
        words = segment.cut(term)
        if len(words) > 1:
            counts = (len(term), found.tf[i], found.df[0][i], found.df[1][i])
            measures = (m[i].round(6) for m in (cohesion, found.entropy_left, found.entropy_right))
            rows.append((term, segment.suggest_freq(term), *counts, *measures, " ".join(words)))
    out = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    order = ["df_reports", "cohesion", "term"]
    return out.sort_values(order, ascending=[False, False, True], kind="stable").reset_index(
        drop=True
    )


def _characters(frame: pd.DataFrame) -> tuple[Ints, Ints, list[str]]:
    """Han characters of all texts as numbers, 0 for all else; the row of each; the characters by number."""
    texts = [text + "\n" for text in mask_names(frame)]
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    row = np.repeat(np.arange(len(texts)), np.array([len(text) for text in texts], np.int64))
    codes = np.where((codes >= 0x4E00) & (codes <= 0x9FD5), codes, 0)
    known, ids = np.unique(np.append(codes, np.uint32(0)), return_inverse=True)
    return ids[:-1].astype(np.int64), row, ["", *(chr(c) for c in known[1:].tolist())]


def _function_characters() -> frozenset[str]:
    """Single characters of the closed classes."""
    classes = load_toml("phrases.toml")["classes"]
    closed = (
        "particles",
        "conjunctions",
        "prepositions",
        "copulas",
        "modals",
        "numerals",
        "determiners",
    )
    return frozenset(w for name in closed for w in classes[name].split() if len(w) == 1)

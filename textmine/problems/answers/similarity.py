"""How alike two statements are: soft cosine over character pairs and cue categories."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.problems.coder.coding import clean_statements
from textmine.problems.coder.cues import CodebookClassifier
from textmine.resources.load import load_toml

LEAD, REST = 1.0, 0.5
"""Weight of a cue in the first clause, and behind it: what a statement is about stands first."""
WEAK = 0.5
"""Weight of a weak cue beside a strong one's 1."""
MIN_LEAD = 8
"""Least characters of a first clause; a shorter one (近年来，) only leads in. Chosen by hand."""
_CHUNK = 5_000
"""Groups compared at a time: bounds the memory, changes nothing else."""
_EMPTY = 1e-12
"""Keeps an empty row from being divided by zero; it stays empty."""
NOT_CONTENT = re.compile(r"[^\u3400-\u9fffA-Za-z0-9]+")
"""Marks and blanks between the words of a statement."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Statements as rows: character pairs, and a profile over the categories, of length 1 each."""

    pairs: sparse.csr_array
    profiles: NDArray[np.float64]


@cache
def _stock(*, with_common: bool = False) -> re.Pattern[str]:
    """Words that carry no topic, where wanted also those of any problem, longest first."""
    tables = load_toml("responses.toml")
    words = [*tables["stock"], *(tables["common"] if with_common else ())]
    words.sort(key=lambda w: (-len(w), w))
    return re.compile("|".join(map(re.escape, words)))


@cache
def _coder() -> CodebookClassifier:
    """The cue coder of the shipped codebook."""
    return CodebookClassifier().fit()


@lru_cache(maxsize=4096)
def drop_stock(text: str) -> str:
    """Leave out marks, the words that carry no topic, and those that any problem may have.

    Parameters
    ----------
    text : str
        A statement.

    Returns
    -------
    str
        What is left, in one run.

    Examples
    --------
    >>> drop_stock("公开队伍建设有待进一步加强。")
    '队伍建设'
    """
    return NOT_CONTENT.sub("", _stock(with_common=True).sub("", text))


def content_pairs(text: str) -> list[str]:
    """Character pairs of a statement's content, stock words and punctuation left out.

    Parameters
    ----------
    text : str
        A statement.

    Returns
    -------
    list of str
        Pairs in order, none across a dropped word.

    Examples
    --------
    >>> content_pairs("进一步加强业务培训")
    ['业务', '务培', '培训']
    """
    runs = NOT_CONTENT.sub(" ", _stock().sub(" ", text)).split()
    return [run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1))]


def topic_profile(text: str) -> dict[str, float]:
    """How much a text speaks of each category: its cues, those of the first clause twice the rest.

    Parameters
    ----------
    text : str
        A problem or measure.

    Returns
    -------
    dict
        Category to weight (0.5 for the rest, 1 for the lead; weak cues half).

    Examples
    --------
    >>> topic_profile("组织全员业务培训，并完善考核办法")
    {'mechanism': 0.5, 'capacity': 1.0}
    """
    coder = _coder()
    stops = [
        place for place in (text.find(mark) for mark in "，。；") if place >= MIN_LEAD
    ]
    first = min(stops, default=len(text))
    weights: dict[str, float] = {}
    for match in coder.table_.find(text):
        weight = LEAD if match.start < first else REST
        if match.cue.strength != "strong":
            weight *= WEAK
        for key in match.cue.categories:
            weights[key] = max(weights.get(key, 0.0), weight)
    return {key: weights[key] for key in coder.codebook_.keys if key in weights}


def vectorize(
    texts: Sequence[str], labels: Sequence[str] | None = None, *, idf: bool = False
) -> Vectors:
    """Make the vectors that :func:`soft_cosine` compares.

    Parameters
    ----------
    texts : sequence of str
        Statements.
    labels : sequence of str, optional
        Their categories, joined by ``|``; where given they stand for the cues.
    idf : bool
        Whether a character pair counts the more the rarer it is among these statements.

    Returns
    -------
    Vectors
        A row a statement.
    """
    cleaned = clean_statements(texts)
    keys = _coder().codebook_.keys
    place = {key: j for j, key in enumerate(keys)}
    profiles = np.zeros((len(cleaned), len(keys)))
    for i, text in enumerate(cleaned):
        given = (
            [k for k in labels[i].split("|") if k in place]
            if labels is not None
            else []
        )
        weights = {key: 1.0 for key in given} or topic_profile(text)
        for key, weight in weights.items():
            profiles[i, place[key]] = weight
    lengths = np.linalg.norm(profiles, axis=1, keepdims=True)
    return Vectors(pair_rows(cleaned, idf=idf), profiles / np.maximum(lengths, _EMPTY))


def pair_rows(texts: Sequence[str], *, idf: bool = False) -> sparse.csr_array:
    """Make a row of character pairs of each text, of length 1 (0 where it has none).

    Parameters
    ----------
    texts : sequence of str
        Clean statements.
    idf : bool
        Whether a pair counts the more the rarer it is among these texts.

    Returns
    -------
    scipy.sparse.csr_array of shape (n_texts, n_pairs)
        Columns by pair, sorted.
    """
    rows: list[int] = []
    columns: list[str] = []
    for i, text in enumerate(texts):
        found = set(content_pairs(text))
        rows += [i] * len(found)
        columns += sorted(found)
    where, terms = pd.factorize(np.array(columns, dtype=np.object_), sort=True)
    places = (np.array(rows, dtype=np.int64), where)
    pairs = sparse.csr_array(
        (np.ones(len(rows)), places), shape=(len(texts), len(terms))
    )
    if idf:
        df = np.bincount(pairs.indices, minlength=len(terms))
        pairs.data = np.log((1.0 + len(texts)) / (1.0 + df[pairs.indices])) + 1.0
    return _unit_rows(pairs)


def _unit_rows(matrix: sparse.csr_array) -> sparse.csr_array:
    """Scale rows to length 1, empty rows stay empty."""
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1))).ravel()
    return sparse.csr_array(
        sparse.diags_array(1.0 / np.maximum(norms, _EMPTY)) @ matrix
    )


def soft_cosine(
    vectors: Vectors,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    *,
    overlap: bool = False,
) -> NDArray[np.float64]:
    """Soft cosine of pairs of statements.

    With S the similarity of terms, ``aᵀSb / √(aᵀSa · bᵀSb)``. The terms are character pairs (alike
    only to themselves) and cue words (alike where they speak for one category), so that 人手不足
    and 充实队伍 meet.

    Parameters
    ----------
    vectors : Vectors
        From :func:`vectorize`.
    left, right : ndarray of shape (n_pairs,)
        Rows to compare.
    overlap : bool
        Compare the categories by their overlap coefficient ``|A∩B| / min(|A|, |B|)`` in place of
        the cosine, so that a statement with one of two categories is not held to be half another.

    Returns
    -------
    ndarray of shape (n_pairs,)
        0–1.

    References
    ----------
    Sidorov, Gelbukh, Gómez-Adorno & Pinto 2014, Computación y Sistemas 18(3); as a measure of
    answers to questions in Chinese: 卞世博、管之凡、阎志鹏 2021, 管理科学学报 24(4).

    Examples
    --------
    >>> v = vectorize(["专职人手不足", "充实队伍，增配专职人员", "拓宽公开渠道"])
    >>> a, b = soft_cosine(v, np.array([0, 0]), np.array([1, 2]))
    >>> bool(a > 0.5 > b)
    True
    """
    shared = np.asarray(
        vectors.pairs[left].multiply(vectors.pairs[right]).sum(axis=1)
    ).ravel()
    if overlap:
        has = vectors.profiles > 0
        least = np.minimum(has[left].sum(axis=1), has[right].sum(axis=1))
        topics = (has[left] & has[right]).sum(axis=1) / np.maximum(least, 1)
    else:
        topics = np.einsum("ij,ij->i", vectors.profiles[left], vectors.profiles[right])
    # Both parts have length 1 or 0, so aᵀSa only says which parts a statement has.
    has_pairs = np.diff(vectors.pairs.indptr) > 0
    has_topic = vectors.profiles.any(axis=1)
    size = has_pairs.astype(np.float64) + has_topic
    length = np.sqrt(size[left] * size[right])
    return np.asarray((shared + topics) / np.maximum(length, _EMPTY), dtype=np.float64)


def compare_groups(
    vectors: Vectors,
    groups: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
) -> list[NDArray[np.float64]]:
    """Compare every left row with every right row of each group, categories by their overlap.

    Parameters
    ----------
    vectors : Vectors
        From :func:`vectorize`.
    groups : sequence of (ndarray, ndarray)
        Rows to the left and to the right.

    Returns
    -------
    list of ndarray of shape (n_left, n_right)
        A table of similarities a group.

    Examples
    --------
    >>> v = vectorize(["人手不足", "增配人手", "更新慢"])
    >>> compare_groups(v, [(np.array([0]), np.array([1, 2]))])[0].round(1).tolist()
    [[0.8, 0.0]]
    """
    return _by_group(
        groups, lambda left, right: soft_cosine(vectors, left, right, overlap=True)
    )


def compare_pairs(
    pairs: sparse.csr_array,
    groups: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
) -> list[NDArray[np.float64]]:
    """Compare every left text with every right text of each group by character pairs alone.

    Parameters
    ----------
    pairs : scipy.sparse.csr_array
        From :func:`pair_rows`.
    groups : sequence of (ndarray, ndarray)
        Rows to the left and to the right.

    Returns
    -------
    list of ndarray of shape (n_left, n_right)
        Cosines, a table a group.

    Examples
    --------
    >>> rows = pair_rows(["增配人手", "更新慢", "人手不足"])
    >>> compare_pairs(rows, [(np.array([0, 1]), np.array([2]))])[0].round(2).tolist()
    [[0.58], [0.0]]
    """

    def cosine(
        left: NDArray[np.int64], right: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        return np.asarray(pairs[left].multiply(pairs[right]).sum(axis=1)).ravel()

    return _by_group(groups, cosine)


def _by_group(
    groups: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
    compare: Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]],
) -> list[NDArray[np.float64]]:
    """Compare the rows of many groups in few calls, and give a table a group."""
    out: list[NDArray[np.float64]] = []
    for first in range(0, len(groups), _CHUNK):
        chunk = groups[first : first + _CHUNK]
        left = np.concatenate([np.repeat(a, len(b)) for a, b in chunk])
        right = np.concatenate([np.tile(b, len(a)) for a, b in chunk])
        ends = np.cumsum([len(a) * len(b) for a, b in chunk])
        parts = np.split(compare(left, right), ends[:-1])
        out += [
            part.reshape(len(a), len(b))
            for part, (a, b) in zip(parts, chunk, strict=True)
        ]
    return out

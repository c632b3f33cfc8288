"""Recurring phrases of a corpus: whole expressions by document frequency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from textmine.english import Counted
from textmine.errors import FrameError, warn
from textmine.intake.arguments import check_arguments
from textmine.progress import begin_step, watch_steps
from textmine.resources.references import load_references
from textmine.schema import NarrativeSource, make_frame
from textmine.text.words import Segmenter, load_lexicon
from textmine.themes.arrays import Bools, Floats, Ints
from textmine.themes.narrative import OwnerNumbers, Owners, check_narrative
from textmine.themes.phrases.ngrams import Ngrams, count_tokens, find_ngrams
from textmine.themes.phrases.tokens import SLOTS, TokenStream, read_token_parts
from textmine.themes.phrases.unithood import (
    MAX_CHARS,
    classify_words,
    is_balanced,
    is_nested,
    measure_closing,
    measure_cohesion,
    select_whole,
)

# A phrase of more characters than this is more than a term; said by this share of the agencies it
# is stock all the same. Lang & Stice-Lawrence (2015): sentences of four words (eight characters)
# that 30 % of the reports hold are boilerplate.
STOCK_CHARS = 8
STOCK_SHARE = 0.3  # of the agencies, from which a sentence of that length is stock
PHRASE_STEPS = 3
"""What a bar counts: words, expressions, their kinds."""


@check_arguments
def mine_phrases(
    texts: pd.DataFrame | NarrativeSource,
    *,
    min_reports: int = 3,
    min_agencies: int = 2,
    max_words: int = 12,
    segmenter: Segmenter | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Find the expressions that recur in the reports of several agencies.

    An expression is a run of 1 to ``max_words`` words and 4 to 40 characters within a clause;
    years, numbers and the report's own agency and region are slots (〈年〉, 〈数〉, 〈名〉). It is
    kept if it is whole: no neighbouring word stands beside it in more than 75 % of its places, its
    neighbours vary on both sides, it stands at an edge (mark, particle, conjunction, adverb …)
    often enough, begins and ends with a content word, and coheres. A negation or 仍 may begin one
    (未收取信息处理费); terms that cohere well need no edge, terms of the genre's commonest words at
    edges hardly any cohesion.

    Parameters
    ----------
    texts : pandas.DataFrame or NarrativeSource
        Columns ``report_id``, ``text``; ``agency`` and ``region`` are used if there. Without
        ``agency`` each report counts as an agency of its own.
    min_reports, min_agencies : int, default 3 and 2
        Least document frequency.
    max_words : int, default 12
        Longest phrase in words.
    segmenter : Segmenter, optional
        Default: the genre's.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        Frame ``phrases``: phrase, n_chars (a slot counts as one), tf, df_reports, df_agencies (of
        places where its words are words of the text: 政府信息 does not stand in 政府信息公开,
        where :func:`mark_phrases` finds it all the same), cohesion (normalised pointwise mutual
        information of the words, −1 to 1; 1 for one word),
        entropy_left, entropy_right (branching entropy in nats), kind. Kinds: *mandated*, the
        wording of the statute, the form or a notice; *stock*, a term, or no longer than eight
        characters, or said by at least 30 % of the agencies; *discretionary*, nobody prescribes it
        and not everybody says it: evidence of reuse. Best first, by document frequency × log₂(1 +
        words).

    Raises
    ------
    FrameError
        If columns are missing or a bound is not positive.

    References
    ----------
    Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction. GSCL; the
    many-word form divides by (n − 1). Jin, Z. & Tanaka-Ishii, K. (2006). Unsupervised segmentation
    of Chinese text by use of branching entropy. COLING/ACL. Frantzi, K., Ananiadou, S. & Mima, H.
    (2000). Automatic recognition of multi-word terms: the C-value/NC-value method. IJDL 3(2)
    (weight by length). The 30 % and the eight characters (four words): Lang, M. & Stice-Lawrence,
    L. (2015). Textual analysis and international financial reporting. JAE 60:110-135.

    Examples
    --------
    >>> said = [
    ...     "我局政策解读形式单一。",
    ...     "存在政策解读形式单一的问题。",
    ...     "今年，政策解读形式单一，更新慢。",
    ... ]
    >>> frame = pd.DataFrame({"report_id": ["a", "b", "c"], "text": said})
    >>> mine_phrases(frame)[["phrase", "df_reports", "kind"]].values.tolist()
    [['政策解读形式单一', 3, 'stock']]
    """
    with watch_steps("phrases", PHRASE_STEPS, show=progress):
        return mine_phrase_parts(
            [check_narrative(texts)],
            min_reports=min_reports,
            min_agencies=min_agencies,
            max_words=max_words,
            segmenter=segmenter,
        )


def mine_phrase_parts(
    parts: Iterable[pd.DataFrame],
    *,
    min_reports: int = 3,
    min_agencies: int = 2,
    max_words: int = 12,
    segmenter: Segmenter | None = None,
) -> pd.DataFrame:
    """Find the expressions of a corpus that comes in parts, as :func:`mine_phrases` of the whole.

    Of the texts no more than a part is held; the numbers of their words lie in mapped files where a
    folder for them is in use (:mod:`textmine.scratch`), and are looked through by ranges of words.

    Parameters
    ----------
    parts : iterable of DataFrame
        Columns as for :func:`mine_phrases`.
    min_reports, min_agencies, max_words, segmenter
        As for :func:`mine_phrases`.

    Returns
    -------
    pandas.DataFrame
        Frame ``phrases``: the same for any parts.

    Raises
    ------
    FrameError
        If a bound is not positive.
    """
    if min(min_reports, min_agencies, max_words) < 1:
        raise FrameError(
            "mine_phrases: min_reports, min_agencies and max_words must be at least 1"
        )
    numbers = OwnerNumbers()

    def numbered() -> Iterator[pd.DataFrame]:
        for part in parts:
            numbers.add(part)
            yield part

    # No phrase has more words than characters.
    max_words = min(max_words, MAX_CHARS)
    begin_step("words")
    stream = read_token_parts(numbered(), segmenter or Segmenter())
    owners = numbers.owners()
    if len(owners.report):
        n_reports = Counted(int(owners.report.max()) + 1)
        _warn_of_bounds(f"{n_reports:report}", n_reports, min_reports, "min_reports")
        n_agencies = Counted(owners.n_agencies)
        told = f"{n_agencies:agency|agencies}"
        _warn_of_bounds(told, n_agencies, min_agencies, "min_agencies")
    begin_step("expressions")
    out = _whole_phrases(stream, owners, max_words, (min_reports, min_agencies))
    begin_step("kinds")
    return make_frame("phrases", out.assign(kind=_label_kinds(out, owners.n_agencies)))


def _warn_of_bounds(told: str, n: int, least: int, bound: str) -> None:
    """Say that a bound lies above what the corpus has."""
    if n < least:
        message = (
            f"{told}, but {bound}={least}: no phrase can be found; lower the bound"
        )
        warn(f"mine_phrases: {message}")


def spell_whole(stream: TokenStream, *, max_words: int) -> list[str]:
    """Spell the whole expressions of at least two sentences, each row of the stream one of them.

    Parameters
    ----------
    stream : TokenStream
        Sentences.
    max_words : int
        Longest expression.

    Returns
    -------
    list of str
        In order of their first place, slots as single characters.
    """
    rows = np.arange(int(stream.row.max(initial=-1)) + 1)
    found = _find_whole(stream, (rows,), max_words, (2,))
    return [phrase for phrase in _spell(stream, found.ngrams) if is_balanced(phrase)]


@dataclass(frozen=True, slots=True)
class _Whole:
    """Whole expressions with their cohesion."""

    ngrams: Ngrams
    cohesion: Floats


def _find_whole(
    stream: TokenStream, owners: Sequence[Ints], max_words: int, min_df: Sequence[int]
) -> _Whole:
    """Find whole expressions that enough owners share and no longer one explains."""
    classes = classify_words(stream.words)
    counts = count_tokens(stream.ids)
    closing = measure_closing(stream.ids, classes.kinds)

    def is_whole(found: Ngrams) -> Bools:
        cohesion = measure_cohesion(stream.ids, found, counts)
        return select_whole(stream.ids, found, classes, cohesion, closing)

    found = find_ngrams(
        stream.ids,
        stream.row,
        owners,
        classes.kinds,
        max_length=max_words,
        min_df=min_df,
        wanted=is_whole,
    )
    found = found.take(~is_nested(stream.ids, found, classes.kinds))
    return _Whole(found, measure_cohesion(stream.ids, found, counts))


def _whole_phrases(
    stream: TokenStream, owners: Owners, max_words: int, min_df: tuple[int, int]
) -> pd.DataFrame:
    """Columns of the frame but kind, best first."""
    found = _find_whole(stream, (owners.report, owners.agency), max_words, min_df)
    whole = found.ngrams
    phrases = _spell(stream, whole)
    out = pd.DataFrame(
        {
            "phrase": [phrase.translate(_SLOT_NAMES) for phrase in phrases],
            "n_chars": [len(phrase) for phrase in phrases],
            "tf": whole.tf,
            "df_reports": whole.df[0],
            "df_agencies": whole.df[1],
            "cohesion": found.cohesion.round(6),
            "entropy_left": whole.entropy_left.round(6),
            "entropy_right": whole.entropy_right.round(6),
            # C-value's weight by length: of two phrases as widespread, the longer says more.
            "weight": (whole.df[0] * np.log2(1 + whole.length)).round(6),
        }
    ).astype({"phrase": "str"})
    out = out[np.array([is_balanced(phrase) for phrase in phrases], dtype=bool)]
    order = {"weight": False, "tf": False, "phrase": True}
    return out.sort_values(list(order), ascending=list(order.values()), kind="stable")


_SLOT_NAMES = str.maketrans({mark: name for name, mark in SLOTS.items()})


def _spell(stream: TokenStream, found: Ngrams) -> list[str]:
    """Text of each n-gram; slots as single characters."""
    spans = zip(found.start.tolist(), found.length.tolist(), strict=True)
    return [
        "".join(stream.words[i] for i in stream.ids[a : a + n].tolist())
        for a, n in spans
    ]


def _label_kinds(phrases: pd.DataFrame, n_agencies: int) -> list[str]:
    """Mandated, stock or discretionary."""
    lexicon = load_lexicon()
    official = frozenset(lexicon.loc[lexicon["source"] != "usage", "term"])
    terms = frozenset(lexicon["term"])
    mandated = _mandated_text()
    kinds = []
    for phrase, size, df in zip(
        phrases["phrase"], phrases["n_chars"], phrases["df_agencies"], strict=True
    ):
        long = size > STOCK_CHARS
        if phrase in official or (long and _letters(phrase) in mandated):
            kinds.append("mandated")
        elif not long or phrase in terms or df >= STOCK_SHARE * n_agencies:
            kinds.append("stock")
        else:
            kinds.append("discretionary")
    return kinds


@cache
def _mandated_text() -> str:
    """Wording of the statute, the forms and the notices, letters only, texts kept apart."""
    return "\n".join(_letters(text) for text in load_references("mandated"))


def _letters(text: str) -> str:
    """Drop slots, digits, marks and blanks."""
    return "".join(c for c in re.sub("〈.〉|[0-9]", "", text) if c.isalpha())

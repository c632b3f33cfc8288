"""Recurring phrases of a corpus: whole expressions by document frequency, and the places where they stand."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from functools import cache

import numpy as np
import pandas as pd

from textmine.errors import FrameError, TextmineWarning
from textmine.resources.references import load_references
from textmine.schema import NarrativeSource, check_columns, make_frame
from textmine.text.words import Segmenter, load_lexicon
from textmine.themes.ngrams import Ints, find_ngrams
from textmine.themes.tokens import NAME, SLOT_PATTERNS, SLOTS, TokenStream, read_tokens
from textmine.themes.whole import (
    WordClasses,
    is_balanced,
    is_nested,
    measure_cohesion,
    select_whole,
)

STOCK_SHARE, STOCK_CHARS = 0.3, 8
_REFERENCES = ("official/forms.toml", "references/formulas.toml", "references/statutes.toml")


def mine_phrases(
    texts: pd.DataFrame | NarrativeSource,
    *,
    min_reports: int = 3,
    min_agencies: int = 2,
    max_words: int = 12,
    segmenter: Segmenter | None = None,
) -> pd.DataFrame:
    """Find the expressions that recur in the reports of several agencies.

    An expression is a run of 1 to ``max_words`` words and 4 to 40 characters within a clause;
    years, numbers and the report's own agency and region are slots (〈年〉, 〈数〉, 〈名〉). It is
    kept if it is whole: no neighbouring word stands beside it in more than 80 % of its places, its
    neighbours vary on both sides, it stands at an edge (mark, particle, conjunction, adverb …)
    often enough, begins and ends with a content word, and coheres.

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

    Returns
    -------
    pandas.DataFrame
        Frame ``phrases``: phrase, n_chars (a slot counts as one), tf, df_reports, df_agencies,
        cohesion (normalised pointwise mutual information of the words, −1 to 1; 1 for one word),
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
    frame = check_narrative(texts)
    if min(min_reports, min_agencies, max_words) < 1:
        raise FrameError("mine_phrases: min_reports, min_agencies and max_words must be at least 1")
    owners = number_owners(frame)
    for owner, least, what in zip(
        owners, (min_reports, min_agencies), ("reports", "agencies"), strict=True
    ):
        if len(frame) and (n := int(owner.max()) + 1) < least:
            message = f"mine_phrases: {n} {what}, but min_{what}={least}: no phrase can be found; lower the bound"
            warnings.warn(message, TextmineWarning, stacklevel=2)
    stream = read_tokens(frame, segmenter or Segmenter())
    out = _whole_phrases(stream, owners, max_words, (min_reports, min_agencies))
    return make_frame(
        "phrases", out.assign(kind=_label_kinds(out, int(owners[1].max(initial=0)) + 1))
    )


def find_phrase(texts: pd.DataFrame | NarrativeSource, phrase: str) -> pd.DataFrame:
    """Find the places where a phrase stands.

    Parameters
    ----------
    texts : pandas.DataFrame or NarrativeSource
        The texts the phrase was mined from: ``report_id``, ``text``; ``section``, ``start``,
        ``agency``, ``region`` are used if there.
    phrase : str
        A phrase of ``mine_phrases``, with its slots; blanks in the text are passed over.

    Returns
    -------
    pandas.DataFrame
        Columns report_id, section, start, end (offsets into the report), text; in the order of the
        texts.

    Raises
    ------
    FrameError
        If columns are missing or the phrase is empty.

    Examples
    --------
    >>> frame = pd.DataFrame({"report_id": ["a"], "text": ["全年公开信息 12 条。"], "start": [100]})
    >>> find_phrase(frame, "公开信息〈数〉条").values.tolist()
    [['a', '', 102, 111, '公开信息 12 条']]
    """
    frame = check_narrative(texts)
    if not phrase.strip():
        raise FrameError(
            "find_phrase: the phrase is empty; take one from the column phrase of mine_phrases"
        )
    starts = frame["start"] if "start" in frame.columns else pd.Series(0, frame.index)
    sections = frame["section"] if "section" in frame.columns else pd.Series("", frame.index)
    names = [frame[c].fillna("").astype(str) for c in ("agency", "region") if c in frame.columns]
    plain = None if NAME in phrase else _pattern(phrase, ())
    rows = []
    columns = (frame["report_id"], sections, starts, frame["text"].fillna("").astype(str), *names)
    for report_id, section, start, text, *own in zip(*columns, strict=True):
        for match in (plain or _pattern(phrase, own)).finditer(text):
            rows.append(
                (report_id, section, start + match.start(), start + match.end(), match.group())
            )
    out = pd.DataFrame(rows, columns=["report_id", "section", "start", "end", "text"])
    return out.astype(
        {"report_id": "str", "section": "str", "start": "int64", "end": "int64", "text": "str"}
    )


def check_narrative(texts: pd.DataFrame | NarrativeSource) -> pd.DataFrame:
    """Take the frame, or the narrative of a corpus, and check it.

    Parameters
    ----------
    texts : pandas.DataFrame or NarrativeSource
        What a caller handed in.

    Returns
    -------
    pandas.DataFrame
        A frame with ``report_id`` and ``text``.

    Raises
    ------
    FrameError
        If one of them is missing.
    """
    frame = texts if isinstance(texts, pd.DataFrame) else texts.narrative
    check_columns(frame, ["report_id", "text"], what="texts")
    return frame


def number_owners(frame: pd.DataFrame) -> tuple[Ints, Ints]:
    """Number the reports and the agencies; a report without an agency is one of its own.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``report_id``; ``agency`` is used if there.

    Returns
    -------
    tuple of numpy.ndarray
        Number of the report, and of the agency, of each row.
    """
    reports = pd.factorize(frame["report_id"].astype(str))[0].astype(np.int64)
    if "agency" not in frame.columns:
        return reports, reports
    agency = frame["agency"].fillna("").astype(str)
    agencies = pd.factorize(agency.where(agency != "", "\x00" + frame["report_id"].astype(str)))[0]
    return reports, agencies.astype(np.int64)


def _whole_phrases(
    stream: TokenStream, owners: tuple[Ints, Ints], max_words: int, min_df: tuple[int, int]
) -> pd.DataFrame:
    """Columns of the frame but kind, best first."""
    classes = WordClasses(stream.words)
    found = find_ngrams(
        stream.ids, stream.row, owners, classes.kinds, max_length=max_words, min_df=min_df
    )
    cohesion = measure_cohesion(stream.ids, found)
    whole = np.flatnonzero(select_whole(stream.ids, found, classes, cohesion))
    whole = whole[~is_nested(stream.ids, found, whole)]
    phrases = [_join(stream, int(found.start[i]), int(found.length[i])) for i in whole]
    masked = [p.translate(_SLOT_NAMES) for p in phrases]
    out = pd.DataFrame(
        {
            "phrase": masked,
            "n_chars": [len(p) for p in phrases],
            "tf": found.tf[whole],
            "df_reports": found.df[0][whole],
            "df_agencies": found.df[1][whole],
            "cohesion": cohesion[whole].round(6),
            "entropy_left": found.entropy_left[whole].round(6),
            "entropy_right": found.entropy_right[whole].round(6),
            "weight": (found.df[0] * np.log2(1 + found.length))[whole].round(6),
        }
    ).astype({"phrase": "str"})
    out = out[np.array([is_balanced(p) for p in phrases], dtype=bool)]
    return out.sort_values(
        ["weight", "tf", "phrase"], ascending=[False, False, True], kind="stable"
    )


_SLOT_NAMES = str.maketrans({mark: name for name, mark in SLOTS.items()})


def _join(stream: TokenStream, start: int, length: int) -> str:
    """Text of a stretch of the stream."""
    return "".join([stream.words[i] for i in stream.ids[start : start + length].tolist()])


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


def _pattern(phrase: str, names: Iterable[str]) -> re.Pattern[str]:
    """Regular expression for a phrase with slots; blanks may stand anywhere."""
    own = "|".join(re.escape(n) for n in names if len(n) > 1) or "(?!)"
    slots = {**SLOT_PATTERNS, NAME: own}
    parts = re.split("(" + "|".join(slots) + ")", phrase)
    return re.compile(r"\s*".join(_piece(part, slots) for part in parts if part))


def _piece(part: str, slots: dict[str, str]) -> str:
    """Regular expression for a slot or a literal stretch."""
    return f"(?:{slots[part]})" if part in slots else r"\s*".join(map(re.escape, part))

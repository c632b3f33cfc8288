"""Where phrases stand: their places in the texts, and which reports say them."""

from __future__ import annotations

import re
from collections.abc import Iterable

import ahocorasick
import numpy as np
import pandas as pd

from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.progress import watch
from textmine.schema import NarrativeSource
from textmine.themes.narrative import check_narrative
from textmine.themes.phrases.tokens import (
    NAME,
    SLOT_PATTERNS,
    SLOTS,
    mask_names,
    mask_numbers,
)

PLACES = {
    "report_id": "str",
    "section": "str",
    "start": "int64",
    "end": "int64",
    "text": "str",
}


@check_arguments
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
    >>> frame = pd.DataFrame(
    ...     {"report_id": ["a"], "text": ["全年公开信息 12 条。"], "start": [100]}
    ... )
    >>> find_phrase(frame, "公开信息〈数〉条").values.tolist()
    [['a', '', 102, 111, '公开信息 12 条']]
    """
    frame = check_narrative(texts)
    if not phrase.strip():
        raise FrameError(
            "find_phrase: the phrase is empty; take one from the column phrase of mine_phrases"
        )
    starts = frame["start"] if "start" in frame.columns else pd.Series(0, frame.index)
    sections = (
        frame["section"] if "section" in frame.columns else pd.Series("", frame.index)
    )
    texts_ = frame["text"].fillna("").astype(str)
    names = [
        frame[c].fillna("").astype(str)
        for c in ("agency", "region")
        if c in frame.columns
    ]
    # Only the slot of the own name differs from row to row.
    plain = None if NAME in phrase else _pattern(phrase, ())
    rows = []
    columns = (frame["report_id"], sections, starts, texts_, *names)
    for report_id, section, start, text, *own in zip(*columns, strict=True):
        for match in (plain or _pattern(phrase, own)).finditer(text):
            place = (start + match.start(), start + match.end())
            rows.append((report_id, section, *place, match.group()))
    return pd.DataFrame(rows, columns=list(PLACES)).astype(PLACES)


@check_arguments
def mark_phrases(
    texts: pd.DataFrame | NarrativeSource,
    phrases: Iterable[str],
    *,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Tell which reports say which phrases.

    Parameters
    ----------
    texts : pandas.DataFrame or NarrativeSource
        Columns ``report_id``, ``text``; the names' columns are used for slots.
    phrases : iterable of str
        Phrases of ``mine_phrases``.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        Columns report_id, item (the phrase), value (1.0 said, 0.0 not); every report with every
        phrase.

    Raises
    ------
    FrameError
        If columns are missing or there is no phrase.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {"report_id": ["a", "b"], "text": ["公开12条。", "政策解读少。"]}
    ... )
    >>> mark_phrases(frame, ["公开〈数〉条"]).values.tolist()
    [['a', '公开〈数〉条', 1.0], ['b', '公开〈数〉条', 0.0]]
    """
    frame = check_narrative(texts)
    items = list(dict.fromkeys(phrases))
    if not items or not all(items):
        raise FrameError(
            "mark_phrases: no phrase to look for; pass the column phrase of mine_phrases"
        )
    automaton = ahocorasick.Automaton()
    for i, phrase in enumerate(items):
        automaton.add_word(_with_marks(phrase), i)
    automaton.make_automaton()
    # A term with digits of its own (12345热线) stands in no text whose numbers are slots.
    spelled = [
        i for i, p in enumerate(items) if mask_numbers(_with_marks(p)) != _with_marks(p)
    ]
    patterns = {i: _pattern(items[i], []) for i in spelled}
    codes, reports = pd.factorize(frame["report_id"].astype(str))
    said = np.zeros((len(reports), len(items)))
    rows = zip(codes.tolist(), mask_names(frame), strict=True)
    for code, text in watch(rows, len(codes), "places", "text", show=progress):
        for _, i in automaton.iter(mask_numbers(text)):
            said[code, i] = 1.0
        for i, pattern in patterns.items():
            said[code, i] = max(said[code, i], float(pattern.search(text) is not None))
    wide = pd.DataFrame(
        said,
        index=pd.Index(reports, name="report_id"),
        columns=pd.Index(items, name="item"),
    )
    long = wide.reset_index().melt("report_id", value_name="value")
    return long.astype({"report_id": "str", "item": "str"})


def _with_marks(phrase: str) -> str:
    """Phrase with its slots as the single characters that masked texts have."""
    for name, mark in SLOTS.items():
        phrase = phrase.replace(name, mark)
    return phrase


def _pattern(phrase: str, names: Iterable[str]) -> re.Pattern[str]:
    """Regular expression for a phrase with slots; blanks may stand anywhere."""
    own = "|".join(re.escape(n) for n in names if len(n) > 1) or "(?!)"
    slots = {**SLOT_PATTERNS, NAME: own}
    parts = re.split("(" + "|".join(slots) + ")", phrase)
    return re.compile(r"\s*".join(_piece(part, slots) for part in parts if part))


def _piece(part: str, slots: dict[str, str]) -> str:
    """Regular expression for a slot or a literal stretch."""
    return f"(?:{slots[part]})" if part in slots else r"\s*".join(map(re.escape, part))

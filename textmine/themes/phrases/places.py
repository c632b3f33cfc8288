"""Where phrases stand: their places in the texts, and which reports say them.

Both look in a text as the phrases were mined from it: own names, years and numbers are slots,
blanks are dropped. So a report says a phrase exactly where a place of it is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick
import numpy as np
import pandas as pd

from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.progress import watch
from textmine.schema import NarrativeSource
from textmine.themes.narrative import check_narrative
from textmine.themes.phrases.tokens import (
    BLANK_STEPS,
    NUMBER_STEPS,
    SLOT_PATTERNS,
    SLOTS,
    MaskStep,
    mask,
    mask_names,
    name_steps,
    trace_mask,
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
    sought = _Sought.of(phrase)
    rows = []
    columns = (frame["report_id"], sections, starts, name_steps(frame))
    for report_id, section, start, (text, own) in zip(*columns, strict=True):
        for at, end in sought.find(text, [*own, *sought.steps]):
            rows.append((report_id, section, start + at, start + end, text[at:end]))
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
    if not items or not all(item.strip() for item in items):
        raise FrameError(
            "mark_phrases: no phrase to look for; pass the column phrase of mine_phrases"
        )
    # Where numbers are slots all phrases are looked for at once; few have digits of their own.
    automaton = ahocorasick.Automaton()
    spelled: dict[int, re.Pattern[str]] = {}
    together: dict[str, list[int]] = {}
    for i, sought in enumerate(map(_Sought.of, items)):
        if sought.steps == _WITH_SLOTS:
            together.setdefault(sought.marked, []).append(i)
        else:
            spelled[i] = sought.pattern
    for marked, places in together.items():
        automaton.add_word(marked, places)
    automaton.make_automaton()
    codes, reports = pd.factorize(frame["report_id"].astype(str))
    said = np.zeros((len(reports), len(items)))
    rows = zip(codes.tolist(), mask_names(frame), strict=True)
    for code, text in watch(rows, len(codes), "places", "text", show=progress):
        if together:
            for _, places in automaton.iter(mask(text, _WITH_SLOTS)):
                said[code, places] = 1.0
        plain = mask(text, _WITH_DIGITS) if spelled else ""
        for i, pattern in spelled.items():
            if pattern.search(plain):
                said[code, i] = 1.0
    wide = pd.DataFrame(
        said,
        index=pd.Index(reports, name="report_id"),
        columns=pd.Index(items, name="item"),
    )
    long = wide.reset_index().melt("report_id", value_name="value")
    return long.astype({"report_id": "str", "item": "str"})


# Blanks that numbers may hold go first; what breaks lines goes when no numbers can meet any more.
_LINE_BREAKS: tuple[MaskStep, ...] = ((re.compile(r"\s+"), ""),)
_WITH_SLOTS = (*BLANK_STEPS, *NUMBER_STEPS, *_LINE_BREAKS)
_WITH_DIGITS = (*BLANK_STEPS, *_LINE_BREAKS)


@dataclass(frozen=True, slots=True)
class _Sought:
    """A phrase as it is looked for: slots as single characters, no blanks.

    ``steps`` mask a text, after its own names, as the phrase is worded.
    """

    marked: str
    steps: tuple[MaskStep, ...]

    @classmethod
    def of(cls, phrase: str) -> _Sought:
        """A phrase with digits of its own (12345热线) stands in no text whose numbers are slots."""
        marked = mask(phrase, (*SLOTS.items(), *_WITH_DIGITS))
        has_digits = mask(marked, NUMBER_STEPS) != marked
        return cls(marked, _WITH_DIGITS if has_digits else _WITH_SLOTS)

    @property
    def pattern(self) -> re.Pattern[str]:
        """What it looks like in a masked text."""
        sought = re.escape(self.marked)
        if self.steps == _WITH_DIGITS:
            for slot, written in SLOT_PATTERNS.items():
                sought = sought.replace(SLOTS[slot], f"(?:{written})")
        return re.compile(sought)

    def find(self, text: str, steps: list[MaskStep]) -> list[tuple[int, int]]:
        """Where it stands in a text."""
        found = [match.span() for match in self.pattern.finditer(mask(text, steps))]
        if not found:
            return []
        spans = trace_mask(text, steps)
        return [(spans[start][0], spans[end - 1][1]) for start, end in found]

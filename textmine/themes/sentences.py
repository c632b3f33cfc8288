"""Statements of a frame of texts, each with its place, and which of them say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from textmine.intake.frames import check_single_rows, take_frame
from textmine.schema import META
from textmine.stats.groups import cluster_labels, number_groups
from textmine.text.sentences import STATEMENT_MARKS
from textmine.text.spans import Spans, covered, make_spans
from textmine.themes.phrases.tokens import mask_names, mask_numbers

# Letters of a key below which a stretch says nothing that could have a theme (a heading's number,
# "如下"). Chosen by hand on the sample.
MIN_LETTERS = 4
# Rows that are split in one go: of about 600 characters and a dozen statements each.
ROWS_AT_ONCE = 5_000
COMMON_SHARE = 0.3
"""Agencies that say one sentence, as a share of all, from which it is no wording of their own: as
sentences of phrases are stock from (``phrases.mine.STOCK_SHARE``)."""
COMMON_LEAST = 3
"""Agencies that must say it however few there are: two may share anything."""
# The unit is the statement of ``text.sentences`` (up to 。！？；or the line's end), but a key must
# come out of the masked text by the same split, and there a half-width ; or ? of a web page ends it
# as well; a run of marks is no unit of its own.
_ENDS = f"{STATEMENT_MARKS}\n"
# Whether there is a letter is asked of each afterwards: a pattern that looks for one begins anew at
# every mark of a long run of them.
_STRETCH = re.compile(rf"[^{_ENDS}]+[{STATEMENT_MARKS}]?")
_LETTER = re.compile(r"\w")
_SILENT = re.compile(rf"[^\w\ue000-\ue002{_ENDS}]+")
_MARKER = re.compile("^[一二三四五六七八九十]{1,3}是")


class _Statement(NamedTuple):
    """A statement with its place in the report, and the number of its row."""

    row: int
    start: int
    end: int
    text: str
    key: str


def split_sentences(
    texts: pd.DataFrame, *, exclude: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Split texts at full stops, semicolons and line ends; drop what is too short to have a theme.

    The unit is the statement of ``text.sentences``, called a sentence throughout this room.

    Parameters
    ----------
    texts : pandas.DataFrame
        Columns ``report_id``, ``text``; ``section``, ``start`` and the reports' metadata are
        carried on if there.
    exclude : pandas.DataFrame, optional
        Stretches to leave out (``report_id``, ``start``, ``end``, e.g. the passages of reuse
        mining): a sentence of which they cover at least half is dropped.

    Returns
    -------
    pandas.DataFrame
        Columns report_id, section, start, end (offsets into the report), text, key (letters with
        numbers and own names as slots: equal keys say the same), then the metadata that ``texts``
        has.

    Raises
    ------
    FrameError
        If columns are missing.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {
    ...         "report_id": ["a"],
    ...         "text": ["公开信息12条。更新不够及时；人少"],
    ...         "start": [5],
    ...     }
    ... )
    >>> split_sentences(frame)[["start", "end", "text"]].values.tolist()
    [[5, 13, '公开信息12条。'], [13, 20, '更新不够及时；']]
    """
    texts = take_frame(texts, ["report_id", "text"], what="texts")
    if exclude is not None:
        exclude = take_frame(exclude, ["report_id", "start", "end"], what="exclude")
        check_single_rows(texts, what="texts")
    stretches = {} if exclude is None else _stretches(exclude)
    parts = []
    # By some rows at a time: a statement takes ten times as much memory before it is in a frame.
    for start in range(0, max(len(texts), 1), ROWS_AT_ONCE):
        some = texts.iloc[start : start + ROWS_AT_ONCE]
        found = _frame(some, list(_find_statements(some)))
        if stretches and len(found):
            taken = _covered(found, stretches)
            found = found[2 * taken < (found["end"] - found["start"]).to_numpy()]
        parts.append(found)
    return (
        parts[0].reset_index(drop=True)
        if len(parts) == 1
        else pd.concat(parts, ignore_index=True)
    )


def share_in_common(sentences: pd.DataFrame) -> float:
    """Measure how much of the text is in wordings that many agencies say.

    Parameters
    ----------
    sentences : pandas.DataFrame
        As :func:`split_sentences` gives them.

    Returns
    -------
    float
        Characters of sentences that ``COMMON_SHARE`` of the agencies say, numbers and own names
        apart, and no fewer than ``COMMON_LEAST``; of all characters.

    Examples
    --------
    >>> said = ["更新不够及时。" + own for own in ("", "", "", "人员培训少。")]
    >>> rows = split_sentences(pd.DataFrame({"report_id": list("abcd"), "text": said}))
    >>> round(share_in_common(rows), 2)
    0.82
    """
    whose = number_groups(cluster_labels(sentences))
    sizes = sentences["text"].str.len().to_numpy(np.float64)
    if not sizes.sum():
        return 0.0
    said = pd.DataFrame({"key": sentences["key"].to_numpy(), "whose": whose})
    n_agencies = said.groupby("key")["whose"].transform("nunique").to_numpy()
    least = max(COMMON_LEAST, COMMON_SHARE * len(np.unique(whose)))
    return float(sizes[n_agencies >= least].sum() / sizes.sum())


def _find_statements(texts: pd.DataFrame) -> Iterator[_Statement]:
    """Yield the statements of all rows that say enough."""
    has_start = "start" in texts.columns
    starts = texts["start"].tolist() if has_start else [0] * len(texts)
    columns = (texts["text"].fillna("").astype(str).tolist(), _say(texts), starts)
    for row, (text, said, start) in enumerate(zip(*columns, strict=True)):
        stretches = (m for m in _STRETCH.finditer(text) if _LETTER.search(m.group()))
        for match, key in zip(stretches, said, strict=True):
            if len(key) >= MIN_LETTERS:
                place = (int(start) + match.start(), int(start) + match.end())
                yield _Statement(row, *place, match.group(), key)


def _say(texts: pd.DataFrame) -> Iterator[list[str]]:
    """Yield what each row's statements say: letters, slots for numbers and own names, no marker."""
    for text in mask_names(texts):
        letters = _SILENT.sub("", mask_numbers(text))
        yield [
            _MARKER.sub("", piece) for piece in re.split(f"[{_ENDS}]", letters) if piece
        ]


def _frame(texts: pd.DataFrame, found: list[_Statement]) -> pd.DataFrame:
    """Put statements in a frame, with the metadata of their rows."""
    source = (
        texts.drop(columns="text").iloc[[s.row for s in found]].reset_index(drop=True)
    )
    out = pd.DataFrame({"report_id": source["report_id"].astype("str")})
    out["section"] = (
        source["section"].astype("str") if "section" in source.columns else ""
    )
    out["start"] = pd.Series([s.start for s in found], dtype="int64")
    out["end"] = pd.Series([s.end for s in found], dtype="int64")
    out["text"] = pd.Series([s.text for s in found], dtype="str")
    out["key"] = pd.Series([s.key for s in found], dtype="str")
    for name in META:
        if name in source.columns:
            out[name] = source[name]
    return out


def _stretches(exclude: pd.DataFrame) -> dict[str, Spans]:
    """Stretches to leave out, by report."""
    starts, ends = (exclude[name].to_numpy(np.int64) for name in ("start", "end"))
    places = exclude.groupby("report_id").indices
    return {str(name): make_spans(starts[at], ends[at]) for name, at in places.items()}


def _covered(sentences: pd.DataFrame, stretches: Mapping[str, Spans]) -> np.ndarray:
    """Characters of each sentence that the stretches cover, each character once."""
    out = np.zeros(len(sentences), np.int64)
    starts, ends = (sentences[name].to_numpy() for name in ("start", "end"))
    for report_id, at in sentences.groupby("report_id").indices.items():
        cover = stretches.get(str(report_id))
        if cover is not None:
            out[at] = covered(make_spans(starts[at], ends[at]), cover)
    return out

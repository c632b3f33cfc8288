"""Sentences of a frame of texts, each with its place, and which of them say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from textmine.schema import META, check_columns
from textmine.themes.tokens import mask_names, mask_numbers

MIN_LETTERS = 4
_ENDS = "。；！？!?;\n"
_SENTENCE = re.compile(rf"[^{_ENDS}]*\w[^{_ENDS}]*[。；！？!?;]?")
_SILENT = re.compile(rf"[^\w\ue000-\ue002{_ENDS}]+")
_MARKER = re.compile("^[一二三四五六七八九十]{1,3}是")


def split_sentences(texts: pd.DataFrame, *, exclude: pd.DataFrame | None = None) -> pd.DataFrame:
    """Split texts at full stops, semicolons and line ends; drop what is too short to have a theme.

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
    ...     {"report_id": ["a"], "text": ["公开信息12条。更新不够及时；人少"], "start": [5]}
    ... )
    >>> split_sentences(frame)[["start", "end", "text"]].values.tolist()
    [[5, 13, '公开信息12条。'], [13, 20, '更新不够及时；']]
    """
    check_columns(texts, ["report_id", "text"], what="texts")
    if exclude is not None:
        check_columns(exclude, ["report_id", "start", "end"], what="exclude")
    starts = (
        texts["start"].to_numpy() if "start" in texts.columns else np.zeros(len(texts), np.int64)
    )
    rows, spans, keys = [], [], []
    columns = (texts["text"].fillna("").astype(str), _say(texts), starts)
    for row, (text, said, start) in enumerate(zip(*columns, strict=True)):
        for match, key in zip(_SENTENCE.finditer(text), said, strict=True):
            if len(key) >= MIN_LETTERS:
                rows.append(row)
                spans.append((int(start) + match.start(), int(start) + match.end(), match.group()))
                keys.append(key)
    out = pd.DataFrame(spans, columns=["start", "end", "text"])
    out = out.astype({"start": "int64", "end": "int64", "text": "str"})
    source = texts.drop(columns="text").iloc[rows].reset_index(drop=True)
    out.insert(0, "report_id", source["report_id"].astype("str"))
    out.insert(1, "section", source["section"].astype("str") if "section" in source.columns else "")
    out["key"] = pd.Series(keys, dtype="str")
    for name in META:
        if name in source.columns:
            out[name] = source[name]
    if exclude is None or not len(out):
        return out
    covered = _covered(out, exclude)
    return out[2 * covered < (out["end"] - out["start"]).to_numpy()].reset_index(drop=True)


def _say(texts: pd.DataFrame) -> Iterator[list[str]]:
    """What each sentence of each text says: letters only, numbers and own names as slots, list markers off."""
    for text in mask_names(texts):
        letters = _SILENT.sub("", mask_numbers(text))
        yield [_MARKER.sub("", piece) for piece in re.split(f"[{_ENDS}]", letters) if piece]


def _covered(sentences: pd.DataFrame, exclude: pd.DataFrame) -> np.ndarray:
    """Characters of each sentence that the stretches cover, each character once."""
    out = np.zeros(len(sentences), np.int64)
    stretches = {name: group for name, group in exclude.groupby("report_id")}
    for report_id, group in sentences.groupby("report_id"):
        if report_id not in stretches:
            continue
        spans = stretches[report_id][["start", "end"]].to_numpy(np.int64)
        flags = np.zeros(max(int(group["end"].max()), int(spans.max())) + 1, np.int64)
        np.add.at(flags, spans[:, 0], 1)
        np.add.at(flags, spans[:, 1], -1)
        inside = np.concatenate(([0], np.cumsum(np.cumsum(flags) > 0)))
        out[group.index] = inside[group["end"]] - inside[group["start"]]
    return out

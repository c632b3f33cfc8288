"""Two reports side by side: what they share, what was changed, what was left standing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.dossier.alignment import Block, Residue, check_alignment, find_blocks, lay_out
from textmine.dossier.html import render, write_html
from textmine.dossier.view import Words, each, words
from textmine.errors import FrameError
from textmine.plot.order import known_order
from textmine.resources.load import load_toml
from textmine.schema import check_columns

KEYS = ("report_id", "agency", "year", "text")


def write_reader(
    report_a: Mapping[str, Any],
    report_b: Mapping[str, Any],
    alignment: pd.DataFrame,
    path: str | Path,
    *,
    residues: pd.DataFrame | None = None,
) -> Path:
    """Write two reports side by side as one self-contained HTML file, their correspondences coloured.

    Parameters
    ----------
    report_a, report_b : mapping
        Keys report_id, agency, year, text.
    alignment : pandas.DataFrame
        Columns start_a, end_a, start_b, end_b (offsets into the texts), op (equal, replace, insert,
        delete) and kind (a kind of family: mandated … stock, or "").
    path : str or Path
        File to write.
    residues : pandas.DataFrame, optional
        Columns report_id, start, end, reason: foreign names and stale years, boxed.

    Returns
    -------
    pathlib.Path
        The file written, UTF-8.

    Raises
    ------
    FrameError
        If a key or column is missing, or a span lies outside its text.

    Examples
    --------
    >>> import tempfile
    >>> a = {
    ...     "report_id": "a",
    ...     "agency": "临泽川市财政局",
    ...     "year": 2021,
    ...     "text": "全年公开信息三十条。",
    ... }
    >>> b = {"report_id": "b", "agency": "青榆区财政局", "year": 2021, "text": "全年公开信息九条。"}
    >>> spans = [
    ...     (0, 6, 0, 6, "equal", "peer"),
    ...     (6, 8, 6, 7, "replace", "peer"),
    ...     (8, 10, 7, 9, "equal", "peer"),
    ... ]
    >>> frame = pd.DataFrame(spans, columns=["start_a", "end_a", "start_b", "end_b", "op", "kind"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = write_reader(a, b, frame, Path(folder) / "pair.html").read_text(encoding="utf-8")
    >>> "三十" in page and "青榆区财政局 2021" in page
    True
    """
    reports = [
        _checked(report, side) for report, side in ((report_a, "report_a"), (report_b, "report_b"))
    ]
    texts = reports[0]["text"], reports[1]["text"]
    spans = check_alignment(alignment, len(texts[0]), len(texts[1]))
    blocks, _ = find_blocks(spans)
    boxed = _residues_of(residues, reports[0]), _residues_of(residues, reports[1])
    page = render(
        "reader.html.j2",
        heads=[_head(report) for report in reports],
        rows=lay_out(texts, spans, boxed),
        shares=_shares(blocks, texts),
        kinds=_kind_words(blocks),
        residues=[
            [(text[start:end], start, end, why) for start, end, why in found]
            for text, found in zip(texts, boxed, strict=True)
        ],
    )
    return write_html(page, path)


def _checked(report: Mapping[str, Any], what: str) -> dict[str, Any]:
    """Check that a report has its keys, and that its text is text."""
    missing = [key for key in KEYS if key not in report]
    if missing:
        raise FrameError(f"{what}: missing key {', '.join(missing)}; expected {', '.join(KEYS)}")
    if not isinstance(report["text"], str):
        raise FrameError(f"{what}: text is {type(report['text']).__name__}, expected str")
    return {key: report[key] for key in KEYS}


def _head(report: Mapping[str, Any]) -> tuple[str, str, int]:
    """Name, id and length of a report."""
    year = "" if pd.isna(report["year"]) else f" {int(report['year'])}"
    return (
        f"{report['agency'] or report['report_id']}{year}",
        str(report["report_id"]),
        len(report["text"]),
    )


def _residues_of(residues: pd.DataFrame | None, report: Mapping[str, Any]) -> list[Residue]:
    """Residues of one report, checked and sorted."""
    if residues is None or residues.empty:
        return []
    check_columns(residues, ["report_id", "start", "end", "reason"], what="residues")
    length = len(report["text"])
    rows = residues[residues["report_id"].astype("str") == str(report["report_id"])]
    found = [
        (int(row.start), int(row.end), str(row.reason))
        for row in each(rows.sort_values(["start", "end"]))
    ]
    for start, end, _ in found:
        if not 0 <= start < end <= length:
            raise FrameError(
                f"residues: span {start}:{end} lies outside the text of {report['report_id']} (0:{length})"
            )
    return found


def _shares(blocks: list[Block], texts: tuple[str, str]) -> list[tuple[int, int, str, str]]:
    """Per text: characters in mandated and in other blocks, and their shares as printed."""
    out = []
    for i, text in enumerate(texts):
        covered = {True: bytearray(len(text)), False: bytearray(len(text))}
        for block in blocks:
            start, end = (block.a, block.b)[i]
            covered[block.kind == "mandated"][start:end] = b"\x01" * (end - start)
        both = [
            sum(covered[True]),
            sum(o and not m for o, m in zip(covered[False], covered[True], strict=True)),
        ]
        out.append((*both, *(f"{n / len(text) * 100:.1f} %" if text else "–" for n in both)))
    return out  # type: ignore[return-value]


def _kind_words(blocks: list[Block]) -> list[tuple[str, Words]]:
    """Kinds that occur, with their names, for the legend; ``none`` where the kind is not known."""
    table = load_toml("plot.toml")["kind"] | {"none": words("reader", "kindless")}
    return [
        (kind, tuple(table.get(kind, (kind, kind))))
        for kind in known_order((b.kind or "none" for b in blocks), table)
    ]

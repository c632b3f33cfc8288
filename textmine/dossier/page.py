"""The report of a run: one HTML file that holds everything it shows, opens anywhere and fetches nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.dossier import tables
from textmine.dossier.anonymize import anonymize_frames
from textmine.dossier.evidence import family_cards
from textmine.dossier.figures import draw
from textmine.dossier.html import render, write_html
from textmine.dossier.tables import Frames, frame
from textmine.dossier.view import Figure, Section, Words, words
from textmine.resources.load import load_toml
from textmine.schema import FRAMES, check_columns, make_frame

_UNUSED = ("tables", "claims", "narrative")
_EDGES = ("source", "target", "n_families", "shared_chars")
_HIDDEN = ("jobs", "out", "engine", "resume", "format", "paths")


def write_page(
    frames: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, Any],
    path: str | Path,
    *,
    anonymize: bool = False,
) -> Path:
    """Write the report of a run as one self-contained HTML file, in Chinese and English.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Frames of ``schema.FRAMES`` by name; any may be missing or empty. ``edges`` may be added
        (source, target, n_families, shared_chars of two agencies): without it the section between
        agencies rests on ``pairs``.
    manifest : mapping
        What ``manifest.json`` holds: its ``parameters`` and ``versions`` are printed, times are
        not, so that two runs give the same page.
    path : str or Path
        File to write; folders are made.
    anonymize : bool, default False
        Replace names of agencies and places and report ids by codes.

    Returns
    -------
    pathlib.Path
        The file written, UTF-8.

    Raises
    ------
    FrameError
        If a frame lacks columns of the contract.

    Examples
    --------
    >>> import tempfile
    >>> failures = pd.DataFrame(
    ...     {"source": ["空.txt"], "reason": ["文件为空"], "error": ["ReadError"]}
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = write_page({"failures": failures}, {}, Path(folder) / "report.html").read_text(
    ...         encoding="utf-8"
    ...     )
    >>> "文件为空" in page
    True
    """
    known = {
        name: _as_contract(name, frames[name])
        for name in FRAMES
        if name in frames and name not in _UNUSED
    }
    if "edges" in frames:
        check_columns(frames["edges"], _EDGES, what="frame edges")
        known["edges"] = frames["edges"][list(_EDGES)]
    if anonymize:
        known = anonymize_frames(known)
    page = render(
        "page.html.j2",
        sections=make_sections(known),
        tiles=make_tiles(known),
        settings=make_settings(manifest),
        methods=load_toml("dossier.toml")["methods"],
        heads=load_toml("dossier.toml")["sections"],
        anonymous=anonymize,
        version=str(manifest.get("versions", {}).get("textmine", "")),
    )
    return write_html(page, path)


def make_sections(frames: Frames) -> list[Section]:
    """Put the page together: its sections in order, each with its figures, tables and cards.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        What a run wrote.

    Returns
    -------
    list of Section
        Sections without data are there too and say so.

    Examples
    --------
    >>> [section.key for section in make_sections({})][:3]
    ['sample', 'reports', 'provenance']
    """
    cards, n_families = family_cards(frames)
    plan: dict[str, list[tuple[str, Any]]] = {
        "sample": [("table", tables.sample_table(frames)), ("figure", "lengths")],
        "reports": [("table", tables.report_table(frames))],
        "provenance": [("figure", "provenance"), ("figure", "provenance_type")],
        "families": [("cards", (cards, n_families))],
        "pairs": [("figure", "similarity"), ("table", tables.pair_table(frames))],
        "matrix" if "edges" in frames else "matrix_pairs": [
            ("figure", "matrix"),
            ("figure", "network"),
        ],
        "profile": [("figure", "profile"), ("table", tables.profile_table(frames))],
        "responses": [("figure", "response"), ("table", tables.response_rows(frames))],
        "persistence": [("figure", "persistence"), ("table", tables.persistence_table(frames))],
        "themes": [
            ("figure", "themes"),
            ("figure", "theme_shares"),
            ("figure", "phrases"),
            ("table", tables.phrase_table(frames)),
        ],
        "completeness": [("figure", "sections"), ("figure", "completeness")],
        "checks": [("figure", "checks"), ("table", tables.check_table(frames))],
        "measures": [("table", tables.score_table(frames))],
        "failures": [("table", tables.failure_table(frames))],
    }
    number = count(1)
    return [Section(key, _drawn(blocks, frames, number)) for key, blocks in plan.items()]


def make_tiles(frames: Frames) -> list[tuple[str, Words]]:
    """Count what was mined, for the head of the page.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        What a run wrote.

    Returns
    -------
    list of tuple
        Number as printed, and what it counts in Chinese and English.

    Examples
    --------
    >>> make_tiles({})[0]
    ('0', ('报告', 'reports'))
    """
    reports, items = frame(frames, "reports"), frame(frames, "items")
    years = reports["year"].dropna()
    span = (
        "–"
        if years.empty
        else str(years.min())
        if years.nunique() == 1
        else f"{years.min()}–{years.max()}"
    )
    shares = tables.share_table(frame(frames, "scores"))
    own = f"{shares['original'].mean():.0%}" if "original" in shares else "–"
    agencies = reports.loc[reports["agency"] != "", "agency"].nunique()
    failed = (frame(frames, "checks")["status"] == "FAIL").sum()
    values = {
        "reports": f"{len(reports):,}",
        "agencies": f"{agencies:,}",
        "years": span,
        "problems": f"{(items['role'] == 'problem').sum():,}",
        "measures": f"{(items['role'] == 'measure').sum():,}",
        "original": own,
        "families": f"{len(frame(frames, 'families')):,}",
        "failed_checks": f"{failed:,}",
        "failures": f"{len(frame(frames, 'failures')):,}",
    }
    return [(value, words("tiles", key)) for key, value in values.items()]


def make_settings(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Pick the parameters and versions that decide the numbers.

    Parameters
    ----------
    manifest : mapping
        Keys ``parameters`` and ``versions`` are read.

    Returns
    -------
    list of tuple
        Name and value, sorted; what may differ between equal runs (folders, workers, times) is left
        out.

    Examples
    --------
    >>> make_settings({"parameters": {"min_chars": 20, "jobs": 4}, "seconds": 3})
    [('min_chars', '20')]
    """
    rows = []
    for part in ("parameters", "versions"):
        values = manifest.get(part) or {}
        rows += [(str(key), str(values[key])) for key in sorted(values) if key not in _HIDDEN]
    return rows


def _as_contract(name: str, given: pd.DataFrame) -> pd.DataFrame:
    """Check a frame and give it the contract's dtypes; one that has them is taken as it is."""
    columns = FRAMES[name]
    check_columns(given, columns, what=f"frame {name}")
    texts = [column for column, dtype in columns.items() if dtype == "str"]
    typed = all(str(given[column].dtype) == dtype for column, dtype in columns.items())
    return given if typed and not given[texts].isna().to_numpy().any() else make_frame(name, given)


def _drawn(
    blocks: list[tuple[str, Any]], frames: Frames, number: Iterator[int]
) -> list[tuple[str, Any]]:
    """Draw the figures of a section, number them, and drop what has nothing to show."""
    out: list[tuple[str, Any]] = []
    for kind, content in blocks:
        if kind == "figure":
            svg = draw(frames, content)
            out += [(kind, Figure(svg, next(number), words("figures", content)))] if svg else []
        elif content.rows if kind == "table" else content[0]:
            out.append((kind, content))
    return out

"""The report of a run: one HTML file that holds all it shows, opens anywhere, fetches nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.display import show_share
from textmine.dossier.anonymize import anonymize_frames
from textmine.dossier.evidence import family_cards, foremost_families
from textmine.dossier.figures import draw
from textmine.dossier.html import render, write_html
from textmine.dossier.sharing import MOST_PAIRS, SideBySide, shared_pairs
from textmine.dossier.tables.problems import (
    persistence_table,
    profile_table,
    response_table,
)
from textmine.dossier.tables.quality import check_table, count_checks, score_table
from textmine.dossier.tables.reports import (
    expected_table,
    failure_table,
    report_table,
    sample_table,
    share_table,
    verdict_table,
)
from textmine.dossier.tables.reuse import foremost_pairs, pair_table, phrase_table
from textmine.dossier.ties import TieNetwork, tie_network
from textmine.dossier.view import (
    Cards,
    Figure,
    Frames,
    PageBlock,
    PagePart,
    Words,
    frame,
    picture_words,
    words,
)
from textmine.dtypes import as_text
from textmine.english import Counted
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.plot.names import tell_namesakes
from textmine.resources.bodies import agency_types
from textmine.resources.load import load_toml
from textmine.schema import FRAMES, KINDS, check_columns, make_frame
from textmine.stats.lines import known_agencies

_UNUSED = ("tables", "claims", "narrative")
_EDGES = ("source", "target", "n_families", "shared_chars")
_COUNTED = ("check", "status", "n")
FACETS = ("province", "agency_type", "level")
_HIDDEN = ("jobs", "out", "engine", "resume", "format", "paths")


@check_arguments
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
        (source, target, n_families, shared_chars of two agencies, by id or name): without it the
        section between agencies rests on ``pairs``. ``check_counts`` may be added (check, status,
        n) where ``checks`` holds those rows only that are listed.
    manifest : mapping
        What ``manifest.json`` holds: its ``parameters`` and ``versions`` are printed, times are
        not, so that two runs give the same page.
    path : str or Path
        File to write; folders are made.
    anonymize : bool, default False
        Replace names of agencies, places and files and report ids by codes; leave out remarks of
        verdicts and parameters that are words.

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
    ...     page = write_page(
    ...         {"failures": failures}, {}, Path(folder) / "report.html"
    ...     ).read_text(encoding="utf-8")
    >>> "文件为空" in page
    True
    """
    known = {
        name: _as_contract(name, frames[name])
        for name in FRAMES
        if name in frames and name not in _UNUSED
    }
    if "ties" not in known:
        known["ties"] = make_frame("ties", [])
    if "edges" in frames:
        check_columns(frames["edges"], _EDGES, what="frame edges")
        known["edges"] = frames["edges"][list(_EDGES)]
    if "check_counts" in frames:
        check_columns(frames["check_counts"], _COUNTED, what="frame check_counts")
        known["check_counts"] = frames["check_counts"][list(_COUNTED)]
    known = _tell_apart(known) if not anonymize else anonymize_frames(known)
    parts = make_parts(known)
    shown = [content for part in parts for content in part.blocks]
    page = render(
        "page.html.j2",
        sections=parts,
        kinds=[(kind, picture_words("kind", kind)) for kind in ("original", *KINDS)],
        carded={
            card.family_id
            for content in shown
            if isinstance(content, Cards)
            for card in content.cards
        },
        facts=make_facts(known),
        tiles=make_tiles(known),
        settings=make_settings(manifest, anonymous=anonymize),
        methods=load_toml("dossier.toml")["methods"],
        heads=load_toml("dossier.toml")["sections"],
        anonymous=anonymize,
        version=str(manifest.get("versions", {}).get("textmine", "")),
    )
    return write_html(page, path)


def _tell_apart(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Give agencies of one name the province beside it: two of them would read as one."""
    names = tell_namesakes(frame(frames, "reports"))
    if not names:
        return frames
    told = dict(frames)
    for name in ("reports", "persistence"):
        if name in told:
            ids, printed = told[name]["agency_id"], told[name]["agency"]
            told[name] = told[name].assign(
                agency=ids.map(names).fillna(printed).astype(printed.dtype)
            )
    return told


def make_parts(frames: Frames) -> list[PagePart]:
    """Put the page together: its parts in order, each with its figures, tables and cards.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        What a run wrote.

    Returns
    -------
    list of PagePart
        Parts without data are there too and say so.

    Examples
    --------
    >>> [part.key for part in make_parts({})][:3]
    ['sample', 'reports', 'provenance']
    """
    numbers = count(1)
    remark = _tell_lack(frames)
    frames = _comparable(frames)
    return [
        PagePart(
            key, _filled(plan, frames, numbers), remark if key == "provenance" else ""
        )
        for key, plan in _plan(frames).items()
    ]


def _tell_lack(frames: Frames) -> str:
    """Say why reports cannot be compared, as a key of the page's words: one report, one agency."""
    reports = frame(frames, "reports")
    if len(reports) == 1:
        return "one_report"
    return "one_agency" if known_agencies(reports).nunique() == 1 else ""


def _comparable(frames: Frames) -> Frames:
    """Leave out shares that would be 0 for want of anything to compare with, not by measurement."""
    lack, scores = _tell_lack(frames), frame(frames, "scores")
    if not lack or scores.empty:
        return frames
    names = as_text(scores["score"])
    if lack == "one_report":
        is_void = names.str.startswith("share_")
    else:
        is_void = names.isin(["share_taken", "share_given"])
    return {**frames, "scores": scores[~is_void]}


def _plan(frames: Frames) -> dict[str, list[str | PageBlock]]:
    """What each part shows, in order: a string is the name of a figure."""
    between = "matrix" if "edges" in frames else "matrix_pairs"
    is_directed = (frame(frames, "scores")["score"] == "share_taken").any()
    pairs = shared_pairs(frames, foremost_pairs(frames))
    judged, missing = verdict_table(frames), expected_table(frames)
    return {
        "sample": [sample_table(frames), "lengths"],
        "reports": [report_table(frames)],
        "provenance": ["origins" if is_directed else "provenance", "provenance_type"],
        "families": [family_cards(frames)],
        "pairs": ["similarity", pair_table(frames, pairs), SideBySide(pairs)],
        between: [tie_network(frames), "matrix", "network"],
        "profile": ["profile", profile_table(frames)],
        "responses": ["response", response_table(frames)],
        "persistence": ["persistence", persistence_table(frames)],
        "themes": ["themes", "theme_shares", "phrases", phrase_table(frames)],
        "completeness": ["sections", "completeness"],
        "checks": ["checks", check_table(frames), *([judged] if judged else [])],
        "measures": [score_table(frames)],
        "failures": [failure_table(frames), *([missing] if missing else [])],
    }


def tell_passages(frames: Frames) -> Callable[[pd.DataFrame], pd.Series]:
    """Tell which passages the page may quote: of the families and the pairs of reports shown.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Frame ``families``; ``pairs`` is not needed yet where none is known.

    Returns
    -------
    callable
        From rows of the frame ``passages`` to a flag for each.

    Examples
    --------
    >>> places = pd.DataFrame({"family_id": ["f1"], "report_id": ["a"]})
    >>> tell_passages({})(places).tolist()
    [False]
    """
    families = foremost_families(frame(frames, "families"))["family_id"]
    pairs = foremost_pairs(frames).head(MOST_PAIRS)
    reports = [*pairs["report_a"], *pairs["report_b"]]
    return lambda passages: (
        passages["family_id"].isin(families) | passages["report_id"].isin(reports)
    )


def make_facts(frames: Frames) -> dict[str, Any]:
    """Give what the page filters by: of each report its province, type, level and year.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        What a run wrote.

    Returns
    -------
    dict
        ``index``: report_id to its number; ``columns``: for each facet the value of each report.

    Examples
    --------
    >>> make_facts({})["index"]
    {}
    """
    reports = frame(frames, "reports")
    year = reports["year"].map(lambda value: "" if pd.isna(value) else str(int(value)))
    columns = {name: reports[name].astype("str").tolist() for name in FACETS}
    columns["year"] = year.astype("str").tolist()
    levels = load_toml("plot.toml")["level"]
    columns["level"] = [" ".join(levels.get(key, [key])) for key in columns["level"]]
    types = agency_types()
    columns["agency_type"] = [
        f"{key} {types[key]}" if key in types else key for key in columns["agency_type"]
    ]
    return {
        "index": {str(key): i for i, key in enumerate(reports["report_id"])},
        "columns": columns,
    }


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
    shares = share_table(frame(_comparable(frames), "scores"))
    own = show_share(shares["original"].mean()) if "original" in shares else "–"
    agencies = known_agencies(reports).nunique()
    checks = count_checks(frames)
    failed = int(checks.loc[checks["status"] == "FAIL", "n"].sum())
    is_told = items["role"].isin(("problem", "measure"))
    return [
        _count_tile("reports", len(reports)),
        _count_tile("agencies", agencies),
        (_span(years), _name_count("years", years.nunique())),
        _count_tile("problems", (items["role"] == "problem").sum()),
        _count_tile("measures", (items["role"] == "measure").sum()),
        _count_tile("doubtful", (items["doubtful"] & is_told).sum()),
        (own, words("tiles", "original")),
        _count_tile("families", len(frame(frames, "families"))),
        _count_tile("failed_checks", failed),
        _count_tile("failures", len(frame(frames, "failures"))),
    ]


def _count_tile(key: str, n: int) -> tuple[str, Words]:
    """A number of things, and what they are."""
    return f"{n:,}", _name_count(key, n)


def _name_count(key: str, n: int) -> Words:
    """What a number counts: in English one thing or several."""
    zh, en = words("tiles", key)
    return zh, Counted(n).of(en)


def _span(years: pd.Series) -> str:
    """Print the first and last year, or the only one."""
    if years.empty:
        return "–"
    first, last = years.min(), years.max()
    return str(first) if first == last else f"{first}–{last}"


def make_settings(
    manifest: Mapping[str, Any], *, anonymous: bool = False
) -> list[tuple[str, str]]:
    """Pick the parameters and versions that decide the numbers.

    Parameters
    ----------
    manifest : mapping
        Keys ``parameters`` and ``versions`` are read.
    anonymous : bool, default False
        Leave out parameters that are no numbers: they may be names of files.

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
        is_hidden = anonymous and part == "parameters"
        rows += [
            (str(key), str(values[key]))
            for key in sorted(values)
            if key not in _HIDDEN
            and not (is_hidden and not isinstance(values[key], int | float | None))
        ]
    return rows


def _as_contract(name: str, given: pd.DataFrame) -> pd.DataFrame:
    """Check a frame and give it the contract's dtypes; one that has them is taken as it is."""
    columns = FRAMES[name]
    given = take_frame(given, columns, what=f"frame {name}")
    texts = [column for column, dtype in columns.items() if dtype == "str"]
    typed = all(str(given[column].dtype) == dtype for column, dtype in columns.items())
    return (
        given
        if typed and not given[texts].isna().to_numpy().any()
        else make_frame(name, given)
    )


def _filled(
    plan: list[str | PageBlock], frames: Frames, numbers: Iterator[int]
) -> list[PageBlock]:
    """Draw the figures of a part, number them, and drop what has nothing to show."""
    shown: list[PageBlock] = []
    for content in plan:
        if isinstance(content, str):
            svg = draw(frames, content)
            if svg:
                shown.append(Figure(svg, next(numbers), words("figures", content)))
        elif content.is_filled:
            if isinstance(content, TieNetwork):
                content = replace(content, number=next(numbers))
            shown.append(content)
    return shown

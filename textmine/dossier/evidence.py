"""Families of reuse as cards: the text, why it is called what it is called, and the places side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd

from textmine.dossier.tables import Frames, frame, year
from textmine.dossier.view import Card, Passage, each
from textmine.plot.names import report_names
from textmine.resources.load import load_toml

PLACES, LONGEST = 4, 600
QUOTA = {
    "peer": 8,
    "self": 4,
    "regional": 4,
    "sectoral": 4,
    "national": 3,
    "stock": 2,
    "mandated": 2,
}


def family_cards(frames: Frames) -> tuple[list[Card], int]:
    """Make the cards of the families that matter most: copies between few before templates, form and set phrases last.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Frames ``families``, ``passages``, ``reports``.

    Returns
    -------
    tuple of list of Card and int
        At most 27 cards (``QUOTA`` per kind), and how many families there are.

    Examples
    --------
    >>> family_cards({})
    ([], 0)
    """
    families, passages, reports = (
        frame(frames, name) for name in ("families", "passages", "reports")
    )
    names = report_names(reports)
    ranked = _foremost(families)
    places = passages[passages["family_id"].isin(ranked["family_id"])]
    when = reports.drop_duplicates("report_id").set_index("report_id")
    places = places.assign(
        date=places["report_id"].map(when["year"].astype("str") + when["published"]).astype("str")
    )
    by_family = {str(key): part for key, part in places.groupby("family_id")}
    cards = [
        _card(row, by_family.get(str(row.family_id), places.iloc[:0]), names)
        for row in each(ranked)
    ]
    return cards, len(families)


def agreeing(model: str, text: str) -> list[tuple[str, bool]]:
    """Cut a text into pieces that agree with a model text and pieces that do not.

    Parameters
    ----------
    model, text : str
        The family's text, and one of its places.

    Returns
    -------
    list of tuple
        ``(piece, agrees)``; the pieces joined give ``text``. Agreement of fewer than 3 characters
        beside other words is chance, and does not count.

    Examples
    --------
    >>> agreeing("持续推进决策公开", "持续推进政务公开")
    [('持续推进', True), ('政务公开', False)]
    """
    from rapidfuzz.distance import Indel

    pieces: list[tuple[str, bool]] = []
    for code in Indel.opcodes(model, text):
        piece = text[code.dest_start : code.dest_end]
        agrees = code.tag == "equal" and (len(piece) >= 3 or model == text)
        if pieces and pieces[-1][1] == agrees:
            pieces[-1] = (pieces[-1][0] + piece, agrees)
        elif piece:
            pieces.append((piece, agrees))
    return pieces


def _foremost(families: pd.DataFrame) -> pd.DataFrame:
    """Take the families with most copied characters of each kind, kinds in the order of ``QUOTA``."""
    rank = {kind: i for i, kind in enumerate(QUOTA)}
    weight = families["n_reports"] * families["n_chars"]
    ranked = families.assign(
        rank=families["kind"].map(rank).astype("float64").fillna(len(rank)), weight=weight
    )
    ranked = ranked.sort_values(
        ["rank", "weight", "family_id"], ascending=[True, False, True], kind="stable"
    )
    most = ranked["kind"].map(QUOTA).astype("float64").fillna(2)
    return ranked[ranked.groupby("kind").cumcount() < most]


def _card(row: Any, places: pd.DataFrame, names: dict[str, str]) -> Card:
    """Make one card."""
    family = row._asdict()
    zh, en = load_toml("plot.toml")["kind"].get(family["kind"], (family["kind"], family["kind"]))
    first, last = year(family["first_year"]), year(family["last_year"])
    years = first if first == last else f"{first}–{last}"
    n = family["n_reports"], family["n_agencies"], family["n_provinces"], family["n_chars"]
    spread = (
        f"{n[0]} 份报告 · {n[1]} 个机关 · {n[2]} 省 · {years} · {n[3]} 字",
        f"{n[0]} reports · {n[1]} agencies · {n[2]} provinces · {years} · {n[3]} characters",
    )
    shown = (
        _spread_out(places).head(PLACES).sort_values(["date", "report_id", "start"], kind="stable")
    )
    probability = "" if pd.isna(family["probability"]) else f"{family['probability']:.2f}"
    return Card(
        family["family_id"],
        family["kind"],
        (zh, en),
        probability,
        spread,
        family["reasons"],
        _cut(family["text"]),
        [_passage(p, family["text"], names) for p in each(shown)],
        len(places) - len(shown),
    )


def _passage(place: Any, model: str, names: dict[str, str]) -> Passage:
    """Make one place of a family."""
    row = place._asdict()
    where = f"{row['report_id']} {row['start']}–{row['end']}"
    pieces = (
        agreeing(model, row["text"])
        if len(row["text"]) <= 3 * LONGEST
        else [(_cut(row["text"]), False)]
    )
    return Passage(names.get(row["report_id"], row["report_id"]), where, pieces)


def _spread_out(places: pd.DataFrame) -> pd.DataFrame:
    """Order places so that the first ones come from different reports and show different wordings."""
    ordered = places.sort_values(["report_id", "start"], kind="stable")
    again = ordered.groupby("report_id").cumcount()
    same = ordered.groupby("text").cumcount()
    return ordered.assign(again=again, same=same).sort_values(
        ["again", "same", "report_id"], kind="stable"
    )


def _cut(text: str) -> str:
    """Cut a very long text for display."""
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"

"""Families of reuse as cards: the text, why it is called so, and the places side by side."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from textmine.display import show_fraction
from textmine.dossier.translate import in_both
from textmine.dossier.view import (
    Card,
    Cards,
    Frames,
    Passage,
    TextPiece,
    Words,
    each,
    fill,
    frame,
    picture_words,
    rank_in,
    year,
)
from textmine.plot.names import report_names
from textmine.stats.moments import find_moments
from textmine.text.template import TemplatePart, find_family_template

PLACES = 4  # shown of each family
LONGEST = 600  # characters shown of a text
LEAST_AGREEING = 3  # characters; fewer that agree beside other words are chance
LONGEST_COMPARED = (
    3 * LONGEST
)  # characters; comparing longer texts takes noticeable time

SLOTS = 8  # shown with what fills them
FILLINGS = 5  # shown of a slot
FILLING = 24  # characters shown of a filling

# Families shown of each kind, kinds in the order of the page: copies between few say most.
QUOTA = {
    "peer": 8,
    "self": 4,
    "regional": 4,
    "sectoral": 4,
    "national": 3,
    "stock": 2,
    "mandated": 2,
}
QUOTA_OF_OTHERS = 2  # cards of any further kind


def family_cards(frames: Frames) -> Cards:
    """Make the cards of the families that matter most: copies between few first, the form last.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Frames ``families``, ``passages``, ``reports``.

    Returns
    -------
    Cards
        At most 27 cards (``QUOTA`` per kind), and how many families there are.

    Examples
    --------
    >>> family_cards({}).total
    0
    """
    families, passages = frame(frames, "families"), frame(frames, "passages")
    reports = frame(frames, "reports")
    ranked = foremost_families(families)
    places = passages[passages["family_id"].isin(ranked["family_id"])]
    first = reports.drop_duplicates("report_id")
    times = pd.Series(find_moments(first).place, index=first["report_id"])
    places = places.assign(time=places["report_id"].map(times))
    shown = _spread_out(places).groupby("family_id").head(PLACES)
    shown = shown.sort_values(["time", "report_id", "start"], kind="stable")
    every, few = _by_family(places), _by_family(shown)
    nowhere = places.iloc[:0]
    names = report_names(reports)
    cards = [
        _card(
            row._asdict(),
            every.get(row.family_id, nowhere),
            few.get(row.family_id, nowhere),
            reports,
            names,
        )
        for row in each(ranked)
    ]
    return Cards(cards, len(families))


def agreeing(model: str, text: str) -> list[TextPiece]:
    """Cut a text into pieces that agree with a model text and pieces that do not.

    Parameters
    ----------
    model, text : str
        The family's text, and one of its places.

    Returns
    -------
    list of TextPiece
        Joined they give ``text``. Agreement of fewer than 3 characters beside other words is
        chance, and does not count.

    Examples
    --------
    >>> [tuple(piece) for piece in agreeing("持续推进决策公开", "持续推进政务公开")]
    [('持续推进', True), ('政务公开', False)]
    """
    from rapidfuzz.distance import Indel

    pieces: list[TextPiece] = []
    for code in Indel.opcodes(model, text):
        piece = text[code.dest_start : code.dest_end]
        is_long = len(piece) >= LEAST_AGREEING or model == text
        agrees = code.tag == "equal" and is_long
        if pieces and pieces[-1].agrees == agrees:
            pieces[-1] = TextPiece(pieces[-1].text + piece, agrees)
        elif piece:
            pieces.append(TextPiece(piece, agrees))
    return pieces


def foremost_families(families: pd.DataFrame) -> pd.DataFrame:
    """Take the families with most copied characters of each kind, in the page's order of kinds.

    Parameters
    ----------
    families : pandas.DataFrame
        Frame ``families``.

    Returns
    -------
    pandas.DataFrame
        At most as many of each kind as ``QUOTA`` says.
    """
    rank = rank_in(families["kind"], QUOTA)
    weight = families["n_reports"] * families["n_chars"]
    keys, up = ["rank", "weight", "family_id"], [True, False, True]
    ranked = families.assign(rank=rank, weight=weight).sort_values(
        keys, ascending=up, kind="stable"
    )
    most = ranked["kind"].map(QUOTA).astype("float64").fillna(QUOTA_OF_OTHERS)
    return ranked[ranked.groupby("kind").cumcount() < most]


def _by_family(places: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Places of each family, in their order."""
    return {str(key): part for key, part in places.groupby("family_id")}


def _card(
    family: dict[str, Any],
    places: pd.DataFrame,
    shown: pd.DataFrame,
    reports: pd.DataFrame,
    names: dict[str, str],
) -> Card:
    """Make one card, of a family with all its places and those that are shown."""
    is_short = len(family["text"]) <= LONGEST_COMPARED
    template = find_family_template(family["text"], places, reports) if is_short else []
    kind, is_known = family["kind"], not pd.isna(family["probability"])
    return Card(
        family_id=family["family_id"],
        kind=kind,
        kind_words=picture_words("kind", kind),
        probability=show_fraction(family["probability"]) if is_known else "",
        spread=_spread_words(family),
        reasons=in_both(family["reasons"]),
        text=_cut(family["text"]),
        passages=[
            _passage(place, family["text"], names) for place in shown.to_dict("records")
        ],
        left_out=len(places) - len(shown),
        template=[TextPiece(p.slot or p.text, not p.slot) for p in template],
        slots=_slots(template),
        reports=tuple(dict.fromkeys(places["report_id"])),
    )


def _slots(template: list[TemplatePart]) -> list[str]:
    """What stands in each slot of the passages compared, the most frequent first."""
    slots = []
    for part in template:
        found = Counter(filling for filling in part.fillings if filling.strip())
        shown = [
            f"{_short(filling)} ×{n}" if n > 1 else _short(filling)
            for filling, n in found.most_common(FILLINGS)
        ]
        if shown:
            slots.append(f"{part.slot} {' / '.join(shown)}")
    return slots[:SLOTS]


def _short(piece: str) -> str:
    """Cut a long filling; the places below hold it whole."""
    return piece if len(piece) <= FILLING else piece[:FILLING] + "…"


def _spread_words(family: dict[str, Any]) -> Words:
    """Say how widely a family is spread."""
    first, last = year(family["first_year"]), year(family["last_year"])
    years = first if first == last else f"{first}–{last}"
    known = "spread" if family["n_provinces"] else "spread_unplaced"
    return fill("page", known, **family | {"years": years})


def _passage(place: dict[Any, Any], model: str, names: dict[str, str]) -> Passage:
    """Make one place of a family."""
    report, quoted = place["report_id"], place["text"]
    where = f"{report} {place['start']}–{place['end']}"
    is_short = len(quoted) <= LONGEST_COMPARED
    pieces = (
        agreeing(model, quoted) if is_short else [TextPiece(_cut(quoted), agrees=False)]
    )
    return Passage(names.get(report, report), where, pieces)


def _spread_out(places: pd.DataFrame) -> pd.DataFrame:
    """Order places so that of each family the first show different reports and wordings."""
    ordered = places.sort_values(["report_id", "start"], kind="stable")
    again = ordered.groupby(["family_id", "report_id"]).cumcount()
    same = ordered.groupby(["family_id", "text"]).cumcount()
    keys = ["again", "same", "report_id"]
    return ordered.assign(again=again, same=same).sort_values(keys, kind="stable")


def _cut(text: str) -> str:
    """Cut a very long text for display."""
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"

"""The network of who gave whom: an own SVG with arrows, which a small script makes explorable."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from textmine.display import show_fraction
from textmine.dossier.translate import in_both
from textmine.dossier.view import Frames, Words, each, fill, frame

MOST_TIES = 120  # drawn; the strongest
MOST_NODES = 60  # agencies; more names do not fit around the ring
RADIUS = 300.0  # units of the picture, which are pixels on a wide screen
LEAST_RADIUS = 130.0  # arrows between few agencies need no more
# Units of the radius for each agency: neighbours' names stand a line apart and more. By eye.
ROOM = 12.0
NAMES = 190.0  # room for the names outside the ring
DOT = 5.0  # radius of an agency's dot
BEND = 0.25  # of the radius: how near to the middle an arrow passes
REPORTS = 3  # pairs of reports named with a tie
HEAD = 5.0  # between the arrow's head and the dot that it points to
THICKEST = 4.0  # of an arrow; the thinnest is 1
THICK_CHARS = 600  # characters of a tie from which on its arrow is the thickest
# What rounding makes of a name right above or below the middle, in units.
ON_AXIS = 1e-9


@dataclass(frozen=True, slots=True)
class Node:
    """An agency on the ring."""

    name: str
    x: float
    y: float
    angle: float

    @property
    def is_left(self) -> bool:
        """Its name ends at the ring instead of beginning there."""
        return self.x < -ON_AXIS


@dataclass(frozen=True, slots=True)
class Arrow:
    """A tie: from who gave to who took, how it is drawn, and what it says."""

    source: int
    target: int
    path: str
    width: float
    n_chars: int
    said: Words
    evidence: Words
    reports: str = ""


@dataclass(frozen=True, slots=True)
class TieNetwork:
    """Agencies on a ring and the arrows between them; ``left_out`` ties are not drawn."""

    nodes: list[Node]
    arrows: list[Arrow]
    left_out: int
    number: int = 0
    kind: ClassVar[str] = "network"

    @property
    def is_filled(self) -> bool:
        """There is at least one tie."""
        return bool(self.arrows)

    @property
    def half(self) -> float:
        """Half the side of the picture."""
        return _radius(len(self.nodes)) + NAMES

    @property
    def most_chars(self) -> int:
        """Characters of the strongest tie."""
        return max((arrow.n_chars for arrow in self.arrows), default=0)


def tie_network(frames: Frames) -> TieNetwork:
    """Lay the strongest ties out on a ring.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Frames ``ties`` and ``reports``.

    Returns
    -------
    TieNetwork
        Agencies by province, arrows from giver to taker; empty without ties.

    Examples
    --------
    >>> tie_network({}).is_filled
    False
    """
    ties = frame(frames, "ties")
    keys, up = ["n_chars", "source", "copier"], [False, True, True]
    ordered = ties.sort_values(keys, ascending=up, kind="stable")
    kept = _between_few(ordered.head(MOST_TIES))
    ids = sorted({*kept["source"], *kept["copier"]})
    nodes = _seat(ids, frame(frames, "reports"))
    number = {agency: i for i, agency in enumerate(nodes)}
    placed = list(nodes.values())
    arrows = [_arrow(row._asdict(), number, placed) for row in each(kept)]
    return TieNetwork(placed, arrows, len(ties) - len(arrows))


def _between_few(ties: pd.DataFrame) -> pd.DataFrame:
    """Keep the ties between the first agencies that fit on the ring."""
    met = dict.fromkeys(ties[["source", "copier"]].to_numpy().ravel().tolist())
    allowed = set(list(met)[:MOST_NODES])
    return ties[ties["source"].isin(allowed) & ties["copier"].isin(allowed)]


def _radius(n: int) -> float:
    """Radius of a ring of so many agencies."""
    return max(LEAST_RADIUS, min(RADIUS, ROOM * n))


def _seat(ids: list[str], reports: pd.DataFrame) -> dict[str, Node]:
    """Seat agencies on the ring, those of one province together."""
    known = reports.drop_duplicates("agency_id").set_index("agency_id")
    names = {key: str(known["agency"].get(key) or key) for key in ids}
    provinces = {key: str(known["province"].get(key) or "") for key in ids}
    radius = _radius(len(ids))
    order = sorted(ids, key=lambda key: (provinces[key], names[key]))
    seats = {}
    for i, key in enumerate(order):
        angle = 2 * math.pi * i / len(order) - math.pi / 2
        seats[key] = Node(
            name=names[key],
            x=round(radius * math.cos(angle), 1),
            y=round(radius * math.sin(angle), 1),
            angle=round(math.degrees(angle), 1),
        )
    return seats


def _some(reports: str) -> str:
    """The first of the reports that a tie rests on; the frame ``ties`` names all."""
    every = [pair for pair in reports.split("|") if pair]
    return " · ".join([*every[:REPORTS], *(["…"] if len(every) > REPORTS else [])])


def _arrow(tie: dict[str, Any], number: dict[str, int], nodes: list[Node]) -> Arrow:
    """Draw a tie as a curve that ends a little before the taker's dot."""
    source, target = number[tie["source"]], number[tie["copier"]]
    a, b = nodes[source], nodes[target]
    bend_x, bend_y = (a.x + b.x) / 2 * BEND, (a.y + b.y) / 2 * BEND
    # The arrow's head must not hide under the dot.
    away = math.hypot(b.x - bend_x, b.y - bend_y) or 1.0
    short = 1 - (DOT + HEAD) / away
    end_x, end_y = bend_x + (b.x - bend_x) * short, bend_y + (b.y - bend_y) * short
    strength = min(1.0, tie["n_chars"] / THICK_CHARS)
    facts = tie | {
        "source": a.name,
        "copier": b.name,
        "probability": show_fraction(tie["probability"]),
    }
    return Arrow(
        source,
        target,
        f"M{a.x} {a.y}Q{bend_x:.1f} {bend_y:.1f} {end_x:.1f} {end_y:.1f}",
        round(1 + (THICKEST - 1) * strength, 2),
        int(tie["n_chars"]),
        fill("page", "tie", **facts),
        in_both(str(tie["evidence"])),
        _some(str(tie["reports"])),
    )

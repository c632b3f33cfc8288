"""Pairs of reports with the passages that both hold, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from textmine.dossier.evidence import agreeing
from textmine.dossier.view import Frames, TextPiece, Words, each, frame, picture_words
from textmine.plot.names import report_names

Place = dict[Any, Any]
"""A row of the frame ``passages``."""

MOST_PAIRS = 40  # with their passages; more make the page slow to open
MOST_PASSAGES = 12  # of a pair, the longest


@dataclass(frozen=True, slots=True)
class Shared:
    """A passage as two reports word it, in pieces that agree and pieces that do not."""

    family_id: str
    kind: str
    kind_words: Words
    a: list[TextPiece]
    b: list[TextPiece]
    where_a: str
    where_b: str


@dataclass(frozen=True, slots=True)
class SharedPair:
    """Two reports and what both hold."""

    anchor: str
    name_a: str
    name_b: str
    reports: tuple[str, str]
    passages: list[Shared]
    left_out: int


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The pairs whose passages are shown."""

    pairs: list[SharedPair]
    kind: ClassVar[str] = "side_by_side"

    @property
    def is_filled(self) -> bool:
        """There is at least one pair."""
        return bool(self.pairs)


def shared_pairs(frames: Frames, pairs: pd.DataFrame) -> list[SharedPair]:
    """Set the passages of the foremost pairs side by side.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Frames ``passages`` and ``reports``.
    pairs : pandas.DataFrame
        Frame ``pairs`` in the order of the page.

    Returns
    -------
    list of SharedPair
        Pairs of which no passage is known are left out.
    """
    passages = frame(frames, "passages")
    names = report_names(frame(frames, "reports"))
    foremost = pairs.head(MOST_PAIRS)
    is_shown = passages["report_id"].isin(
        [*foremost["report_a"], *foremost["report_b"]]
    )
    # Of a family that a report holds in several places the first is shown.
    once = passages[is_shown].drop_duplicates(["report_id", "family_id"])
    of_report: dict[str, dict[str, Place]] = defaultdict(dict)
    for place in once.to_dict("records"):
        of_report[place["report_id"]][place["family_id"]] = place
    found = []
    for number, row in enumerate(each(foremost), start=1):
        a, b = row.report_a, row.report_b
        both = _both(of_report[a], of_report[b])
        if not both:
            continue
        shown = [_shared(*places) for places in both[:MOST_PASSAGES]]
        # By number: an id of a report may hold what an address may not.
        anchor, rest = f"pair-{number}", len(both) - len(shown)
        found.append(
            SharedPair(anchor, names.get(a, a), names.get(b, b), (a, b), shown, rest)
        )
    return found


def _both(
    one: Mapping[str, Place], other: Mapping[str, Place]
) -> list[tuple[Place, Place]]:
    """Places of the families that both hold, the longest first."""
    by_size = sorted(one.keys() & other.keys(), key=lambda f: (-len(one[f]["text"]), f))
    return [(one[family], other[family]) for family in by_size]


def _shared(a: Place, b: Place) -> Shared:
    """Compare the two wordings of a passage."""
    return Shared(
        family_id=a["family_id"],
        kind=a["kind"],
        kind_words=picture_words("kind", a["kind"]),
        a=agreeing(b["text"], a["text"]),
        b=agreeing(a["text"], b["text"]),
        where_a=f"{a['start']}–{a['end']}",
        where_b=f"{b['start']}–{b['end']}",
    )

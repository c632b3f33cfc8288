"""A family and two reports side by side, as objects that show themselves in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from textmine.display import LONGEST_CELL, MOST_ROWS, cut, escape_text, show
from textmine.english import Counted

# Characters of a block on one side that are shown.
LONGEST_SIDE = 400
# What only one side has; in words of the browser, so that it is told apart without colour too.
_MARKS = {"replace": ("del", "ins"), "delete": ("del", ""), "insert": ("", "ins")}


@dataclass(frozen=True, eq=False, repr=False)
class SharedFamily:
    """A passage that several reports hold.

    Parameters
    ----------
    row : pandas.Series
        Its row of the frame ``families``.
    passages : pandas.DataFrame
        Its rows of the frame ``passages``: every place where it stands.
    template : str
        What its passages have in common; see :meth:`textmine.reuse.mine.Reuse.template`.
    """

    row: pd.Series
    passages: pd.DataFrame
    template: str

    def __repr__(self) -> str:
        told = cut(str(self.row["text"]), 20)
        return (
            f"SharedFamily({self.row['family_id']}, {Counted(self.row['n_reports']):report}, "
            f"{told!r})"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: whose words they are, the template, and where they stand."""
        names = (
            "kind",
            "n_reports",
            "n_agencies",
            "first_year",
            "last_year",
            "reasons",
        )
        facts: dict[str, Any] = {name: self.row[name] for name in names}
        facts = {name: "" if pd.isna(value) else value for name, value in facts.items()}
        facts |= {"text": self.row["text"], "template": self.template}
        places = self.passages[["report_id", "section", "start", "end", "text"]]
        return show(f"Family {self.row['family_id']}", facts, places, kind="Family")


class ReportAlignment(pd.DataFrame):
    """Two reports block by block: a frame like any other, shown side by side in a notebook.

    Columns as of :func:`textmine.reuse.judge.align.align_reports`; what is selected from it is a
    plain frame.
    """

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def _repr_html_(self) -> str:
        """What a notebook shows: the blocks on both sides, with what only one of them has."""
        blocks = list(self.groupby("block", sort=True))
        sides = ("report_a", "report_b") if len(self) else ()
        names = {side: str(self[side].iloc[0]) for side in sides}
        facts: dict[str, Any] = {**names, "blocks": len(blocks)}
        head = show("Alignment", facts, kind="Alignment")
        if not blocks:
            return head
        rows = (
            f"<tr><td>{number}</td><td>{_mark(part, 'a')}</td><td>{_mark(part, 'b')}</td></tr>"
            for number, part in blocks[:MOST_ROWS]
        )
        heads = "".join(
            f"<th>{escape_text(cut(name, LONGEST_CELL))}</th>"
            for name in names.values()
        )
        table = f"<table><tr><th></th>{heads}</tr>{''.join(rows)}</table>"
        n_more = len(blocks) - MOST_ROWS
        more = (
            f"<p>… 另有 {n_more} 段 · {Counted(n_more):more block}</p>"
            if n_more > 0
            else ""
        )
        return f"{head}{table}{more}"


def _mark(block: pd.DataFrame, side: str) -> str:
    """One side of a block, what the other lacks marked, cut to a length."""
    left, told = LONGEST_SIDE, ""
    for op, text in zip(block["op"], block[f"text_{side}"], strict=True):
        if not text:
            continue
        if left <= 0:
            return f"{told}…"
        shown = escape_text(str(text)[:left])
        mark = _MARKS.get(op, ("", ""))[0 if side == "a" else 1]
        told += f"<{mark}>{shown}</{mark}>" if mark else shown
        left -= len(text)
    return f"{told}…" if left < 0 else told

"""What a notebook shows of an object: a heading, a few facts, the first rows of a frame."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

MOST_ROWS = 10  # of a frame; the object itself gives all


def show(heading: str, facts: Mapping[str, Any], frame: pd.DataFrame | None = None) -> str:
    """Make the HTML that ``_repr_html_`` returns.

    Parameters
    ----------
    heading : str
        What the object is.
    facts : mapping of str to object
        Name and value of what is worth knowing; empty values are left out.
    frame : pandas.DataFrame, optional
        Its first ten rows are shown.

    Returns
    -------
    str
        HTML, everything escaped.

    Examples
    --------
    >>> show("Report <a>", {"year": 2021, "region": ""})
    '<p><b>Report &lt;a&gt;</b><br>year: 2021</p>'
    """
    lines = [f"<b>{escape(heading)}</b>"]
    for name, value in facts.items():
        if value is not None and str(value) != "":
            lines.append(f"{escape(name)}: {escape(str(value))}")
    head = f"<p>{'<br>'.join(lines)}</p>"
    if frame is None or frame.empty:
        return head
    table = frame.head(MOST_ROWS).to_html(index=False)
    n_more = len(frame) - MOST_ROWS
    more = f"<p>… {n_more} more rows</p>" if n_more > 0 else ""
    return f"{head}{table}{more}"

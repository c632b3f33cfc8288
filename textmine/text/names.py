"""Whose name it is: a report's own, or another's."""

from __future__ import annotations

from typing import Any, Protocol


class Row(Protocol):
    """Anything that gives a value by the name of a column."""

    def __getitem__(self, column: str, /) -> Any: ...


def is_own(name: str, own: Row) -> bool:
    """Tell whether a name is a report's own.

    Parameters
    ----------
    name : str
        Name of an agency or a place.
    own : mapping or pandas.Series
        agency, region, province of the report: a dict, or a row of the frame ``reports``.

    Returns
    -------
    bool
        True where its own names contain the name, the name contains its whole agency, or is a
        longer form of its place.

    Examples
    --------
    >>> own = {"agency": "临泽川市教育局", "region": "临泽川市", "province": "云岭省"}
    >>> [
    ...     is_own(n, own)
    ...     for n in (
    ...         "临泽川市",
    ...         "临泽川市教育局办公室",
    ...         "云岭省临泽川市",
    ...         "临泽川市财政局",
    ...     )
    ... ]
    [True, True, True, False]
    """
    mine = [str(own[c]) for c in ("agency", "region", "province") if own[c]]
    longer = bool(own["agency"]) and str(own["agency"]) in name
    return any(name in m for m in mine) or longer or any(name.endswith(m) for m in mine)

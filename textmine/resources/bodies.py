"""Types of agencies, as both languages call them."""

from __future__ import annotations

from functools import cache

from textmine.resources.load import load_toml


@cache
def agency_types() -> dict[str, str]:
    """Load the closed list of types.

    Returns
    -------
    dict
        Type to its English name, in the order of the table.

    Examples
    --------
    >>> agency_types()["商务局"]
    'Commerce'
    """
    table = load_toml("agency_types.toml")
    return {str(kind): str(entry["en"]) for kind, entry in table.items()}

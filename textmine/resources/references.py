"""Wording that many reports carry for reasons of their own: statutes, notices, the form."""

from __future__ import annotations

from importlib import resources

from textmine.resources.load import load_toml


def load_references(kind: str = "mandated") -> list[str]:
    """Read the reference texts that ship with the package.

    Parameters
    ----------
    kind : {"mandated", "stock"}
        Wording that law, notices and the form prescribe; or names of meetings, doctrines and
        campaigns, which every Chinese official text may carry.

    Returns
    -------
    list of str
        Section titles, table heads and labels of the 2019 and 2021 forms, titles of statutes and
        notices, articles on the annual report, fixed formulas.

    References
    ----------
    政府信息公开条例 (国务院令第711号), articles 49 and 50; 国办公开办函〔2019〕60号;
    国办公开办函〔2021〕30号; 国办函〔2020〕109号.

    Examples
    --------
    >>> "五、存在的主要问题及改进情况" in load_references()
    True
    """
    folder = resources.files("textmine.resources").joinpath("official")
    names = sorted(
        entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")
    )
    entries = [
        entry for name in names for entry in load_toml(f"official/{name}").values()
    ]
    return [
        t
        for entry in entries
        if entry.get("kind", "mandated") == kind
        for t in entry["texts"]
    ]

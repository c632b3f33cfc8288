"""Wording that many reports carry for reasons of their own: statutes, notices, the form."""

from __future__ import annotations

from textmine.resources.load import list_files, load_toml


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
    return [
        text
        for name in list_files("official", ".toml")
        for entry in load_toml(name).values()
        if entry.get("kind", "mandated") == kind
        for text in entry["texts"]
    ]

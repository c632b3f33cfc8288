"""Seeds of themes: a few words or sentences each that say what a theme is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textmine.errors import FrameError
from textmine.intake.frames import take_statements
from textmine.resources.load import load_toml

Seeds = dict[str, list[str]]
CODEBOOK = "codebook"


def read_seeds(seeds: str | Mapping[str, str | Sequence[str]]) -> Seeds:
    """Take seeds as a mapping, or the codebook's categories.

    Parameters
    ----------
    seeds : "codebook" or mapping
        Label of a theme → words and sentences that belong to it (one string is one sentence).

    Returns
    -------
    dict of str to list of str
        In the order given.

    Raises
    ------
    FrameError
        If there is no seed, or one has no text, or something that is none.

    Examples
    --------
    >>> list(read_seeds("codebook"))[:2]
    ['公开内容', '公开时效']
    >>> read_seeds({"培训": "业务培训次数少"})
    {'培训': ['业务培训次数少']}
    """
    if seeds == CODEBOOK:
        return _read_codebook()
    if not isinstance(seeds, Mapping) or not seeds:
        raise FrameError(
            f"ThemeModel: seeds={seeds!r}; expected 'codebook' or a mapping from labels to words, "
            "e.g. {'培训': ['业务培训', '专职人员']}"
        )
    out = {}
    for label, texts in seeds.items():
        listed = take_statements(
            [texts] if isinstance(texts, str) else texts, what=f"seed {label!r}"
        ).tolist()
        if not any(text.strip() for text in listed):
            raise FrameError(
                f"ThemeModel: the seed {label!r} has no words; give some, or drop it"
            )
        out[str(label)] = listed
    return out


def _read_codebook() -> Seeds:
    """Name, usual words and examples of the categories of stated problems."""
    categories = {
        key: table
        for key, table in load_toml("codebook.toml").items()
        if isinstance(table, dict) and "zh" in table
    }
    return {
        table["zh"]: [table["zh"], *table.get("cues", ()), *table.get("examples", ())]
        for table in categories.values()
    }

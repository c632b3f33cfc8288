"""Phrases, terms, themes and their trends."""

from importlib import import_module
from typing import Any

_HOME = {
    "ThemeModel": "textmine.themes.model",
    "choose_n_themes": "textmine.themes.choice",
    "contrast_groups": "textmine.themes.trends",
    "find_phrase": "textmine.themes.phrases",
    "find_trends": "textmine.themes.trends",
    "mark_phrases": "textmine.themes.trends",
    "mine_phrases": "textmine.themes.phrases",
    "propose_terms": "textmine.themes.terms",
    "share_themes": "textmine.themes.shares",
}
__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'textmine.themes' has no attribute {name!r}; public names: {', '.join(__all__)}")
    return getattr(import_module(_HOME[name]), name)

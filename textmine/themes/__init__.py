"""Phrases, terms, themes and their trends."""

from textmine.door import open_door

_HOMES = {
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
__getattr__, __dir__, __all__ = open_door(__name__, _HOMES)

"""Phrases, terms, themes and their trends.

How data goes through: ``phrases`` finds recurring expressions on its own. For themes, ``sentences``
splits the texts and tells what says the same, ``tfidf`` weighs the words, ``near_duplicates`` sets
edited copies aside, ``factors`` finds the themes, ``labels`` names them, ``stability`` and
``choice`` say how far they hold; ``model`` is the estimator over all of these. ``shares`` and
``trends`` compare groups and years.
"""

from textmine.door import open_door

_HOMES = {
    "ThemeModel": "textmine.themes.model",
    "choose_n_themes": "textmine.themes.choice",
    "contrast_groups": "textmine.themes.trends",
    "find_phrase": "textmine.themes.phrases.places",
    "find_trends": "textmine.themes.trends",
    "gather_variants": "textmine.themes.phrases.variants",
    "mark_phrases": "textmine.themes.phrases.places",
    "mine_phrases": "textmine.themes.phrases.mine",
    "propose_terms": "textmine.themes.phrases.terms",
    "share_themes": "textmine.themes.shares",
}
__getattr__, __dir__, __all__ = open_door(__name__, _HOMES)

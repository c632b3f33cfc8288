"""Phrases, terms, themes and their trends.

How data goes through: ``phrases`` finds recurring expressions on its own. For themes, ``sentences``
splits the texts and tells what says the same, ``selection`` chooses what is learned from,
``vectors`` turns it into points, ``groups`` finds themes among them and says who belongs to one;
``learning`` puts these together, ``state`` holds the result and lays it out as frames, with
``naming`` for terms and labels. ``model`` is the estimator over all of these; ``curation``,
``saving`` and ``examples`` are its methods. ``choice`` says how many themes are supported,
``shares`` and ``trends`` compare groups and years.
"""

from textmine.door import open_door

_HOMES = {
    "ThemeModel": "textmine.themes.model",
    "choose_n_themes": "textmine.themes.choice",
    "contrast_groups": "textmine.themes.trends",
    "contrast_phrases": "textmine.themes.phrases.keyness",
    "draw_intrusion": "textmine.themes.groups.intrusion",
    "find_phrase": "textmine.themes.phrases.places",
    "find_trends": "textmine.themes.trends",
    "gather_variants": "textmine.themes.phrases.variants",
    "mark_phrases": "textmine.themes.phrases.places",
    "mine_phrases": "textmine.themes.phrases.mine",
    "propose_terms": "textmine.themes.phrases.terms",
    "rank_phrases": "textmine.themes.phrases.keyness",
    "score_intrusion": "textmine.themes.groups.intrusion",
    "share_themes": "textmine.themes.shares",
}
__getattr__, __dir__, __all__ = open_door(__name__, _HOMES)

"""Phrases: the expressions that recur in the reports of several agencies.

How data goes through: ``tokens`` turns a frame of texts into one sequence of word numbers, with
slots for years, numbers and own names; ``ngrams`` finds what recurs in it; ``unithood`` tells whole
expressions from fragments; ``mine`` puts them in a frame with their kind; ``places`` finds them
again in the texts; ``keyness`` ranks them by what is particular to the genre or a group. ``terms``
does the same with characters, to propose words for the lexicon.
"""

from textmine.door import open_door

_HOMES = {
    "contrast_phrases": "textmine.themes.phrases.keyness",
    "find_phrase": "textmine.themes.phrases.places",
    "gather_variants": "textmine.themes.phrases.variants",
    "mark_phrases": "textmine.themes.phrases.places",
    "mine_phrases": "textmine.themes.phrases.mine",
    "propose_terms": "textmine.themes.phrases.terms",
    "rank_phrases": "textmine.themes.phrases.keyness",
}
__getattr__, __dir__, __all__ = open_door(__name__, _HOMES)

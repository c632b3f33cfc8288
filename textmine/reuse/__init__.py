"""Text reuse: which passages two reports share, where they come from, who was first.

Data goes through the rooms in this order::

    ground   texts as streams of characters, hashed and winnowed
    search   stretches that two texts share, exact and edited
    families passages that belong together, the kind of each, scores
    judge    pairs against chance, direction, network, the literature's measures
    mine     all of it behind one object, :class:`Reuse`
"""

from textmine.door import open_door

_HOMES = {
    "BoilerplateDetector": "textmine.reuse.judge.boilerplate",
    "Reuse": "textmine.reuse.mine",
    "build_network": "textmine.reuse.judge.network",
    "mine_reuse": "textmine.reuse.mine",
    "save_network": "textmine.reuse.judge.network",
}
__getattr__, __dir__, __all__ = open_door(__name__, _HOMES)

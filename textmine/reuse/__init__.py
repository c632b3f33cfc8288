"""Text reuse: which passages two reports share, where they come from, who was first.

Data goes through the rooms in this order::

    ground   texts as streams of characters, hashed and winnowed
    search   stretches that two texts share, exact and edited
    families passages that belong together, the kind of each, scores
    measures what the literature measures of whole reports: boilerplate, stickiness, change …
    judge    pairs against chance, direction, network
    mine     all of it behind one object, :class:`Reuse`

What a passage goes through, in three reports; A, B and C stand for characters, and report 1 is the
first to hold them::

    stretches   1 ──AAAABBBB──────   runs that stand earlier too, each with its first place
                2 ──AAAABBBB───BBBB
                3 ───────BBBB─────
    pieces      1 ──AAAA│BBBB─────   each character to the commonest stretch that covers it
                2 ──AAAA│BBBB──│BBBB
                3 ───────│BBBB────
    links       2.AAAA → 1.AAAA      each piece to where it stands first; edited copies join them
                2.BBBB → 1.BBBB
                3.BBBB → 1.BBBB
    sites       1.AAAA 1.BBBB        spans of one text that are one place: nearly the same span,
                2.AAAA 2.BBBB        or parts of one family side by side
                3.BBBB
    families    {1.AAAA 2.AAAA}      sites that links connect; neighbours that most of their
                {1.BBBB 2.BBBB …}    reports hold together are joined to one

No step compares all reports with all: cost grows with the text, whatever number of reports share a
passage.
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

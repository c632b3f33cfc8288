"""Whose report it is and of which year: agency, region, level, type, year and dates of publication.

titles, dates     places in the text that may say it
citations         issuers of laws and notices, which are nobody's agency
proper            names of their own, whose place no list has
candidates        what each of them says, with its name parsed once
mentions          where a text without head and signature speaks of its own agency
read              the best of them, with the evidence
"""

from textmine.door import open_door

_HOMES = {
    "Header": "textmine.header.read",
    "read_header": "textmine.header.read",
}
__getattr__, __dir__, __all__ = open_door(__name__, _HOMES)

"""Whose report it is and of which year: agency, region, level, type, year and dates of publication.

institutions, places, agency     parse a name: its body, its places, both
proper                           names of their own, whose place no list has
titles, dates                    places in the text that may say it
citations                        issuers of laws and notices, which are nobody's agency
candidates                       what each of them says, with its name parsed once
mentions                         where a text without head and signature speaks of its agency
choice                           the best of them, in its fullest form
identity, context                who that is, and where, if its name fits several places
read                             all of it, with the evidence
folder                           what the reports of one folder say of each other
"""

from textmine.door import open_door

_HOMES = {
    "Header": "textmine.header.read",
    "read_header": "textmine.header.read",
}
__getattr__, __dir__, __all__ = open_door(__name__, _HOMES)

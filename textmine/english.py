"""English of messages and of the page: numbers with their nouns, articles, the first of many."""

from __future__ import annotations

import re
from collections.abc import Sequence

NAMED = 5
"""Most things that a message names; of more it says how many they are."""
# A vowel, or an n that is spelled out: an ndarray.
_AN = re.compile(r"[aeiou]|n[^aeiou]", re.IGNORECASE)


class Counted(int):
    """A number of things, printed with their name.

    The format is the noun in the singular, then after ``|`` the plural where it is not made with s;
    a comma before it separates thousands. Any other format is that of a whole number, so that one
    template may print the number alone and another the number with its noun.

    Examples
    --------
    >>> f"{Counted(1):report} of {Counted(2):agency|agencies}"
    '1 report of 2 agencies'
    >>> "{n} 行 · {n:,more row}".format(n=Counted(1200))
    '1200 行 · 1,200 more rows'
    """

    def __format__(self, spec: str) -> str:
        """Print the number, and the noun that the format names."""
        noun = spec.removeprefix(",")
        if not noun[:1].islower() or len(noun) < 2:
            return int.__format__(self, spec)
        number = format(int(self), "," if spec.startswith(",") else "")
        return f"{number} {self.of(noun)}"

    def of(self, noun: str) -> str:
        """Give the noun alone, singular or plural."""
        one, _, many = noun.partition("|")
        return one if self == 1 else many or one + "s"


def with_article(noun: str) -> str:
    """Put a or an before a noun.

    Parameters
    ----------
    noun : str
        E.g. the name of a class.

    Returns
    -------
    str
        Both.

    Examples
    --------
    >>> with_article("frame"), with_article("int"), with_article("ndarray")
    ('a frame', 'an int', 'an ndarray')
    """
    return f"{'an' if _AN.match(noun) else 'a'} {noun}"


def name_some(names: Sequence[str], between: str = ", ", most: int = NAMED) -> str:
    """Name the first of many things, and say how many there are besides.

    Parameters
    ----------
    names : sequence of str
        All of them.
    between : str
        What stands between two.
    most : int
        How many are named.

    Returns
    -------
    str
        All, or so many and the number of the others.

    Examples
    --------
    >>> name_some(["a", "b", "c"]), name_some(list("abcdefg"), "; ")
    ('a, b, c', 'a; b; c; d; e and 2 more')
    """
    n_more = len(names) - most
    more = f" and {n_more} more" if n_more > 0 else ""
    return between.join(names[:most]) + more

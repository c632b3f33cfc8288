"""Part a text that lost its line ends, in a crawler or a table, at the titles of the form."""

from __future__ import annotations

import re
from functools import cache

from textmine.resources.load import load_toml

# Titles with their numbers that stand amid one line, from which its line ends were lost; and
# characters between two of them, on average, below which they are a menu or a list of contents.
_LEAST_TITLES, _LEAST_BETWEEN = 3, 40
# Characters of a line in which so many titles can stand with a text.
_LONG = 200


def part_at_titles(text: str) -> str:
    r"""Put the titles of the form on lines of their own where a line has several of them.

    Parameters
    ----------
    text : str
        Text of a file.

    Returns
    -------
    str
        The same with line ends before and behind these titles; itself where none were lost.

    Examples
    --------
    >>> said = "全年公开信息九条，办理申请三件，召开会议两次。" * 3
    >>> titles = ("一、总体情况", "二、主动公开政府信息情况", "六、其他需要报告的事项")
    >>> parted = part_at_titles("某局年报" + "".join(title + said for title in titles))
    >>> parted.split("\n")[1:4:2]
    ['一、总体情况', '二、主动公开政府信息情况']
    """
    if not any(len(line) >= _LONG for line in text.split("\n")):
        return text
    return "\n".join(map(_part, text.split("\n")))


def _part(line: str) -> str:
    """One line, parted where it has several titles."""
    found = list(_title().finditer(line)) if len(line) >= _LONG else []
    if len({match["words"] for match in found}) < _LEAST_TITLES:
        return line
    between = (found[-1].start() - found[0].end()) / (len(found) - 1)
    return _title().sub(r"\n\g<0>\n", line) if between >= _LEAST_BETWEEN else line


@cache
def _title() -> re.Pattern[str]:
    """Compile a title of the form with its number, which no mark of a sentence follows."""
    labels = load_toml("headings.toml")["labels"].values()
    official = sorted(
        {title for label in labels for title in label["official"]}, key=len
    )
    words = "|".join(map(re.escape, reversed(official)))
    return re.compile(
        rf"[一二三四五六七][、.．]\s?(?P<words>{words})(?![，。；、”》的和与及])"
    )

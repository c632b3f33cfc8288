"""Tables that a program printed for the eye: boxes of lines, and frames with their row numbers."""

from __future__ import annotations

import re
from itertools import groupby

# Lines of boxes as text browsers and programs for the terminal draw them.
_RULE = re.compile(r"[ \t]*[─━═┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬╞╡╪╟╢╫┏┓┗┛┣┫┳┻╋]{3}[─-╿ \t]*")
_ROW = re.compile(r"[ \t]*[│┃║].*[│┃║├┤┼╢╟][ \t]*")
# Between two cells of a line: an upright line, or a rule that belongs to a cell further on.
_BORDER = re.compile(r"[│┃║├┤┼┬┴╞╡╪╟╢╫╠╣╬][─━═┬┴┼├┤╤╧]*[│┃║├┤┼╡╢╣]?")
_BLANKS = " \t"
_COUNTED = re.compile(rf"(?m)^[{_BLANKS}]+0[{_BLANKS}]+1\b")
_NUMBERED = re.compile(r"(\d+)(?:[ \t]{1,}|$)")


def lay_out_printed(text: str) -> str:
    r"""Write the rows of printed tables as lines without what was printed around them.

    Parameters
    ----------
    text : str
        Plain text.

    Returns
    -------
    str
        The text; rows of boxes have tabs between their cells, a cell that was broken over lines is
        one, and frames have lost the numbers of their columns and rows.

    Examples
    --------
    >>> box = "┌────┬──┐\n│规章│0 │\n├────┼──┤\n│行政│3 │\n│许可│  │\n└────┴──┘"
    >>> lay_out_printed(box)
    '规章\t0\n行政许可\t3'
    >>> lay_out_printed("      0  1\n0  规章  0\n1  其他  2")
    '规章  0\n其他  2'
    """
    if "│" in text or "┃" in text or "║" in text:
        text = _lay_out_boxes(text)
    # The numbers of columns are moved in, as few lines are.
    moved_in = text[:1] in _BLANKS or any(f"\n{blank}" in text for blank in _BLANKS)
    return _drop_row_numbers(text) if moved_in and _COUNTED.search(text) else text


def _lay_out_boxes(text: str) -> str:
    """Rows of boxes with tabs, without the rules between them."""
    lines: list[str] = []
    for kind, group in groupby(text.split("\n"), _kind_of_line):
        found = list(group)
        if kind == "row":
            lines += map("\t".join, _join_cells([_cells(line) for line in found]))
        elif kind == "text":
            lines += found
    return "\n".join(lines)


def _kind_of_line(line: str) -> str:
    """Tell a rule and a row of a box from other lines."""
    if _RULE.fullmatch(line):
        return "rule"
    return "row" if _ROW.fullmatch(line) else "text"


def _cells(line: str) -> list[str]:
    """Texts between the upright lines."""
    return [cell.strip() for cell in _BORDER.split(line.strip())[1:-1]]


def _join_cells(rows: list[list[str]]) -> list[list[str]]:
    """Lines between two rules: one row where all have as many cells, else a row each."""
    if len({len(row) for row in rows}) > 1:
        return rows
    return [["".join(column) for column in zip(*rows, strict=True)]]


def _drop_row_numbers(text: str) -> str:
    """Frames that a library printed, without the numbers of columns and rows."""
    lines: list[str] = []
    at = -1
    for line in text.split("\n"):
        if _counts_up(line):
            at = 0
            continue
        match = _NUMBERED.match(line) if at >= 0 else None
        if match and int(match[1]) == at:
            at += 1
            lines.append(line[match.end() :].strip())
        else:
            at = -1
            lines.append(line)
    return "\n".join(lines)


def _counts_up(line: str) -> bool:
    """Tell the head of a frame without names of columns: 0, 1, 2 … behind the row numbers."""
    numbers = line.split() if line[:1] in (" ", "\t") else []
    return len(numbers) > 1 and numbers == [str(k) for k in range(len(numbers))]

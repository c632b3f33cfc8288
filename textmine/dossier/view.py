"""What a page is made of before it is HTML: tables, figures, cards and parts, in two languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, Protocol

import numpy as np
import pandas as pd

from textmine.display import NOISE, show_bounds, show_fraction, show_share
from textmine.english import Counted
from textmine.errors import FrameError
from textmine.intake.columns import clean_column
from textmine.intake.frames import take_frame
from textmine.plot.names import check_stem
from textmine.resources.bodies import agency_types
from textmine.resources.load import load_toml
from textmine.schema import make_frame

Frames = Mapping[str, pd.DataFrame]
Words = tuple[str, str]


# How a cell without a number sorts: before all numbers, negative ones too.
UNKNOWN = "-Infinity"

# What a page of one report needs to know of it.
KEYS = ("report_id", "agency", "year", "text")


class Stripe(NamedTuple):
    """A stripe of a bar: which kind, how wide in per cent, and its name in both languages."""

    kind: str
    width: str
    name: Words


@dataclass(frozen=True, slots=True)
class CellView:
    """What stands in one cell of a table: its text, a CSS class, a tooltip, and how it sorts."""

    text: str
    css: str = ""
    title: str = ""
    key: str = ""
    words: Words = ("", "")
    href: str = ""
    bar: tuple[Stripe, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column heading in Chinese and English with the explanation of its numbers."""

    zh: str
    en: str
    note: Words = ("", "")
    number: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, and the reports it speaks of (by which the page filters)."""

    entries: list[CellView]
    reports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table, how many rows it shows of how many, and the file with all of them."""

    columns: list[Column]
    rows: list[TableRow]
    total: int
    file: str
    kind: ClassVar[str] = "table"

    @property
    def is_filled(self) -> bool:
        """There is at least one row."""
        return bool(self.rows)

    @property
    def shown_words(self) -> Words:
        """Say how many rows are shown."""
        key = "shown_all" if len(self.rows) >= self.total else "shown"
        return fill("page", key, shown=len(self.rows), total=self.total, file=self.file)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its number and caption."""

    svg: str
    number: int
    caption: Words
    kind: ClassVar[str] = "figure"

    @property
    def is_filled(self) -> bool:
        """There is a picture."""
        return bool(self.svg)


class TextPiece(NamedTuple):
    """A piece of a text, and whether it stands in the model text character for character."""

    text: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """One place of a family: who, where, and its text in pieces that agree with it or not."""

    who: str
    where: str
    pieces: list[TextPiece]


@dataclass(frozen=True, slots=True)
class Card:
    """A family of reuse with its evidence."""

    family_id: str
    kind: str
    kind_words: Words
    probability: str
    spread: Words
    reasons: Words
    text: str
    passages: list[Passage]
    left_out: int
    template: list[TextPiece] = field(default_factory=list)
    slots: list[str] = field(default_factory=list)
    reports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cards:
    """Families as cards, and how many families there are in all."""

    cards: list[Card]
    total: int
    kind: ClassVar[str] = "cards"

    @property
    def is_filled(self) -> bool:
        """There is at least one family."""
        return bool(self.cards)


class PageBlock(Protocol):
    """What a part of the page is made of; the template draws it by its kind."""

    kind: ClassVar[str]

    @property
    def is_filled(self) -> bool:
        """There is something to show."""


@dataclass(frozen=True, slots=True)
class PagePart:
    """A part of the page: heading and note come from the wording table by its key.

    ``lack`` is a key of the page's words that says what cannot be told.
    """

    key: str
    blocks: list[PageBlock]
    lack: str = ""

    @property
    def remark(self) -> Words:
        """What is missing, and why; empty where nothing is."""
        if self.lack:
            return words("page", self.lack)
        if self.blocks:
            return "", ""
        return words("page", "no_failures" if self.key == "failures" else "absent")

    @property
    def heading(self) -> Words:
        """Heading in Chinese and English."""
        zh, en = load_toml("dossier.toml")["sections"][self.key]["heading"]
        return zh, en

    @property
    def note(self) -> Words:
        """Explanation in Chinese and English."""
        zh, en = load_toml("dossier.toml")["sections"][self.key]["note"]
        return zh, en


@dataclass(frozen=True, slots=True)
class OriginalCut:
    """A picture cut out of the file that a report was read from; empty where it was left out."""

    page: int
    picture: str

    @property
    def page_words(self) -> Words:
        """Say which page it is of."""
        return fill("original", "page", n=self.page)


def find_cuts(
    pictures: pd.DataFrame | None, report_id: object
) -> dict[tuple[int, int], list[OriginalCut]]:
    """Gather the pictures of one report by the span that they show.

    Parameters
    ----------
    pictures : pandas.DataFrame or None
        Columns report_id, start, end, page, picture (a ``data:`` address, or empty).
    report_id : str
        The report.

    Returns
    -------
    dict
        Start and end of a span to its pictures.

    Examples
    --------
    >>> columns = ["report_id", "start", "end", "page", "picture"]
    >>> table = pd.DataFrame(
    ...     [("a", 0, 9, 2, "data:image/png;base64,")], columns=columns
    ... )
    >>> find_cuts(table, "a")[0, 9][0].page_words[1]
    'page 2 of the original'
    """
    cuts: dict[tuple[int, int], list[OriginalCut]] = {}
    if pictures is None:
        return cuts
    needed = ["report_id", "start", "end", "page", "picture"]
    pictures = take_frame(pictures, needed, what="pictures")
    pages = clean_column(pictures["page"], "offset", what="pictures")
    pictures = pictures.assign(page=pages)
    own = pictures[pictures["report_id"].astype("str") == str(report_id)]
    for row in each(own):
        cut = OriginalCut(int(row.page), str(row.picture))
        cuts.setdefault((int(row.start), int(row.end)), []).append(cut)
    return cuts


def frame(frames: Frames, name: str) -> pd.DataFrame:
    """Get a frame, empty where the run has none.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        What a run wrote.
    name : str
        A key of ``schema.FRAMES``.

    Returns
    -------
    pandas.DataFrame
        The frame itself, not a copy.

    Examples
    --------
    >>> frame({}, "failures").columns.tolist()
    ['source', 'reason', 'error']
    """
    found = frames.get(name)
    return make_frame(name, []) if found is None else found


def words(table: str, key: str) -> Words:
    """Look up Chinese and English words of the page.

    Parameters
    ----------
    table, key : str
        Place in ``resources/dossier.toml``; an unknown key stands for itself.

    Returns
    -------
    tuple of str
        Chinese, English.

    Examples
    --------
    >>> words("page", "filter")
    ('筛选…', 'filter …')
    """
    found = load_toml("dossier.toml").get(table, {}).get(key, (key, key))
    return str(found[0]), str(found[1])


def picture_words(table: str, key: str) -> Words:
    """Look up Chinese and English words of the pictures.

    Parameters
    ----------
    table, key : str
        Place in ``resources/plot.toml``; an unknown key stands for itself.

    Returns
    -------
    tuple of str
        Chinese, English.

    Examples
    --------
    >>> picture_words("level", "city"), picture_words("level", "canton")
    (('市', 'city'), ('canton', 'canton'))
    """
    zh, en = load_toml("plot.toml")[table].get(key, (key, key))
    return str(zh), str(en)


def fill(table: str, key: str, /, **facts: Any) -> Words:
    """Look up words of the page and fill facts in; English nouns agree with their numbers.

    Parameters
    ----------
    table, key : str
        As for :func:`words`.
    **facts
        What the words name in braces.

    Returns
    -------
    tuple of str
        Chinese, English.

    Examples
    --------
    >>> fill("page", "more_passages", n=1)
    ('另有 1 处，见 passages', '1 more place in passages')
    """
    counted = {
        name: Counted(fact) if isinstance(fact, int | np.integer) else fact
        for name, fact in facts.items()
    }
    zh, en = words(table, key)
    return zh.format(**counted), en.format(**counted)


def columns(keys: str, numbers: str = "") -> list[Column]:
    """Make column headings from their keys.

    Parameters
    ----------
    keys : str
        Keys of the wording table ``columns``, separated by spaces.
    numbers : str
        Those of them whose cells are numbers.

    Returns
    -------
    list of Column
        In the order of ``keys``.

    Examples
    --------
    >>> columns("year", "year")[0].en
    'Year'
    """
    table = load_toml("dossier.toml")["columns"]
    with_numbers = numbers.split()
    heads = []
    for key in keys.split():
        zh, en, note_zh, note_en = table.get(key, (key, key, "", ""))
        heads.append(Column(zh, en, (note_zh, note_en), key in with_numbers))
    return heads


def percent(value: Any) -> CellView:
    """Make a cell of what ``show_share`` prints; it sorts by the share itself.

    Parameters
    ----------
    value : float
        0–1, or missing.

    Returns
    -------
    CellView
        E.g. ``37.5 %``: one decimal, a blank before the sign.

    Examples
    --------
    >>> percent(0.375).text
    '37.5 %'
    """
    return _cell_of(value, show_share(value, 1).replace("%", " %"))


def fraction(value: Any, digits: int = 2) -> CellView:
    """Make a cell of what ``show_fraction`` prints; it sorts by the number itself.

    Parameters
    ----------
    value : float
        0–1, or missing.
    digits : int, default 2
        Decimals.

    Returns
    -------
    CellView
        E.g. ``0.94``.

    Examples
    --------
    >>> fraction(0.9997).text, fraction(None).text
    ('>0.99', '–')
    """
    return _cell_of(value, show_fraction(value, digits))


def number(value: Any, digits: int = 0) -> CellView:
    """Make a cell that shows a number; a dash where it is not known.

    Parameters
    ----------
    value : float
        The number, or missing.
    digits : int, default 0
        Decimals.

    Returns
    -------
    CellView
        E.g. ``2,345``; ``<0.001`` for what is above 0 and would be printed as 0.

    Examples
    --------
    >>> number(2345).text, number(None).text
    ('2,345', '–')
    """
    if pd.isna(value):
        return _cell_of(value, "–")
    # A mean that misses 0 by its last bits is 0; a p or q, however small, is not.
    value = float(value) if value > 0 else round(float(value), NOISE) + 0.0
    least = 10.0**-digits
    text = f"{value:,.{digits}f}"
    # No p or q is 0.
    if digits > 0 and 0 < abs(value) < least / 2:
        text = f"<{least:.{digits}f}" if value > 0 else f">-{least:.{digits}f}"
    return _cell_of(value, text)


def _cell_of(value: Any, text: str) -> CellView:
    """Make a cell of a number as it is printed, which sorts by the number itself."""
    key = UNKNOWN if pd.isna(value) else f"{float(value):.6f}"
    return CellView(text, "n", key=key)


def text(value: Any, css: str = "", title: str = "") -> CellView:
    """Make a cell of text; missing text is empty.

    Parameters
    ----------
    value : object
        What to show.
    css : str
        CSS class.
    title : str
        Tooltip.

    Returns
    -------
    CellView
        The cell.

    Examples
    --------
    >>> text(None).text
    ''
    """
    return CellView("" if pd.isna(value) else str(value), css, title)


def each(frame: pd.DataFrame) -> Iterable[Any]:
    """Go through a frame's rows, columns as attributes.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any frame whose column names are identifiers.

    Returns
    -------
    iterable of named tuple
        Without the index.

    Examples
    --------
    >>> [row.a for row in each(pd.DataFrame({"a": [1, 2]}))]
    [1, 2]
    """
    return frame.itertuples(index=False)


def rank_in(values: pd.Series, order: Iterable[str]) -> pd.Series:
    """Give the place of each value in an order; what is not in it comes last.

    Parameters
    ----------
    values : pandas.Series of str
        Values.
    order : iterable of str
        The values that are known, the first first.

    Returns
    -------
    pandas.Series of float64
        Places from 0.

    Examples
    --------
    >>> rank_in(pd.Series(["new", "verbatim", "?"]), ["verbatim", "new"]).tolist()
    [1.0, 0.0, 2.0]
    """
    place = {value: k for k, value in enumerate(order)}
    return values.map(place).astype("float64").fillna(len(place))


def badge(table: str, key: str) -> CellView:
    """Make a cell with a coloured word: a kind, status, state or pair type."""
    said = picture_words(table, key)
    return CellView("", f"badge {table}-{key}", words=said, key=key)


def translated(table: str, key: str) -> CellView:
    """Make a cell with a word of the pictures in both languages; an unknown one stays."""
    if key not in load_toml("plot.toml")[table]:
        return CellView(key)
    return CellView("", words=picture_words(table, key), key=key)


def check_entry(check: str) -> CellView:
    """Make a cell with the kind of a check in words, and its id."""
    stem = check_stem(check)
    if stem not in load_toml("plot.toml")["check"]:
        return CellView(check)
    return CellView(check, key=check, words=picture_words("check", stem))


def group_entry(key: str) -> CellView:
    """Make a cell with a group's name; levels and types of agency are translated."""
    types = agency_types()
    if key in types:
        return CellView("", words=(key, types[key]), key=key)
    tables = load_toml("plot.toml")
    table = next((name for name in ("level", "words") if key in tables[name]), "")
    if table:
        return CellView("", words=picture_words(table, key), key=key)
    return name_or_unknown(key)


def name_or_unknown(name: str, css: str = "") -> CellView:
    """Make a cell with a name, or one that says it is not known."""
    if name:
        return text(name, css)
    return CellView("", "muted", words=words("page", "unknown"))


def interval(low: float, high: float) -> CellView:
    """Make a cell that shows an interval of shares, or a dash; it sorts by its lower end."""
    if pd.isna(low) or pd.isna(high):
        return CellView("–", "n", key=UNKNOWN)
    return CellView(f"{show_bounds(low, high, 1)} %", "n", key=f"{low:.6f}")


def report_name(agency: str, report_id: str, when: Any) -> str:
    """Print whose report it is, by its id where that is unknown, and on which year, if known."""
    name = agency or report_id
    return name if pd.isna(when) else f"{name} {year(when)}"


def place_name(report_id: str, start: int, end: int) -> str:
    """Print a place in a report; of a finding on a whole report, the report alone."""
    return f"{report_id} {start}–{end}" if end > start else report_id


def year(value: Any) -> str:
    """Print a year, or a dash."""
    return "–" if pd.isna(value) else str(int(value))


def take_report(report: Mapping[str, Any], what: str) -> dict[str, Any]:
    """Check that a report has its keys, and that its text is text.

    Parameters
    ----------
    report : mapping
        Keys report_id, agency, year, text.
    what : str
        How to call it in messages.

    Returns
    -------
    dict
        These keys alone; the year is a number or missing, a missing agency empty.

    Raises
    ------
    FrameError
        If a key is missing, the text is none, or the year cannot be read.
    """
    missing = [key for key in KEYS if key not in report]
    if missing:
        raise FrameError(
            f"{what}: missing key {', '.join(missing)}; expected {', '.join(KEYS)}"
        )
    if not isinstance(report["text"], str):
        raise FrameError(
            f"{what}: text is {type(report['text']).__name__}, expected str"
        )
    given = {key: pd.Series([report[key]], name=key) for key in ("agency", "year")}
    agency = clean_column(given["agency"], "label", what=what).iloc[0]
    when = clean_column(given["year"], "year", what=what).iloc[0]
    known = {"agency": "" if pd.isna(agency) else agency, "year": when}
    return {key: known.get(key, report[key]) for key in KEYS}

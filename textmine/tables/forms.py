"""The tables of the forms, from resources.

Tables 2, 3 and 4 are those of the 2019 and the 2021 form; S is the statistical table
(政府信息公开情况统计表) of the reports on 2014–2018.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from textmine.resources.load import load_toml


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label of a table: an official row, or (``row`` None) a group heading between rows.

    ``find`` holds its spellings without blanks, marks and list numbers, in the order in which they
    are tried.
    """

    row: int | None
    text: str
    find: tuple[str, ...]
    columns: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One statutory table in one form: number, form, labels in order, telling words."""

    number: str
    form: str
    labels: tuple[Label, ...]
    signs: tuple[str, ...]

    @property
    def rows(self) -> tuple[Label, ...]:
        """The official rows, group headings left out."""
        return tuple(label for label in self.labels if label.row is not None)


def load_table(number: str, form: str) -> Table:
    """Give a statutory table.

    Parameters
    ----------
    number : {"2", "3", "S"}
        Which table (table 4 is a single row, see ``review_row``); S is the statistical table.
    form : {"2019", "2021", "2014"}
        国办公开办函〔2019〕60号 or 国办公开办函〔2021〕30号; 2014 for the statistical table.

    Returns
    -------
    Table
        Labels in official order.

    References
    ----------
    国务院办公厅政府信息与政务公开办公室, 国办公开办函〔2019〕60号 and 〔2021〕30号 (forms of the
    annual report).

    Examples
    --------
    >>> len(load_table("3", "2019").rows), len(load_table("3", "2021").rows)
    (23, 25)
    """
    return _tables()[number, form]


@cache
def _tables() -> dict[tuple[str, str], Table]:
    """All tables by number and form."""
    data = load_toml("forms.toml")["tables"]
    third = data["3"]["2019"]["labels"]
    shared = [x for x in third if x.get("row", 0) < 20]
    rows = {
        ("2", "2019"): data["2"]["2019"]["labels"],
        ("2", "2021"): data["2"]["2021"]["labels"],
        ("3", "2019"): third,
        ("3", "2021"): shared + data["3"]["2021"]["labels"],
    }
    columns, unit = data["3"]["columns"], data["3"]["unit"]
    statistics = load_toml("statistics.toml")
    column = [statistics["column"]]
    labels = tuple(_label(x, column, "") for x in statistics["labels"])
    return {("S", "2014"): Table("S", "2014", labels, ())} | {
        (number, form): Table(
            number,
            form,
            tuple(_label(x, columns, unit) for x in labels),
            tuple(data[number][form]["signs"]),
        )
        for (number, form), labels in rows.items()
    }


def _label(entry: dict[str, object], columns: list[str], unit: str) -> Label:
    """Make a label from its entry; columns and unit are the table's unless the row has its own."""
    own: list[str] = entry.get("columns", columns)  # type: ignore[assignment]
    units = entry.get("units", [entry.get("unit", unit)] * len(own))
    row, find = entry.get("row"), entry["find"]
    label = str(entry.get("label", ""))
    return Label(row, label, tuple(find), tuple(own), tuple(units))  # type: ignore[arg-type]


@cache
def review_row() -> Label:
    """Give the one row of table 4, whose values its columns tell apart.

    Returns
    -------
    Label
        With 15 columns: five results each of 行政复议, 未经复议直接起诉, 复议后起诉.
    """
    table = load_toml("forms.toml")["tables"]["4"]
    return _label(table, table["columns"], table["unit"])


def header_words(number: str) -> tuple[str, ...]:
    """Give the words that the printed header of table 3 or 4 is made of.

    Parameters
    ----------
    number : {"3", "4"}
        Which table.

    Returns
    -------
    tuple of str
        The words, without blanks and marks.
    """
    return tuple(load_toml("forms.toml")["tables"][number]["header"])


def tell_form(text: str, number: str = "") -> str:
    r"""Tell the form from the words of its table headers, not from the year: the layout often lags.

    Parameters
    ----------
    text : str
        Normalised text of a report or of its tables.
    number : {"", "2", "3"}
        Ask one table only: a report may hold tables of both forms.

    Returns
    -------
    str
        ``"2019"``, ``"2021"`` or ``""`` where no header tells.

    Examples
    --------
    >>> tell_form("信息内容\t本年制发件数\t本年废止件数\t现行有效件数")
    '2021'
    """
    told = _count_signs(text)
    votes = {
        form: sum(told[n, form] for n in (number or "23")) for form in ("2019", "2021")
    }
    if number == "3" and not votes["2021"] and told["3", ""]:
        return "2019"
    if votes["2019"] == votes["2021"]:
        return ""
    return max(votes, key=lambda form: votes[form])


# A report is asked three times: for each of its tables, and as a whole.
@lru_cache(maxsize=1)
def _count_signs(text: str) -> dict[tuple[str, str], int]:
    """How many signs of each table in each form a text has; of no form, what the third adds."""
    plain = "".join(text.split())
    told = {
        (number, form): sum(sign in plain for sign in load_table(number, form).signs)
        for number in "23"
        for form in ("2019", "2021")
    }
    return told | {("3", ""): int("三安全一稳定" in plain)}

"""What a copier forgot to change: names of others, other years, and nothing of its own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from textmine.reuse.judge.residue import COLUMNS, NameFinder, find_residue

REPORTS = pd.DataFrame(
    [
        ("a", "临泽川市教育局", "临泽川市", "云岭省", 2020),
        ("b", "望溪州市教育局", "望溪州市", "云岭省", 2021),
        ("c", "临泽川市财政局", "临泽川市", "云岭省", 2021),
        ("d", "", "", "", None),
    ],
    columns=["report_id", "agency", "region", "province", "year"],
).astype({"year": "Int64"})


def residue(
    rows: list[tuple[str, str]], kind: str = "peer", start: int = 50
) -> pd.DataFrame:
    """Residue of the passages of one family, given as (report_id, text)."""
    mined: Any = SimpleNamespace(texts=SimpleNamespace(reports=REPORTS))
    passages = pd.DataFrame(rows, columns=["report_id", "text"])
    passages = passages.assign(family_id="f1", start=start, kind=kind)
    return find_residue(mined, passages)


def found(
    rows: list[tuple[str, str]], kind: str = "peer"
) -> list[tuple[str, str, str]]:
    frame = residue(rows, kind)
    return list(zip(frame["report_id"], frame["text"], frame["reason"], strict=True))


def test_the_name_of_another_agency_is_left_behind(dtype_names) -> None:
    frame = residue([("b", "今后临泽川市教育局将继续整改")])
    assert dtype_names(frame) == COLUMNS
    row = frame.iloc[0]
    assert len(frame) == 1
    assert (row["text"], row["source"]) == ("临泽川市教育局", "临泽川市教育局")
    assert (row["start"], row["end"]) == (52, 59)


def test_own_names_are_not_foreign() -> None:
    assert found([("a", "临泽川市与临泽川市教育局办公室一同整改")]) == []
    # The same place, yet another office.
    assert found([("a", "临泽川市财政局")]) == [("a", "临泽川市财政局", "foreign name")]


def test_a_report_without_a_name_has_no_foreign_ones() -> None:
    assert found([("d", "临泽川市教育局与望溪州市")]) == []


def test_a_year_is_stale_where_another_report_of_the_family_is_of_it() -> None:
    text = "2020年受理较2019年增加，编号12020年不计"
    assert found([("a", text), ("b", text)]) == [("b", "2020", "stale year")]
    # Alone in its family, a report may well speak of another year.
    assert found([("b", text)]) == []


def test_nobodys_wording_has_no_residue() -> None:
    rows = [("b", "临泽川市教育局")]
    assert found(rows, "mandated") == found(rows, "stock") == []
    assert len(found(rows, "national")) == 1


def test_the_same_place_is_named_once_though_passages_overlap() -> None:
    assert (
        len(found([("b", "由临泽川市教育局承办"), ("b", "由临泽川市教育局承办并答复")]))
        == 1
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我市临泽川市财政局说", [(2, 9, "临泽川市财政局")]),
        ("临泽川市、望溪州市", [(0, 4, "临泽川市"), (5, 9, "望溪州市")]),
        ("无人提及", []),
    ],
)
def test_the_longest_names_are_found(
    text: str, names: list[tuple[int, int, str]]
) -> None:
    assert NameFinder.of(REPORTS).find(text) == names


def test_a_name_at_the_end_of_one_that_breaks_off_is_found() -> None:
    finder = NameFinder(("云岭省临泽川市教育局", "临泽川市"))
    assert finder.find("见云岭省临泽川市") == [(4, 8, "临泽川市")]


def test_names_of_two_characters_are_not_looked_for() -> None:
    short = pd.DataFrame({"agency": ["甲局", ""], "region": ["甲县", ""]})
    finder = NameFinder.of(short)
    assert finder.names == () and finder.find("甲局甲县") == []


def test_names_of_three_characters_are_looked_for() -> None:
    finder = NameFinder.of(pd.DataFrame({"agency": ["甲县局"], "region": ["甲县"]}))
    assert finder.find("由甲县局承办") == [(1, 4, "甲县局")]

"""What a copier forgot to change: names of others, other years, and nothing of its own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from textmine.reuse.judge.residue import COLUMNS, NameFinder, find_residue

REPORTS = pd.DataFrame(
    [
        ("a", "临泽川市教育局", "临泽川市", "云岭省", "city", 2020, "泽:教育局"),
        ("b", "望溪州市教育局", "望溪州市", "云岭省", "city", 2021, "望:教育局"),
        ("c", "临泽川市财政局", "临泽川市", "云岭省", "city", 2021, "泽:财政局"),
        ("d", "", "", "", "", None, ""),
        ("e", "临泽川市教育体育局", "临泽川市", "云岭省", "city", 2021, "泽:教育局"),
        ("f", "云岭省教育厅", "云岭省", "云岭省", "province", 2020, "云:教育厅"),
        ("g", "临泽川市人民政府", "临泽川市", "云岭省", "city", 2020, "泽:政府"),
        (
            "h",
            "临泽川市教育局青榆分局",
            "临泽川市青榆区",
            "云岭省",
            "city",
            2020,
            "青:局",
        ),
    ],
    columns=["report_id", "agency", "region", "province", "level", "year", "line"],
).astype({"year": "Int64"})


def residue(
    rows: list[tuple[str, str]], kind: str = "peer", start: int = 50
) -> pd.DataFrame:
    """Residue of the passages of one family, given as (report_id, text)."""
    number = REPORTS["report_id"].tolist().index
    mined: Any = SimpleNamespace(
        texts=SimpleNamespace(reports=REPORTS),
        ids=np.array(["f1"]),
        passages=SimpleNamespace(family=np.zeros(len(rows), dtype=np.int64)),
        report=np.array([number(report_id) for report_id, _ in rows]),
        slices=lambda where: [rows[k][1] for k in where],
    )
    passages = pd.DataFrame(rows, columns=["report_id", "text"])
    passages = passages.assign(family_id="f1", start=start, kind=kind)
    return find_residue(mined, passages)


def found(
    rows: list[tuple[str, str]], kind: str = "peer"
) -> list[tuple[str, str, str]]:
    frame = residue(rows, kind)
    return list(zip(frame["report_id"], frame["text"], frame["reason"], strict=True))


LEFT = "今后临泽川市教育局将继续整改"


def test_the_name_of_another_agency_is_left_behind(dtype_names) -> None:
    frame = residue([("a", LEFT), ("b", LEFT)])
    assert dtype_names(frame) == COLUMNS
    assert frame.to_dict("records") == [
        {
            "report_id": "b",
            "start": 52,
            "end": 59,
            "text": "临泽川市教育局",
            "reason": "foreign name",
            "source": "临泽川市教育局",
        }
    ]


@pytest.mark.parametrize(
    ("rows", "sources"),
    [
        # Of a peer whose report holds no such passage, or without its name, less is known.
        ([("b", LEFT), ("f", LEFT)], [""]),
        ([("b", LEFT), ("a", "今后本局将继续整改")], [""]),
        # A text of one report alone is shared with nobody.
        ([("b", LEFT)], []),
        # Of a bureau of the own place only its own report can tell.
        ([("c", LEFT), ("a", LEFT)], ["临泽川市教育局"]),
        ([("c", LEFT), ("b", "今后本局将继续整改")], []),
    ],
)
def test_whose_report_holds_the_passage_with_its_name(rows, sources) -> None:
    frame = residue(rows)
    own = frame[frame["report_id"] == rows[0][0]]
    assert own["source"].tolist() == sources


@pytest.mark.parametrize(
    ("own", "named"),
    [
        # Its former name, its superior, its government, what lies in its place.
        ("e", "临泽川市教育局"),
        ("b", "云岭省教育厅"),
        ("c", "临泽川市人民政府"),
        ("g", "临泽川市教育局"),
        ("a", "临泽川市教育局青榆分局"),
        ("d", "临泽川市教育局"),
    ],
)
def test_own_names_and_those_above_and_below_are_not_foreign(own, named) -> None:
    bearer = REPORTS.loc[REPORTS["agency"] == named, "report_id"].item()
    text = f"今后{named}将继续整改"
    frame = residue([(own, text), (bearer, text)])
    assert own not in frame["report_id"].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "会同临泽川市教育局将栏目核对一遍",
        "临泽川市教育局将与望溪州市教育局互看台账",
        "赴临泽川市教育局学习",
        "临泽川市教育局网站同步发布",
    ],
)
def test_a_name_that_does_not_act_as_the_own_one_is_told_with_reason(text) -> None:
    assert [row for row in found([("a", text), ("b", text)]) if row[0] == "b"] == []


def test_a_year_is_stale_where_the_report_of_that_year_tells_of_it_too() -> None:
    text = "2020年，我局受理申请12件，编号12020年不计"
    assert found([("a", text), ("b", text)]) == [("b", "2020", "stale year")]
    assert residue([("a", text), ("b", text)])["source"].tolist() == ["临泽川市教育局"]
    # Alone in its family, or where that report speaks of another year, nothing is sure.
    assert found([("b", text)]) == []
    assert found([("a", "2019年，我局受理申请12件"), ("b", text)]) == []
    compared = "受理申请12件，与2020年相比更多"
    assert found([("a", compared), ("b", compared)]) == []


def test_what_was_done_all_year_is_not_done_alike_in_two_places() -> None:
    text = "2020年，我局深入推进招生公开，图解贴进校园"
    assert found([("a", text), ("b", text)]) == [("b", "2020", "stale year")]
    # The own agency may remember it; a deed may be remembered by anybody.
    assert found([("a", text), ("e", text)]) == []
    deed = "2020年，我局印发招生公开方案，图解贴进校园"
    assert found([("a", deed), ("b", deed)]) == []


def test_nobodys_wording_has_no_residue() -> None:
    rows = [("a", LEFT), ("b", LEFT)]
    assert found(rows, "mandated") == found(rows, "stock") == []
    assert len(found(rows, "national")) == 1


def test_the_same_place_is_named_once_though_passages_overlap() -> None:
    longer = LEFT + "并答复"
    assert len(found([("b", LEFT), ("b", longer), ("a", LEFT)])) == 1


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

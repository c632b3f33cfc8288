"""Completeness: what applies to whom, what counts as present, and the evidence for it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.quality import completeness, completeness_items, elements
from textmine.resources.load import load_toml
from textmine.schema import FRAMES, make_frame

PARTS = [
    (
        "overview",
        "一、总体情况",
        "主动公开信息12条，收到依申请公开3件。完善平台建设和信息管理，加强监督保障。"
        "年度考核为优秀，社会评议满意，无责任追究情形。",
    ),
    ("disclosure", "二、主动公开政府信息情况", "见下表。"),
    ("applications", "三、收到和处理政府信息公开申请情况", "见下表。"),
    ("review", "四、政府信息公开行政复议、行政诉讼情况", "见下表。"),
    (
        "problems",
        "五、存在的主要问题及改进情况",
        "栏目更新不够勤。对去年指出的解读偏少的问题已完成整改。下一步增配专职人员。",
    ),
    ("other", "六、其他需要报告的事项", "本年未收取信息处理费。"),
]


def report(**changes: Any) -> pd.DataFrame:
    row = {
        "report_id": "r1",
        "agency": "临泽川市商务局",
        "level": "city",
        "agency_type": "商务局",
        "year": 2022,
        "form": "2021",
        "published": "2023-01-20",
        "n_chars": 0,
        "n_narrative_chars": 0,
        "confidence": 1.0,
    }
    return make_frame("reports", [{**row, **changes}])


def sections(parts: list[tuple[str, str, str]]) -> tuple[pd.DataFrame, str]:
    text, rows = "", []
    for order, (label, heading, body) in enumerate(parts):
        part = f"{heading}\n{body}\n"
        rows.append(
            {
                "report_id": "r1",
                "order": order,
                "label": label,
                "heading": heading,
                "start": len(text),
                "end": len(text) + len(part),
                "confidence": 1.0,
                "status": "found",
                "text": part,
            }
        )
        text += part
    return make_frame("sections", rows), text


def items(text: str, **spans: str) -> pd.DataFrame:
    rows = [
        {
            "report_id": "r1",
            "item_id": role,
            "section": "problems",
            "role": role,
            "order": 0,
            "depth": 0,
            "confidence": 1.0,
            "doubtful": False,
            "start": text.index(words),
            "end": text.index(words) + len(words),
            "text": words,
        }
        for role, words in spans.items()
    ]
    return make_frame("items", rows)


def found(
    parts: list[tuple[str, str, str]] = PARTS,
    with_items: bool = True,
    tables: pd.DataFrame | None = None,
    **changes: Any,
) -> pd.DataFrame:
    section_frame, text = sections(parts)
    item_frame = (
        items(text, problem="栏目更新不够勤", measure="增配专职人员")
        if with_items
        else make_frame("items", [])
    )
    tables = make_frame("tables", []) if tables is None else tables
    frame = completeness_items(report(**changes), section_frame, item_frame, tables)
    for start, end, shown in frame[["start", "end", "text"]].itertuples(index=False):
        assert text[start:end] == shown or not shown
    return frame.set_index("element")


def score(
    preset: str = "statutory", parts: list[tuple[str, str, str]] = PARTS, **changes: Any
) -> pd.Series:
    section_frame, text = sections(parts)
    item_frame = items(text, problem="栏目更新不够勤", measure="增配专职人员")
    frame = completeness(
        report(**changes),
        section_frame,
        item_frame,
        make_frame("tables", []),
        preset=preset,
    )
    return frame[frame["score"].str.startswith("completeness")].iloc[0]


def full_tables() -> pd.DataFrame:
    shapes = [("3", r, "", c) for r in range(25) for c in range(7)] + [
        ("4", 0, "", c) for c in range(15)
    ]
    table2 = {
        "规章": 3,
        "行政规范性文件": 3,
        "行政许可": 1,
        "行政处罚": 1,
        "行政强制": 1,
        "行政事业性收费": 1,
    }
    shapes += [
        ("2", i, label, c)
        for i, (label, n) in enumerate(table2.items())
        for c in range(n)
    ]
    return make_frame(
        "tables",
        [
            {
                "report_id": "r1",
                "table": t,
                "row": r,
                "row_label": label,
                "column": c,
                "column_label": "",
                "value": 0.0,
                "unit": "",
                "state": "ZERO",
                "raw": "0",
                "start": 0,
                "end": 1,
            }
            for t, r, label, c in shapes
        ],
    )


def test_a_full_report_of_a_department_scores_one_without_the_governments_elements() -> (
    None
):
    row = score()
    assert row["value"] == 1.0
    assert row["n"] == 7
    elements = found()
    assert not elements.loc[
        ["assessment", "public_appraisal", "accountability"], "applies"
    ].any()


def test_a_government_also_answers_for_assessment_appraisal_and_accountability() -> (
    None
):
    government = {
        "agency": "临泽川市人民政府",
        "agency_type": "政府",
        "published": "2023-03-20",
    }
    elements = found(**government)
    three = ["assessment", "public_appraisal", "accountability"]
    assert elements.loc[three, "applies"].all() and elements.loc[three, "present"].all()
    silent = [
        (label, h, "公开信息12条。" if label == "overview" else body)
        for label, h, body in PARTS
    ]
    assert score(parts=silent, **government)["value"] == pytest.approx(7 / 8, abs=1e-5)
    assert score(**government)["n"] == 10


def test_a_township_is_no_county_government_and_has_no_statutory_date() -> None:
    elements = found(agency="桐花镇人民政府", level="township")
    assert not elements.loc[["assessment", "published_in_time"], "applies"].any()
    assert "township" in elements.loc["published_in_time", "reason"]
    frame = completeness(
        report(agency="桐花镇人民政府", level="township"),
        *empty("sections", "items", "tables"),
        deadlines={"township": "01-10"},
    )
    assert frame.set_index("score").loc["timeliness_days", "value"] == 10


def empty(*names: str) -> list[pd.DataFrame]:
    return [make_frame(name, []) for name in names]


@pytest.mark.parametrize(
    ("agency", "published", "days"),
    [
        ("临泽川市商务局", "2023-01-31", 0),
        ("临泽川市商务局", "2023-02-02", 2),
        ("临泽川市人民政府", "2023-03-31", 0),
        ("临泽川市人民政府办公室", "2023-03-31", 59),
    ],
)
def test_deadlines_of_departments_and_governments(
    agency: str, published: str, days: int
) -> None:
    frame = completeness(
        report(agency=agency, agency_type="", published=published),
        *empty("sections", "items", "tables"),
    )
    assert frame.set_index("score").loc["timeliness_days", "value"] == days


@pytest.mark.parametrize("published", ["", "不详", "2023-13-45"])
def test_an_unknown_date_of_publication_is_left_out_not_punished(
    published: str,
) -> None:
    elements = found(published=published)
    assert not elements.loc["published_in_time", "applies"]
    assert score(published=published)["value"] == 1.0
    assert score(published=published)["n"] == 6


def test_no_problem_stated_and_a_plain_none_are_absent_with_the_reason() -> None:
    none = [
        (label, h, "无。" if label == "problems" else body) for label, h, body in PARTS
    ]
    elements = found(parts=none, with_items=False)
    assert not elements.loc["problems", "present"]
    assert elements.loc["problems", "reason"] == "the section says there is none"
    assert not elements.loc["improvement", "present"]
    assert (
        found(parts=PARTS[:4], with_items=False).loc["problems", "reason"]
        == "no problem found"
    )


def test_improvement_done_counts_apart_from_planned() -> None:
    elements = found()
    assert (
        elements.loc["improvement_done", "text"]
        == "对去年指出的解读偏少的问题已完成整改"
    )
    assert elements.loc["improvement_planned", "text"] == "增配专职人员"


def test_an_empty_section_is_not_present_but_the_matter_may_be_told_elsewhere() -> None:
    parts = [
        (label, h, "" if label in ("applications", "other") else body)
        for label, h, body in PARTS
    ]
    elements = found(parts=parts)
    assert elements.loc["applications", "present"]
    assert "依申请公开" in elements.loc["applications", "text"]
    assert elements.loc["other_matters", "reason"] == "nothing under the heading"


def test_headings_and_their_order() -> None:
    swapped = [PARTS[0], PARTS[2], PARTS[1], *PARTS[3:]]
    assert found().loc["heading_order", "present"]
    assert (
        found(parts=swapped).loc["heading_order", "reason"] == "headings out of order"
    )
    assert not found(parts=PARTS[:2], with_items=False).loc["heading_review", "present"]


def test_tables_must_be_there_filled_and_of_the_form_of_their_year() -> None:
    tables = full_tables()
    elements = found(tables=tables)
    assert elements.loc[["table2", "table3", "table4"], "present"].all()
    blank = tables.assign(
        state=np.where(
            (tables["table"] == "3") & (tables["row"] == 4), "EMPTY", tables["state"]
        )
    )
    assert found(tables=blank).loc["table3", "reason"] == "7 of 175 cells blank"
    assert (
        found(tables=tables[tables["table"] != "4"]).loc["table4", "present"]
        == np.False_
    )
    lagging = found(tables=tables, year=2020).loc[["table2", "table3"], "reason"]
    assert lagging.tolist() == ["form of 2021, due was 2019"] * 2


def test_what_was_asked_before_2019() -> None:
    elements = found(year=2016, form="pre2019", published="2017-03-01")
    assert elements.loc["charges", "applies"]
    assert not elements.loc[
        ["heading_order", "table3", "processing_fee"], "applies"
    ].any()
    assert elements.loc["published_in_time", "present"]


def test_year_from_the_form_where_the_year_is_unknown() -> None:
    assert found(year=None).loc["processing_fee", "applies"]
    nowhere = found(year=None, form="free")
    assert (
        nowhere.loc["processing_fee", "reason"] == "the year reported on is not known"
    )


def test_presets_frames_and_errors() -> None:
    assert 0 < score("format")["value"] < 1
    assert score("evaluator")["score"] == "completeness_evaluator"
    with pytest.raises(FrameError, match="preset"):
        score("beauty")
    frame = completeness(report().iloc[:0], *empty("sections", "items", "tables"))
    assert frame.empty and list(frame.columns) == list(FRAMES["scores"])
    with pytest.raises(FrameError, match="agency_type"):
        completeness(
            report().drop(columns="agency_type"), *empty("sections", "items", "tables")
        )


def test_the_checklist_is_sound() -> None:
    resource = load_toml("completeness.toml")
    ids = [element["id"] for element in resource["element"]]
    assert len(ids) == len(set(ids))
    for element in resource["element"]:
        assert set(element["weights"]) <= set(resource["presets"]), element["id"]
        assert element["source"] and element["zh"]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([p[0] for p in PARTS]),
            st.text("一、情况公开考核问责。\n无", max_size=6),
            st.text("公开考核评议追责已整改。；\n ", max_size=40),
        ),
        max_size=6,
    )
)
def test_any_sections_give_valid_evidence_and_a_share(
    parts: list[tuple[str, str, str]],
) -> None:
    found(parts=parts, with_items=False, agency="临泽川市人民政府")
    frame = completeness(report(), sections(parts)[0], *empty("items", "tables"))
    assert frame.loc[frame["score"] == "completeness", "value"].between(0, 1).all()


@pytest.mark.parametrize(
    ("year", "why"),
    [
        (2014, "asked from 2015 only"),
        (2015, ""),
        (2018, ""),
        (2019, "asked until 2018 only"),
        (None, "the year reported on is not known"),
    ],
)
def test_an_element_is_asked_for_in_its_first_and_last_year_too(
    year: int | None, why: str
) -> None:
    case = SimpleNamespace(kind="department", year=year)
    assert elements._outside(case, {"from_year": 2015, "to_year": 2018}) == why


@pytest.mark.parametrize(
    ("deadlines", "said"),
    [
        ({"department": "Jan 20"}, r"deadlines\['department'\] is 'Jan 20'; expected"),
        ({"department": "02-30"}, r"deadlines\['department'\] is '02-30'; expected"),
        ({"township": "02-29"}, r"deadlines\['township'\] is '02-29'; expected"),
        ({"department": "2023-01-20"}, "expected month and day, such as '01-31'"),
        ({"departments": "01-20"}, "no kind of body 'departments'; there are depart"),
    ],
)
@pytest.mark.parametrize("measure", [completeness, completeness_items])
def test_deadlines_that_are_none_are_refused(measure, deadlines, said):
    """A raw ValueError came out, and a misspelt kind of body was passed over."""
    frames = [
        make_frame(name, []) for name in ("reports", "sections", "items", "tables")
    ]
    with pytest.raises(FrameError, match=said):
        measure(*frames, deadlines=deadlines)

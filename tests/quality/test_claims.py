"""Claims against cells: which reading matched, and when a mismatch is no contradiction."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.quality import check_claims
from textmine.quality import claims as claims_module
from textmine.resources.load import load_toml
from textmine.schema import FRAMES, make_frame
from textmine.segment.claims import find_claims

REPORTS = pd.DataFrame({"report_id": ["r1"], "form": ["2021"]})
TOTALS = {
    0: 40,
    1: 5,
    2: 18,
    3: 3,
    4: 1,
    11: 6,
    12: 9,
    15: 2,
    20: 0,
    21: 0,
    22: 1,
    23: 40,
    24: 5,
}
TABLE4 = [2, 1, 1, 1, 5, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2]


def tables(**changes: float | None) -> pd.DataFrame:
    """Column 总计 of table 3, table 4 and three rows of table 2; ``t3_1=None`` blanks a cell."""
    cells = {("3", row, 6, ""): float(TOTALS.get(row, 0)) for row in range(25)}
    cells |= {("4", 0, column, ""): float(v) for column, v in enumerate(TABLE4)}
    cells |= {("2", 1, c, "行政规范性文件"): float(v) for c, v in enumerate((4, 1, 27))}
    cells |= {("2", 3, 0, "行政处罚"): 14.0, ("2", 5, 0, "行政事业性收费"): 592.37}
    rows: list[dict[str, Any]] = []
    for (table, row, column, label), value in cells.items():
        new = changes.get(f"t{table}_{column if table == '4' else row}", value)
        rows.append(
            {
                "report_id": "r1",
                "table": table,
                "row": row,
                "row_label": label,
                "column": column,
                "column_label": "",
                "value": new,
                "unit": "",
                "state": "EMPTY" if new is None else "VALUE" if new else "ZERO",
                "raw": "",
                "start": 0,
                "end": 1,
            }
        )
    return make_frame("tables", rows)


def claims(*rows: tuple[str, float, str, bool]) -> pd.DataFrame:
    """Claims (quantity, value, text, approximate), one after the other."""
    units = ("亿元", "万元", "元", "件")
    return make_frame(
        "claims",
        [
            {
                "report_id": "r1",
                "quantity": q,
                "value": v,
                "unit": next((u for u in units if u in text), ""),
                "approximate": about,
                "start": 10 * i,
                "end": 10 * i + len(text),
                "text": text,
            }
            for i, (q, v, text, about) in enumerate(rows)
        ],
    )


def verdict(
    quantity: str,
    value: float,
    text: str = "12件",
    about: bool = False,
    **cells: float | None,
) -> tuple[str, str]:
    row = check_claims(
        claims((quantity, value, text, about)), tables(**cells), REPORTS
    ).iloc[0]
    return row["status"], row["evidence"]


@pytest.mark.parametrize(
    ("quantity", "value", "reading"),
    [
        ("received_applications", 40, "新收"),
        ("received_applications", 45, "新收+结转"),
        ("completed", 40, "办理结果总计"),
        ("carried_over", 5, "上年结转"),
        ("carried_forward", 5, "结转下年度继续办理"),
        ("denied", 7, "不予公开"),
        ("not_available", 9, "无法提供"),
        ("other_outcome", 1, "其他处理"),
        ("reviews", 5, "行政复议 总计"),
        ("lawsuits", 2, "行政诉讼 总计"),
        ("penalties", 14, "行政处罚 本年处理决定数量"),
        ("normative_documents", 27, "行政规范性文件 现行有效件数"),
    ],
)
def test_the_reading_that_matched_is_named(
    quantity: str, value: float, reading: str
) -> None:
    status, words = verdict(quantity, value)
    assert status == "PASS"
    assert words == f"equals {reading}"


def test_an_exact_claim_that_equals_nothing_fails_and_shows_what_the_tables_say() -> (
    None
):
    row = check_claims(
        claims(("received_applications", 41, "收到申请41件", False)), tables(), REPORTS
    ).iloc[0]
    assert (row["check"], row["status"], row["found"]) == (
        "claim_received_applications",
        "FAIL",
        "41",
    )
    assert row["expected"] == "新收=40; 新收+结转=45; 办理结果总计=40"
    assert (row["start"], row["end"]) == (0, 7)


def test_none_claimed_is_compared_with_the_widest_reading_only() -> None:
    assert verdict("lawsuits", 0, "未发生行政诉讼")[0] == "FAIL"
    assert verdict("lawsuits", 0, "未发生行政诉讼", t4_14=0)[0] == "PASS"
    assert verdict("reviews", 0, "未发生行政复议")[0] == "FAIL"


@pytest.mark.parametrize(
    ("value", "text", "status"),
    [
        (40, "收到申请40余件", "PASS"),
        (30, "收到申请30余件", "FAIL"),
        (50, "收到申请近50件", "PASS"),
        (42, "收到申请约42件", "PASS"),
        (100, "收到申请近100件", "FAIL"),
        (46, "收到申请46多件", "UNCERTAIN"),
        (50, "收到申请50件", "PASS"),
        (70, "收到申请70件", "UNCERTAIN"),
        # 余 and 多 reach to the next number as round, that one not included; none is below it.
        (39, "收到申请39余件", "UNCERTAIN"),
        (36, "收到申请36多件", "UNCERTAIN"),
        (41, "收到申请41余件", "UNCERTAIN"),
        # 近 and 约 reach a tenth to either side: from 40.5 to 49.5, from 36 to 44.
        (44, "收到申请近44件", "PASS"),
        (51, "收到申请约51件", "UNCERTAIN"),
        (36, "收到申请约36件", "UNCERTAIN"),
        (37, "收到申请约37件", "PASS"),
        # Without a word: half a step below, a step above.
        (60, "收到申请60件", "UNCERTAIN"),
        (30, "收到申请30件", "UNCERTAIN"),
        (41, "收到申请41件", "UNCERTAIN"),
        (39, "收到申请39件", "UNCERTAIN"),
    ],
)
def test_approximate_claims_pass_in_their_range_and_fail_far_from_it(
    value: float, text: str, status: str
) -> None:
    assert verdict("received_applications", value, text, about=True)[0] == status


def test_money_is_compared_in_one_unit() -> None:
    assert verdict("fees", 592.37, "收费592.37万元")[0] == "PASS"
    assert verdict("fees", 5923700, "行政事业性收费5923700元")[0] == "PASS"
    assert verdict("fees", 0.06, "收费0.06亿元")[0] == "PASS"
    assert verdict("fees", 593, "收费593万元")[0] == "UNCERTAIN"
    # What is written down to the last 元 is exact.
    assert verdict("fees", 5933700, "行政事业性收费5933700元")[0] == "FAIL"
    assert verdict("fees", 593.3700, "行政事业性收费593.3700万元")[0] == "FAIL"
    row = check_claims(claims(("fees", 0.06, "收费0.06亿元", True)), tables(), REPORTS)
    assert row[["found", "expected"]].values.tolist()[0][0] == "≈ 6000000"


@pytest.mark.parametrize(
    "text",
    [
        "市本级收到申请12件",
        "累计收到申请90件",
        "其中收到网上申请3件",
        "上年收到申请38件",
        "近三年收到申请38件",
        "申请比以前增加12件",
    ],
)
def test_words_of_another_scope_make_it_uncertain(text: str) -> None:
    status, words = verdict("received_applications", 12, text)
    assert status == "UNCERTAIN"
    assert "another scope" in words


def test_blank_cells_make_it_uncertain_and_no_cell_not_assessable() -> None:
    assert verdict("received_applications", 41, t3_1=None)[0] == "UNCERTAIN"
    assert verdict("carried_over", 5, t3_1=None)[0] == "NOT_ASSESSABLE"
    none = check_claims(
        claims(("reviews", 0, "没有复议", False)), tables().iloc[:0], REPORTS
    ).iloc[0]
    assert (none["status"], none["expected"]) == ("NOT_ASSESSABLE", "")


def test_a_smaller_claim_may_be_a_part_but_the_largest_stands() -> None:
    both = claims(
        ("received_applications", 41, "收到申请41件", False),
        ("received_applications", 7, "申请7件", False),
    )
    assert check_claims(both, tables(), REPORTS)["status"].tolist() == [
        "FAIL",
        "UNCERTAIN",
    ]
    none = claims(
        ("received_applications", 40, "收到申请40件", False),
        ("received_applications", 0, "未收到申请", False),
    )
    assert check_claims(none, tables(), REPORTS)["status"].tolist() == ["PASS", "FAIL"]


def test_quantities_without_a_cell_are_not_compared() -> None:
    assert check_claims(
        claims(("processing_fee", 0, "未收取信息处理费", False)), tables(), REPORTS
    ).empty
    assert check_claims(
        claims(("disclosed_items", 9, "公开信息9条", False)), tables(), REPORTS
    ).empty


def test_the_older_form_has_its_own_rows_and_other_reports_are_left_out() -> None:
    older = tables()
    older = older[~((older["table"] == "3") & (older["row"] > 22))].assign(
        value=lambda f: f["value"].where(f["row"] != 21, 40.0), state="VALUE"
    )
    found = check_claims(
        claims(("completed", 40, "办结40件", False)),
        older,
        pd.DataFrame({"report_id": ["r1"]}),
    )
    assert found["evidence"].tolist() == ["equals 办理结果总计"]
    assert check_claims(
        claims(("completed", 40, "办结40件", False)), older, REPORTS.iloc[:0]
    ).empty


@pytest.mark.parametrize(
    ("value", "text", "about", "window"),
    [
        (40, "40件", False, (40, 40)),
        (40, "40余件", True, (40, 50)),
        (41, "41多件", True, (41, 42)),
        (40, "近40件", True, (36, 44)),
        (40, "40件", True, (35, 50)),
        (40, "40件左右", True, (36, 44)),
        (40, "不足40件", True, (30, 40)),
        (40, "40件以内", True, (30, 40)),
        (40, "40件以上", True, (40, 50)),
        (1.25, "1.25万元", False, (12450, 12600)),
        (2, "2万元", False, (15000, 30000)),
        (1.5, "1.5元", False, (1.45, 1.6)),
        (3, "3亿余元", True, (3e8, 4e8)),
        (1.5, "1.5亿余元", True, (1.5e8, 1.6e8)),
        (20, "20余万元", True, (2e5, 3e5)),
        (20, "20万余元", True, (2e5, 2.1e5)),
        (120, "120.00万元", False, (1199950, 1200100)),
        (0.3, "0.3万元", True, (2500, 4000)),
        (0.3, "约0.3万元", True, (2500, 3500)),
        (1200, "1,200万元", True, (11995000, 12010000)),
        (12.3456, "12.3456万元", False, (123456, 123456)),
        (3, "3千元", False, (2500, 4000)),
        (0, "0万元", True, (0, 0)),
        # Where the text does not say the number, the number itself does.
        (1.25, "万元", False, (12450, 12600)),
        (40, "件", True, (35, 50)),
    ],
)
def test_what_a_claim_may_stand_for(
    value: float, text: str, about: bool, window: tuple[float, float]
) -> None:
    unit = text.lstrip("约0123456789.,余千")
    unit = unit.replace("余", "") if unit.endswith("元") else ""
    claim = {"value": value, "unit": unit, "approximate": about, "text": text}
    if text == "3千元":
        claim |= {"value": 3000.0}
    amount = claims_module._amount(claim)
    assert claims_module._window(amount) == pytest.approx(window, abs=1e-5)


def fees(value: float, unit: str) -> pd.DataFrame:
    """Table 2 with one sum of money, in a unit as printed."""
    cells = tables()
    here = cells["row_label"] == "行政事业性收费"
    state = "VALUE" if value else "ZERO"
    return cells[here].assign(value=value, unit=unit, state=state)


def fee_status(value: float, unit: str, text: str, stated: float) -> str:
    stated_claims = claims(("fees", stated, text, False))
    return str(check_claims(stated_claims, fees(value, unit), REPORTS)["status"].item())


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (12000, "元"),
        (12, "千元"),
        (1.2, "万元"),
        (0.012, "百万元"),
        (0.00012, "亿元"),
        # As in the form.
        (1.2, ""),
        (1.2, "件"),
    ],
)
def test_the_unit_printed_in_the_table_counts(value: float, unit: str) -> None:
    assert fee_status(value, unit, "行政事业性收费12000元", 12000) == "PASS"
    assert fee_status(value, unit, "行政事业性收费13000元", 13000) == "FAIL"


def test_a_frame_without_units_counts_as_the_form_does() -> None:
    cells = fees(1.2, "").drop(columns="unit")
    found = check_claims(claims(("fees", 12000, "收费12000元", False)), cells, REPORTS)
    assert found["status"].tolist() == ["PASS"]


@pytest.mark.parametrize(
    ("value", "text", "stated", "status"),
    [
        # The claim rounds the cell, or the cell the claim.
        (1.23, "收费1.2万元", 1.2, "PASS"),
        (1.2, "收费12300元", 12300, "PASS"),
        (592.37, "收费592.366万元", 592.366, "PASS"),
        (592.37, "收费5923745.5元", 5923745.5, "PASS"),
        (592, "收费592.37万元", 592.37, "PASS"),
        # 12.3456万元 is written down to the last 元.
        (12.3412, "行政事业性收费12.3456万元", 12.3456, "FAIL"),
        # Less than 1万元, where a table of whole 万元 holds 0: in doubt.
        (0, "收费3000元", 3000, "UNCERTAIN"),
        (0, "行政事业性收费30000元", 30000, "FAIL"),
        (0, "收费0元", 0, "PASS"),
        (0.3, "行政事业性收费0元", 0, "FAIL"),
        (24000, "收费1.5亿余元", 1.5e8, "UNCERTAIN"),
        (15400, "收费1.5亿余元", 1.5e8, "PASS"),
    ],
)
def test_money_is_compared_to_the_last_digit_that_both_write(
    value: float, text: str, stated: float, status: str
) -> None:
    assert fee_status(value, "万元", text, stated) == status


def test_words_about_another_number_of_the_clause_do_not_count() -> None:
    # 多 of 多种, 近 of 近年.
    text = "近年通过多种渠道收到申请约50件"
    assert verdict("received_applications", 50, text, True, t3_0=46.0)[0] == "PASS"
    assert verdict("received_applications", 50, text, True, t3_0=58.0)[0] != "PASS"


def test_a_claim_without_a_number_is_not_compared() -> None:
    rows = claims(("received_applications", 40, "收到申请40件", False))
    assert check_claims(rows.assign(value=float("nan")), tables(), REPORTS).empty


def test_a_smaller_claim_of_another_quantity_or_report_is_no_part() -> None:
    rows = claims(
        ("received_applications", 60, "收到申请60件", False),
        ("reviews", 7, "发生行政复议7件", False),
        ("received_applications", 60, "收到申请60件", False),
    )
    found = check_claims(rows, tables(), REPORTS)
    assert found["status"].tolist() == ["FAIL"] * 3
    both = pd.concat([rows, rows.iloc[:1].assign(report_id="r2", value=7.0)])
    two = pd.DataFrame({"report_id": ["r2", "r1"], "form": ["2021", "2021"]})
    more = pd.concat([tables(), tables().assign(report_id="r2")])
    found = check_claims(both, more, two)
    assert found["status"].tolist() == ["FAIL"] * 4
    assert found["report_id"].tolist() == ["r2", "r1", "r1", "r1"]


def test_only_a_sure_claim_excuses_another_as_its_part() -> None:
    received = ("received_applications", 30, "收到政府信息公开申请33件", False)
    received = (received[0], 33, *received[2:])
    other = ("received_applications", 156, "受理低保申请156件", False)
    found = check_claims(claims(received, other), tables(), REPORTS)
    assert found["status"].tolist() == ["FAIL", "UNCERTAIN"]


@pytest.mark.parametrize(
    ("quantity", "value", "text", "status"),
    [
        # 45 = 新收 + 结转, 40 were done and 5 carried on.
        ("completed", 45, "全部按期答复45件", "UNCERTAIN"),
        ("completed", 40, "全部按期答复40件", "PASS"),
        ("reviews", 4, "发生行政复议4件", "UNCERTAIN"),
        ("reviews", 4, "审结行政复议4件", "PASS"),
        ("reviews", 5, "发生行政复议5件", "PASS"),
        ("lawsuits", 2, "发生行政诉讼2件", "PASS"),
    ],
)
def test_a_reading_that_leaves_something_out_must_be_named(
    quantity: str, value: float, text: str, status: str
) -> None:
    assert verdict(quantity, value, text)[0] == status


def test_the_sentence_of_a_claim_is_read_in_the_narrative() -> None:
    text = "2021年办理平稳，收到申请52件。"
    stated = claims(("received_applications", 52, "收到申请52件", False))
    first = text.index("收到")
    stated = stated.assign(start=first, end=first + 7)
    narrative = pd.DataFrame({"report_id": ["r1"], "start": [0], "text": [text]})

    def status(year: int) -> str:
        reports = REPORTS.assign(agency="洛溪县财政局", region="洛溪县", year=year)
        checks = check_claims(stated, tables(), reports, narrative=narrative)
        return str(checks["status"].item())

    assert (status(2021), status(2022)) == ("FAIL", "UNCERTAIN")
    with pytest.raises(FrameError, match="start"):
        check_claims(
            stated, tables(), REPORTS, narrative=narrative.drop(columns="start")
        )


def test_claims_come_in_the_order_of_the_text() -> None:
    rows = claims(
        ("reviews", 5, "复议5件", False),
        ("received_applications", 40, "申请40件", False),
    )
    assert check_claims(rows.iloc[::-1], tables(), REPORTS)["start"].tolist() == [0, 10]


def test_sums_of_cells_are_known_where_every_cell_is() -> None:
    # 已审结 is 总计 less what is pending: without one of its parts nothing is known of it.
    done = "审结行政复议4件"
    assert verdict("reviews", 4, done) == ("PASS", "equals 行政复议 已审结")
    status, words = verdict("reviews", 4, done, t4_1=None)
    assert (status, "blank" in words) == ("UNCERTAIN", True)
    shown = check_claims(
        claims(("received_applications", 41, "收到申请41件", False)),
        tables(t3_1=None),
        REPORTS,
    )["expected"].item()
    assert shown == "新收=40; 新收+结转=?; 办理结果总计=40"


def test_frames_and_errors() -> None:
    empty = check_claims(make_frame("claims", []), tables(), REPORTS)
    assert list(empty.columns) == list(FRAMES["checks"]) and empty.empty
    with pytest.raises(FrameError, match="quantity"):
        check_claims(claims().drop(columns="quantity"), tables(), REPORTS)


def test_the_resource_is_sound() -> None:
    resource = load_toml("quantities.toml")
    ids = [q["id"] for q in resource["quantity"]]
    assert len(ids) == len(set(ids))
    assert {
        form: max(max(rows) for rows in names.values())
        for form, names in resource["rows"].items()
    } == {
        "2019": 22,
        "2021": 24,
    }
    for names in resource["rows"].values():
        assert sorted(row for rows in names.values() for row in rows) == list(
            range(max(map(max, names.values())) + 1)
        )


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(
        [
            q["id"]
            for q in load_toml("quantities.toml")["quantity"]
            if any(reading["table"] != "S" for reading in q.get("equals", []))
        ]
    ),
    st.floats(0, 1e9, allow_nan=False),
    st.booleans(),
    st.text("收到申请0件其中", max_size=8),
)
def test_a_claim_of_unknown_wording_or_of_a_part_cannot_fail(
    quantity: str, value: float, about: bool, text: str
) -> None:
    status, _ = verdict(quantity, value, text, about)
    assert status != "FAIL" or (not about and "其中" not in text)


def statuses(text: str, section: str = "overview") -> dict[str, str]:
    """Status of each claim of a text, by quantity; the last of each counts."""
    rows = [
        {
            "report_id": "r1",
            "quantity": one.quantity,
            "value": one.value,
            "unit": one.unit,
            "approximate": one.approximate,
            "start": one.start,
            "end": one.end,
            "text": text[one.start : one.end],
        }
        for one in find_claims("r1", text, [(0, len(text))])
    ]
    told = {"report_id": ["r1"], "section": [section], "start": [0], "text": [text]}
    reports = REPORTS.assign(agency="洛溪县财政局", region="洛溪县", year=2022)
    checks = check_claims(
        make_frame("claims", rows), tables(), reports, narrative=pd.DataFrame(told)
    )
    names = checks["check"].str.removeprefix("claim_")
    return dict(zip(names, checks["status"], strict=True))


@pytest.mark.parametrize(
    ("text", "quantity", "status"),
    [
        # The head of a list, or its other parts, tell what it counts: 18, 3, 7, 9, 2 and 1.
        ("收到申请40件，其中予以公开12件。", "granted", "FAIL"),
        ("收到申请40件，其中予以公开18件。", "granted", "PASS"),
        ("予以公开18件，部分公开30件。", "partly_granted", "FAIL"),
        ("部分公开3件，予以公开30件。", "granted", "UNCERTAIN"),
        ("部分公开3件，不予公开7件，予以公开50件。", "granted", "FAIL"),
        # Five were carried over: of the new ones 14 may have been granted.
        ("收到申请40件，其中予以公开14件。", "granted", "UNCERTAIN"),
        # Two outcomes put together, and one taken apart.
        ("予以公开18件，不予公开16件。", "denied", "UNCERTAIN"),
        ("部分公开3件，不予公开7件，予以公开12件，另有主动公开6件。", "granted", "UNCERTAIN"),
        # A list may be headed by another number, or by what is said of a neighbour.
        ("收到申请40件，其中网上30件，予以公开2件。", "granted", "UNCERTAIN"),
        ("收到申请40件，涉及土地的占六成，其中予以公开2件。", "granted", "UNCERTAIN"),
        ("收到申请40件，其中土地类予以公开9件、部分公开30件。", "partly_granted", "UNCERTAIN"),
        ("张某等人申请12件，予以公开2件。", "granted", "UNCERTAIN"),
        # What was carried over is no new application; those that are not answered yet wait.
        ("上年结转申请5件，已办结4件。", "completed", "UNCERTAIN"),
        ("收到申请40件，已答复36件。", "completed", "UNCERTAIN"),
        ("收到申请40件，已答复30件。", "completed", "FAIL"),
        ("上年结转15件，新收40件。", "carried_over", "FAIL"),
        # Of two disputes, the last one named.
        ("因信息公开引发行政复议5件，其中维持1件。", "reviews_upheld", "FAIL"),
        ("因信息公开引发行政复议5件，其中维持4件。", "reviews_upheld", "UNCERTAIN"),
        ("信息公开行政复议5件、行政诉讼9件。", "lawsuits", "FAIL"),
        ("以县政府为被申请人的行政复议9件，维持8件。", "reviews_upheld", "UNCERTAIN"),
        # The report's year and its agency take back what was said of others.
        ("2021年收到申请33件，2022年收到申请28件。", "received_applications", "FAIL"),
        ("全县系统收到申请33件，其中我局收到28件。", "received_applications", "FAIL"),
        ("全县系统收到申请40件，其中我局收到28件。", "received_applications", "UNCERTAIN"),
        ("各乡镇收到申请12件，本单位收到28件。", "received_applications", "UNCERTAIN"),
        ("行政复议8件，均与政府信息公开无关。", "reviews", "UNCERTAIN"),
    ],
)  # fmt: skip
def test_a_list_counts_what_its_neighbours_tell(
    text: str, quantity: str, status: str
) -> None:
    assert statuses(text)[quantity] == status


def test_a_section_says_what_its_sentences_are_about() -> None:
    text = "全年行政复议9件。"
    assert statuses(text)["reviews"] == "UNCERTAIN"
    assert statuses(text, "review")["reviews"] == "FAIL"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("收到申请70余件。", "FAIL"),
        ("收到申请超过70件。", "FAIL"),
        # More than thirty may be forty; a quarter off is none.
        ("收到申请超过30件。", "UNCERTAIN"),
        ("收到申请30余件。", "FAIL"),
        ("收到申请50余件。", "UNCERTAIN"),
        ("收到申请不足30件。", "FAIL"),
        ("收到申请20至30件。", "UNCERTAIN"),
    ],
)
def test_an_approximate_number_fails_a_quarter_off(text: str, status: str) -> None:
    assert statuses(text)["received_applications"] == status


def test_the_statistical_table_is_compared() -> None:
    of_row = {0: 120, 4: 100, 5: 30, 16: 12, 21: 11, 24: 11, 26: 8, 27: 2, 39: 3}
    cells = [
        {
            "report_id": "r1",
            "table": "S",
            "row": row,
            "row_label": "",
            "column": 0,
            "column_label": "",
            "value": float(of_row.get(row, 0)),
            "unit": "",
            "state": "VALUE" if row in of_row else "ZERO",
            "start": 0,
            "end": 1,
        }
        for row in range(58)
    ]
    rows = claims(
        ("disclosed_items", 120, "主动公开政府信息120条", False),
        ("disclosed_items", 210, "主动公开政府信息210条", False),
        ("disclosed_items", 100, "网站公开100条", False),
        ("received_applications", 12, "收到政府信息公开申请12件", False),
        ("reviews", 0, "未发生政府信息公开行政复议", False),
    )
    starts = [0, 20, 40, 60, 80]
    rows = rows.assign(start=starts, end=rows["text"].str.len() + starts)
    found = check_claims(rows, make_frame("tables", cells), REPORTS)
    assert found["status"].tolist() == ["PASS", "FAIL", "PASS", "PASS", "FAIL"]
    # In the newer forms what is disclosed has no cell.
    newer = check_claims(rows, tables(), REPORTS)
    assert "claim_disclosed_items" not in set(newer["check"])

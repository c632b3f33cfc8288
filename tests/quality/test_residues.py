import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.quality.residues import check_residues

REPORTS = pd.DataFrame(
    {
        "report_id": ["a", "b"],
        "agency": ["临泽川市档案局", "望澜川市财政局"],
        "region": ["临泽川市", "望澜川市"],
        "province": ["云岭省", "澜江省"],
        "year": [2022, 2022],
    }
)


def found(text, report="a", residue=None):
    narrative = pd.DataFrame({"report_id": [report], "start": [10], "text": [text]})
    frame = check_residues(narrative, REPORTS, residue=residue)
    assert all(
        text[a - 10 : b - 10] == f
        for a, b, f in zip(frame["start"], frame["end"], frame["found"], strict=True)
    )
    return list(zip(frame["check"], frame["status"], frame["found"], strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年，我局公开信息12条。", [("stale_year", "FAIL", "2020")]),
        ("广播站循环播报，2021年共播报37次。", [("stale_year", "FAIL", "2021")]),
        ("2019年，我局公开信息12条。", [("stale_year", "FAIL", "2019")]),
        # Four years back is history; a later year and the own one are none of these.
        ("2018年，我局公开信息12条。", []),
        ("2018年起步，2021年扩面。2018年，我局公开信息12条。", []),
        ("2023年，我局公开信息12条，2021年少。", []),
        ("2022年，我局公开信息12条。", []),
        ("2021年，我局收到12件，与2022年相比有所增长。", []),
        ("自2019年以来，我局坚持按月核对。", []),
        ("推动望澜川市政务公开再上台阶。", [("foreign_name", "FAIL", "望澜川市")]),
        ("望澜川市的群众来电较多。", [("foreign_name", "UNCERTAIN", "望澜川市")]),
        ("赴望澜川市考察公开专区。", []),
        ("临泽川市各部门按时报送。", []),
        ("二是会同县里的单位核对目录。", []),
    ],
)
def test_what_is_left_behind(text, expected):
    assert found(text) == expected


def left(start, end, text, source, reason="foreign name"):
    row = {"report_id": "a", "start": start, "end": end, "text": text}
    return pd.DataFrame([row | {"reason": reason, "source": source}])


def test_what_the_report_of_the_named_one_holds_too_is_certain_and_listed_once():
    residue = left(10, 14, "望澜川市", "望澜川市财政局")
    narrative = pd.DataFrame(
        {"report_id": ["a"], "start": [10], "text": ["望澜川市的群众来电较多。"]}
    )
    frame = check_residues(narrative, REPORTS, residue=residue)
    assert frame[["check", "status"]].values.tolist() == [["foreign_name", "FAIL"]]
    assert frame["evidence"].tolist() == [
        "also in the report of 望澜川市财政局: 望澜川市的群众来电较多。"
    ]


@pytest.mark.parametrize("source", ["", None])
def test_a_name_whose_own_report_does_not_hold_the_passage_is_uncertain(source):
    residue = left(10, 17, "望澜川市财政局", source)
    narrative = pd.DataFrame(
        {"report_id": ["a"], "start": [10], "text": ["望澜川市财政局将逐项整改。"]}
    )
    row = check_residues(narrative, REPORTS, residue=residue).iloc[0]
    assert row["status"] == "UNCERTAIN"
    assert row["evidence"].startswith("in a shared passage, though in none of 望澜川市")


def test_what_the_whole_sentence_explains_is_not_left():
    # The passage begins with the name; the words before it stand in this report alone.
    residue = left(12, 19, "望澜川市财政局", "望澜川市财政局")
    assert not found("会同望澜川市财政局将逐项整改。", residue=residue)


def test_a_name_that_the_text_beside_cites_is_uncertain():
    residue = left(21, 28, "望澜川市财政局", "望澜川市财政局")
    text = "派人跟班学习两个月。\n望澜川市财政局将逐项整改。"
    narrative = pd.DataFrame({"report_id": ["a"], "start": [10], "text": [text]})
    (row,) = check_residues(narrative, REPORTS, residue=residue).to_dict("records")
    assert row["status"] == "UNCERTAIN"
    assert row["evidence"] == (
        "the text beside may cite it: also in the report of 望澜川市财政局: "
        "望澜川市财政局将逐项整改。"
    )


def test_a_year_that_its_own_report_tells_of_too_is_certain():
    text = "2021年，我局深入推进政策公开。"
    assert found(text) == [("stale_year", "UNCERTAIN", "2021")]
    residue = left(10, 14, "2021", "望澜川市财政局", "stale year")
    assert found(text, residue=residue) == [("stale_year", "FAIL", "2021")]
    narrative = pd.DataFrame({"report_id": ["a"], "start": [10], "text": [text]})
    (evidence,) = check_residues(narrative, REPORTS, residue=residue)["evidence"]
    assert evidence == f"also in the report of 2021 of 望澜川市财政局: {text}"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("2021年，我局公开12条。", "FAIL"),
        # Years in a row are history.
        ("2021年，我局公开12条。2020年，我局公开9条。", "UNCERTAIN"),
        ("2021年，我局公开12条。今年公开的更多。", "UNCERTAIN"),
        # A report that is on 2021 throughout, or says so, is rather of that year.
        ("2021年，我局公开12条。" * 2, "FAIL"),
        ("2021年，我局公开12条。" * 3, "UNCERTAIN"),
        ("2021年，我局公开12条。" * 3 + "至此2022年已过。", "FAIL"),
        ("报告统计期限为2021年1月1日至12月31日。", "UNCERTAIN"),
        ("2022年报。\n报告统计期限为2021年1月1日至12月31日。", "FAIL"),
    ],
)
def test_how_sure_a_stale_year_is(text, status):
    assert {row[1] for row in found(text)} == {status}


def test_a_place_that_shares_its_name_with_one_of_the_own_province_is_not_foreign():
    narrative = pd.DataFrame(
        {"report_id": ["a"], "start": [0], "text": ["望澜川市的群众来电较多。"]}
    )
    twice = REPORTS[["region", "province"]]
    twice = pd.concat([twice.assign(province="云岭省"), twice.iloc[1:]])
    assert check_residues(narrative, REPORTS, places=twice).empty


RESIDUE = pd.DataFrame(
    {
        "report_id": ["a"],
        "start": [10],
        "end": [14],
        "text": ["望澜川市"],
        "reason": ["foreign name"],
        "source": ["望澜川市财政局"],
    }
)
NARRATIVE = pd.DataFrame(
    {"report_id": ["a"], "start": [10], "text": ["望澜川市的群众来电较多。"]}
)


@pytest.mark.parametrize("column", list(RESIDUE.columns))
def test_what_a_frame_of_residues_lacks_is_named(column):
    with pytest.raises(FrameError, match=column):
        check_residues(NARRATIVE, REPORTS, residue=RESIDUE.drop(columns=column))


def test_an_unknown_reason_is_refused():
    with pytest.raises(FrameError, match="'name'; expected foreign name or stale year"):
        check_residues(NARRATIVE, REPORTS, residue=RESIDUE.assign(reason="name"))


@pytest.mark.parametrize("column", ["agency", "region", "province"])
@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
def test_what_is_not_known_of_a_report_is_as_if_it_were_empty(column, missing):
    unknown = REPORTS.assign(**{column: pd.Series([missing, missing], dtype="object")})
    empty = REPORTS.assign(**{column: ""})
    pd.testing.assert_frame_equal(
        check_residues(NARRATIVE, unknown), check_residues(NARRATIVE, empty)
    )
    pd.testing.assert_frame_equal(
        check_residues(NARRATIVE, REPORTS, places=unknown.drop(columns="agency")),
        check_residues(NARRATIVE, REPORTS, places=empty.drop(columns="agency")),
    )


def test_each_residue_stands_once_in_the_order_of_reports_and_of_the_text():
    rows = [
        ("b", 40, "望澜川市的群众来电。2021年，我局公开信息12条。"),
        ("a", 90, "望澜川市的群众来电。"),
        ("a", 10, "2020年，我局公开12条。望澜川市的群众来电。"),
        ("a", 10, "2020年，我局公开12条。"),
        ("c", 10, "2020年，我局公开12条。"),
    ]
    narrative = pd.DataFrame(rows, columns=["report_id", "start", "text"])
    seen = check_residues(narrative, REPORTS)[["report_id", "start", "end", "found"]]
    assert seen.values.tolist() == [
        ["a", 10, 14, "2020"],
        ["a", 24, 28, "望澜川市"],
        ["a", 90, 94, "望澜川市"],
        # The place is its own; of what another report holds nothing is said.
        ["b", 50, 54, "2021"],
    ]


@pytest.mark.parametrize("n", [79, 80, 81])
def test_evidence_is_the_beginning_of_the_sentence(n):
    rest = "文" * (n - len("2021年，我局公开信息12条"))
    narrative = pd.DataFrame(
        {"report_id": ["a"], "start": [0], "text": [f"2021年，我局公开信息12条{rest}"]}
    )
    (evidence,) = check_residues(narrative, REPORTS)["evidence"]
    assert len(evidence) == min(n, 80)
    named = narrative.assign(text=" 望澜川市的群众来电" + "文" * n)
    (evidence,) = check_residues(named, REPORTS)["evidence"]
    assert evidence.startswith("望澜川市") and len(evidence) == 80


@pytest.mark.parametrize(
    ("region", "own", "n_found"),
    [
        ("望澜川市", {}, 1),
        # Its own place in a longer or a shorter form, and a name within that of its agency.
        ("临泽川市新区", {"region": "云岭省临泽川市新区"}, 0),
        ("云岭省临泽川市", {}, 0),
        ("泽川市档", {}, 0),
        # Two characters are mostly words, three are a name.
        ("望川", {}, 0),
        ("望川区", {}, 1),
        # Without a province of its own, or of the other place, nothing is another's.
        ("望澜川市", {"province": ""}, 0),
    ],
)
def test_whose_place_a_name_is(region, own, n_found):
    first = {"agency": "临泽川市档案局", "region": "临泽川市", "province": "云岭省"}
    reports = pd.DataFrame(
        [
            {"report_id": "a", "year": 2022} | first | own,
            {"report_id": "b", "year": 2022, "agency": "某局", "region": region}
            | {"province": "澜江省"},
        ]
    )
    narrative = pd.DataFrame(
        {"report_id": ["a"], "start": [0], "text": [f"{region}的群众来电较多。"]}
    )
    names = check_residues(narrative, reports)["check"].tolist()
    assert names == ["foreign_name"] * n_found
    same = reports.assign(province="云岭省")
    assert check_residues(narrative, same).empty
    unknown = reports.assign(province=[reports["province"][0], ""])
    assert check_residues(narrative, unknown).empty


def test_what_is_expected_is_the_own_place_or_else_the_agency():
    narrative = pd.DataFrame(
        {"report_id": ["a"], "start": [0], "text": ["望澜川市的群众来电较多。"]}
    )
    for region, expected in (("临泽川市", "临泽川市"), ("", "临泽川市档案局")):
        reports = REPORTS.assign(region=[region, "望澜川市"])
        assert check_residues(narrative, reports)["expected"].tolist() == [expected]


def test_places_of_the_whole_corpus_are_known_beside_a_part_of_it():
    narrative = pd.DataFrame(
        {"report_id": ["a"], "start": [0], "text": ["望澜川市的群众来电较多。"]}
    )
    part = REPORTS.iloc[:1]
    assert check_residues(narrative, part).empty
    places = REPORTS[["region", "province"]]
    assert len(check_residues(narrative, part, places=places)) == 1


def test_a_report_of_no_known_year_has_no_stale_one():
    narrative = pd.DataFrame(
        {"report_id": ["a"], "start": [0], "text": ["2021年，我局公开信息12条。"]}
    )
    years = REPORTS.assign(year=pd.array([None, 2022], dtype="Int64"))
    assert check_residues(narrative, years).empty


def test_empty_and_incomplete_frames():
    empty = pd.DataFrame({"report_id": [], "start": [], "text": []})
    assert len(check_residues(empty, REPORTS)) == 0
    with pytest.raises(FrameError, match="missing column"):
        check_residues(empty.drop(columns="text"), REPORTS)


@pytest.mark.parametrize("name", ["foreign_name", "stale_year"])
def test_every_planted_residue_of_the_sample_is_found(root, sample, name):
    import json

    from textmine.reuse.mine import mine_reuse

    lines = (
        (root / "corpora" / "sample" / "gold" / "contradictions.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    planted = {r["report_id"] for r in map(json.loads, lines) if r["check"] == name}
    checks = check_residues(
        sample.narrative, sample.reports, residue=mine_reuse(sample).residue()
    )
    assert (
        set(
            checks[(checks["check"] == name) & (checks["status"] == "FAIL")][
                "report_id"
            ]
        )
        == planted
    )


def test_what_is_left_behind_is_numbered_from_nought():
    text = "望澜川市的群众来电。2021年，我局公开信息12条。"
    rows = {"report_id": ["b", "a"], "start": [0, 0], "text": [text, text]}
    checks = check_residues(pd.DataFrame(rows), REPORTS)
    assert checks.index.tolist() == list(range(3))
    assert checks["report_id"].tolist() == ["a", "a", "b"]


PLACES = pd.DataFrame(
    {
        "report_id": ["a", "b", "c", "d"],
        "agency": [
            "桐屿县水务局",
            "石渚县水务局",
            "桐屿经济开发区管委会",
            "望澜市水务局",
        ],
        "region": ["桐屿县", "石渚县", "桐屿经济开发区", "望澜市"],
        "province": ["澜江省", "澜江省", "澜江省", ""],
        "year": [2022, 2022, 2022, 2022],
    }
)


@pytest.mark.parametrize(
    ("report", "place", "is_left"),
    [
        ("a", "石渚县", True),
        # A zone lies in a county; a county may lie in the city that asks; nobody is named.
        ("c", "石渚县", False),
        ("d", "石渚县", False),
        ("a", "桐屿县", False),
        ("a", "望澜市", False),
        ("a", "桐屿区", False),
    ],
)
def test_another_county_of_the_province_is_left_in_a_formula_alone(
    report: str, place: str, is_left: bool
) -> None:
    known = pd.concat([PLACES, PLACES.head(1).assign(report_id="e", region="桐屿区")])
    for text, counts in (
        (f"在{place}委、政府的坚强领导下，公开有序推进。", True),
        (f"{place}的公开有序推进。", False),
    ):
        narrative = pd.DataFrame({"report_id": [report], "start": [0], "text": [text]})
        frame = check_residues(narrative, PLACES, places=known)
        wanted = [("foreign_name", "FAIL", place)] if is_left and counts else []
        columns = frame[["check", "status", "found"]]
        assert list(columns.itertuples(index=False, name=None)) == wanted


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("2022年，我局增设栏目。2022年，我局将进一步充实栏目。", {"FAIL"}),
        ("统计期限为2022年1月1日至12月31日。2022年，我局将加强培训。", {"FAIL"}),
        # It tells nothing of its year: it may be on the one before.
        ("2022年，我局将进一步充实栏目。", {"UNCERTAIN"}),
        ("2021年，我局公开12条。2022年，我局将加强培训。", {"UNCERTAIN"}),
    ],
)
def test_a_plan_for_the_year_that_is_over_is_left(
    text: str, statuses: set[str]
) -> None:
    assert {status for _, status, _ in found(text)} == statuses

"""Totals against their parts in running text."""

from __future__ import annotations

from itertools import accumulate

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.quality import check_breakdowns
from textmine.schema import FRAMES


def found(text: str) -> list[tuple[str, str, str]]:
    frame = check_breakdowns(
        pd.DataFrame({"report_id": ["r1"], "text": [text], "start": [5]})
    )
    for start, end in frame[["start", "end"]].itertuples(index=False):
        assert 5 <= start < end <= 5 + len(text)
    return list(
        frame[["status", "expected", "found"]].itertuples(index=False, name=None)
    )


@pytest.mark.parametrize(
    ("text", "expected", "total"),
    [
        ("收到申请6件，其中自然人2件，企业4件。", "2+4=6", "6"),
        ("全年公开信息五十条，分别为动态三十条、公告二十条。", "30+20=50", "50"),
        ("共公开1,200条，其中：网站900条；公众号300条。", "900+300=1200", "1200"),
        ("受理9件（局机关4件、二级单位5件），全部办结。", "4+5=9", "9"),
        ("新收申请8件，结转1件，其中予以公开6件、部分公开3件。", "6+3=9", "9"),
        ("办结7件，其中公开5件，无法提供2件，其余1件结转下年。", "5+2=7", "7"),
        ("发布43条，其中机构类13条，占30.3%；公告类30条，占69.7%。", "13+30=43", "43"),
        ("收到申请4件，自然人、企业各2件，其中公开3件，不公开1件。", "3+1=4", "4"),
        ("许可302宗，其中营业类300个、注销2个。", "300+2=302", "302"),
        ("发信息20条，其中动态12条、公告8条；通过公众号推送90条。", "12+8=20", "20"),
        # Parts of other units, at the end, between and behind a stop of the list.
        ("发布40条，其中动态20条、公告14条、文件4件、解读2篇。", "20+14+4+2=40", "40"),
        ("公开信息25条，其中机构类9条，文件6份，动态类10条。", "9+6+10=25", "25"),
        ("公开30条（动态22条，图解3个，公告5条），均及时。", "22+3+5=30", "30"),
        # Numbers right before and right behind the word, narrow brackets, parts of nothing.
        ("收到申请6件其中2件来自企业，4件来自个人", "2+4=6", "6"),
        ("受理9件(局机关4件、二级单位5件)，全部办结。", "4+5=9", "9"),
        ("公开12条，其中网站12条，公众号0条。", "12+0=12", "12"),
    ],
)
def test_parts_that_add_up(text: str, expected: str, total: str) -> None:
    assert found(text) == [("PASS", expected, total)]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("收到申请6件，其中自然人3件，企业4件。", "FAIL"),
        ("公开131条，其中网站62条，公众号38条，公示栏27条。", "FAIL"),
        ("公开131条，分别为网站62条，公众号60条。", "FAIL"),
        ("公开131条，其中网站62条，公众号60条。", "UNCERTAIN"),
        # Nearly all, and the rest may be what has another unit.
        ("公开131条，其中网站62条，公众号38条，公示栏27条，文件2件。", "UNCERTAIN"),
        ("公开131条，其中网站62条，文件1份，公众号38条，公示栏27条。", "UNCERTAIN"),
        # What follows behind a new turn is no part, and excuses nothing.
        ("公开131条，其中网站62条，公众号38条，公示栏27条；办理提案4件。", "FAIL"),
        # Too many of one unit are too many, whatever else is counted.
        ("收到6件，其中自然人3件，企业4件，文件1份。", "FAIL"),
        ("公开735条，其中动态339条，目录42条，解读9条。", "UNCERTAIN"),
        ("公开130余条，其中网站62条，公众号38条，公示栏27条。", "UNCERTAIN"),
        ("公开131条，分别为网站62条，公众号38条等。", "UNCERTAIN"),
    ],
)
def test_mismatches_and_what_excuses_them(text: str, status: str) -> None:
    assert [row[0] for row in found(text)] == [status]


@pytest.mark.parametrize(
    "text",
    [
        "其中自然人3件，企业4件。",
        "复议11件，其中纠正2件；诉讼8件。",
        "办理发文1,386件，其中主动公开612件，占44.2%。",
        "聘请10名监督员，其中个体工商户6名，半年评议一次。",
        "比上年增加5件，其中增加网上3件，减少信函1件。",
        "公开131条。其中网站62条，公众号60条。",
        "",
    ],
)
def test_what_is_no_breakdown(text: str) -> None:
    assert found(text) == []


def test_two_divisions_of_one_total() -> None:
    text = "收到申请12件（网上7件、现场5件），其中自然人10件，企业2件。"
    assert {row[1] for row in found(text)} == {"7+5=12", "10+2=12"}


def test_frames() -> None:
    empty = check_breakdowns(pd.DataFrame({"report_id": [], "text": []}))
    assert list(empty.columns) == list(FRAMES["checks"]) and empty.empty
    with pytest.raises(FrameError, match="text"):
        check_breakdowns(pd.DataFrame({"report_id": ["r1"]}))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(1, 500), min_size=2, max_size=5), st.integers(-20, 20))
def test_a_planted_error_never_passes_unless_a_part_of_the_list_hits(
    parts: list[int], error: int
) -> None:
    total = max(sum(parts) + error, 0)
    text = f"公开{total}条，分别为" + "，".join(f"甲{part}条" for part in parts) + "。"
    sums = list(accumulate(parts))
    wanted = ["PASS"] if total in sums[1:] else ["FAIL"]
    # The first part is the whole: what follows divides something else.
    wanted = [] if total == sums[0] else wanted
    assert [row[0] for row in found(text)] == wanted


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        # Two divisions in a row, the second of all or of a part.
        ("收到申请46件，其中自然人40件，法人6件，当面12件，网络34件。", ["PASS"]),
        ("发文12件，其中教育3件、卫生9件，另公开解读6件，图解4件。", ["PASS"]),
        # Lists that name some.
        ("召开会议12次，包括专题会2次、调度会3次。", []),
        ("公开信息131条（含转载20条、解读5条）。", []),
        ("设有科室12个（下设3个中心、2个站的5个科）。", []),
        ("公开信息131条（转载20条、解读5条）。", ["UNCERTAIN"]),
        # Changes and other years.
        ("发布信息120条、回应关切15条，分别增长20条、3条。", []),
        ("复议5件、诉讼3件，分别较上年增加2件、1件。", []),
        ("公开信息131条（去年120条，前年98条）。", []),
        ("收到申请46件，其中予以公开29件，比上年多6件。", []),
        ("发布信息120条、解读15条，分别点击20条、3条。", ["UNCERTAIN"]),
        # What may overlap, and what cannot.
        ("公开信息131条，其中网站100条，公众号80条。", ["UNCERTAIN"]),
        ("收到申请46件，其中予以公开40件，不予公开12件。", ["FAIL"]),
        ("收到申请46件，分别为网上40件，信函12件。", ["FAIL"]),
    ],
)
def test_what_is_no_contradiction_of_a_total(text: str, statuses: list[str]) -> None:
    assert [row[0] for row in found(text)] == statuses


@settings(max_examples=60, deadline=None)
@given(st.text("共其中分别（）()12十余条件；，。增\n", max_size=40))
def test_any_text(text: str) -> None:
    found(text)


def test_the_last_part_may_end_the_sentence() -> None:
    checks = check_breakdowns(
        pd.DataFrame(
            {"report_id": ["r1"], "text": ["收到申请12件，其中当面3件，网络9件"]}
        )
    )
    assert checks[["status", "expected", "found"]].values.tolist() == [
        ["PASS", "3+9=12", "12"]
    ]


@pytest.mark.parametrize(
    ("text", "status", "why"),
    [
        # 其中 may name some only: fewer than three parts, or less than nine tenths of the total.
        ("公开100条，其中甲30条，乙30条，丙30条。", "FAIL", "fall short of the total"),
        ("公开100条，其中甲30条，乙30条，丙29条。", "UNCERTAIN", "some of them only"),
        ("公开100条，其中甲59条，乙40条。", "UNCERTAIN", "some of them only"),
        ("公开100条，其中甲59条，乙40条，丙2条。", "UNCERTAIN", "may overlap"),
        ("公开100条，其中甲60条，乙41条。", "UNCERTAIN", "may overlap"),
        ("公开100条，分别为甲30条，乙30条。", "FAIL", "fall short of the total"),
        # A list is open by a word within it or within two characters behind it, if it falls short.
        ("公开100条，分别为甲30条，乙30条等。", "UNCERTAIN", "list is open"),
        ("公开100条，分别为甲30条，乙30条的等。", "UNCERTAIN", "list is open"),
        ("公开100条，分别为甲30条，乙30条信息等。", "FAIL", "fall short"),
        ("公开100条，分别为甲60条，乙60条等。", "FAIL", "exceed"),
        ("公开100条，分别为主要的甲30条，乙30条。", "UNCERTAIN", "list is open"),
        # A number that is approximate, the total's own or a part's.
        ("公开约100条，分别为甲30条，乙30条。", "UNCERTAIN", "approximate"),
        ("公开约有100条，分别为甲30条，乙72条。", "UNCERTAIN", "approximate"),
        ("公开100条左右，分别为甲30条，乙72条。", "UNCERTAIN", "approximate"),
        ("公开不足100条，分别为甲30条，乙72条。", "UNCERTAIN", "approximate"),
        ("公开100条，分别为甲30条以上，乙72条。", "UNCERTAIN", "approximate"),
        ("公开100条，分别为甲30至40条，乙72条。", "UNCERTAIN", "approximate"),
        ("公开1.2万条，分别为甲8012条，乙4003条。", "UNCERTAIN", "approximate"),
        ("公开三百条，分别为甲130条，乙172条。", "UNCERTAIN", "approximate"),
        ("公开100条，分别为甲30条，乙30余条。", "UNCERTAIN", "approximate"),
        ("公开100条，分别为甲近30条，乙30条。", "UNCERTAIN", "approximate"),
        # A text that was cut: more parts may have stood there, but not fewer.
        ("公开100条，分别为甲30条，乙30条", "UNCERTAIN", "break off"),
        ("公开100条，分别为甲60条，乙60条", "FAIL", "exceed"),
        # What there was more than before is no total, but for its own parts.
        (
            "收到申请50件，比上年增长25件，其中予以公开30件，部分公开15件。",
            "UNCERTAIN",
            "fall short",
        ),
        (
            "收到申请50件，较去年上升了25件，其中予以公开30件，部分公开20件。",
            "PASS",
            "add up",
        ),
        (
            "收到申请50件，比上年多25件，其中予以公开10件，部分公开15件。",
            "PASS",
            "add up",
        ),
    ],
)
def test_how_sure_a_contradiction_is(text: str, status: str, why: str) -> None:
    row = check_breakdowns(pd.DataFrame({"report_id": ["r1"], "text": [text]})).iloc[0]
    assert (row["status"], why in row["evidence"]) == (status, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("全年公开12条，其中甲5条，乙7条，较好。", "12条，其中甲5条，乙7条"),
        ("新收8件，结转1件，其中甲6件、乙3件。", "1件，其中甲6件、乙3件"),
        ("公开9条（甲4条、乙5条），其余无。", "9条（甲4条、乙5条"),
        ("办结7件，其中甲5件，乙2件，其余1件结转。", "7件，其中甲5件，乙2件"),
        ("公开50条，分别为甲30条，乙19条。", "50条，分别为甲30条，乙19条"),
    ],
)
@pytest.mark.parametrize("start", [0, 31])
def test_a_breakdown_reaches_from_the_total_to_its_last_part(
    text: str, words: str, start: int
) -> None:
    before = "这是前一句。"
    frame = pd.DataFrame({"report_id": ["r1"], "text": [before + text]})
    row = check_breakdowns(frame.assign(start=start)).iloc[0]
    assert (before + text)[row["start"] - start : row["end"] - start] == words
    if start == 0:
        assert check_breakdowns(frame).iloc[0].to_dict() == row.to_dict()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The parts divide the total of another unit, if they add up to it; else it is none.
        ("公开12份，其中甲5件，乙7件。", [("PASS", "5+7=12", "12")]),
        ("公开12份，其中甲5件，乙6件。", []),
        # Of parts with several units those of the first one's count.
        ("公开12条，其中甲5条，图3张，乙7条。", [("PASS", "5+7=12", "12")]),
        # A turn behind the first part, and no other end that adds up.
        ("公开12条，其中甲5条；乙6条。", []),
        ("公开12条，其中甲5条；乙7条。", [("PASS", "5+7=12", "12")]),
        ("公开5条，其中甲5条；乙7条。", [("PASS", "5=5", "5")]),
        # The list ends at a turn behind the second part.
        ("公开13条，其中甲5条，乙7条；丙9条。", [("UNCERTAIN", "5+7=12", "13")]),
        # Numbers in other brackets explain a part; a bracket with 其中 in it ends with it.
        ("公开12条，其中甲5条（网上4条），乙7条。", [("PASS", "5+7=12", "12")]),
        ("公开12条（其中甲5条，乙7条），丙9条。", [("PASS", "5+7=12", "12")]),
        # A bracket that does not stand right behind the total divides nothing.
        ("公开12条信息（甲5条，乙6条）。", []),
        ("公开12条（甲5条，乙6条）。", [("FAIL", "5+6=11", "12")]),
        # Two words: each list ends where the next one opens.
        (
            "公开12条，其中甲5条，乙7条，分为丙4条，丁8条。",
            [("PASS", "5+7=12", "12"), ("PASS", "4+8=12", "12")],
        ),
        # Changes, ordinals and what each has are no counts.
        ("公开12条，其中甲5条，增加3条，乙7条。", [("PASS", "5+7=12", "12")]),
        ("公开12条，其中第3次5条，各2条，乙7条。", [("PASS", "5+7=12", "12")]),
        # Sums are equal but for rounding.
        (
            "公开1.5万条，其中甲1.2万条，乙0.3万条。",
            [("PASS", "12000+3000=15000", "15000")],
        ),
        (
            "公开0.3万条，其中甲1000.5条，乙1999.5条。",
            [("PASS", "1000.5+1999.5=3000", "3000")],
        ),
    ],
)
def test_what_a_list_divides_and_where_it_ends(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found(text) == expected


def test_a_text_without_its_place_is_refused():
    """A raw ValueError came out."""
    narrative = pd.DataFrame(
        {"report_id": ["a"], "text": ["公开5条。"], "start": [None]}
    )
    with pytest.raises(FrameError, match="row 0, column start"):
        check_breakdowns(narrative)
    assert check_breakdowns(narrative.drop(columns="start")).empty

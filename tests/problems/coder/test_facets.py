import numpy as np
import pandas as pd
import pytest

from textmine.errors import CodebookError, FrameError
from textmine.problems.coder.codebook import parse_codebook
from textmine.problems.coder.facets import LOCI, code_facets, find_locus, score_facets
from textmine.problems.coder.statements import load_statements


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("财政预决算公开不细", "object"),
        ("有三成栏目半年未动", "magnitude"),
        ("由于人手不足，稿件积压", "cause"),
        ("部分乡镇没有公开栏", "place"),
        ("例如招生信息晚了两周", "example"),
    ],
)
def test_each_element_is_found(text, element):
    assert code_facets(pd.DataFrame({"text": [text]}))[element].item()


def test_empty_phrases_are_not_specific():
    coded = code_facets(pd.DataFrame({"text": ["工作力度还不够", "", None]}))
    assert coded["specificity"].tolist() == [0, 0, 0]
    assert coded["hedging"].tolist() == [1, 0, 0]
    assert coded["duty"].tolist() == ["", "", ""]


@pytest.mark.parametrize(
    ("text", "locus"),
    [
        ("群众对公开知晓率低", "public"),
        ("系统检索常出错", "technology"),
        ("上级没有统一标准", "upper"),
        ("个别乡镇报送慢", "subordinate"),
        ("我局专职人员少", "own"),
    ],
)
def test_locus(text, locus):
    assert find_locus(text) == locus


def test_duty_follows_the_codebook():
    frame = pd.DataFrame(
        {
            "text": ["甲", "乙", "丙"],
            "categories": ["content|staffing", "staffing", None],
        }
    )
    assert code_facets(frame)["duty"].tolist() == ["core", "peripheral", ""]
    own = parse_codebook('version = "1"\n[slow]\nzh = "慢"\ndefinition = "late"\n')
    with pytest.raises(CodebookError, match="peripheral"):
        code_facets(frame.assign(categories="slow"), own)
    with pytest.raises(CodebookError, match="unknown category"):
        code_facets(frame.assign(categories="slow"))


def test_shipped_statements_spread_over_the_scale():
    coded = code_facets(load_statements())
    assert set(coded["specificity"]) >= {0, 1, 2, 3}
    assert coded["specificity"].max() <= 4
    assert set(coded["locus"]) == set(LOCI)
    assert len(coded) == len(load_statements())


def test_scores_of_reports():
    frame = pd.DataFrame(
        {
            "report_id": ["b", "b", "a"],
            "text": ["宣传还不够", "公开栏陈旧", "人手少"],
            "categories": ["publicity", "timeliness", ""],
        }
    )
    scores = score_facets(code_facets(frame)).set_index(["report_id", "score"])
    assert scores.loc[("b", "peripheral_share"), "value"] == 0.5
    assert scores.loc[("b", "hedged_share"), "value"] == 0.5
    assert (
        np.isnan(scores.loc[("a", "peripheral_share"), "value"])
        and scores.loc[("a", "peripheral_share"), "n"] == 0
    )
    with pytest.raises(FrameError, match="report_id"):
        score_facets(code_facets(frame.drop(columns="report_id")))


@pytest.mark.parametrize(
    ("text", "specificity", "hedging"),
    [
        ("工作不力", 0, 0),
        ("专栏更新慢", 1, 0),
        ("三期专栏更新慢", 2, 0),
        ("由于怕担责，三期专栏更新慢", 3, 0),
        ("由于怕担责，三期专栏更新慢，例如水价", 4, 0),
        # Five elements are the top of the scale too; each word that hedges counts.
        ("由于怕担责，乡镇三期专栏更新慢，例如水价", 4, 0),
        ("个别专栏更新还不够", 1, 2),
        # Of words within one another the longest is one.
        ("仍需进一步加力", 0, 2),
        ("总体上不够理想", 0, 2),
    ],
)
def test_how_specific_and_how_hedged_a_problem_is(text, specificity, hedging):
    coded = code_facets(pd.DataFrame({"text": [text]})).iloc[0]
    assert (coded["specificity"], coded["hedging"]) == (specificity, hedging)


def test_of_several_loci_the_first_of_the_list_is_told():
    assert find_locus("群众对系统不熟") == "public"
    assert find_locus("上级系统常出错") == "technology"
    assert find_locus("上级对基层指导少") == "upper"


def test_scores_are_means_over_the_problems_of_a_report():
    frame = pd.DataFrame(
        {
            "report_id": ["a"] * 4,
            "text": ["个别专栏更新还不够", "三期专栏更新慢", "乡镇专栏更新慢", "慢"],
            "categories": ["timeliness", "", "staffing", "staffing"],
        }
    )
    scores = score_facets(code_facets(frame)).set_index("score")
    assert scores["value"].to_dict() == {
        "problem_specificity": (1 + 2 + 2 + 0) / 4,
        "hedged_share": 1 / 4,
        "peripheral_share": pytest.approx(2 / 3),
        "own_share": 3 / 4,
    }
    assert scores["n"].to_dict() == {
        "problem_specificity": 4,
        "hedged_share": 4,
        "peripheral_share": 3,
        "own_share": 4,
    }

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

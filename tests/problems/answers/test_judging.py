import pandas as pd
import pytest

import textmine as tm
from textmine.errors import FrameError
from textmine.problems.answers.judging import (
    is_done,
    is_mirror,
    judge_concreteness,
    judge_measures,
)


def test_mirror_and_concrete():
    assert is_mirror("公开内容不够丰富", "进一步丰富公开内容")
    assert not is_mirror("公开内容不够丰富", "进一步丰富公开内容，每月公布财政收支明细")
    assert not is_mirror("人手不足", "由办公室牵头招录两名专员")


@pytest.mark.parametrize("named", ["由人事科牵头", "6月底前", "不少于两次", "通过制度"])
def test_one_thing_to_check_is_enough_for_a_measure_to_say_more(named):
    measure = named + "加强业务培训"
    judged = judge_concreteness(measure)
    assert sum(judged.values()) == 1
    # An instrument alone is named in mirrors too.
    assert is_mirror("业务培训的制度不足", measure) is judged["what"]


def test_concreteness_names_what_can_be_checked():
    judged = judge_concreteness("由法规科牵头，6月底前印发目录，每季度抽查不少于20件")
    assert all(judged.values())
    assert not any(judge_concreteness("进一步提高认识").values())


def test_done_is_read_from_the_rule_and_not_from_the_words():
    m = pd.DataFrame({"item_id": ["a", "b", "c"], "report_id": "r"})
    m["text"] = [
        "全年举办培训不少于两次",
        "明确专人负责，三年内不调整",
        "已增设两个专栏",
    ]
    m["rule"] = ["marker", "marker", "marker/done"]
    judged = judge_measures(m)
    assert judged["retrospective"].tolist() == [False, False, True]
    assert judge_measures(m.drop(columns="rule"))["retrospective"].isna().all()
    assert is_done(pd.Series(["clause", None, "list/done"])).tolist() == [
        False,
        False,
        True,
    ]
    with pytest.raises(FrameError, match="report_id"):
        judge_measures(m.drop(columns="report_id"))


def test_plans_with_numbers_and_periods_are_plans_in_a_read_report(tmp_path):
    path = tmp_path / "r.txt"
    path.write_text(
        "临泽川市水利局2023年政府信息公开工作年度报告\n"
        "五、存在的主要问题及改进情况\n"
        "一是业务不熟；二是人员更换频繁。下一步，一是全年举办培训不少于两次；"
        "二是明确专人负责，三年内不调整；三是已建立联席会议制度。\n",
        encoding="utf-8",
    )
    judged = judge_measures(tm.read_corpus(path).measures)
    assert judged["retrospective"].tolist() == [False, False, True]

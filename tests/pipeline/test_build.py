"""The pipeline that users load."""

import pytest

from textmine.pipeline.build import load_pipeline

TEXT = "五、存在的主要问题及改进情况\n一是更新慢；二是内容少。下一步：一是勤更新。"


def test_the_components_stand_in_the_order_in_which_they_need_each_other():
    assert load_pipeline().pipe_names == [
        "textmine_sectionizer",
        "textmine_itemizer",
        "textmine_cell_finder",
        "textmine_claim_finder",
    ]


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_both_segmenters_give_the_same_words_and_items(engine):
    doc = load_pipeline(engine=engine)(TEXT)
    assert doc.text == TEXT
    assert [(span.text, span.label_) for span in doc.spans["items"]] == [
        ("更新慢", "problem"),
        ("内容少", "problem"),
        ("勤更新", "measure"),
    ]


def test_an_unknown_segmenter_is_refused():
    with pytest.raises(Exception, match="engine"):
        load_pipeline(engine="nothing")


def test_two_pipelines_do_not_share_their_state():
    first, second = load_pipeline(), load_pipeline()
    first.remove_pipe("textmine_claim_finder")
    assert "textmine_claim_finder" in second.pipe_names

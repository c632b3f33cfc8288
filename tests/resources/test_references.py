"""Official wording: what law and form prescribe, apart from names that anybody may use."""

import pytest

from textmine.resources.references import load_references
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.ground.wording import find_wording


def test_the_headings_of_both_forms_are_prescribed():
    mandated = load_references()
    for heading in (
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ):
        assert heading in mandated


def test_stock_names_are_no_prescribed_wording():
    mandated, stock = set(load_references("mandated")), set(load_references("stock"))
    assert stock
    assert not mandated & stock


def test_no_reference_is_empty_and_the_order_is_the_same_each_time():
    for kind in ("mandated", "stock"):
        texts = load_references(kind)
        assert all(text.strip() for text in texts)
        assert texts == load_references(kind)


def test_an_unknown_kind_has_no_texts():
    assert load_references("regional") == []


@pytest.mark.parametrize(
    "text",
    [
        # Rows of table 3 as a sentence; any may be left out.
        "予以公开6件，部分公开2件，不予公开1件，无法提供6件，不予处理1件",
        "部分公开12件、无法提供3件、其他处理1件",
        "予以公开4件、不予处理2件，结转下年度继续办理1件",
        # The five matters of section 一.
        "（三）政府信息管理（四）政府信息公开平台建设（五）监督保障",
        "作出行政许可决定31件、行政处罚决定7件、行政强制决定0件",
        "未发生因政府信息公开申请行政复议、提起行政诉讼的情况",
    ],
)
def test_what_the_form_asks_is_official_in_sentences_too(text: str) -> None:
    (mask,) = find_wording(read_stream([text]), load_references())
    assert mask.mean() > 0.7, text


def test_what_an_agency_did_is_not_official() -> None:
    own = "在集市日摆摊解读农机补贴，收到村民当面提出的申请12件，逐件上门答复"
    (mask,) = find_wording(read_stream([own]), load_references())
    assert not mask.any()

"""Official wording: what law and form prescribe, apart from names that anybody may use."""

from textmine.resources.references import load_references


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

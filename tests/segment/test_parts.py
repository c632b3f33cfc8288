from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.segment.parts import find_parts

TEXT = (
    "临泽川市水务局2021年政府信息公开工作年度报告\n"
    "一、总体情况\n全年收到政府信息公开申请十二件。\n"
    "五、存在的主要问题及改进情况\n一是栏目更新慢；二是公开内容少。\n"
)


def test_each_kind_of_part_is_found_in_its_section() -> None:
    parts = find_parts("r1", TEXT)
    labels = [s.label for s in parts.sections if s.status == "found"]
    assert labels[-2:] == ["overview", "problems"]
    assert [TEXT[i.start : i.end] for i in parts.items] == ["栏目更新慢", "公开内容少"]
    assert [(c.quantity, c.value) for c in parts.claims] == [
        ("received_applications", 12.0)
    ]
    assert parts.cells == ()
    assert [label for label, _, _ in parts.narrative] == ["overview", "problems"]


def test_every_part_carries_the_name_of_its_report() -> None:
    parts = find_parts("泽川-2021", TEXT)
    named = [*parts.sections, *parts.items, *parts.claims]
    assert {part.report_id for part in named} == {"泽川-2021"}


def test_numbers_behind_a_heading_are_claims_but_those_of_a_table_line_are_not() -> (
    None
):
    said = "一、总体情况\n收到政府信息公开申请3件。\n"
    assert [c.value for c in find_parts("r1", said).claims] == [3.0]
    tabled = "一、总体情况\n收到政府信息公开申请\t3件\t\n"
    assert find_parts("r1", tabled).claims == ()


def test_nothing_is_found_in_nothing() -> None:
    parts = find_parts("r1", "")
    assert parts.items == parts.cells == parts.claims == parts.narrative == ()


PIECES = st.sampled_from(
    [
        "一、总体情况\n",
        "五、存在问题\n",
        "一是更新慢；",
        "收到申请3件。",
        "\n",
        "2021年",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    parts = find_parts("r1", text)
    spans = [[(p.start, p.end) for p in kind] for kind in (parts.sections, parts.items)]
    spans += [[(a, b) for _, a, b in parts.narrative]]
    for kind in spans:
        assert all(0 <= a <= b <= len(text) for a, b in kind)
    for kind in spans[
        1:
    ]:  # a missing section is empty and stands at no place of its own
        assert all(b <= c for (_, b), (c, _) in zip(kind, kind[1:], strict=False))

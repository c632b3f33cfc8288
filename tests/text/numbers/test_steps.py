"""Numbers that are led from one to another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.text.numbers.amounts import amount_pattern
from textmine.text.numbers.steps import find_steps, starts_step


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("申请由上年的135件增加到160件", ("由上年的135件增加到", 135, "上年", "")),
        ("申请由135件增至160件", ("由135件增至", 135, "", "")),
        ("申请由135增至160件", ("由135增至", 135, "", "")),
        ("申请数量从2021年135件下降到2022年的90件", ("数量从2021年135件下降到2022年的", 135, "2021年", "2022年")),
        ("复议由去年同期的9件大幅减少为今年3件", ("由去年同期的9件大幅减少为今年", 9, "去年", "今年")),
        # Two things, no two numbers, another way to say when, and what was done of it.
        ("申请由5件增加到9条", None),
        ("由5件复议引发9件诉讼", None),
        ("申请由上半年的5件增加到9件", None),
        ("申请由上年的5件增加了9件", None),
        ("申请由不足5件增加到9件", None),
        ("申请由几件增加到9件", None),
    ],
)  # fmt: skip
def test_a_number_leads_to_another(
    text: str, wanted: tuple[str, float, str, str] | None
) -> None:
    found = find_steps(text, 0, len(text))
    if wanted is None:
        assert found == {}
        return
    ((end, step),) = found.items()
    words = text[step.start : step.end]
    assert (words, step.before, step.said, step.now) == wanted
    assert end == len(text)


def test_only_the_first_of_two_numbers_starts_a_step() -> None:
    text = "收到3件，由上年的135件增加到160件，由9件案件引发"
    starts = [starts_step(text, *m.span()) for m in amount_pattern().finditer(text)]
    assert starts == [False, True, False, False]


def test_only_the_stretch_is_read() -> None:
    text = "申请由135件增加到160件"
    assert find_steps(text, 0, len(text) - 1) == {}
    assert find_steps(text, 3, len(text)) == {}


@given(
    before=st.integers(0, 9_999_999),
    now=st.integers(0, 9_999_999),
    said=st.sampled_from(["", "上年的", "去年", "2021年度的", "上一年度同期的"]),
    way=st.sampled_from(["增加到", "上升至", "降为", "减少到", "明显增至"]),
)
def test_both_numbers_are_told(before: int, now: int, said: str, way: str) -> None:
    text = f"收到申请由{said}{before}件{way}{now}件，均已办结"
    ((end, step),) = find_steps(text, 0, len(text)).items()
    assert step.before == before
    assert text[step.end : end] == f"{now}件"
    assert text[: step.start] == "收到申请"

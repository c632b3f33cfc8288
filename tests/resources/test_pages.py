"""How a heading of the form is told from other lines."""

from __future__ import annotations

import pytest

from textmine.resources.pages import form_heading


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("一、总体情况", "总体情况"),
        ("（五）存在的主要问题及改进情况", "存在的主要问题"),
        ("2.主动公开政府信息情况", "主动公开"),
        ("总体情况", None),
        ("一、主动公开条例", None),
        ("本年总体情况良好", None),
    ],
)
def test_a_heading_has_a_number_and_a_title_of_the_form(
    line: str, title: str | None
) -> None:
    found = form_heading().match(line)
    assert (found and found[1]) == title

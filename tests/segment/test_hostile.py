"""Texts that no agency writes: endless repeats must neither break the parts nor take time that grows with the square."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.segment.claims import find_claims
from textmine.segment.items import find_items
from textmine.segment.narrative import find_narrative
from textmine.segment.sections import find_sections
from textmine.simulation.corpus import simulate
from textmine.tables.find import find_tables
from textmine.tables.parse import parse_tables
from textmine.text.normalize import normalize

HEAD = "五、存在的主要问题及改进情况\n"
REPEATS = (
    "一是",
    "，",
    "（一）",
    "1、",
    "存在",
    "等问题",
    "。",
    "、",
    "|",
    "一、总体情况\n",
    "更新慢，",
    "（",
    "：",
    "如，",
    "但",
    "下一步",
    "针对",
    "总计",
    "结果维持",
    "0 ",
    "12件",
    "十",
    "未收到",
    "改进措施：",
    "不",
    "行政处罚\n0\n",
    "规章\t0\t",
    "打印\n",
    "一、总体情况 文 ",
    "主要有",
    "2020年",
    "未经复议直接起诉",
)


@pytest.mark.parametrize("piece", REPEATS)
@pytest.mark.parametrize("head", [HEAD, ""])
def test_endless_repeats(piece, head):
    text = normalize(head + piece * (60_000 // len(piece))).text
    tables = find_tables(text)
    sections = find_sections("r", text, tables)
    assert all(a.end <= b.start for a, b in zip(sections, sections[1:], strict=False))
    for item in find_items("r", text, sections, tables):
        assert 0 <= item.start < item.end <= len(text)
    for cell in parse_tables("r", text, tables):
        assert text[cell.start : cell.end] == cell.raw
    stretches = find_narrative(text, sections, tables)
    for claim in find_claims("r", text, [(a, b) for _, a, b in stretches]):
        assert 0 <= claim.start < claim.end <= len(text)


REPORTS = [report.text for report in simulate(6, seed=5)]
SCRAPS = st.sampled_from(
    [
        "",
        "\n",
        "\t",
        "\f- 3 -\n",
        "|",
        "一是",
        "（二）",
        "改进措施：",
        "总计",
        "五、",
        "。",
        "，",
        "0",
        "二是\n",
        "\u3000",
    ]
)


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(REPORTS),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 300), SCRAPS), max_size=8),
)
def test_any_mutilation_of_a_report_keeps_its_parts_in_order(text, cuts):
    for where, length, scrap in cuts:
        at = int(where * len(text))
        text = text[:at] + scrap + text[at + length :]
    clean = normalize(text)
    assert clean.offsets[-1] == len(text)
    tables = find_tables(clean.text)
    sections = find_sections("r", clean.text, tables)
    spans = [(s.start, s.end) for s in sections]
    assert all(0 <= a <= b <= len(clean.text) for a, b in spans)
    assert all(p[1] <= q[0] for p, q in zip(spans, spans[1:], strict=False))
    end = 0
    for item in find_items("r", clean.text, sections, tables):
        assert any(
            s.label == item.section and s.start <= item.start < item.end <= s.end
            for s in sections
        )
        assert item.start >= end
        end = item.end
    for cell in parse_tables("r", clean.text, tables):
        assert clean.text[cell.start : cell.end] == cell.raw

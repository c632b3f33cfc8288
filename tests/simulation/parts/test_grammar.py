from random import Random

from hypothesis import given
from hypothesis import strategies as st

from textmine.simulation.parts.grammar import Measure, all_layouts, render_part

PROBLEMS = ["公告更新不及时", "解读只有文字稿，群众看不懂", "窗口无人值守"]
MEASURES = [
    Measure("按月核对公告", (1,)),
    Measure("制作图解，方便群众理解", (2,)),
    Measure("增派值守人员", (3,)),
]


@given(st.sampled_from(all_layouts()), st.integers(0, 999))
def test_every_span_stands_in_its_text(layout, seed):
    text, spans = render_part(PROBLEMS, MEASURES, layout, Random(seed))
    end = 0
    for span in spans:
        assert end <= span.start < span.end <= len(text)
        end = span.end
    problems = [text[s.start : s.end] for s in spans if s.role == "problem"]
    assert sorted(problems) == sorted(PROBLEMS)
    planned = "".join(text[s.start : s.end] for s in spans if s.role == "measure")
    assert all(m.text in planned for m in MEASURES)


def test_the_same_seed_gives_the_same_part():
    layout = all_layouts()[7]
    assert render_part(PROBLEMS, MEASURES, layout, Random(3)) == render_part(
        PROBLEMS, MEASURES, layout, Random(3)
    )


def test_items_are_numbered_on_where_each_is_answered():
    layout = next(
        x for x in all_layouts() if x.measures == "inone" and x.problems == "num"
    )
    text, _ = render_part(PROBLEMS, MEASURES, layout, Random(1))
    assert [mark in text for mark in ("1.", "2.", "3.")] == [True] * 3

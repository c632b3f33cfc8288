"""The section of problems and measures, in each of its layouts."""

from random import Random

import pytest

from textmine.simulation.draft import Draft, Style
from textmine.simulation.layouts import write_problems
from textmine.simulation.problems import Statement, YearOfProblems

PROBLEMS = ("槐沟水质公告更新慢", "柳湾台账缺期限")
MEASURES = ("按月更新公告", "补齐台账期限")
FLOWS = ("turn", "list", "sub", "labelled", "first", "interleaved", "sections")
ITEMS = ("yishi", "dot", "comma", "paren", "digit", "circle")
INTRO = "对照居民所盼"


def content(answers=((0,), (1,)), measures=MEASURES):
    statements = tuple(
        Statement(text, ("content",), text[:2], "water") for text in PROBLEMS
    )
    return YearOfProblems(statements, measures, answers, ())


def write(style, year=None, seed=1):
    draft = Draft()
    number = write_problems(draft, style, INTRO, year or content(), Random(seed))
    return draft, "".join(draft.parts), number


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("item", ITEMS)
def test_each_problem_and_measure_stands_once_under_its_mark(flow, item):
    draft, text, _ = write(Style(flow=flow, item=item, measure_item=item))
    for role, wanted in (("problem", PROBLEMS), ("measure", MEASURES)):
        found = {mark[role]: text[a:b] for mark, a, b in draft.marks if role in mark}
        assert found == dict(enumerate(wanted))
    assert len(draft.marks) == len(PROBLEMS) + len(MEASURES)
    assert all(text.count(item_text) == 1 for item_text in PROBLEMS + MEASURES)


@pytest.mark.parametrize(
    ("flow", "wanted"),
    [
        ("turn", PROBLEMS + MEASURES),
        ("list", PROBLEMS + MEASURES),
        ("sub", PROBLEMS + MEASURES),
        ("labelled", PROBLEMS + MEASURES),
        ("sections", PROBLEMS + MEASURES),
        ("first", MEASURES + PROBLEMS),
        ("interleaved", (PROBLEMS[0], MEASURES[0], PROBLEMS[1], MEASURES[1])),
    ],
)
def test_a_layout_has_its_own_order(flow, wanted):
    draft, text, _ = write(Style(flow=flow))
    assert tuple(text[a:b] for _, a, b in draft.marks) == wanted


def test_only_a_section_of_its_own_moves_the_next_sections_number():
    assert [write(Style(flow=flow))[2] for flow in FLOWS] == [5, 5, 5, 5, 5, 5, 6]
    draft, _, _ = write(Style(flow="sections"))
    assert list(draft.headings) == ["problems", "measures"]
    assert draft.headings["problems"].startswith("五、")
    assert draft.headings["measures"].startswith("六、")
    sections = {mark["section"] for mark, _, _ in draft.marks if "measure" in mark}
    assert sections == {"measures"}


def test_the_plainest_layout_has_the_forms_own_heading_and_runs_on():
    _, text, _ = write(Style())
    title, opening, *_ = text.strip("\n").split("\n")
    assert title == "五、存在的主要问题及改进情况"
    assert opening == f"{INTRO}：一是{PROBLEMS[0]}；二是{PROBLEMS[1]}。"


def test_numbered_items_are_paragraphs_of_their_own():
    _, text, _ = write(Style(item="dot", measure_item="comma"))
    lines = text.split("\n")
    assert f"{INTRO}：" in lines
    assert f"1.{PROBLEMS[0]}。" in lines
    assert f"2、{MEASURES[1]}。" in lines


def test_problems_are_not_interleaved_with_measures_that_answer_others():
    crossed = content(answers=((1,), (0,)))
    draft, text, _ = write(Style(flow="interleaved"), crossed)
    assert tuple(text[a:b] for _, a, b in draft.marks) == PROBLEMS + MEASURES


def test_a_measure_that_answers_nothing_is_written_where_all_else_is_interleaved():
    extra = content(measures=(*MEASURES, "开展公开日"))
    draft, text, _ = write(Style(flow="interleaved"), extra)
    assert text[slice(*draft.marks[-1][1:])] == "开展公开日"
    assert "3.改进措施：开展公开日。" in text.split("\n")

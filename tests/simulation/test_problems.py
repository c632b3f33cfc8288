"""Problems of an invented agency over its years: how they come back, what answers them."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.resources.load import load_toml
from textmine.simulation import problems
from textmine.simulation.problems import draw_problem_years

SEEDS = st.integers(0, 10**6)
CODES = load_toml("codebook.toml")


def draw(seed, n_years=3):
    return draw_problem_years(Random(seed), ["water", "health"], n_years)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_every_problem_of_two_following_years_is_linked_once(seed):
    years = draw(seed)
    assert years[0].links == ()
    for before, now in zip(years, years[1:], strict=False):
        linked_now = [i for i, _, _ in now.links if i is not None]
        linked_before = [j for _, j, _ in now.links if j is not None]
        assert sorted(linked_now) == list(range(len(now.problems)))
        assert sorted(linked_before) == list(range(len(before.problems)))


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_the_state_of_a_link_says_what_became_of_the_problem(seed):
    years = draw(seed)
    for before, now in zip(years, years[1:], strict=False):
        for i, j, state in now.links:
            if state == "dropped":
                assert i is None
            elif state == "new":
                assert j is None
                assert now.problems[i].past == ""
            else:
                new, old = now.problems[i], before.problems[j]
                assert (new.subject, new.categories) == (old.subject, old.categories)
                assert (new.text == old.text) == (state == "verbatim")
                # The first wording is remembered, so that it does not come back as a new one.
                assert (old.past or old.text) in new.past


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_answers_point_at_measures_and_no_measure_answers_two_problems(seed):
    for year in draw(seed):
        assert len(year.answers) == len(year.problems)
        assert year.measures
        answering = [k for answer in year.answers for k in answer]
        assert len(set(answering)) == len(answering)
        assert set(answering) <= set(range(len(year.measures)))
        # At most one measure, the last, answers nothing.
        assert set(range(len(year.measures))) - set(answering) <= {
            len(year.measures) - 1
        }


def test_most_problems_get_a_measure_and_some_get_none():
    answers = [
        answer for seed in range(150) for year in draw(seed) for answer in year.answers
    ]
    unanswered = answers.count(()) / len(answers)
    # One in ten, where there are more than two problems.
    assert 0.03 < unanswered < 0.12


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_problem_begins_with_its_subject_and_keeps_to_the_codebook(seed):
    for year in draw(seed):
        for problem in year.problems:
            assert problem.text.startswith(problem.subject)
            assert len(problem.text) > len(problem.subject)
            assert problem.domain in ("water", "health")
            assert 1 <= len(set(problem.categories)) == len(problem.categories) <= 2
            assert set(problem.categories) <= set(CODES)


def test_earlier_years_do_not_depend_on_how_many_follow():
    assert draw(7, n_years=2) == draw(7, n_years=5)[:2]
    assert draw(7, n_years=0) == []


def test_every_wording_of_a_category_is_drawn():
    """One that begins with a slot too: it was taken for one that had been said before."""
    table = problems._categories()
    for key in table:
        shorts = table[key]["short"].split("|")
        blank = problems.Statement("", (key,), "栏目", "water")
        drawn = [
            problems._word(Random(seed), blank) for seed in range(40 * len(shorts))
        ]
        for short in shorts:
            words = problems._own_words(short)
            assert any(words in text for text in drawn), (key, short)

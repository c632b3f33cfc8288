import numpy as np
import pytest

from benchmarks.problems_links import fit_kinship
from textmine.problems.answers.kinship import Kinship, hold, load_kinship
from textmine.segment.annotated import Part, PartSpan

PAIRS = {
    "人手紧": "配备专人",
    "本领弱": "办班学习",
    "更新慢": "按月催报",
    "栏目乱": "重排版面",
}


def part(number, first, second):
    """A part of two problems and, in the other order, of their measures."""
    said = [first, second, PAIRS[second], PAIRS[first]]
    text = "。".join(said)
    starts = [0, *np.cumsum([len(one) + 1 for one in said])[:-1].tolist()]
    links = [(), (), (2,), (1,)]
    spans = [
        PartSpan(
            "measure" if link else "problem",
            start,
            start + len(one),
            n=0 if link else k + 1,
            links=link,
        )
        for k, (start, one, link) in enumerate(zip(starts, said, links, strict=True))
    ]
    return Part(f"p{number}", text, tuple(spans))


@pytest.fixture(scope="module")
def learnt():
    problems = list(PAIRS)
    pairs = [(a, b) for a in problems for b in problems if a != b]
    return fit_kinship([part(k, *pairs[k % len(pairs)]) for k in range(120)])


def test_a_measure_lies_nearest_to_the_problem_that_it_answers(learnt):
    said, asked = learnt.compare(list(PAIRS.values()), list(PAIRS))
    near = said @ asked.T
    assert near.argmax(axis=1).tolist() == [0, 1, 2, 3]
    assert np.diag(near).min() > 0.8 > 0.3 > (near - np.eye(4)).max()
    np.testing.assert_allclose(np.linalg.norm(said, axis=1), 1)


def test_a_text_without_any_known_sequence_still_has_a_place(learnt):
    said, _ = learnt.compare(["", "xyz"], [])
    np.testing.assert_array_equal(said[0], said[1])
    assert np.isfinite(said).all()
    nowhere = Kinship({"人": 0}, np.zeros((2, 3)), np.zeros((2, 3)))
    assert not nowhere.compare(["人"], ["手"])[0].any()


def test_places_are_the_same_when_they_were_written(learnt):
    data = learnt.pack()
    again = Kinship.unpack(data)
    assert again.pack() == data
    assert again.place == learnt.place
    np.testing.assert_array_equal(again.measures, learnt.measures)
    np.testing.assert_array_equal(again.problems, learnt.problems)


def test_a_sequence_counts_once_and_rows_have_length_one():
    rows = hold(["人人人", "", "手人"], {"人": 0, "手": 1, "人人": 2}).toarray()
    half = np.sqrt(0.5)
    np.testing.assert_allclose(rows, [[half, 0, half], [0, 0, 0], [half, half, 0]])


def test_the_shipped_places_know_what_answers_what():
    said, asked = load_kinship().compare(
        ["开展业务培训", "增加专职人员", "及时更新栏目"],
        ["工作人员业务不熟", "人手偏少", "信息发布滞后"],
    )
    assert (said @ asked.T).argmax(axis=1).tolist() == [0, 1, 2]

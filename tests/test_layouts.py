"""Full-length reports in many layouts, by a hand that trains nothing: figures of the benchmark."""

import pytest

from benchmarks.layouts import FACTS, FOLDER, count_hits, pair_statements, score_f1
from textmine.corpus.reading import read_corpus


@pytest.fixture(scope="module")
def counts():
    corpus = read_corpus(FOLDER)
    assert len(corpus) == 36
    assert not len(corpus.failures)
    return count_hits(corpus)


def test_facts_sections_and_cells_are_read(counts):
    for kind in (*FACTS[1:], "section", "cell"):
        assert counts[f"{kind} right"] == counts[kind] > 30, kind
    assert counts["agency right"] >= 32


def test_statements_are_found_in_layouts_never_trained_on(counts):
    # The target of the design is 0.90.
    assert score_f1(counts, "problem") >= 0.92
    assert score_f1(counts, "measure") >= 0.91


def test_problems_are_joined_with_their_measures(counts):
    assert score_f1(counts, "link") >= 0.78


def test_statements_pair_once_and_the_likest_first():
    gold = ["更新不够及时", "更新不够及时，内容少"]
    assert pair_statements(gold, ["更新不够及时。"]) == {0: (0, 1.0)}
    assert pair_statements(gold, ["解读少"]) == {}

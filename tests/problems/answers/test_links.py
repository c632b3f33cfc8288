from dataclasses import replace

import numpy as np

from textmine.problems.answers.clues import OF_LINKS, OF_NONE, OF_PLACES, Clues
from textmine.problems.answers.links import OF_TREES, fit_links, model_of
from textmine.problems.answers.pairs import OF_PAIRS, Senses
from textmine.problems.answers.trees import Trees
from textmine.problems.answers.weights import KnownReport
from textmine.resources.load import load_toml

N_CONCEPTS = len(load_toml("concepts.toml")["concepts"])


def senses(rng, shape):
    """Concepts of measures and problems, one each, by lot."""
    rows = [
        np.eye(N_CONCEPTS, dtype=bool)[rng.integers(N_CONCEPTS, size=n)] for n in shape
    ]
    return Senses(*rows)


def reports(seed, n=40, shape=(3, 3)):
    """Reports whose measures answer every problem that shares the topic, often two or none."""
    rng, out = np.random.default_rng(seed), []
    for _ in range(n):
        of_links, of_pairs = (
            rng.random((*shape, len(OF_LINKS))),
            rng.random((*shape, len(OF_PAIRS))),
        )
        topic = of_links[:, :, OF_LINKS.index("topic")]
        of_pairs[:, :, OF_PAIRS.index("topic")] = topic
        of_none = rng.random((shape[0], len(OF_NONE)))
        of_places = np.zeros((*shape, len(OF_PLACES)))
        told, touched = np.zeros(shape), senses(rng, shape)
        clues = Clues(of_links, of_none, told, of_pairs, touched, of_places)
        out.append(KnownReport(clues, (topic > 0.6).astype(float)))
    return out


def test_a_measure_may_answer_two_problems():
    model = fit_links(reports(0))
    known = reports(1) + reports(2, n=10, shape=(2, 4))
    scores = model.link([report.clues for report in known])
    found = np.concatenate([table.ravel() >= 0.5 for table in scores])
    true = np.concatenate([report.true.ravel() > 0 for report in known])
    assert (found == true).mean() > 0.9
    several = [report.true.sum(axis=1) > 1 for report in known]
    both = [
        table[rows].sum(axis=1) for table, rows in zip(scores, several, strict=True)
    ]
    assert np.mean(np.concatenate(both)) > 1.5
    # The chain alone shares one certainty among them.
    chained = np.concatenate(
        [model.chain.align([r.clues]).links[0].sum(axis=1) for r in known]
    )
    assert chained.max() <= 1 + 1e-9


def by_concepts(seed, n=200):
    """Reports in which the first concept of a measure answers the second of a problem; what else is
    told is told by lot."""
    out = []
    for rng, report in zip(
        np.random.default_rng(seed).spawn(n), reports(seed, n, (2, 2)), strict=True
    ):
        said, asked = rng.integers(2, size=2), rng.integers(2, size=2)
        concepts = np.eye(N_CONCEPTS, dtype=bool)
        clues = replace(report.clues, senses=Senses(concepts[said], concepts[asked]))
        true = np.outer(said == 0, asked == 1).astype(float)
        out.append(KnownReport(clues, true))
    return out


def test_which_concept_answers_which_is_learnt_with_its_direction():
    model = fit_links(by_concepts(0))
    tables = model.to_tables()["concepts"]
    names = list(load_toml("concepts.toml")["concepts"])
    first, second = names[:2]
    assert max(tables, key=tables.__getitem__) == f"{first}-{second}"
    assert tables.get(f"{second}-{first}", 0.0) < 0
    known = by_concepts(1)
    scores = model.link([report.clues for report in known])
    for table, report in zip(scores, known, strict=True):
        np.testing.assert_array_equal(table >= 0.5, report.true > 0)


def test_learning_again_gives_the_same_model():
    first, second = fit_links(reports(3)), fit_links(reports(3))
    assert first.to_tables() == second.to_tables()
    written = first.trees.write(OF_TREES)
    assert second.trees.write(OF_TREES) == written
    again = model_of(first.to_tables(), Trees.read(written, OF_TREES))
    assert again.to_tables() == first.to_tables()
    assert again.trees.write(OF_TREES) == written


def test_few_reports_are_enough_to_learn_from():
    model = fit_links(reports(6, n=2))
    (scores,) = model.link([reports(7, n=1)[0].clues])
    assert ((scores > 0) & (scores < 1)).all()


def beside(seed, n=120):
    """Reports of two measures of which both answer whichever problem the first shares a topic with;
    the second shares one with neither."""
    out = []
    for report in reports(seed, n, (2, 2)):
        clues, answered = report.clues, report.clues.of_links.sum(axis=-1)[0].argmax()
        for table, names in ((clues.of_links, OF_LINKS), (clues.of_pairs, OF_PAIRS)):
            table[...] = 0.0
            table[0, answered, names.index("topic")] = 1.0
        true = np.zeros((2, 2))
        true[:, answered] = 1.0
        out.append(KnownReport(clues, true))
    return out


def test_a_measure_like_no_problem_answers_what_the_one_before_it_does():
    known = beside(1)
    scores = fit_links(beside(0)).link([report.clues for report in known])
    second = [table[1] >= 0.5 for table in scores]
    true = [report.true[1] > 0 for report in known]
    assert np.mean(np.array(second) == np.array(true)) > 0.95

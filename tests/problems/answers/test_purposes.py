import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.problems_links import fit_purposes, read_linked
from textmine.problems.answers.purposes import (
    NONE,
    Purposes,
    load_purposes,
    sequences,
)
from textmine.problems.coder.codebook import load_codebook

TABLE = "sequence,capacity,none\n,-100,0\n培训,300,-50\n人,0,20\n"


def test_weights_add_up_over_the_root_of_the_number_of_sequences():
    found = Purposes.read(TABLE).weigh(["培训人", "无", ""])
    # 培, 训, 人, 培训, 训人, 培训人: six sequences, two of them known.
    odds = [-1.0 + 3.0 / math.sqrt(6), (-0.5 + 0.2) / math.sqrt(6)]
    np.testing.assert_allclose(found[0], [1 / (1 + math.exp(-x)) for x in odds])
    np.testing.assert_allclose(found[1:], [[1 / (1 + math.e), 0.5]] * 2)


def test_what_is_written_is_read_again():
    assert Purposes.read(TABLE).write() == TABLE
    shipped = load_purposes()
    again = Purposes.read(shipped.write())
    assert again.place == shipped.place
    assert (again.weights == shipped.weights).all()


def test_sequences_with_a_comma_or_a_quote_are_kept():
    table = Purposes(("a",), np.zeros(1, int), {',"': 0}, np.ones((1, 1), int))
    assert Purposes.read(table.write()).place == {',"': 0}


@given(st.text(alphabet="加强培训，人", max_size=8))
def test_a_sequence_counts_once_and_is_short(text):
    found = sequences(text)
    assert all(s in text and 1 <= len(s) <= 3 for s in found)
    assert found == sequences(text) | set(text)


@given(st.lists(st.text(alphabet="加强培训制度人员宣传", max_size=12), max_size=5))
def test_purposes_are_probabilities_whatever_stands_beside(texts):
    found = load_purposes().weigh(texts)
    assert found.shape == (len(texts), len(load_codebook().keys) + 1)
    assert ((found >= 0) & (found <= 1)).all()
    alone = [load_purposes().weigh([text])[0] for text in texts]
    np.testing.assert_array_equal(found, np.array(alone).reshape(found.shape))


def test_measures_in_words_of_their_own_have_their_purpose():
    purposes = load_purposes()
    assert purposes.names == (*load_codebook().keys, NONE)
    measures = {
        "请老师傅手把手带新来的同志": "capacity",
        "添两名专职人员": "staffing",
        "到集市摆摊宣传到哪里查信息": "publicity",
        "过期的栏目当月换新": "timeliness",
        "画成一张图，讲明白文件怎么用": "interpretation",
        "加强领导，抓好落实": NONE,
    }
    found = purposes.weigh(list(measures)).argmax(axis=1)
    assert [purposes.names[k] for k in found] == list(measures.values())


def test_purposes_are_learnt_from_links():
    parts = read_linked()[:300]
    learnt = fit_purposes(parts)
    assert learnt.names == load_purposes().names
    found = dict(zip(learnt.names, learnt.weigh(["加强业务培训"])[0], strict=True))
    assert found["capacity"] > 0.5 > max(found[k] for k in ("platform", "timeliness"))

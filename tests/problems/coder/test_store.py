import io

import numpy as np
import pytest

from textmine.problems.coder import store
from textmine.problems.coder.classifier import ALPHA, ProblemClassifier
from textmine.problems.coder.codebook import load_codebook
from textmine.problems.coder.model import train_model
from textmine.problems.coder.statements import load_statements


@pytest.fixture(scope="module")
def model():
    statements = load_statements().iloc[::6]
    return train_model(statements["text"], statements["categories"])


def test_a_model_comes_back_with_the_same_labels(model):
    texts = load_statements()["text"].tolist()[1:400:3]
    again = store.unpack_model(store.pack_model(model))
    before = model.probabilities(model.features.transform(texts), texts)
    after = again.probabilities(again.features.transform(texts), texts)
    np.testing.assert_allclose(after, before, atol=0.002)
    assert (again.decide(after, 13) != model.decide(before, 13)).sum() <= 2
    assert again.features.words_ == model.features.words_
    assert np.abs(again.left_out - model.left_out).max() <= store.STEP


def test_the_same_bytes_every_time(model):
    assert store.pack_model(model) == store.pack_model(model)


def test_a_model_of_other_statements_is_not_used(model, monkeypatch):
    data = store.pack_model(model)
    monkeypatch.setattr(store, "fingerprint", lambda: "other")
    assert store.unpack_model(data) is None


def test_the_shipped_file_belongs_to_the_shipped_statements():
    assert store.read_shipped() is not None, "run scripts/train_coder.py"
    assert ProblemClassifier().fit().n_statements_ == len(store.read_shipped().left_out)


def test_the_shipped_model_is_made_once_and_shared():
    shared = store.shipped_model(None, ALPHA)
    assert store.shipped_model(None, ALPHA) is shared
    assert store.shipped_model(load_codebook(), ALPHA) is shared


CARRIED_OUT = []


class Trap:
    """What is carried out when it is read back."""

    def __reduce__(self):
        return CARRIED_OUT.append, ("trap",)


def test_nothing_in_a_file_is_carried_out():
    buffer = io.BytesIO()
    np.savez(buffer, fingerprint=np.array([Trap()], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        store.unpack_model(buffer.getvalue())
    assert CARRIED_OUT == []

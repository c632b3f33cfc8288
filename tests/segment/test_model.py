import pickle

import pytest

from textmine.errors import AnnotationError, NotFittedError
from textmine.segment.annotated import check_part, read_parts
from textmine.segment.model import ItemModel, load_model, model_digest

TEXT = "主要问题：一是更新慢；二是内容少。下一步，我局将：一是按月更新；二是补充内容。"


def small_model():
    return ItemModel(max_iterations=10).fit(read_parts()[:40])


def test_marked_lists_are_read():
    found = load_model().predict([TEXT])
    assert list(zip(found["role"], found["text"], strict=True)) == [
        ("problem", "更新慢"), ("problem", "内容少"), ("measure", "按月更新"), ("measure", "补充内容"),
    ]  # fmt: skip
    assert found["confidence"].between(0, 1).all()


def test_training_twice_gives_the_same_bytes(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    small_model().save(first)
    small_model().save(second)
    assert first.read_bytes() == second.read_bytes()


def test_a_saved_model_reads_as_before(tmp_path):
    model = small_model()
    model.save(tmp_path / "mine.model")
    again = ItemModel.load(tmp_path / "mine.model")
    assert again.predict([TEXT]).equals(model.predict([TEXT]))
    assert (
        pickle.loads(pickle.dumps(model)).predict([TEXT]).equals(model.predict([TEXT]))
    )


def test_a_file_of_another_kind_is_refused(tmp_path):
    (tmp_path / "mine.model").write_bytes(b"{}\nfield")
    with pytest.raises(AnnotationError, match="no item model"):
        ItemModel.load(tmp_path / "mine.model")


def test_a_model_without_data_says_so():
    with pytest.raises(AnnotationError, match="fewer than two parts"):
        ItemModel().fit([check_part({"id": "a", "text": "无。", "spans": []})])
    with pytest.raises(NotFittedError, match="call fit"):
        ItemModel().predict([TEXT])


def test_the_shipped_file_is_small_and_named_by_its_hash():
    assert len(load_model().field_) <= 3_000_000
    assert len(model_digest()) == 64


def test_parameters_are_only_stored():
    model = ItemModel(c1=0.5)
    assert model.c1 == 0.5
    assert "field_" not in vars(model)

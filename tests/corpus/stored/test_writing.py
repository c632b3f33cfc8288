"""A store is whole or not there; the same corpus gives the same bytes."""

import pytest

from textmine.corpus import reading
from textmine.corpus.corpus import Corpus
from textmine.corpus.reading import read_corpus
from textmine.corpus.stored import writing
from textmine.corpus.stored.writing import tables_of, writing_store
from textmine.errors import ResultsError
from textmine.simulation.corpus import simulate


def contents(folder):
    """Bytes of all files of a folder."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_the_same_corpus_gives_the_same_bytes_in_any_order_and_batches(
    sample, tmp_path
):
    sample[:9].save(tmp_path / "one")
    sample[[8, 1, 2, 3, 0, 4, 5, 6, 7]].save(tmp_path / "two")
    with writing_store(tmp_path / "three") as writer:
        for low in range(0, 9, 2):
            writer.add(sample[low : min(low + 2, 9)].parsed)
        writer.finish(sample[:9].failures)
    assert (
        contents(tmp_path / "one")
        == contents(tmp_path / "two")
        == contents(tmp_path / "three")
    )


def test_reports_lie_in_partitions_of_their_years(sample, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "PARTITION", 3)
    sample.save(tmp_path / "store")
    sizes = Corpus.open(tmp_path / "store")._held.store.partitions
    by_year = sample.reports["year"].value_counts()
    for year, n in by_year.items():
        mine = [size for name, size in sizes.items() if name.startswith(f"{year}-")]
        assert sum(mine) == n
        assert len(mine) == -(-n // 3)


def test_a_folder_that_is_not_empty_is_left_alone(sample, tmp_path):
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ResultsError, match="is there already"):
        sample[:1].save(tmp_path)
    with pytest.raises(ResultsError, match="is there already"):
        sample[:1].save(tmp_path / "mine.txt")
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_nothing_is_left_of_a_store_that_was_broken_off(sample, tmp_path):
    def write():
        with writing_store(tmp_path / "store") as writer:
            writer.add(sample[:2].parsed)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert not list(tmp_path.iterdir())


def test_a_store_of_nothing(tmp_path):
    Corpus([]).save(tmp_path / "store")
    empty = Corpus.open(tmp_path / "store")
    assert len(empty) == 0
    assert not list(empty)
    assert not list(empty.partitions())
    assert {
        name: len(empty.frame(name)) for name in ("reports", "items", "problems")
    } == {
        "reports": 0,
        "items": 0,
        "problems": 0,
    }


def test_tables_without_reports_have_the_columns_of_those_with(sample):
    for name, table in tables_of(sample[:2].parsed).items():
        assert table.schema.equals(tables_of([])[name].schema)


def test_reading_into_a_store_gives_the_corpus_of_reading(tmp_path, monkeypatch):
    folder = tmp_path / "in"
    simulate(30, seed=4, out=folder)
    one, *others = sorted((folder / "reports").iterdir())
    # A copy, a file that is none, lines of the site under several reports.
    (folder / "reports" / f"zz{one.suffix}").write_bytes(one.read_bytes())
    (folder / "reports" / "empty.txt").write_text("", encoding="utf-8")
    for file in others[:4]:
        text = file.read_text(encoding="utf-8").rstrip()
        footer = "\n版权所有：云岭省人民政府\n网站地图\n"
        file.write_text(text + footer, encoding="utf-8")
    corpus = read_corpus(folder)
    monkeypatch.setattr(reading, "AT_ONCE", 7)
    stored = read_corpus(folder, store=tmp_path / "two")
    corpus.save(tmp_path / "one")
    assert len(stored) == len(corpus) == 30
    assert len(stored.failures) == len(corpus.failures) == 2
    assert (corpus.evidence["field"] == "site_frame").sum() >= 4
    assert contents(tmp_path / "one") == contents(tmp_path / "two")

"""Each stage reads what it says it needs and gives what it says it gives."""

import pytest

from textmine.corpus.frames import text_tables
from textmine.job.analyses import Parameters
from textmine.job.plan import RESULTS, STAGES, TEXT_TABLES
from textmine.job.tables import Tables, gather_given


class Watched(Tables):
    """Tables that remember which of them were read."""

    def __init__(self, parts):
        super().__init__(parts)
        self.read = set()

    def parts(self, name):
        self.read.add(name)
        return super().parts(name)


@pytest.fixture(scope="module")
def runs(sample):
    """Each stage with the tables that it read and gave, in order."""
    tables = text_tables(sample.parsed)
    runs = {}
    for stage in STAGES:
        needed = {
            name: tables[name][[*stage.columns.get(name, tables[name].columns)]]
            for name in stage.needs
        }
        watched = Watched.of(needed)
        given = stage.run(watched, Parameters(n_themes=4))
        runs[stage.name] = (watched.read, set(given))
        tables |= gather_given(given)
    return runs


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_stage_is_what_it_says(stage, runs):
    read, given = runs[stage.name]
    assert read == set(stage.needs)
    assert given == set(stage.gives)


def test_no_stage_needs_what_comes_later():
    there = {*TEXT_TABLES, "failures", "expected", "verdicts"}
    for stage in STAGES:
        assert set(stage.needs) <= there, stage.name
        assert not set(stage.gives) & there, stage.name
        there |= set(stage.gives)
    assert {table for tables in RESULTS.values() for table in tables} <= there

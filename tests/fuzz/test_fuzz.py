"""A short run of the fuzzer, and its own parts: the whole run is ``make fuzz``."""

from __future__ import annotations

import json
from random import Random

import pytest

from benchmarks.fuzz import hostile, packed, run, trees
from benchmarks.fuzz.kinds import Kind, kinds
from textmine.errors import ReadError

# Inputs of each kind in the short run: a second each; a parsed report takes as long as ten files.
FEW, DEAR = 150, 15


@pytest.mark.parametrize("name", list(kinds()))
def test_every_input_is_read_or_refused_in_one_line(name):
    kind = kinds()[name]
    outcomes = []
    for number in range(DEAR if name in ("report", "pdf", "frames") else FEW):
        outcome, finding = run.try_one(kind, name, 1, number)
        assert finding is None
        outcomes.append(outcome)
    # A kind of which nothing is read, or nothing refused, tests one branch only.
    assert {"read", "refused"} <= set(outcomes)


def test_an_input_is_the_same_for_the_same_seed_and_number():
    for name, kind in kinds().items():
        assert repr(run.draw(kind, name, 5, 7)) == repr(run.draw(kind, name, 5, 7))
        assert len({repr(run.draw(kind, name, 5, number)) for number in range(9)}) > 4


def test_an_exception_of_no_name_of_ours_is_a_finding_with_its_place():
    def read(source):
        if source == 0:
            raise ReadError("no report")
        if source == 1:
            raise MemoryError
        if source == 2:
            raise run.TooSlow("more than 10 s")
        if source == 3:
            int("十")

    found = {}
    for source in range(5):
        kind = Kind(lambda rng, source=source: source, read, 1.0)
        found[source] = run.try_one(kind, "made", 0, source)
    assert [found[k][0] for k in range(5)] == [
        "refused",
        "refused for memory",
        "finding",
        "finding",
        "read",
    ]
    slow = Kind(lambda rng: 2, read, 1.0, isolated=True)
    outcome, finding = run.try_one(slow, "made", 0, 2)
    assert outcome == "refused for time" and finding.what == "TooSlow: more than 10 s"
    assert found[3][1].what.startswith("ValueError: invalid literal")
    assert found[3][1].where.endswith("test_fuzz.py:read")


@pytest.mark.parametrize(
    ("returncode", "isolated", "outcome"),
    [
        (-27, True, "refused for time"),
        (-11, True, "refused with its process"),
        (1, True, "refused with its process"),
        (-27, False, "finding"),
        (-11, False, "finding"),
    ],
)
def test_a_crash_is_not_counted_as_an_input_that_took_its_time(
    returncode, isolated, outcome
):
    assert run.outcome_of_end(returncode, isolated=isolated) == outcome


def test_a_stretch_is_counted_and_findings_are_gathered(tmp_path):
    stale = run.Finding("text", 1, "ValueError: of an earlier run", "io/plain.py:_try")
    line = json.dumps(vars_of(stale)) + "\n"
    (tmp_path / "text.jsonl").write_text(line, encoding="utf-8")
    outcomes = run.run_kind("text", 40, 3, tmp_path, batch=25)
    assert sum(outcomes.values()) == 40 and not outcomes["finding"]
    assert run.gather("text", tmp_path) == {}
    rows = [
        run.Finding("text", k, f"ValueError: {k}", "io/plain.py:_try") for k in range(5)
    ]
    lines = "".join(json.dumps(vars_of(row)) + "\n" for row in rows)
    (tmp_path / "text.jsonl").write_text(lines, encoding="utf-8")
    assert run.gather("text", tmp_path) == {("ValueError", "io/plain.py:_try"): rows}
    run.keep(rows, 3, tmp_path)
    kept = sorted(p.name for p in tmp_path.glob("text_*"))
    assert kept == ["text_0.txt", "text_1.txt", "text_2.txt"]
    assert (tmp_path / "text_1.txt").read_bytes() == run.draw(
        kinds()["text"], "text", 3, 1
    )


def vars_of(finding):
    return {
        name: getattr(finding, name) for name in ("kind", "number", "what", "where")
    }


def test_markup_is_written_as_it_was_read():
    markup = '<a b="1"><c></c>x<d>y</d></a>'
    tree = trees.parse(markup)
    assert tree.write() == markup
    changed = {trees.mutate(Random(k), tree, ("e",), ("f",)).write() for k in range(60)}
    assert len(changed) > 30


def test_damage_changes_bytes_and_archives_stay_archives_most_of_the_time():
    data = bytes(range(256)) * 4
    assert sum(hostile.damage(Random(k), data) != data for k in range(50)) > 45
    made = [packed.mutate(Random(k), {"a.txt": "文", "b.txt": b"b"}) for k in range(60)]
    assert (
        sum(archive.startswith(b"PK") for archive in made) > 50 and len(set(made)) > 10
    )

"""A manifest is of this version, or refused; what every door makes of it: ``test_results``."""

import json
from dataclasses import asdict

import pytest

from textmine.errors import ResultsError
from textmine.job.analyses import Parameters
from textmine.job.flow.manifest import is_step, read_run_manifest

MANIFEST = {
    "files": {"items.csv": "0"},
    "kept": ["read/0-1f"],
    "parameters": asdict(Parameters()),
    "rows": {"items": 3},
    "versions": {"textmine": "0.1.0"},
}


def test_what_a_run_wrote_is_read(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    assert read_run_manifest(tmp_path) == MANIFEST


@pytest.mark.parametrize("name", MANIFEST)
def test_nothing_of_it_may_be_missing_or_something_else(tmp_path, name):
    for other in ({}, {name: None}, {name: 3}, {name: "x"}, {name: [1]}):
        rest = {key: value for key, value in MANIFEST.items() if key != name}
        text = json.dumps(rest | other)
        (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
        with pytest.raises(ResultsError, match="not textmine's, or of another version"):
            read_run_manifest(tmp_path)


@pytest.mark.parametrize(
    "name", ["", "read", "/read", "read/", "a/b/c", "../x", "x/.."]
)
def test_no_step_lies_outside(name):
    assert not is_step(name)

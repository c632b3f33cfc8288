"""What is missing is said with what to do about it; what is there asks for nothing."""

import re
import tomllib
import warnings
from importlib.metadata import PackageNotFoundError

import pytest

from textmine.errors import warn
from textmine.job import doctor


@pytest.fixture
def bare(monkeypatch):
    """A machine on which nothing is installed."""

    def version(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "version", version)
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    monkeypatch.setattr("textmine.plot.fonts.find_cjk_font", lambda: None)


@pytest.fixture
def full(monkeypatch):
    """A machine that has everything."""
    monkeypatch.setattr(doctor, "version", lambda name: "9.9")
    monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr("textmine.plot.fonts.find_cjk_font", lambda: "Song")


def test_what_is_missing_comes_with_advice(bare):
    rows = {part: (found, advice) for part, found, advice in doctor.examine()}
    assert rows["pandas"] == ("missing", "needed: pip install pandas")
    assert rows["openpyxl"] == (
        "not installed",
        "optional: pip install textmine[excel]",
    )
    assert rows["LibreOffice"][0] == rows["browser"][0] == "not found"
    assert rows["Chinese font"][0] == "none"
    assert [part for part, (_, advice) in rows.items() if not advice] == [
        "python",
        "textmine",
    ]


def test_every_dependency_is_looked_for(bare, root):
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split("[<>=]", wanted)[0] for wanted in project["dependencies"]}
    told = [part for part, _, advice in doctor.examine() if advice[:6] == "needed"]
    assert set(told) == needed


def test_what_is_there_asks_for_nothing(full):
    rows = doctor.examine()
    assert [advice for *_, advice in rows] == [""] * len(rows)
    found = {part: what for part, what, _ in rows}
    assert found["pandas"] == "9.9"
    assert found["Chinese font"] == "Song"
    assert found["LibreOffice"] == "soffice"


def test_the_first_program_on_the_path_counts(bare, monkeypatch):
    there = {"google-chrome", "msedge"}
    monkeypatch.setattr(
        doctor.shutil, "which", lambda name: name if name in there else None
    )
    assert ("browser", "google-chrome", "") in doctor.examine()


def test_a_package_that_nobody_has_has_no_version():
    assert doctor.installed_version("no-such-package-of-textmine") == ""
    assert doctor.installed_version("pandas") != ""


def test_a_missing_font_is_told_once(bare, monkeypatch):
    def find_none():
        warn("no font with Chinese glyphs found")
        return ""

    monkeypatch.setattr("textmine.plot.fonts.find_cjk_font", find_none)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows = doctor.examine()
    assert [found for part, found, _ in rows if part == "Chinese font"] == ["none"]

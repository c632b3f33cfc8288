"""The registry: every score has names, a formula and a range that holds."""

from __future__ import annotations

from textmine.quality import measures
from textmine.resources.load import load_toml


def test_every_entry_is_whole() -> None:
    table = measures()
    assert not table.duplicated(["frame", "measure"]).any()
    assert (table["low"] < table["high"]).all()
    assert set(table["direction"]) <= {"higher", "lower", "neutral"}
    texts = [
        "name_zh",
        "name_en",
        "formula",
        "unit",
        "source",
        "implementation",
        "deviation",
    ]
    assert (table[texts] != "").all().all()
    own = table["source"].str.startswith("textmine")
    assert not table["deviation"][own].eq("none").any(), (
        "what is our own deviates from nothing"
    )


def test_every_score_that_the_page_names_is_registered() -> None:
    named = set(load_toml("dossier.toml")["scores"])
    assert named <= set(measures()["measure"])


def test_the_page_takes_names_from_the_registry_and_adds_meanings_only() -> None:
    meanings = load_toml("dossier.toml")["scores"].values()
    assert {len(meaning) for meaning in meanings} == {2}


def test_what_several_years_share_is_not_called_kept_from_an_earlier_one() -> None:
    table = measures().set_index("measure")
    name = load_toml("plot.toml")["kind"]["self"]
    assert "沿用" not in name[0] and "earlier" not in name[1]
    assert "沿用" not in table.loc["share_self", "name_zh"]
    assert "沿用" in table.loc["share_kept", "name_zh"]

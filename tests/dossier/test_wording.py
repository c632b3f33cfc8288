import re
from pathlib import Path

import pytest

import textmine
from textmine.dossier.figures import _FIGURES
from textmine.dossier.html import read_part
from textmine.dossier.page import make_parts
from textmine.resources.load import load_toml
from textmine.schema import (
    CHECK_STATUS,
    KINDS,
    PERSISTENCE_STATES,
    RESPONSE_STATES,
    SECTION_STATUS,
)

HAN = re.compile("[\u4e00-\u9fff]")


def test_every_figure_has_a_caption_and_every_section_words() -> None:
    table = load_toml("dossier.toml")
    assert set(table["figures"]) == {*_FIGURES, "ties"}
    assert {part.key for part in make_parts({})} <= set(table["sections"])


@pytest.mark.parametrize("name", ["page", "reader", "figures", "tiles"])
def test_words_are_chinese_then_english(name: str) -> None:
    for key, (zh, en) in load_toml("dossier.toml")[name].items():
        assert HAN.search(zh), key
        assert not HAN.search(en), key
        assert re.findall(r"{(\w+)", zh) == re.findall(r"{(\w+)", en), key


def test_columns_are_explained_in_both_languages_or_neither() -> None:
    for key, (_, _, zh, en) in load_toml("dossier.toml")["columns"].items():
        assert bool(zh) == bool(en), key


def test_every_label_of_the_contract_has_a_word_and_a_colour() -> None:
    plot = load_toml("plot.toml")
    for table, keys in (
        ("kind", (*KINDS, "original")),
        ("status", CHECK_STATUS),
        ("presence", SECTION_STATUS),
        ("state", (*RESPONSE_STATES, *PERSISTENCE_STATES)),
    ):
        assert set(keys) <= set(plot[table])
        assert set(keys) <= set(plot["colours"][table])


@pytest.mark.parametrize("name", ["page", "reader", "trace", "original"])
def test_no_word_is_left_over(name: str) -> None:
    folder = Path(textmine.__file__).parent / "dossier"
    files = [f for f in folder.rglob("*") if f.suffix in (".py", ".j2")]
    named = set(
        re.findall(r"""["'](\w+)["']""", "".join(f.read_text("utf-8") for f in files))
    )
    assert set(load_toml("dossier.toml")[name]) - named == set()


def test_templates_name_only_words_that_exist() -> None:
    table = load_toml("dossier.toml")
    for template in ("page.html.j2", "reader.html.j2"):
        for part, key in re.findall(
            r"""t\(["'](\w+)["'], ["'](\w+)["']\)""", read_part(template)
        ):
            assert key in table[part], f"{template}: {part}.{key}"


PACKAGE = Path(textmine.__file__).parent
CODE = "\n".join(
    file.read_text(encoding="utf-8")
    for file in PACKAGE.rglob("*")
    if file.suffix in (".py", ".j2", ".js")
)
SAID = frozenset(re.findall(r"\w+", CODE))


@pytest.mark.parametrize("resource", ["dossier.toml", "measures.toml"])
def test_nothing_is_worded_that_no_code_names(resource: str) -> None:
    tables = load_toml(resource)
    if resource == "dossier.toml":
        keys = [
            key
            for name, table in tables.items()
            if isinstance(table, dict) and name != "lines"
            for key in table
        ]
    else:
        keys = [key.rpartition(".")[2] for key in tables]
    assert [key for key in keys if key not in SAID] == []

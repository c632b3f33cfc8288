"""Sentences from word lists: slots, domains, and where a sentence begins."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.errors import TextmineError
from textmine.resources.load import load_toml
from textmine.simulation.grammar import Grammar, grammar

PARTS = ("disclosure", "requests", "management", "platform", "supervision", "theme")
SEEDS = st.integers(0, 10**6)


def test_literals_stay_and_known_slots_take_the_value_given():
    text = grammar().fill(
        Random(1),
        "经核对，收到{new}件，结转{carry}件",
        "water",
        {"new": "12", "carry": "3"},
    )
    assert text == "经核对，收到12件，结转3件"


@given(SEEDS, st.sampled_from(grammar().domains))
def test_nouns_and_doings_are_of_the_domain_asked_for(seed, domain):
    words = load_toml("simulate/domains.toml")[domain]
    thing, deed = grammar().fill(Random(seed), "{thing}/{deed}", domain).split("/")
    assert thing in words["thing"].split()
    assert deed in words["deed"].split()


@given(SEEDS)
def test_a_numbered_slot_draws_from_the_same_list_as_the_plain_one(seed):
    first, second, third = (
        grammar().fill(Random(seed), "{attr}/{attr2}/{attr3}", "water").split("/")
    )
    assert {first, second, third} <= set(grammar().banks["attr"])


@given(SEEDS)
def test_short_names_of_lists_are_understood(seed):
    word, number = grammar().fill(Random(seed), "{mw}/{cn}", "water").split("/")
    assert word in grammar().banks["measure_word"]
    assert number in grammar().banks["number"]


@given(SEEDS, st.sampled_from(PARTS), st.sampled_from(grammar().domains), st.booleans())
def test_a_sentence_has_one_full_stop_at_its_end_and_no_open_slot(
    seed, part, domain, first
):
    text = grammar().sentence(Random(seed), part, domain, first=first)
    assert text.index("。") == len(text) - 1
    assert not set("{}\0\n") & set(text)


@pytest.mark.parametrize("part", PARTS)
def test_what_follows_a_sub_heading_begins_with_a_made_up_name(part):
    g = grammar()
    assert g.templates[f"first.{part}"]
    for template in g.templates[f"first.{part}"]:
        assert template.startswith(("{place}", "{person}", "{road}"))
        assert template in g.templates[f"lead.{part}"]


def test_a_corpus_without_themes_is_about_all_domains():
    g = grammar()
    assert g.used(0) == g.domains
    assert g.used(3) == g.domains[:3]
    assert len(set(g.domains)) == 20


def test_the_grammar_is_built_once_and_draws_like_a_fresh_one():
    assert grammar() is grammar()
    used, fresh = Random(8), Random(8)
    assert grammar().sentence(used, "platform", "water") == Grammar().sentence(
        fresh, "platform", "water"
    )


def test_an_unknown_kind_of_clause_is_no_clause():
    with pytest.raises(KeyError):
        grammar().clause(Random(1), "lead.nothing", "water")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_a_blend_draws_its_share_of_words_from_its_neighbours(share):
    g = Grammar()
    blend = g.blend("finance", 4, share)
    own = set(g._bank("finance", "thing"))
    rng = Random(1)
    drawn = [g.fill(rng, "{thing}", blend) for _ in range(4000)]
    assert sum(word not in own for word in drawn) / len(drawn) == pytest.approx(
        share, abs=0.04
    )
    neighbours = set(g._bank("commerce", "thing")) | set(g._bank("education", "thing"))
    assert set(drawn) <= own | neighbours


def test_without_overlap_or_neighbours_a_theme_keeps_to_its_words():
    g = grammar()
    assert g.blend("finance", 4, 0.0) == "finance"
    assert g.blend("commerce", 1, 0.5) == "commerce"
    assert g.blend("commerce", 2, 0.5).others == ("finance",)


def test_overlap_changes_nothing_where_it_is_not_asked_for():
    plain, mixed = Random(3), Random(3)
    same = grammar().blend("finance", 5, 0.0)
    assert grammar().sentence(plain, "theme", "finance") == grammar().sentence(
        mixed, "theme", same
    )


def test_a_slot_that_nothing_fills_is_an_error_with_its_name():
    assert (
        grammar()
        .fill(Random(1), "{own}的{thing}", "water", {"own": "水"})
        .startswith("水的")
    )
    for known in (None, {}, {"other": "水"}):
        with pytest.raises(TextmineError, match="no words for the slot {own}"):
            grammar().fill(Random(1), "{own}的{thing}", "water", known)


def test_numbers_have_at_most_three_digits():
    class Highest(Random):
        def random(self):
            return 1 - 2**-53

    assert grammar().fill(Highest(1), "{n}", "water") == "999"
    drawn = {len(grammar().fill(Random(seed), "{n}", "water")) for seed in range(300)}
    assert drawn == {1, 2, 3}

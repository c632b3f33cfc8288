"""The quantities that a number of the narrative can count, their words spelled out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from textmine.resources.load import load_toml

_TOPIC_WORDS = ("依申请公开", "复议", "诉讼")
"""One of them stands in every topic: what lacks them all is not searched."""
_TOPIC_REACH = 48
"""Characters ahead of a clause in which its topic is looked for; chosen by hand."""


@cache
def quantity_rules() -> dict[str, Mapping[str, Any]]:
    """Give the quantities of ``quantities.toml`` by id, in order of precedence.

    Returns
    -------
    dict
        The tables of the resource. A quantity with ``part`` has the wordings that the frames of
        [parts] make of it (``listed``, ``narrow``, ``trails``, ``bare``), and ``behind``: what it
        may be listed behind.

    Examples
    --------
    >>> rule = quantity_rules()["denied_state_secret"]
    >>> bool(re.search(rule["listed"][0], "其中涉及国家秘密的"))
    True
    """
    rules = {q["id"]: q for q in load_toml("quantities.toml")["quantity"]}
    outcomes = {name for name, rule in rules.items() if rule.get("among") == "outcomes"}
    worded = {
        name: rule | _worded(rule, _beside(rule, rules, outcomes))
        if "part" in rule
        else rule
        for name, rule in rules.items()
    }
    return {name: rule | _spelled(rule) for name, rule in worded.items()}


def spell(wording: str) -> str:
    """Put the patterns of the resource in the place of their names.

    Parameters
    ----------
    wording : str
        A pattern with names in angle brackets, of [sure.parts], [parts] and [together].

    Returns
    -------
    str
        The pattern, each name in a group of its own.

    Examples
    --------
    >>> spell("<receive><link>#").count("<")
    0
    """
    named = _named_patterns()
    while found := re.search("<([a-z]+)>", wording):
        wording = wording.replace(found[0], f"(?:{named[found[1]]})")
    return wording


def find_topic(text: str, start: int, at: int) -> str:
    """Give what stands before a place as the topic of what follows.

    Parameters
    ----------
    text : str
        Normalised text.
    start : int
        Where the stretch of narrative begins.
    at : int
        Where a clause or sentence begins.

    Returns
    -------
    str
        The topic with its marks; empty where none stands there.

    Examples
    --------
    >>> find_topic("二是规范依申请公开。全年受理30件。", 0, 10)
    '二是规范依申请公开。'
    """
    reach = max(start, at - _TOPIC_REACH)
    if all(text.find(word, reach, at) < 0 for word in _TOPIC_WORDS):
        return ""
    # A topic at the very beginning has no mark before it.
    found = _topic().search(("\n" if reach == start else "") + text[reach:at])
    return found[0][1:] if found else ""


def quantity_of_topic(topic: str) -> str:
    """Tell what a clause counts that is said of a topic.

    Parameters
    ----------
    topic : str
        What ``find_topic`` gives.

    Returns
    -------
    str
        The id of a quantity; empty where the topic is empty.

    Examples
    --------
    >>> quantity_of_topic("（二）行政诉讼情况。")
    'lawsuits'
    """
    if not topic:
        return ""
    kinds: Mapping[str, str] = load_toml("quantities.toml")["topic"]["kinds"]
    return next((of for of, words in kinds.items() if re.search(words, topic)), "")


@cache
def _topic() -> re.Pattern[str]:
    """A topic between two marks, up to the clause that it is said of."""
    words = load_toml("quantities.toml")["topic"]
    topic = words["topic"].replace("<kinds>", "|".join(words["kinds"].values()))
    return re.compile(rf"[。；;\n]\s*{topic}{words['mark']}$")


@cache
def _named_patterns() -> dict[str, str]:
    """Patterns that wordings name."""
    resource = load_toml("quantities.toml")
    together = resource["together"]
    names = {
        "outcome": "|".join(together["names"].values()),
        "joint": together["joint"],
    }
    frames = {k: v for k, v in resource["parts"].items() if isinstance(v, str)}
    return {**frames, **names, **resource["sure"]["parts"]}


def _beside(
    rule: Mapping[str, Any], rules: Mapping[str, Mapping[str, Any]], outcomes: set[str]
) -> list[str]:
    """Give what a part of a list stands behind: its heads and the other parts of their list.

    The reasons of outcomes are told among all of them: 予以公开9件、本机关不掌握4件.
    """
    heads = outcomes if outcomes.issuperset(rule["heads"]) else set(rule["heads"])
    return [
        name
        for name, other in rules.items()
        if name in heads or ("part" in other and heads.issuperset(other["heads"]))
    ]


def _worded(rule: Mapping[str, Any], behind: list[str]) -> dict[str, list[str]]:
    """Give the wordings of a part of a list, and what it stands behind."""
    frames = load_toml("quantities.toml")["parts"]
    wordings = {
        kind: [frame.replace("<part>", rule["part"]) for frame in frames[kind]]
        for kind in ("listed", "narrow", "trails", "bare")
    }
    return wordings | {"behind": behind}


def _spelled(rule: Mapping[str, Any]) -> dict[str, list[str]]:
    """Give the wordings by which a quantity is read beside another, spelled out."""
    kinds = ("listed", "narrow", "trails")
    return {kind: [spell(w) for w in rule[kind]] for kind in kinds if kind in rule}

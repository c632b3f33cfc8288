"""What the resource says of quantities and of the words around them, by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from textmine.resources.load import load_pattern, load_toml
from textmine.resources.quantities import quantity_rules, spell
from textmine.text.numbers.steps import starts_step


def word(name: str) -> str:
    """Pattern of [sure], in brackets."""
    return f"(?:{load_toml('quantities.toml')['sure'][name]})"


def list_words() -> dict[str, str]:
    """Patterns for the parts of lists."""
    words: dict[str, str] = load_toml("quantities.toml")["lists"]
    return words


def names_other(rule: Mapping[str, Any], words: str) -> bool:
    """Tell whether words name what else than the object of a quantity or rate is counted: 信访."""
    return re.search(rule.get("other") or word("other"), words) is not None


def said_by_section(section: str) -> str:
    """Give the words for what a section, by its label, is about; empty where it tells nothing."""
    sections: dict[str, str] = load_toml("quantities.toml")["sure"]["sections"]
    return sections.get(section, "")


def is_change(number: re.Match[str]) -> bool:
    """Tell whether a number is no level: 较上年增加12件, 由12件增加到20件."""
    text, start = number.string, number.start()
    ahead = load_pattern("quantities.toml", "change", "pattern").search(text[:start])
    return ahead is not None or starts_step(text, start, number.end())


def names_together(text: str) -> tuple[str, ...]:
    """Give the outcomes that words name, in their order: 予以公开和部分公开合计39件 names two."""
    pattern, names = _together()
    found = (names[m.lastindex - 1] for m in pattern.finditer(text) if m.lastindex)
    return tuple(dict.fromkeys(found))


@cache
def _together() -> tuple[re.Pattern[str], list[str]]:
    """Pattern of the outcomes that may be counted together, a group each, and their names."""
    named = load_toml("quantities.toml")["together"]["names"]
    return re.compile("|".join(f"({pattern})" for pattern in named.values())), list(
        named
    )


@cache
def quantities_compared() -> frozenset[str]:
    """Quantities with cells, or that are sums of such."""
    rules = quantity_rules().items()
    return frozenset(q for q, rule in rules if "equals" in rule or "sums" in rule)


@cache
def quantities_of_none() -> frozenset[str]:
    """Quantities with clauses of zero."""
    return frozenset(q for q, rule in quantity_rules().items() if "none" in rule)


def shape_of(quantity: str, kind: str, *, area: str = "") -> re.Pattern[str]:
    """Pattern of the clauses that surely state a quantity.

    Parameters
    ----------
    quantity : str
        An id of ``resources/quantities.toml``.
    kind : str
        Which of its wordings: ``sure``, ``bare`` or ``none``.
    area : str
        What a government calls its region (县): 全县 is its whole, 全市 is more, and for other
        agencies either is.

    Returns
    -------
    re.Pattern
        Lead words, the wordings and tail words; group ``restricted`` where a part is meant.

    Examples
    --------
    >>> shape = shape_of("received_applications", "sure", area="市")
    >>> bool(shape.fullmatch("全年共收到政府信息公开申请#"))
    True
    >>> bool(shape.fullmatch("全县共收到政府信息公开申请#"))
    False
    """
    return _compiled_shape(quantity, kind, area)


@cache
def _compiled_shape(quantity: str, kind: str, area: str) -> re.Pattern[str]:
    """Compile lead, wordings and tail."""
    words = load_toml("quantities.toml")["sure"]
    wordings = quantity_rules()[quantity][kind]
    if kind == "none":
        wordings = [words[name] for name in wordings]
    region = words["government"].replace("<area>", area)
    lead = f"{words['lead']}|{region}" if area else words["lead"]
    pattern = "|".join(f"(?:{spell(w)})" for w in wordings)
    return re.compile(
        rf"(?:{lead})*(?P<restricted>{words['restricted']})?(?:{lead})*(?:{pattern})"
        rf"{words['tail']}"
    )

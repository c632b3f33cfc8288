"""Sentences of the genre, from lists of words so large that no two share a run by chance."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from random import Random

from textmine.errors import TextmineError
from textmine.resources.load import load_toml

Part = str | tuple[str, ...] | Callable[[Random], str]
_SLOT = re.compile(r"\{(\w+)\}")
_NAMES = ("{place}", "{person}", "{road}")
_ALIAS = {"mw": "measure_word", "cn": "number"}


class Grammar:
    """Word lists, domains and clause templates of the simulator.

    Examples
    --------
    >>> text = Grammar().sentence(Random(1), "disclosure", "water")
    >>> text.endswith("。") and len(text) > 20
    True
    """

    def __init__(self) -> None:
        self.banks: dict[str, tuple[str, ...]] = {
            name: tuple(words.split()) for name, words in load_toml("simulate/words.toml").items()
        }
        domains = load_toml("simulate/domains.toml")
        self.domains = tuple(domains)
        self._domain_banks = {
            name: {"thing": tuple(d["thing"].split()), "deed": tuple(d["deed"].split())}
            for name, d in domains.items()
        }
        clauses = load_toml("simulate/clauses.toml")
        self.templates = {
            f"{group}.{name}": tuple(text.split("\n")[:-1])
            for group, g in clauses.items()
            for name, text in g.items()
        }
        for group in ("lead", "follow"):
            for part in clauses[group]:
                names_first = [t for t in self.templates[f"{group}.{part}"] if t.startswith(_NAMES)]
                self.templates.setdefault(f"first.{part}", tuple(names_first))
        self._compiled: dict[tuple[str, str], tuple[Part, ...]] = {}
        self._makers: dict[str, Callable[[Random], str]] = {
            "place": self._place,
            "road": self._road,
            "person": self._person,
            "n": _digits,
        }

    def used(self, n_themes: int) -> tuple[str, ...]:
        """Domains that a corpus is about.

        Parameters
        ----------
        n_themes : int
            Number of planted themes, 0 for none.

        Returns
        -------
        tuple of str
            As many as there are planted themes, else all.

        Examples
        --------
        >>> Grammar().used(2), len(Grammar().used(0))
        (('commerce', 'finance'), 20)
        """
        return self.domains[:n_themes] if n_themes else self.domains

    def fill(
        self, rng: Random, template: str, domain: str, known: Mapping[str, str] | None = None
    ) -> str:
        """Fill a template's slots.

        Parameters
        ----------
        rng : random.Random
            Source of chance.
        template : str
            Text with slots in braces.
        domain : str
            Whose nouns are taken.
        known : mapping, optional
            Values of slots that are not drawn.

        Returns
        -------
        str
            The text.

        Raises
        ------
        TextmineError
            If a slot is neither known nor a list of words.
        """
        key = (template, domain)
        parts = self._compiled.get(key)
        if parts is None:
            parts = self._compiled[key] = self._compile(template, domain)
        out = []
        random = rng.random
        for part in parts:
            if type(part) is tuple:
                out.append(part[int(random() * len(part))])
            elif type(part) is str:
                out.append(_known(known, part[1:], template) if part[:1] == "\0" else part)
            else:
                out.append(part(rng))  # type: ignore[operator]
        return "".join(out)

    def clause(
        self, rng: Random, kind: str, domain: str, known: Mapping[str, str] | None = None
    ) -> str:
        """Draw a template of a kind and fill it.

        Parameters
        ----------
        rng : random.Random
            Source of chance.
        kind : str
            A group and name of ``clauses.toml``, e.g. ``"follow.any"``.
        domain : str
            Whose nouns are taken.
        known : mapping, optional
            Values of slots that are not drawn.

        Returns
        -------
        str
            A clause without a full stop.
        """
        templates = self.templates[kind]
        return self.fill(rng, templates[int(rng.random() * len(templates))], domain, known)

    def sentence(self, rng: Random, part: str, domain: str, *, first: bool = False) -> str:
        """Draw a sentence: a lead and one or two follows.

        Parameters
        ----------
        rng : random.Random
            Source of chance.
        part : str
            disclosure, requests, management, platform, supervision, or theme: mostly words of the
            domain.
        domain : str
            Whose nouns are taken.
        first : bool
            Whether it follows a sub-heading: then it begins with a made-up name, lest the two make
            a common run.

        Returns
        -------
        str
            The sentence with its full stop.
        """
        lead = f"first.{part}" if first else f"lead.{part}"
        follow = "follow.theme" if part == "theme" else "follow.any"
        clauses = [self.clause(rng, lead, domain), self.clause(rng, follow, domain)]
        if rng.random() < 0.35:
            clauses.append(self.clause(rng, follow, domain))
        return ("；" if rng.random() < 0.12 else "，").join(clauses) + "。"

    def _compile(self, template: str, domain: str) -> tuple[Part, ...]:
        """Turn a template into literals, word lists and makers."""
        parts: list[Part] = []
        for i, piece in enumerate(_SLOT.split(template)):
            if i % 2 == 0:
                if piece:
                    parts.append(piece)
                continue
            name = piece.rstrip("23")
            name = _ALIAS.get(name, name)
            if name in self._makers:
                parts.append(self._makers[name])
            elif name in ("thing", "deed"):
                parts.append(self._domain_banks[domain][name])
            elif name in self.banks:
                parts.append(self.banks[name])
            else:
                parts.append("\0" + piece)
        return tuple(parts)

    def _place(self, rng: Random) -> str:
        """Make up a place inside an agency's area."""
        b, random = self.banks, rng.random
        return (
            b["stem1"][int(random() * len(b["stem1"]))]
            + b["stem2"][int(random() * len(b["stem2"]))]
            + b["spot"][int(random() * len(b["spot"]))]
        )

    def _road(self, rng: Random) -> str:
        """Make up a road or stream."""
        b = self.banks
        return rng.choice(b["stem1"]) + rng.choice(b["stem2"]) + rng.choice("路街巷渠河")

    def _person(self, rng: Random) -> str:
        """Make up a person's name."""
        b, random = self.banks, rng.random
        return (
            b["surname"][int(random() * len(b["surname"]))]
            + b["given1"][int(random() * len(b["given1"]))]
            + b["given2"][int(random() * len(b["given2"]))]
        )


@cache
def grammar() -> Grammar:
    """Build the grammar, once a process.

    Returns
    -------
    Grammar
        Read-only.
    """
    return Grammar()


def _digits(rng: Random) -> str:
    """Draw a number of one to three digits."""
    return str(min(999, int(2 + 10 ** (3 * rng.random()))))


def _known(known: Mapping[str, str] | None, name: str, template: str) -> str:
    """Value of a slot that is not drawn."""
    if known is None or name not in known:
        raise TextmineError(
            f"template {template!r}: no words for the slot {{{name}}}; give its value in 'known',"
            " or name a list of words"
        )
    return known[name]

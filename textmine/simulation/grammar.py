"""Sentences of the genre, from lists of words so large that no two share a run by chance."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from random import Random

from textmine.errors import TextmineError
from textmine.resources.load import load_toml

Part = str | tuple[str, ...] | Callable[[Random], str]
_SLOT = re.compile(r"\{(\w+)\}")
_NAMES = ("{place}", "{person}", "{road}")
_ALIAS = {"mw": "measure_word", "cn": "number"}


# Words of a theme that are repeated when others' are mixed in: enough for shares to the percent.
_REPEATS = 10


@dataclass(frozen=True, slots=True)
class Blend:
    """A domain whose words are partly those of others.

    Parameters
    ----------
    domain : str
        The domain.
    others : tuple of str
        Whose words are mixed in.
    share : float
        Share of the words drawn that are theirs, above 0 and below 1.
    """

    domain: str
    others: tuple[str, ...]
    share: float


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
            name: tuple(words.split())
            for name, words in load_toml("simulate/words.toml").items()
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
                names_first = [
                    t for t in self.templates[f"{group}.{part}"] if t.startswith(_NAMES)
                ]
                self.templates.setdefault(f"first.{part}", tuple(names_first))
        self._compiled: dict[tuple[str, str | Blend], tuple[Part, ...]] = {}
        self._makers: dict[str, Callable[[Random], str]] = {
            # Inside an agency's area.
            "place": partial(self._spell, ("stem1", "stem2", "spot")),
            "road": self._road,
            "person": partial(self._spell, ("surname", "given1", "given2")),
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

    def blend(self, domain: str, n_themes: int, share: float) -> str | Blend:
        """Mix the words of a theme with those of its neighbours.

        Parameters
        ----------
        domain : str
            The theme.
        n_themes : int
            Number of planted themes.
        share : float
            Share of the words drawn that are the neighbours', 0 for none.

        Returns
        -------
        str or Blend
            What ``sentence`` takes for a domain.

        Examples
        --------
        >>> Grammar().blend("finance", 3, 0.4).others
        ('education', 'commerce')
        """
        used = self.used(n_themes)
        at = used.index(domain) if domain in used else 0
        others = tuple(dict.fromkeys(used[(at + i) % len(used)] for i in (1, -1)))
        if share <= 0 or domain not in used or domain in others:
            return domain
        return Blend(domain, others, share)

    def fill(
        self,
        rng: Random,
        template: str,
        domain: str | Blend,
        known: Mapping[str, str] | None = None,
    ) -> str:
        """Fill a template's slots.

        Parameters
        ----------
        rng : random.Random
            Source of chance.
        template : str
            Text with slots in braces.
        domain : str or Blend
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
                out.append(
                    _known(known, part[1:], template) if part[:1] == "\0" else part
                )
            else:
                out.append(part(rng))  # type: ignore[operator]
        return "".join(out)

    def clause(
        self,
        rng: Random,
        kind: str,
        domain: str | Blend,
        known: Mapping[str, str] | None = None,
    ) -> str:
        """Draw a template of a kind and fill it.

        Parameters
        ----------
        rng : random.Random
            Source of chance.
        kind : str
            A group and name of ``clauses.toml``, e.g. ``"follow.any"``.
        domain : str or Blend
            Whose nouns are taken.
        known : mapping, optional
            Values of slots that are not drawn.

        Returns
        -------
        str
            A clause without a full stop.
        """
        templates = self.templates[kind]
        return self.fill(
            rng, templates[int(rng.random() * len(templates))], domain, known
        )

    def sentence(
        self, rng: Random, part: str, domain: str | Blend, *, first: bool = False
    ) -> str:
        """Draw a sentence: a lead and one or two follows.

        Parameters
        ----------
        rng : random.Random
            Source of chance.
        part : str
            disclosure, requests, management, platform, supervision, or theme: mostly words of the
            domain.
        domain : str or Blend
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

    def _compile(self, template: str, domain: str | Blend) -> tuple[Part, ...]:
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
                parts.append(self._bank(domain, name))
            elif name in self.banks:
                parts.append(self.banks[name])
            else:
                parts.append("\0" + piece)
        return tuple(parts)

    def _bank(self, domain: str | Blend, name: str) -> tuple[str, ...]:
        """Words of a domain; of a blend so many of each that chance draws the shares wanted."""
        if isinstance(domain, str):
            return self._domain_banks[domain][name]
        own = self._domain_banks[domain.domain][name]
        others = tuple(
            w for other in domain.others for w in self._domain_banks[other][name]
        )
        ratio = (1 - domain.share) / domain.share * len(others) / len(own)
        return own * max(1, round(_REPEATS * ratio)) + others * _REPEATS

    def _spell(self, names: Sequence[str], rng: Random) -> str:
        """Make up a name of a piece from each of some banks."""
        banks = (self.banks[name] for name in names)
        return "".join(bank[int(rng.random() * len(bank))] for bank in banks)

    def _road(self, rng: Random) -> str:
        """Make up a road or stream."""
        b = self.banks
        return (
            rng.choice(b["stem1"]) + rng.choice(b["stem2"]) + rng.choice("路街巷渠河")
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

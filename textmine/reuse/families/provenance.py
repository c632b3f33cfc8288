"""Where a family of passages comes from: law, template, neighbour, last year; with the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln

from textmine.dtypes import text_array
from textmine.english import Counted

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Unless a line says otherwise, figures were chosen by hand; benchmarks/reuse_simulated.py shows how
# well the kinds come out on simulated reports.

# Agencies: what no more than this many share is a copy among them, where nothing else binds them.
FEW = 3

# Agencies that share a passage by a copy, whatever else binds them.
PAIR = 2

# Characters: a passage below this is too short to tell a copy from a set phrase.
SHORT = 30

# Share of a passage that official (or official and common political) wording must cover to be its
# source.
MANDATED_SHARE = 0.6

# Characters that official wording must leave over before a half-covered passage counts as a copy:
# the least length of an edited copy.
LITTLE = 28

# Share of a family's agencies that one province or one sector must have to be its source ...
CONCENTRATED = 0.9

# ... and the greatest probability that chance puts them there. Two agencies of a large province
# often meet there by chance; five hardly ever.
CHANCE = 0.2

# Characters over which the doubt whether a passage was copied falls to 1 / e of its greatest, 1 /
# 2.
DOUBT_CHARS = 20.0

# Agencies over which the certainty grows that a spread passage is a national template.
CERTAIN_AGENCIES = 4.0

# Reports of a year below which a share of them says nothing.
BANDED_REPORTS = 4
# The bands of that share that reasons name (Lang & Stice-Lawrence 2015).
YEAR_BANDS = ((0.30, 0.75), (0.75, 1.01))


def label_families(
    families: pd.DataFrame, corpus: Mapping[str, Floats]
) -> pd.DataFrame:
    """Say of each family what kind it is, how surely, and why.

    Rules, first that applies: mandated (official wording covers at least 60 %, or 30 % and leaves
    fewer than 28 characters, too few to speak of a copy); stock (official and common political
    wording do); self (one agency); peer (two agencies, or three that the next rule does not bind);
    regional or sectoral (at least 90 % of its agencies in one province or sector, where chance
    would rarely put them; the less likely by chance wins); stock (a short phrase that is spread);
    regional again, at half the certainty (all in the one province whose agencies the corpus has
    mostly, or, of no known province, in one county or city: whether others have it cannot be seen);
    national.

    Parameters
    ----------
    families : pandas.DataFrame
        As :func:`textmine.reuse.families.facts.describe_families` gives it: columns n_chars,
        n_reports, n_agencies, mandated_share, stock_share, and for ``x`` in province, agency_type:
        n_x, top_x_share, top_x, top_x_name; further in_one_home, home_name, n_years, year_share,
        of_one_report.
    corpus : mapping of str to numpy.ndarray
        For province and agency_type: the number of the corpus' agencies with each code.

    Returns
    -------
    pandas.DataFrame
        Columns kind, probability (0–1), reasons (sentences separated by "; "), index of
        ``families``.

    References
    ----------
    M. Lang & L. Stice-Lawrence (2015), Textual analysis and international financial reporting,
    Journal of Accounting and Economics 60, 110–135, for the 30 % and 75 % bands by year that the
    reasons name.
    """
    evidence = _Evidence(families, corpus)
    rules = _make_rules(evidence)
    applies = [rule.applies for rule in rules]
    kind = np.select(applies, [rule.kind for rule in rules], default="national")
    probability = np.select(
        applies, [rule.probability for rule in rules], default=evidence.spread
    )
    return pd.DataFrame(
        {
            "kind": text_array(kind),
            "probability": np.clip(probability, 0.0, 1.0),
            "reasons": _reasons(families, kind),
        },
        index=families.index,
    )


@dataclass(frozen=True, eq=False)
class _Evidence:
    """What the rules look at; arrays of shape (n_families,)."""

    families: pd.DataFrame
    corpus: Mapping[str, Floats]

    @cached_property
    def n_chars(self) -> NDArray[np.int64]:
        """Characters of the passage that stands for the family."""
        return self.families["n_chars"].to_numpy()

    @cached_property
    def n_agencies(self) -> NDArray[np.int64]:
        """Agencies that hold it."""
        return self.families["n_agencies"].to_numpy()

    @cached_property
    def mandated(self) -> Floats:
        """Share covered by official wording."""
        return self.families["mandated_share"].to_numpy()

    @cached_property
    def stock(self) -> Floats:
        """Share covered by official or common political wording."""
        return self.families["stock_share"].to_numpy()

    @cached_property
    def leaves_little(self) -> Mask:
        """Whether official wording covers much and leaves too few characters to be a copy."""
        left_over = (1 - self.mandated) * self.n_chars
        return (self.mandated >= MANDATED_SHARE / 2) & (left_over < LITTLE)

    @cached_property
    def official_phrase(self) -> Mask:
        """Whether it is short and partly official: few may share such without copying."""
        return (self.n_chars < SHORT) & (self.mandated > 0)

    @cached_property
    def copied(self) -> Floats:
        """How surely few agencies share it by copying: the longer, the surer."""
        return 1 - np.exp(-self.n_chars / DOUBT_CHARS) / 2

    @cached_property
    def spread(self) -> Floats:
        """How surely many agencies share it as a template: the more, the surer."""
        return np.asarray(1 - np.exp(-self.n_agencies / CERTAIN_AGENCIES), np.float64)

    @cached_property
    def in_one_province(self) -> Mask:
        """Whether no second province is known to hold it."""
        return np.asarray(self.families["n_province"].to_numpy() == 1, dtype=np.bool_)

    @cached_property
    def in_one_home(self) -> Mask:
        """Whether, of no known province, just one county or city is known to hold it."""
        return self.families["in_one_home"].to_numpy(np.bool_)

    @cached_property
    def by_province(self) -> Floats:
        """Probability that chance alone puts the agencies into one province."""
        return _chance(
            self.families, self.corpus.get("province", np.empty(0)), "province"
        )

    @cached_property
    def by_sector(self) -> Floats:
        """Probability that chance alone puts the agencies into one sector."""
        return _chance(
            self.families, self.corpus.get("agency_type", np.empty(0)), "agency_type"
        )

    @cached_property
    def sectoral(self) -> Mask:
        """Whether a sector binds the agencies."""
        return _bound(self.families, "agency_type", self.by_sector)

    @cached_property
    def regional(self) -> Mask:
        """Whether a province binds the agencies, more surely than a sector does."""
        bound = _bound(self.families, "province", self.by_province)
        return bound & (~self.sectoral | (self.by_province <= self.by_sector))


@dataclass(frozen=True, slots=True, eq=False)
class _Rule:
    """A kind, which families are of it, and how surely each is; arrays of shape (n_families,)."""

    kind: str
    applies: Mask
    probability: Floats


def _make_rules(e: _Evidence) -> list[_Rule]:
    """The rules in the order of their weight: the first that applies says the kind."""
    certain = np.ones(len(e.families))
    few = e.n_agencies <= FEW
    pair = e.n_agencies <= PAIR
    short = e.n_chars < SHORT
    shortness = 1 - e.n_chars / (2 * SHORT)
    official = (e.mandated >= MANDATED_SHARE) | e.leaves_little
    return [
        _Rule("mandated", official, np.maximum(e.mandated, 0.5)),
        _Rule("stock", e.stock >= MANDATED_SHARE, e.stock),
        _Rule("self", e.n_agencies <= 1, certain),
        _Rule("peer", pair & ~e.official_phrase, e.copied),
        _Rule("regional", e.regional, 1 - e.by_province),
        _Rule("sectoral", e.sectoral, 1 - e.by_sector),
        _Rule("peer", few & ~e.official_phrase, e.copied),
        _Rule("stock", short, shortness),
        _Rule("regional", e.in_one_province | e.in_one_home, e.spread / 2),
    ]


def _chance(families: pd.DataFrame, n_with: Floats, x: str) -> Floats:
    """Probability that agencies drawn without replacement share a value as the commonest ones do.

    ``n_with`` counts the corpus' agencies with each value. Of ``total`` agencies ``like`` have the
    value: the hypergeometric probability that all ``drawn`` are among them, times the number of
    such values that there is room for.
    """
    top = families[f"top_{x}"].to_numpy()
    if not len(n_with):
        return np.ones(len(families))
    total, like = n_with.sum(), n_with[np.maximum(top, 0)]
    top_share = families[f"top_{x}_share"].fillna(0).to_numpy()
    n_sharing = np.round(families["n_agencies"].to_numpy() * top_share)
    drawn = np.minimum(np.maximum(n_sharing, 1), like)
    # Binomial coefficients as logarithms: those of large corpora are no floating-point numbers.
    log_chance = (
        gammaln(like + 1)
        - gammaln(like - drawn + 1)
        - gammaln(total + 1)
        + gammaln(total - drawn + 1)
    )
    # As many values as this one has a share of: any of them would do.
    chance = np.minimum(np.exp(log_chance) * total / np.maximum(like, 1), 1.0)
    return np.asarray(np.where(top >= 0, chance, 1.0), dtype=np.float64)


def _bound(families: pd.DataFrame, x: str, chance: Floats) -> Mask:
    """Tell which families keep to one value of an attribute, beyond what chance gives."""
    top_share = families[f"top_{x}_share"].fillna(0).to_numpy()
    return np.asarray((top_share >= CONCENTRATED) & (chance <= CHANCE), dtype=np.bool_)


def _reasons(families: pd.DataFrame, kind: NDArray[np.str_]) -> pd.Series:
    """Word the facts that each kind rests on."""
    reports = _words(families["n_reports"], "report")
    agencies = _words(families["n_agencies"], "agency|agencies")
    text = reports + " of " + agencies
    in_years = " in " + _words(families["n_years"], "year")
    text = text.where(families["n_years"] < 2, text + in_years)
    percent = (families["mandated_share"] * 100).round().astype("int64")
    covered = "; official wording covers " + percent.astype("str") + " %"
    text = text.where(families["mandated_share"] == 0, text + covered)
    for x, name in (("province", "province"), ("agency_type", "type")):
        n_values = families[f"n_{x}"]
        one = "; all in one " + name + " (" + families[f"top_{x}_name"] + ")"
        many = "; " + _words(n_values, name)
        text = text.where(n_values == 0, text + one.where(n_values <= 1, many))
    near = families["in_one_home"].to_numpy(bool) & (families["n_agencies"] > 1)
    text = text.where(
        ~near, text + "; all in one place (" + families["home_name"] + ")"
    )
    for low, high in YEAR_BANDS:
        in_band = (families["year_share"] >= low) & (families["year_share"] < high)
        named = in_band & (families["n_reports"] >= BANDED_REPORTS)
        text = text.where(
            ~named, text + f"; in at least {low * 100:.0f} % of a year's reports"
        )
    versions = families["of_one_report"].to_numpy(bool) & (kind == "self")
    text = text.where(~versions, text + "; versions of one report, no reuse")
    return text.where(kind != "stock", text + "; short set phrase")


def _words(numbers: pd.Series, noun: str) -> pd.Series:
    """Numbers with their noun, as :class:`Counted` prints them."""
    words = {n: f"{Counted(n):{noun}}" for n in numbers.unique()}
    return numbers.map(words).astype("str")

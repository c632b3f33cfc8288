"""Where a family of passages comes from: law, template, neighbour, last year; with the reasons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln

FEW = 3
PAIR = 2
SHORT = 30
MANDATED_SHARE = 0.6
LITTLE = 28
CONCENTRATED = 0.9
SPREAD_COLUMNS = ("agency", "province", "region", "agency_type", "level", "year")


@dataclass(frozen=True, slots=True)
class Spread:
    """How a family spreads over one attribute: distinct known values, and the share and name of the commonest."""

    n: NDArray[np.int64]
    top_share: NDArray[np.float64]
    top: NDArray[np.int64]


def spread(
    family: NDArray[np.int64], unit: NDArray[np.int64], value: NDArray[np.int64], n: int
) -> Spread:
    """Count over how many values the units (agencies) of each family spread.

    Parameters
    ----------
    family, unit, value : numpy.ndarray of shape (m,)
        A row per passage: its family, its unit, the unit's value (negative: unknown, not counted).
    n : int
        Number of families.

    Returns
    -------
    Spread
        Arrays of shape (n,); ``top_share`` is NaN and ``top`` −1 where nothing is known.

    Examples
    --------
    >>> s = spread(np.array([0, 0, 0]), np.array([0, 1, 2]), np.array([5, 5, 7]), 1)
    >>> int(s.n[0]), round(float(s.top_share[0]), 2), int(s.top[0])
    (2, 0.67, 5)
    """
    known = value >= 0
    table = pd.DataFrame({"family": family[known], "unit": unit[known], "value": value[known]})
    table = table.drop_duplicates()
    sizes = table.groupby(["family", "value"], sort=True).size().reset_index(name="size")
    total = np.bincount(sizes["family"], weights=sizes["size"], minlength=n)
    best = sizes.sort_values(
        ["family", "size", "value"], ascending=[True, False, True], kind="stable"
    )
    best = best.drop_duplicates("family")
    top, share = np.full(n, -1, dtype=np.int64), np.full(n, np.nan)
    top[best["family"]] = best["value"]
    share[best["family"]] = best["size"] / total[best["family"]]
    return Spread(np.bincount(sizes["family"], minlength=n), share, top)


def label_families(families: pd.DataFrame, corpus: dict[str, NDArray[np.float64]]) -> pd.DataFrame:
    """Say of each family what kind it is, how surely, and why.

    Rules, first that applies: mandated (official wording covers at least 60 %, or 30 % and leaves
    fewer than 28 characters, too few to speak of a copy); stock (official and common political
    wording do); self (one agency); peer (two agencies, or three that the next rule does not bind);
    regional or sectoral (at least 90 % of its agencies in one province or sector, where chance
    would rarely put them; the less likely by chance wins); stock (a short phrase that is spread);
    national.

    Parameters
    ----------
    families : pandas.DataFrame
        Columns n_chars, n_reports, n_agencies, mandated_share, stock_share, and for ``x`` in
        province, agency_type: n_x, top_x_share, top_x (code, −1 unknown), top_x_name; further
        n_years, year_share (greatest share of a year's reports that hold the family).
    corpus : dict of str to numpy.ndarray
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
    reasons name."""
    chance = {
        x: _chance(families, corpus.get(x, np.empty(0)), x) for x in ("province", "agency_type")
    }
    agencies = families["n_agencies"].to_numpy()
    mandated = families["mandated_share"].to_numpy()
    bound = {x: _bound(families, x, chance[x]) for x in chance}
    regional = bound["province"] & (
        ~bound["agency_type"] | (chance["province"] <= chance["agency_type"])
    )
    short = families["n_chars"].to_numpy() < SHORT
    other = (1 - mandated) * families["n_chars"].to_numpy()
    official = (mandated >= MANDATED_SHARE) | ((mandated >= MANDATED_SHARE / 2) & (other < LITTLE))
    conditions = [
        official,
        families["stock_share"].to_numpy() >= MANDATED_SHARE,
        agencies <= 1,
        (agencies <= PAIR) & ~(short & (mandated > 0)),
        regional,
        bound["agency_type"],
        (agencies <= FEW) & ~(short & (mandated > 0)),
        short,
    ]
    kinds = ["mandated", "stock", "self", "peer", "regional", "sectoral", "peer", "stock"]
    kind = np.select(conditions, kinds, default="national")
    copied = 1 - np.exp(-families["n_chars"].to_numpy() / 20) / 2
    doubt = [
        np.maximum(mandated, 0.5),
        families["stock_share"].to_numpy(),
        np.ones(len(families)),
        copied,
        1 - chance["province"],
        1 - chance["agency_type"],
        copied,
        1 - families["n_chars"].to_numpy() / (2 * SHORT),
    ]
    spread_out = 1 - np.exp(-agencies / 4.0)
    probability = np.clip(np.select(conditions, doubt, default=spread_out), 0.0, 1.0)
    return pd.DataFrame(
        {
            "kind": pd.array(kind, dtype="str"),
            "probability": probability,
            "reasons": _reasons(families, kind),
        },
        index=families.index,
    )


def _chance(families: pd.DataFrame, held: NDArray[np.float64], x: str) -> NDArray[np.float64]:
    """Probability that agencies drawn without replacement would all share a value, as the commonest ones do."""
    top = families[f"top_{x}"].to_numpy()
    if not len(held):
        return np.ones(len(families))
    total, like = held.sum(), held[np.maximum(top, 0)]
    share = families[f"top_{x}_share"].fillna(0).to_numpy()
    drawn = np.minimum(np.maximum(np.round(families["n_agencies"].to_numpy() * share), 1), like)
    ways = (
        gammaln(like + 1)
        - gammaln(like - drawn + 1)
        - gammaln(total + 1)
        + gammaln(total - drawn + 1)
    )
    chance = np.minimum(np.exp(ways) * total / np.maximum(like, 1), 1.0)
    return np.asarray(np.where(top >= 0, chance, 1.0), dtype=np.float64)


def _bound(families: pd.DataFrame, x: str, chance: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which families keep to one value of an attribute, beyond what chance gives."""
    share = families[f"top_{x}_share"].fillna(0).to_numpy()
    return np.asarray((share >= CONCENTRATED) & (chance <= 0.2), dtype=np.bool_)


def _reasons(families: pd.DataFrame, kind: NDArray[np.str_]) -> pd.Series:
    """Word the facts that each kind rests on."""
    text = (
        families["n_reports"].astype("str")
        + " reports of "
        + families["n_agencies"].astype("str")
        + " agencies"
    )
    years = families["n_years"].to_numpy()
    text = text.where(years < 2, text + " in " + families["n_years"].astype("str") + " years")
    share = (families["mandated_share"] * 100).round().astype("int64").astype("str")
    text = text.where(
        families["mandated_share"] == 0, text + "; official wording covers " + share + " %"
    )
    for x, name in (("province", "province"), ("agency_type", "type")):
        count = families[f"n_{x}"].to_numpy()
        one = text + f"; all in one {name} (" + families[f"top_{x}_name"] + ")"
        many = text + "; " + families[f"n_{x}"].astype("str") + f" {name}s"
        text = text.where(count == 0, many.where(count > 1, one))
    for bound, words in (
        (0.3, "in at least 30 % of a year's reports"),
        (0.75, "in at least 75 % of a year's reports"),
    ):
        upper = 0.75 if bound == 0.3 else 1.01
        inside = (families["year_share"] >= bound) & (families["year_share"] < upper)
        text = text.where(~inside | (families["n_reports"] < 4), text + "; " + words)
    return text.where(kind != "stock", text + "; short set phrase")

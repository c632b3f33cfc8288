"""Who came first: type of a pair, and the direction of what it shares."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pandas as pd

from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.families.provenance import FEW
from textmine.stats.lines import BY_ID
from textmine.text.names import is_own

DECISIVE = 0.99
DAYS = 10.0
DATED = 0.9
TELLING = 20
_LEAST_NAME = 3


def name_pair(a: pd.Series, b: pd.Series) -> str:
    """Name the relation of two reports.

    Parameters
    ----------
    a, b : pandas.Series
        agency, region, province, level, agency_type of each.

    Returns
    -------
    str
        cross_year (跨年: same agency), vertical (上下级: same sector and province, other level),
        same_sector (同系统跨地区: same sector, other place), same_place (同地区跨部门: same place,
        other sector), other.

    Examples
    --------
    >>> facts = {"province": "云岭省", "level": "city", "agency_type": "教育局"}
    >>> a = pd.Series({"agency": "临泽川市教育局", "region": "临泽川市", **facts})
    >>> b = pd.Series({"agency": "望溪州市教育局", "region": "望溪州市", **facts})
    >>> name_pair(a, b)
    'same_sector'
    """
    if is_same_agency(a, b):
        return "cross_year"
    sector = bool(a["agency_type"]) and a["agency_type"] == b["agency_type"]
    levels = bool(a["level"]) and bool(b["level"]) and a["level"] != b["level"]
    if sector and levels and a["province"] == b["province"]:
        return "vertical"
    if sector:
        return "same_sector"
    return "same_place" if a["region"] and a["region"] == b["region"] else "other"


def is_same_agency(a: pd.Series, b: pd.Series) -> bool:
    """Tell whether two reports are of one agency, or of one and its successor.

    Parameters
    ----------
    a, b : pandas.Series
        line (or agency) of each.

    Returns
    -------
    bool
        False where one has no agency.

    Examples
    --------
    >>> is_same_agency(pd.Series({"agency": "某局"}), pd.Series({"agency": "某局"}))
    True
    """
    key = "line" if "line" in a.index and "line" in b.index else "agency"
    return bool(a[key]) and bool(a[key] == b[key])


def joined_by(a: pd.Series, b: pd.Series) -> str:
    """Say by what two reports are of one agency.

    Parameters
    ----------
    a, b : pandas.Series
        line, joined_by, agency_id of each.

    Returns
    -------
    str
        ``agency_id``, the reforms between the two, or nothing for two agencies.
    """
    if not is_same_agency(a, b):
        return ""
    reforms = (
        {str(x["joined_by"]) for x in (a, b)} - {""} if a["agency_id"] != b["agency_id"] else set()
    )
    return " | ".join(sorted(reforms)) or BY_ID


def judge_direction(mined: Catalogue, passages: pd.DataFrame, a: int, b: int) -> dict[str, Any]:
    """Judge which of two reports gave the words that they share.

    A name of one agency left in a shared passage of the other decides. Else, where reports of two
    agencies share passages of more than three agencies and fewer than 20 characters beside, a
    common template is meant. Else the earlier year, then the earlier date, is the source.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse``.
    passages : pandas.DataFrame
        Its frame ``passages``.
    a, b : int
        Numbers of the reports.

    Returns
    -------
    dict
        direction: a_to_b, b_to_a, common template or undetermined; p_direction: its probability
        (NaN if undetermined).
    """
    meta = mined.texts.reports
    one, two = meta.iloc[a], meta.iloc[b]
    ours = passages[passages["report_id"] == one["report_id"]]
    theirs = passages[passages["report_id"] == two["report_id"]]
    common = np.intersect1d(
        ours["family_id"].to_numpy(dtype=str), theirs["family_id"].to_numpy(dtype=str)
    )
    ours, theirs = ours[ours["family_id"].isin(common)], theirs[theirs["family_id"].isin(common)]
    in_a, in_b = _names_in(ours["text"], two, one), _names_in(theirs["text"], one, two)
    if in_a != in_b:
        return {"direction": "a_to_b" if in_b else "b_to_a", "p_direction": DECISIVE}
    free = ours[~ours["kind"].isin(["mandated", "stock"])]
    size = (free["end"] - free["start"]).to_numpy()
    wide = free["df_agencies"].to_numpy() > FEW
    related = is_same_agency(one, two)
    if not related and size[wide].sum() and size[~wide].sum() < TELLING:
        return {"direction": "common template", "p_direction": float(size[wide].sum() / size.sum())}
    return _by_time(one, two)


def _names_in(texts: pd.Series, other: pd.Series, own: pd.Series) -> bool:
    """Tell whether texts name the other agency or its place, and not because they are one's own."""
    names = [str(other[c]) for c in ("agency", "region") if len(str(other[c])) >= _LEAST_NAME]
    foreign = [n for n in names if not is_own(n, own)]
    return any(name in text for name in foreign for text in texts)


def _by_time(a: pd.Series, b: pd.Series) -> dict[str, Any]:
    """Judge by year, then by date of publication."""
    years = a["year"], b["year"]
    if not any(pd.isna(y) for y in years) and years[0] != years[1]:
        return {"direction": "a_to_b" if years[0] < years[1] else "b_to_a", "p_direction": DECISIVE}
    dates = pd.to_datetime(
        pd.Series([a["published"], b["published"]]), errors="coerce", format="mixed"
    )
    if dates.isna().any() or dates[0] == dates[1]:
        return {"direction": "undetermined", "p_direction": float("nan")}
    days = abs((dates[1] - dates[0]).days)
    # Some reports are late for reasons of their own, however far the dates lie apart.
    p = min(1 - 0.5 * exp(-days / DAYS), DATED)
    return {"direction": "a_to_b" if dates[0] < dates[1] else "b_to_a", "p_direction": p}

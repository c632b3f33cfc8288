"""How many themes a corpus carries."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from textmine.errors import FrameError
from textmine.schema import NarrativeSource
from textmine.themes.model import ThemeModel

COLUMNS = {
    "n_themes": "int64",
    "agreement": "float64",
    "overlap": "float64",
    "weakest": "float64",
    "chosen": "bool",
}


def choose_n_themes(
    narrative: pd.DataFrame | NarrativeSource,
    *,
    candidates: Iterable[int] = range(4, 21, 2),
    exclude: pd.DataFrame | None = None,
    n_resamples: int = 10,
) -> pd.DataFrame:
    """Compare numbers of themes by how stable they are when half of the reports are left out.

    Parameters
    ----------
    narrative : pandas.DataFrame or NarrativeSource
        As for ``ThemeModel.fit``.
    candidates : iterable of int, default 4, 6, …, 20
        Numbers of themes to try.
    exclude : pandas.DataFrame, optional
        As for ``ThemeModel.fit``.
    n_resamples : int, default 10
        Half samples of the reports for each number.

    Returns
    -------
    pandas.DataFrame
        Columns n_themes, agreement (mean adjusted Rand index of the sentences' themes), overlap
        (mean Jaccard index of the top terms of matched themes), weakest (overlap of the least
        stable theme), chosen (True in one row: the best product of agreement and overlap).
        ``textmine.plot.theme_choice`` draws it.

    Raises
    ------
    FrameError
        If there is no candidate, or too few sentences for one of them.

    References
    ----------
    Greene, D., O'Callaghan, D. & Cunningham, P. (2014). How many topics? Stability analysis for
    topic models. ECML PKDD. Lange, T. et al. (2004). Stability-based validation of clustering
    solutions. Neural Computation 16(6).

    Examples
    --------
    >>> said = [
    ...     "政策解读图解不多。政策解读动漫和图解少。",
    ...     "业务培训次数偏少。人手流动快，业务培训次数不多。",
    ... ]
    >>> frame = pd.DataFrame({"report_id": list("abcd"), "text": said * 2})
    >>> choose_n_themes(frame, candidates=[2], n_resamples=2)["chosen"].tolist()
    [True]
    """
    numbers = sorted(set(candidates))
    if not numbers:
        raise FrameError(
            "choose_n_themes: no candidates; pass numbers of themes, e.g. range(4, 21, 2)"
        )
    rows = []
    for n_themes in numbers:
        model = ThemeModel(n_themes, n_resamples=n_resamples).fit(narrative, exclude)
        stability = model.themes_.groupby("theme")["stability"].first()
        overlap = {"overlap": stability.mean(), "weakest": stability.min()}
        rows.append(
            {"n_themes": n_themes, "agreement": model.stability_, **overlap, "chosen": False}
        )
    out = pd.DataFrame(rows).astype(COLUMNS)
    product = (out["agreement"] * out["overlap"]).fillna(0.0)
    out.loc[product.idxmax(), "chosen"] = True
    return out

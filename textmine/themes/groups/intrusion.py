"""Blind judging of themes: a reader looks for the term that does not belong."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.schema import check_columns
from textmine.stats.intervals import jeffreys

# Terms of the theme shown beside the intruder: five, as Chang et al. (2009).
N_TERMS = 5
WORDS = tuple(f"word_{i}" for i in range(1, N_TERMS + 2))
SCORES = {
    "model": "str",
    "n": "int64",
    "n_right": "int64",
    "precision": "float64",
    "ci_low": "float64",
    "ci_high": "float64",
    "chance": "float64",
}


@check_arguments
def draw_intrusion(
    themes: Mapping[str, pd.DataFrame], *, seed: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw a sheet on which a reader marks, theme by theme, the term that does not belong.

    Each row shows the five foremost terms of a theme and an intruder: a foremost term of another
    theme of the same model that this theme does not list. Rows of all models are shuffled together,
    and nothing on the sheet says which model a row is of.

    Parameters
    ----------
    themes : mapping of str to pandas.DataFrame
        Name of each model → frame ``themes`` (theme, rank, term), ``ThemeModel.themes_`` or one
        made of another model's topics.
    seed : int, default 0
        Of the draw.

    Returns
    -------
    sheet : pandas.DataFrame
        item, word_1 … word_6, intruder (empty: the number of the word is written here).
    key : pandas.DataFrame
        item, model, theme, intruder.

    Raises
    ------
    FrameError
        If columns are missing, or no theme has five terms beside an intruder.

    References
    ----------
    Chang, J. et al. (2009). Reading tea leaves: how humans interpret topic models. NIPS.

    Examples
    --------
    >>> terms = {0: "图解 视频 解读 问答 吹风会", 1: "培训 轮岗 队伍 考试 授课"}
    >>> rows = [
    ...     (k, i, t)
    ...     for k, line in terms.items()
    ...     for i, t in enumerate(line.split(), 1)
    ... ]
    >>> frame = pd.DataFrame(rows, columns=["theme", "rank", "term"])
    >>> sheet, key = draw_intrusion({"a": frame})
    >>> list(sheet.columns[:3]), len(sheet), key["model"].tolist()
    (['item', 'word_1', 'word_2'], 2, ['a', 'a'])
    """
    rng = np.random.default_rng(seed)
    rows = []
    for model, frame in themes.items():
        check_columns(frame, ["theme", "rank", "term"], what=f"themes of {model}")
        listed = {
            theme: part.sort_values("rank", kind="stable")["term"].astype(str).tolist()
            for theme, part in frame.groupby("theme", sort=True)
        }
        for theme, terms in listed.items():
            # An intruder is foremost elsewhere: a rare word would be told by its rarity.
            foremost = {
                t
                for k, others in listed.items()
                if k != theme
                for t in others[:N_TERMS]
            }
            strangers = sorted(foremost - set(terms))
            if len(terms) >= N_TERMS and strangers:
                intruder = strangers[int(rng.integers(len(strangers)))]
                shown = rng.permutation([*terms[:N_TERMS], intruder]).tolist()
                at = shown.index(intruder) + 1
                rows.append([*shown, model, theme, at])
    if not rows:
        raise FrameError(
            "draw_intrusion: no theme has five terms and a foremost term of another theme that it "
            "lacks; give the frames themes of models with at least two themes"
        )
    drawn = pd.DataFrame(rows, columns=[*WORDS, "model", "theme", "intruder"])
    drawn = drawn.iloc[rng.permutation(len(drawn))].reset_index(drop=True)
    drawn.insert(0, "item", drawn.index + 1)
    sheet = drawn[["item", *WORDS]].assign(intruder="")
    return sheet, drawn[["item", "model", "theme", "intruder"]]


@check_arguments
def score_intrusion(sheet: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """Score a sheet that a reader has filled in.

    Parameters
    ----------
    sheet : pandas.DataFrame
        As ``draw_intrusion`` gave it, with 1 to 6 in the column intruder; rows left empty do not
        count.
    key : pandas.DataFrame
        As it gave it.

    Returns
    -------
    pandas.DataFrame
        model, n (rows judged), n_right, precision, ci_low, ci_high (95 %, Jeffreys), chance; best
        first.

    Raises
    ------
    FrameError
        If columns are missing, an answer is no number from 1 to 6, or an item is not in the key.

    References
    ----------
    Chang, J. et al. (2009). Reading tea leaves: how humans interpret topic models. NIPS (model
    precision). Brown, L., Cai, T. & DasGupta, A. (2001). Interval estimation for a binomial
    proportion. Statistical Science 16(2).

    Examples
    --------
    >>> key = pd.DataFrame(
    ...     {"item": [1, 2], "model": "a", "theme": [0, 1], "intruder": [3, 5]}
    ... )
    >>> sheet = pd.DataFrame({"item": [1, 2], "intruder": ["3", "1"]})
    >>> score_intrusion(sheet, key)[["model", "n", "n_right"]].values.tolist()
    [['a', 2, 1]]
    """
    check_columns(sheet, ["item", "intruder"], what="sheet")
    check_columns(key, ["item", "model", "intruder"], what="key")
    told = sheet["intruder"].fillna("").astype(str).str.strip()
    judged = sheet[told != ""].assign(
        answer=pd.to_numeric(told[told != ""], errors="coerce")
    )
    wrong = judged.loc[
        ~judged["answer"].isin(range(1, len(WORDS) + 1)), "item"
    ].tolist()
    unknown = judged.loc[~judged["item"].isin(key["item"]), "item"].tolist()
    if wrong or unknown:
        raise FrameError(
            f"score_intrusion: items {(wrong or unknown)[:5]}: expected the number of a word, 1 to "
            f"{len(WORDS)}, in the column intruder, and items of the key"
        )
    both = judged[["item", "answer"]].merge(key, on="item", validate="one_to_one")
    both = both.assign(right=both["answer"] == both["intruder"])
    of_model = both.groupby("model")["right"]
    out = pd.DataFrame({"n": of_model.size(), "n_right": of_model.sum()}).reset_index()
    low, high = jeffreys(out["n_right"], out["n"])
    out = out.assign(precision=out["n_right"] / out["n"], ci_low=low, ci_high=high)
    out = out.assign(chance=1 / len(WORDS))
    out = out.sort_values(
        ["precision", "model"], ascending=[False, True], ignore_index=True
    )
    return out[list(SCORES)].astype(SCORES)

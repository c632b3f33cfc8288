"""How many themes a corpus carries, if any number of them is found again."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from textmine.english import Counted
from textmine.errors import FrameError, warn
from textmine.intake.arguments import check_arguments
from textmine.intake.values import take_whole
from textmine.progress import watch
from textmine.schema import NarrativeSource
from textmine.text.words import Segmenter
from textmine.themes.arrays import Floats
from textmine.themes.groups.stability import Said, resample_stability
from textmine.themes.learning import LearningSettings, choose_view, group_sentences
from textmine.themes.narrative import check_narrative
from textmine.themes.selection import Selection, find_speakers, select_sentences
from textmine.themes.sentences import split_sentences
from textmine.themes.vectors.space import fit_space
from textmine.themes.vectors.view import View

COLUMNS = {
    "n_themes": "int64",
    "agreement": "float64",
    "overlap": "float64",
    "weakest": "float64",
    "chosen": "bool",
    "agreement_low": "float64",
    "above_chance": "float64",
    "supported": "bool",
}
# Agreement and mean overlap below which groups are no pattern in the data, whatever chance gives:
# Hennig's (2007) bound for the Jaccard index.
MIN_STABLE = 0.6
# Corpora made at random that singular values must lie above, all of them.
N_CHANCE = 3
# Learned sentences that a theme must have on average: with fewer, themes are single sentences, and
# agreed with labels half as well as with ten times as many (``selection.FEW_LEARNED``).
SENTENCES_A_THEME = 10
MAX_SENTENCES = 5000  # distinct ones that the choice is made on: bounds its time


@check_arguments
def choose_n_themes(
    narrative: pd.DataFrame | NarrativeSource,
    *,
    candidates: Iterable[int] = range(4, 21, 2),
    exclude: pd.DataFrame | None = None,
    segmenter: Segmenter | None = None,
    n_resamples: int = 10,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Compare numbers of themes by how well themes are found again without a tenth of the agencies.

    Parameters
    ----------
    narrative : pandas.DataFrame or NarrativeSource
        As for ``ThemeModel.fit``.
    candidates : iterable of int, default 4, 6, …, 20
        Numbers of themes to try.
    exclude : pandas.DataFrame, optional
        As for ``ThemeModel.fit``.
    segmenter : Segmenter, optional
        That of the ``ThemeModel`` which the number is for; by default that of the genre.
    n_resamples : int, default 10
        Subsamples of the agencies for each number.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        Columns n_themes, agreement (mean adjusted Rand index of the sentences' themes), overlap
        (mean Jaccard index of the sentences of matched themes), weakest (overlap of the least
        stable theme), chosen (True in one row at most), agreement_low (2.5 % of the subsamples),
        above_chance (the singular value of this number over that of sentences made of the same
        words at random), supported (found again well, above chance, and of ten sentences to learn
        from or more a theme). Among the supported numbers the one with the best product of
        agreement and overlap is chosen; where none is supported, none is, and a warning says so.
        ``textmine.plot.theme_choice`` draws it.

    Raises
    ------
    FrameError
        If there is no candidate, one below 1, or too few sentences for one of them.

    References
    ----------
    Greene, D., O'Callaghan, D. & Cunningham, P. (2014). How many topics? Stability analysis for
    topic models. ECML PKDD. Horn, J. (1965). A rationale and test for the number of factors in
    factor analysis. Psychometrika 30:179-185. Lange, T. et al. (2004). Stability-based validation
    of clustering solutions. Neural Computation 16(6).

    Examples
    --------
    >>> about = [
    ...     ["政策解读", "图解", "动漫", "吹风会", "问答", "案例"],
    ...     ["业务培训", "兼职", "轮岗", "队伍", "授课", "考试"],
    ... ]
    >>> rng = np.random.default_rng(0)
    >>> said = [
    ...     "，".join(rng.permutation(words)[:4]) for words in about for _ in range(30)
    ... ]
    >>> frame = pd.DataFrame({"report_id": [f"r{i}" for i in range(60)], "text": said})
    >>> choose_n_themes(frame, candidates=[2], n_resamples=3)["chosen"].tolist()
    [True]
    """
    numbers = sorted(set(candidates))
    if not numbers:
        raise FrameError(
            "choose_n_themes: no candidates; pass numbers of themes, e.g. range(4, 21, 2)"
        )
    take_whole(numbers[0], "candidates", what="choose_n_themes", least=1)
    take_whole(n_resamples, "n_resamples", what="choose_n_themes", least=1)
    sentences = split_sentences(check_narrative(narrative), exclude=exclude)
    words = segmenter or Segmenter()
    selection = select_sentences(sentences, MAX_SENTENCES, words)
    if len(selection.learned) <= numbers[-1]:
        raise FrameError(
            f"choose_n_themes: {Counted(len(selection.learned)):distinct sentence}, too few for "
            f"{Counted(numbers[-1]):theme}; lower the candidates or give more texts"
        )
    said = find_speakers([sentences], selection)
    # One view for all numbers, that they can be compared.
    middle = LearningSettings(
        numbers[len(numbers) // 2], "spectral", {}, segmenter=words
    )
    view = choose_view(selection, said, middle)
    matrix = view.weigh_frame(selection.rows, middle.segmenter)
    above = _compare_with_chance(selection, view, middle.segmenter, numbers[-1])
    tried = (_try(matrix, said, n, n_resamples, above) for n in numbers)
    rows = list(
        watch(tried, len(numbers), "numbers of themes", "number", show=progress)
    )
    out = pd.DataFrame(rows).astype(COLUMNS)
    if not out["supported"].any():
        most = len(selection.learned) // SENTENCES_A_THEME
        few = f", and {Counted(len(selection.learned)):sentence} to learn from carry {most} at most"
        warn(
            "choose_n_themes: no number of themes is supported: none is found again well without a "
            f"tenth of the agencies{few if most < numbers[-1] else ''}"
        )
        return out
    product = (out["agreement"] * out["overlap"]).where(out["supported"])
    out.loc[product.idxmax(), "chosen"] = True
    return out


def _try(
    matrix: csr_matrix, said: Said, n: int, n_resamples: int, above: Floats
) -> dict[str, object]:
    """Row of one number of themes."""
    whole = group_sentences(matrix, n)
    found = resample_stability(
        said,
        whole,
        lambda rows: group_sentences(matrix[rows], n),
        n_resamples=n_resamples,
    )
    if len(found.agreement):
        agreement, overlap = float(found.agreement.mean()), found.overlap.mean(axis=0)
        low = float(np.quantile(found.agreement, 0.025))
    else:  # a single agency
        agreement, overlap, low = np.nan, np.full(n, np.nan), np.nan
    ratio = float(above[n - 1])
    return {
        "n_themes": n,
        "agreement": agreement,
        "overlap": overlap.mean(),
        "weakest": overlap.min(),
        "chosen": False,
        "agreement_low": low,
        "above_chance": ratio,
        # Stability alone shows little: chance sentences fall into stable groups as well, by
        # whatever word is most frequent in them.
        "supported": min(agreement, overlap.mean()) >= MIN_STABLE
        and ratio > 1
        and matrix.shape[0] >= n * SENTENCES_A_THEME,
    }


def _compare_with_chance(
    selection: Selection, view: View, segmenter: Segmenter, n: int
) -> Floats:
    """Leading singular values over the largest that chance sentences have (Horn's analysis)."""
    real = _singular_values(view.weigh_frame(selection.rows, segmenter), n)
    chance = []
    for seed in range(N_CHANCE):
        mixed = _mix_words(selection.keys, segmenter, seed)
        chance.append(_singular_values(view.weigh(mixed, mixed, segmenter), n))
    highest = np.max(chance, axis=0)
    ratio: Floats = np.divide(real, highest, out=np.zeros_like(real), where=highest > 0)
    return ratio


def _singular_values(matrix: csr_matrix, n: int) -> Floats:
    """Leading singular values, largest first; 0 beyond the matrix's rank."""
    points = fit_space(matrix, n).project(matrix)
    values = np.zeros(n)
    values[: points.shape[1]] = np.linalg.norm(points, axis=0)
    return values


def _mix_words(keys: list[str], segmenter: Segmenter, seed: int) -> list[str]:
    """Make sentences of the same words and lengths in words, each word anywhere."""
    sentences = [segmenter.cut(key) for key in keys]
    words = np.array(
        [word for sentence in sentences for word in sentence], dtype=object
    )
    mixed = words[np.random.default_rng(seed).permutation(len(words))].tolist()
    ends = np.cumsum([len(sentence) for sentence in sentences]).tolist()
    return ["".join(mixed[a:b]) for a, b in zip([0, *ends], ends, strict=False)]

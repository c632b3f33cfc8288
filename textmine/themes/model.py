"""Themes: what the reports talk about, learned from sentences of which each wording counts once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin

from textmine.display import show, show_fraction, show_share
from textmine.english import Counted
from textmine.errors import FrameError, NotFittedError, warn
from textmine.intake.arguments import check_arguments
from textmine.intake.values import show_value, take_whole
from textmine.progress import begin_step, watch_steps
from textmine.schema import NarrativeSource
from textmine.text.words import Segmenter
from textmine.themes import curation, saving
from textmine.themes.examples import pick_examples
from textmine.themes.groups.assignment import measure_nearness
from textmine.themes.groups.seeds import Seeds, read_seeds
from textmine.themes.learning import METHODS, LearningSettings, learn_themes
from textmine.themes.narrative import check_narrative, name_reports
from textmine.themes.selection import (
    FEW_LEARNED,
    Selection,
    choose_learned,
    find_speakers,
    sample_sentences,
    select_sentences,
)
from textmine.themes.sentences import (
    COMMON_SHARE,
    share_in_common,
    split_sentences,
)
from textmine.themes.state import (
    INTERVAL,
    Themes,
    describe,
    place_sentences,
    share_of_characters,
    tell_shares,
)
from textmine.themes.vectors.encoder import Encode, load_encoder

# What a bar counts: sentences, how they are compared, groups, places, stability, terms.
FITTING_STEPS = 6
# Sentences, their words, the theme that each is near.
PLACING_STEPS = 3
# Sentences weighed and placed in one go: their weights take 2 kB each.
_AT_ONCE = 20_000
# Sentences that a dense clustering needs at least.
_LEAST_DENSE = 3


MUCH_IN_COMMON = 0.05
"""Share of the text in sentences that many agencies say from which ``fit`` warns: of the sample it
is 0.056, as much as reuse mining finds mandated or stock there."""


class ThemeModel(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Themes of a corpus: groups of its distinct sentences that share words, concepts and meaning.

    Copied text makes no theme: numbers and own names aside, every wording counts once, however many
    reports carry it, and an edited copy is not learned from. A sentence belongs to a theme only if
    it is near one; the rest has none. The same texts give the same themes on every run and in any
    order of rows and files.

    Parameters
    ----------
    n_themes : int, default 12
        Number of themes, those of the seeds included; ``choose_n_themes`` helps to choose. Not used
        by ``hdbscan``.
    method : {"spectral", "semantic", "hdbscan"}
        ``semantic`` adds vectors of meaning to what the sentences say (extra ``[semantic]``, or
        ``encode``). ``hdbscan`` finds dense groups and their number by itself.
    seeds : "codebook" or mapping, optional
        Labels of themes with words or sentences that belong to them; themes beyond them are free.
    n_terms : int, default 10
        Terms listed for each theme.
    max_sentences : int, default 5000
        Distinct sentences to learn from at most: a fixed sample (lowest hashes), so that more
        reports change little. All sentences then get their theme.
    n_resamples : int, default 5
        Subsamples of the agencies for the stability of each theme; 0 leaves it out.
    encode : callable, optional
        For ``semantic``: from a list of sentences to an array with a row each.
    cache : str or pathlib.Path, optional
        For ``semantic``: folder that keeps the vectors, apart for each encoder.
    segmenter : Segmenter, optional
        Default: the genre's.

    Attributes
    ----------
    themes_ : pandas.DataFrame
        Frame ``themes``: theme (from 0, largest first; seeded ones first, in their order), label,
        rank (from 1), term, weight, stability. Another year may give other numbers and names: to
        keep them, ``transform`` its texts by the fitted model (``save``, ``load``).
    shares_ : pandas.DataFrame
        Frame ``theme_shares``: report_id, theme, share of the characters with a theme; NaN if a
        report has none.
    sentences_ : pandas.DataFrame
        Every sentence with its place, theme (−1: none is near), nearest (the theme it is nearest to
        all the same), strength (cosine, 0–1), margin (to the next theme).
    assigned_ : float
        Share of the characters that have a theme.
    floor_ : float
        Strength below which a sentence has none: what chance sentences reach half of the time.
    n_distinct_ : int
        Distinct sentences of the corpus.
    n_learned_ : int
        Those of them that were learned from: no edited copies, two recurring words at least.
    stability_ : float
        Mean adjusted Rand index between the themes of the whole and of subsamples of the agencies.
    stability_interval_ : tuple of float
        2.5 % and 97.5 % of these over the subsamples.
    stabilities_ : pandas.DataFrame
        theme, stability (mean Jaccard index of its sentences), ci_low, ci_high (95 % of the
        subsamples).
    labels_ : list of str
        Label of each theme.
    weights_ : WordWeights
        Words that terms are taken from.

    References
    ----------
    Damle, A., Minden, V. & Ying, L. (2019). Simple, direct and efficient multi-way spectral
    clustering. Information and Inference 8(1). Schofield, A., Thompson, L. & Mimno, D. (2017).
    Quantifying the effects of text duplication on semantic models. EMNLP. Jagarlamudi, J., Daumé,
    H. & Udupa, R. (2012). Incorporating lexical priors into topic models. EACL (seeds).

    Examples
    --------
    >>> said = [
    ...     "政策解读形式单一。政策解读图解不多。解读视频和图解偏少。",
    ...     "人员培训不够。业务培训次数偏少。人员流动快，业务培训跟不上。",
    ... ]
    >>> model = ThemeModel(n_themes=2).fit(
    ...     pd.DataFrame({"report_id": ["a", "b"], "text": said})
    ... )
    >>> sorted(model.shares_["share"].tolist())
    [0.0, 0.0, 1.0, 1.0]
    """

    def __init__(
        self,
        n_themes: int = 12,
        *,
        method: str = "spectral",
        seeds: str | Mapping[str, str | Sequence[str]] | None = None,
        n_terms: int = 10,
        max_sentences: int = 5000,
        n_resamples: int = 5,
        encode: Encode | None = None,
        cache: str | Path | None = None,
        segmenter: Segmenter | None = None,
    ) -> None:
        self.n_themes = n_themes
        self.method = method
        self.seeds = seeds
        self.n_terms = n_terms
        self.max_sentences = max_sentences
        self.n_resamples = n_resamples
        self.encode = encode
        self.cache = cache
        self.segmenter = segmenter

    def fit(
        self,
        narrative: pd.DataFrame | NarrativeSource,
        y: object = None,
        *,
        exclude: pd.DataFrame | None = None,
        progress: bool | None = None,
    ) -> ThemeModel:
        """Learn the themes of a corpus, or of rows chosen from it (problems, one section …).

        Parameters
        ----------
        narrative : pandas.DataFrame or NarrativeSource
            Columns ``report_id``, ``text``; ``section``, ``start`` and metadata are used if there.
            Or a list or Series of texts, each a report of its own.
        y : ignored
            Taken for scikit-learn's sake.
        exclude : pandas.DataFrame, optional
            Stretches to leave out (``report_id``, ``start``, ``end``), e.g. ``reuse.passages``:
            themes and shares are then of what the reports say in words of their own. Without it
            the form's formulas and templates count like anything else.
        progress : bool, optional
            Whether a bar shows rate and time left; by default on a terminal and in a notebook.

        Returns
        -------
        ThemeModel
            Itself.

        Raises
        ------
        FrameError
            If columns are missing, a parameter is unknown, or there are fewer distinct sentences
            than themes.

        Warns
        -----
        TextmineWarning
            If there is one report only, or fewer than a hundred sentences to learn from; if without
            ``exclude`` a twentieth of the text is in sentences that three in ten agencies say.
        """
        settings = self._read_settings()
        texts = check_narrative(narrative)
        with watch_steps("themes", FITTING_STEPS, show=progress):
            begin_step("sentences")
            sentences = split_sentences(texts, exclude=exclude)
            if exclude is None:
                _warn_in_common(sentences)
            selection = select_sentences(
                sentences, self.max_sentences, self._segmenter()
            )
            self._check_enough(selection, n_sentences=len(sentences))
            if texts["report_id"].nunique() == 1:
                message = "ThemeModel: one report only; its themes are its own, not a corpus's"
                warn(message)
            learned = learn_themes(sentences, selection, settings)
            begin_step("terms and shares")
            return self._publish(learned, name_reports(texts))

    def fit_parts(self, parts: Callable[[], Iterator[pd.DataFrame]]) -> ThemeModel:
        """Learn the themes of a corpus that is larger than memory, from its sentences in parts.

        The themes are those of :meth:`fit` on all sentences together: they are learned from the
        ``max_sentences`` distinct sentences with the lowest hashes, whoever holds the others.
        ``sentences_``, ``shares_``, ``assigned_`` and ``n_distinct_`` tell of these only;
        :meth:`share_sentences` gives the shares of any part.

        Parameters
        ----------
        parts : callable
            Gives the sentences as :func:`textmine.themes.sentences.split_sentences` does, in parts
            of any size, anew at each call; at least one part.

        Returns
        -------
        ThemeModel
            Itself.

        Raises
        ------
        FrameError
            As for :meth:`fit`.
        """
        settings = self._read_settings()
        sample = sample_sentences(parts(), self.max_sentences)
        looked_at = choose_learned(sample, self.max_sentences, self._segmenter())
        self._check_enough(looked_at, n_sentences=len(sample))
        selection = looked_at.only_learned()
        learned = selection.distinct
        said = find_speakers(parts(), selection)
        themes = learn_themes(learned, selection, settings, said=said)
        return self._publish(themes, name_reports(learned))

    def share_sentences(
        self, sentences: pd.DataFrame, reports: pd.Series
    ) -> pd.DataFrame:
        """Give the share of each theme in the reports of a part of a corpus.

        Parameters
        ----------
        sentences : pandas.DataFrame
            All sentences of the reports, as ``split_sentences`` gives them.
        reports : pandas.Series of str
            Their ids, also of those without a sentence.

        Returns
        -------
        pandas.DataFrame
            Frame ``theme_shares``, by report in the order given, then theme.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        """
        placed = self._place(sentences)
        names = reports.to_numpy(dtype=object)
        return tell_shares(share_of_characters(placed, names, self._fitted().n_themes))

    def predict(
        self,
        narrative: pd.DataFrame | NarrativeSource,
        *,
        progress: bool | None = None,
    ) -> pd.DataFrame:
        """Give the sentences of other texts their theme.

        Parameters
        ----------
        narrative : pandas.DataFrame or NarrativeSource
            Columns as for ``fit``.
        progress : bool, optional
            Whether a bar shows rate and time left; by default on a terminal and in a notebook.

        Returns
        -------
        pandas.DataFrame
            Columns as ``sentences_``.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        """
        self._fitted()
        with watch_steps("placing sentences", PLACING_STEPS, show=progress):
            begin_step("sentences")
            return self._place(split_sentences(check_narrative(narrative)))

    def _place(self, sentences: pd.DataFrame) -> pd.DataFrame:
        """Give sentences their theme."""
        themes = self._fitted()
        distinct = sentences.drop_duplicates("key").reset_index(drop=True)
        begin_step("words")
        segmenter = self._segmenter()
        starts = range(0, max(len(distinct), 1), _AT_ONCE)
        blocks = (distinct.iloc[i : i + _AT_ONCE] for i in starts)
        weighed = (themes.view.weigh_frame(block, segmenter) for block in blocks)
        points = np.concatenate([themes.space.project(rows) for rows in weighed])
        begin_step("themes")
        # As narrow as the points of the learned sentences are kept: one wording has one place.
        kept = points.astype(np.float32).astype(np.float64)
        near = measure_nearness(kept, themes.prototypes, themes.theme)
        return place_sentences(sentences, distinct, near, themes.floor, self._terms)

    def transform(
        self,
        narrative: pd.DataFrame | NarrativeSource,
        *,
        progress: bool | None = None,
    ) -> pd.DataFrame:
        """Give the share of each theme in each report.

        Parameters
        ----------
        narrative : pandas.DataFrame or NarrativeSource
            Columns as for ``fit``.
        progress : bool, optional
            Whether a bar shows rate and time left; by default on a terminal and in a notebook.

        Returns
        -------
        pandas.DataFrame of shape (n_reports, n_themes)
            Index report_id, columns ``get_feature_names_out``; shares of the characters with a
            theme, NaN for a report without one.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        """
        n_themes = self._fitted().n_themes
        frame = check_narrative(narrative)
        reports = name_reports(frame)
        placed = self.predict(frame, progress=progress)
        share = share_of_characters(placed, reports, n_themes)
        return share.set_axis(self.get_feature_names_out(), axis=1).rename_axis(
            columns=None
        )

    def fit_transform(
        self,
        narrative: pd.DataFrame | NarrativeSource,
        y: object = None,
        *,
        exclude: pd.DataFrame | None = None,
        progress: bool | None = None,
    ) -> pd.DataFrame:
        """Learn the themes and give their shares, as ``fit`` and then ``transform`` do.

        Parameters
        ----------
        narrative : pandas.DataFrame or NarrativeSource
            Columns as for ``fit``.
        y : ignored
            Taken for scikit-learn's sake.
        exclude, progress : optional
            As for ``fit``.

        Returns
        -------
        pandas.DataFrame of shape (n_reports, n_themes)
            As ``transform``.
        """
        fitted = self.fit(narrative, exclude=exclude, progress=progress)
        return fitted.transform(narrative, progress=progress)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """Name the columns of ``transform``: number and label of each theme.

        Parameters
        ----------
        input_features : ignored
            Taken for scikit-learn's sake.

        Returns
        -------
        numpy.ndarray of str
            One name a theme.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        """
        self._fitted()
        return np.array(
            [f"{k} {label}" for k, label in enumerate(self.labels_)], dtype=object
        )

    def __sklearn_tags__(self) -> Any:
        """Say what goes in: texts, or a frame of texts."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags

    def _repr_html_(self) -> str:
        """What a notebook shows: the themes with their foremost terms, or that it is not fitted."""
        if not hasattr(self, "themes_"):
            return show(
                repr(self), {"fitted": "no; call fit(narrative)"}, kind="ThemeModel"
            )
        terms = self.themes_.sort_values(["theme", "rank"], kind="stable")
        by_theme = terms.groupby("theme", as_index=False, sort=True).agg(
            label=("label", "first"),
            terms=("term", "、".join),
            stability=("stability", "first"),
        )
        facts = {"themes": len(by_theme), "assigned": show_fraction(self.assigned_)}
        return show(repr(self), facts, by_theme, kind="ThemeModel")

    @check_arguments
    def examples(self, n: int = 3) -> pd.DataFrame:
        """Most typical sentences of each theme: no headings, no edited copies, several agencies.

        Parameters
        ----------
        n : int, default 3
            Sentences a theme.

        Returns
        -------
        pandas.DataFrame
            Columns theme, rank (from 1), report_id, section, start, end, text, strength, n_reports
            (in how many reports the wording stands).

        Raises
        ------
        NotFittedError
            Before ``fit``.
        """
        self._fitted()
        return pick_examples(self.sentences_, n)

    @check_arguments
    def rename(self, labels: Mapping[int, str]) -> ThemeModel:
        """Give themes names of your own.

        Parameters
        ----------
        labels : mapping of int to str
            Theme → label.

        Returns
        -------
        ThemeModel
            Itself, with the labels in all its frames.

        Raises
        ------
        FrameError
            If there is no such theme.
        """
        return self._publish(curation.rename(self._fitted(), labels), self._reports)

    @check_arguments
    def merge(self, themes: Sequence[int], label: str | None = None) -> ThemeModel:
        """Make one theme of several.

        Parameters
        ----------
        themes : sequence of int
            Two themes or more.
        label : str, optional
            Its label; else one is found anew.

        Returns
        -------
        ThemeModel
            Itself; the theme has the lowest of the numbers, later ones move up.

        Raises
        ------
        FrameError
            If there is no such theme, or only one is given.
        """
        return self._publish(
            curation.merge(self._fitted(), themes, label), self._reports
        )

    @check_arguments
    def split(self, theme: int, n: int = 2) -> ThemeModel:
        """Split a theme into parts.

        Parameters
        ----------
        theme : int
            Its number.
        n : int, default 2
            Parts.

        Returns
        -------
        ThemeModel
            Itself; the first part keeps the number, the others come last.

        Raises
        ------
        FrameError
            If there is no such theme, or it has too few sentences.
        """
        return self._publish(curation.split(self._fitted(), theme, n), self._reports)

    def hierarchy(self) -> pd.DataFrame:
        """Tell which themes lie nearest, and in which order they would merge.

        Returns
        -------
        pandas.DataFrame
            step (from 1), left, right (themes, or −step of an earlier merge), distance (Ward's
            criterion on directions), n_themes (in the merged one), label. One row a merge.

        Raises
        ------
        NotFittedError
            Before ``fit``.

        References
        ----------
        Ward, J. (1963). Hierarchical grouping to optimize an objective function. JASA 58:236-244.
        """
        return curation.build_hierarchy(self._fitted(), self.labels_)

    @check_arguments
    def save(self, folder: str | Path) -> Path:
        """Write the model as plain files: JSON, CSV and NumPy arrays, no pickle.

        Parameters
        ----------
        folder : str or pathlib.Path
            Made if it is not there.

        Returns
        -------
        pathlib.Path
            The folder.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        """
        return saving.write_model(self, self._fitted(), self._reports, Path(folder))

    @classmethod
    @check_arguments
    def load(cls, folder: str | Path) -> ThemeModel:
        """Read a model that ``save`` wrote; it predicts, transforms and can be curated further.

        Parameters
        ----------
        folder : str or pathlib.Path
            The folder.

        Returns
        -------
        ThemeModel
            With the same themes and labels.

        Raises
        ------
        FrameError
            If the folder holds no model, or a file of it is missing or damaged.
        """
        saved = saving.read_model(Path(folder))
        model = cls(**saved.parameters)
        return model._publish(saved.themes, saved.reports)

    def _read_settings(self) -> LearningSettings:
        """Check the parameters."""
        n_themes = take_whole(self.n_themes, "n_themes", what="ThemeModel", least=1)
        take_whole(self.max_sentences, "max_sentences", what="ThemeModel", least=1)
        take_whole(self.n_resamples, "n_resamples", what="ThemeModel")
        take_whole(self.n_terms, "n_terms", what="ThemeModel", least=1)
        if self.method not in METHODS:
            expected = f"n_themes of at least 1 and a method of {', '.join(METHODS)}"
            raise FrameError(
                f"ThemeModel: n_themes={self.n_themes}, method={self.method!r}; expected {expected}"
            )
        seeds: Seeds = {} if self.seeds is None else read_seeds(self.seeds)
        if len(seeds) > self.n_themes or (seeds and self.method == "hdbscan"):
            raise FrameError(
                f"ThemeModel: {Counted(len(seeds)):seed}, n_themes={self.n_themes}, "
                f"method={self.method!r}; expected n_themes of at least the seeds (more are "
                "free themes), not hdbscan"
            )
        encode = self.encode
        if self.method == "semantic" and encode is None:
            encode = load_encoder()
        return LearningSettings(
            n_themes=n_themes,
            method=self.method,
            seeds=seeds,
            encode=encode,
            cache=self.cache,
            n_resamples=self.n_resamples,
            segmenter=self._segmenter(),
        )

    def _check_enough(self, selection: Selection, *, n_sentences: int) -> None:
        """Complain if there is too little to learn from."""
        needed = _LEAST_DENSE if self.method == "hdbscan" else self.n_themes
        n_words, useful = len(selection.weights.terms), len(selection.learned)
        if min(useful, n_words) < needed:
            raise FrameError(
                f"ThemeModel: {Counted(useful):distinct sentence} (of {n_sentences} with "
                f"copies) with two of the words that recur ({n_words}), too few for "
                f"{Counted(needed):theme}; lower n_themes or give more texts"
            )
        if useful < FEW_LEARNED:
            warn(
                f"ThemeModel: {Counted(useful):sentence} to learn from (of {n_sentences} with "
                f"copies); themes of fewer than {FEW_LEARNED} are rough and change with every "
                "report; give more texts, or take them for what a few sentences say"
            )

    def _publish(self, themes: Themes, reports: np.ndarray) -> ThemeModel:
        """Take themes as the fitted ones, and lay out what they say of the reports."""
        # Nothing is set before all is learned: a fit that fails leaves the model as it was.
        told = describe(
            themes, reports, n_terms=self.n_terms, segmenter=self._segmenter()
        )
        self._themes, self._terms, self._reports = themes, told.terms, reports
        self.themes_, self.shares_, self.sentences_ = (
            told.themes,
            told.shares,
            told.sentences,
        )
        self.labels_, self.stabilities_ = told.labels, told.stabilities
        agreement = themes.agreement if len(themes.agreement) else np.array([np.nan])
        self.stability_ = float(agreement.mean())
        low, high = np.quantile(agreement, INTERVAL)
        self.stability_interval_ = (float(low), float(high))
        chars = told.sentences["text"].str.len()
        assigned = chars[told.sentences["theme"] >= 0].sum()
        self.assigned_ = float(assigned / chars.sum()) if len(chars) else float("nan")
        self.weights_ = themes.selection.weights
        self.floor_, self.n_distinct_ = themes.floor, len(themes.selection.distinct)
        self.n_learned_ = len(themes.selection.learned)
        return self

    def _segmenter(self) -> Segmenter:
        """The segmenter given, or the genre's."""
        given = self.segmenter
        if given is None:
            return Segmenter()
        if not isinstance(given, Segmenter):
            raise FrameError(
                f"ThemeModel: segmenter is {show_value(given)}; expected a Segmenter, such as "
                "tm.Segmenter(add_terms=['政务公开专区'])"
            )
        return given

    def _fitted(self) -> Themes:
        """What was learned; complain before ``fit``."""
        if not hasattr(self, "_themes"):
            raise NotFittedError("ThemeModel: not fitted; call fit(narrative) first")
        themes: Themes = self._themes
        return themes


def _warn_in_common(sentences: pd.DataFrame) -> None:
    """Say where the shares of themes will be those of formulas and templates."""
    share = share_in_common(sentences)
    if share >= MUCH_IN_COMMON:
        warn(
            f"ThemeModel: {show_share(share)} of the text is in sentences that "
            f"{show_share(COMMON_SHARE)} of the agencies or more say, and counts; for themes of "
            "words of their own give exclude=, e.g. mine_reuse(corpus).passages"
        )

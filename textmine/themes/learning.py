"""From the sentences of a corpus to its themes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack
from sklearn.preprocessing import normalize

from textmine.engine import one_thread
from textmine.progress import begin_step
from textmine.text.words import Segmenter
from textmine.themes.arrays import Floats, Ints
from textmine.themes.groups.assignment import calibrate_floor
from textmine.themes.groups.clusters import (
    group_dense,
    group_freely,
    group_from_seeds,
    nearest,
)
from textmine.themes.groups.seeds import Seeds
from textmine.themes.groups.stability import Said, Stability, resample_stability
from textmine.themes.selection import Selection, find_speakers
from textmine.themes.state import Themes, renumber
from textmine.themes.vectors.encoder import Encode, encode_sentences
from textmine.themes.vectors.features import SentenceFeatures
from textmine.themes.vectors.space import Space, fit_space
from textmine.themes.vectors.view import View

METHODS = ("spectral", "semantic", "hdbscan")
# Dimensions where the number of groups does not set them: around seeds, for meaning and for dense
# groups. 30 to all did equally well on the labelled statements (benchmarks/themes_labels.py).
WIDE_SPACE = 50
# Length of the vectors of meaning beside the n-grams' and concepts'. E5 at 0.5 brought 560 labelled
# statements from ARI 0.53 to 0.54 around seeds and from 0.41 to 0.35 without; at 1 both fell: no
# gain beside the concepts, so meaning is for texts that the genre's concepts do not know.
MEANING_WEIGHT = 0.5
# Agreement of subsamples from which the words of a corpus tell its themes without the help of
# concepts: 0.93 where themes were planted with words of their own, 0.51 to 0.59 on reports at hand
# and on the labelled statements, where concepts raise it to 0.75.
CLEAR_AGREEMENT = 0.85
CLEAR_RESAMPLES = 3  # subsamples
CLEAR_SENTENCES = 1000  # enough to see it
# Words of the concepts in a hundred characters from which on the concepts, which are this genre's,
# know what the texts are about: 12 to 24 on eight corpora of reports and statements, 8 on work
# reports of government, where grouping by concepts brought together what has nothing in common.
FAMILIAR_CONCEPTS = 10.0
# Agreement of subsamples below which words give no themes at all: 0.3 for words put together at
# random, 0.55 and more on all corpora.
LEAST_AGREEMENT = 0.5
# Smallest dense group: this share of the sentences, and at least this many.
DENSE_SHARE, DENSE_LEAST = 0.01, 5


@dataclass(frozen=True, slots=True)
class LearningSettings:
    """How themes are to be learned (see ``ThemeModel``)."""

    n_themes: int
    method: str
    seeds: Seeds
    encode: Encode | None = None
    cache: str | Path | None = None
    n_resamples: int = 0
    segmenter: Segmenter = field(default_factory=Segmenter)


@dataclass(frozen=True, slots=True)
class Grouping:
    """A space and the directions of the groups in it."""

    space: Space
    directions: Floats


@dataclass(frozen=True, slots=True)
class _Material:
    """What is grouped: sentences and seeds, and what both mean.

    Parameters
    ----------
    matrix : scipy.sparse.csr_matrix of shape (n_sentences, n_features)
        Learned sentences, rows of length 1.
    seeds : scipy.sparse.csr_matrix of shape (n_seeds, n_features)
        Seeds, possibly none.
    meaning : scipy.sparse.csr_matrix of shape (n_sentences + n_seeds, n_dimensions), optional
        Their vectors of meaning.
    """

    matrix: csr_matrix
    seeds: csr_matrix
    meaning: csr_matrix | None = None

    def take(self, rows: Ints) -> _Material:
        """Some of the sentences, all seeds."""
        n = self.matrix.shape[0]
        kept = np.concatenate([rows, np.arange(n, n + self.seeds.shape[0])])
        meaning = None if self.meaning is None else self.meaning[kept]
        return _Material(self.matrix[rows], self.seeds, meaning)


def learn_themes(
    sentences: pd.DataFrame,
    selection: Selection,
    settings: LearningSettings,
    *,
    said: Said | None = None,
) -> Themes:
    """Learn themes from the selected sentences, and place all distinct ones.

    Parameters
    ----------
    sentences : pandas.DataFrame
        All sentences, copies included; where ``said`` is given, those that are to be kept.
    selection : Selection
        The distinct ones and those learned from.
    settings : LearningSettings
        How.
    said : Said, optional
        Which agencies say the learned ones, where the sentences are not all at hand.

    Returns
    -------
    Themes
        Numbered by the characters of their sentences, largest first; seeded ones before them.
    """
    said = said or find_speakers([sentences], selection)
    begin_step("how they are compared")
    view = choose_view(selection, said, settings)
    material = _Material(
        matrix=view.weigh_frame(selection.rows, settings.segmenter),
        seeds=_weigh_seeds(view, settings),
        meaning=_read_meaning(selection, settings),
    )
    begin_step("groups")
    grouping = _group(material, settings)
    begin_step("places")
    weighed = material.matrix
    if len(selection.learned) < len(selection.distinct):
        weighed = view.weigh_frame(selection.distinct, settings.segmenter)
    points = grouping.space.project(weighed)
    n_groups = len(grouping.directions)
    themes = Themes(
        sentences=sentences,
        selection=selection,
        view=view,
        space=grouping.space,
        prototypes=grouping.directions,
        theme=np.arange(n_groups),
        floor=calibrate_floor(
            material.matrix, grouping.space, grouping.directions, np.arange(n_groups)
        ),
        points=points.astype(np.float32),
        titles=dict(enumerate(settings.seeds)),
        overlap=np.zeros((0, n_groups)),
        agreement=np.zeros(0),
    )
    themes = renumber(themes, _by_size(themes, len(settings.seeds)))
    begin_step("stability")
    stability = _measure_stability(themes, material, said, settings)
    return replace(themes, overlap=stability.overlap, agreement=stability.agreement)


def choose_view(selection: Selection, said: Said, settings: LearningSettings) -> View:
    """Compare by words and n-grams where these alone give themes that are found again.

    Elsewhere what is worded differently must be brought together: by n-grams and concepts, unless
    the texts are of another genre, whose words the concepts do not fit.

    Parameters
    ----------
    selection : Selection
        What is learned from.
    said : Said
        Which agencies say it.
    settings : LearningSettings
        Seeds and methods other than ``spectral`` take the concepts at once.

    Returns
    -------
    View
        How sentences become rows.
    """
    by_concepts = View(SentenceFeatures(selection.keys))
    if settings.seeds or settings.method != "spectral" or settings.n_themes < 2:
        return by_concepts
    by_words = View(by_concepts.features, selection.weights)
    matrix = by_words.weigh_frame(
        selection.rows.head(CLEAR_SENTENCES), settings.segmenter
    )
    heard = said.sentence < CLEAR_SENTENCES
    said = Said(said.sentence[heard], said.agency[heard])

    def group(rows: Ints) -> Ints:
        return group_sentences(matrix[rows], settings.n_themes)

    whole = group(np.arange(matrix.shape[0]))
    found = resample_stability(said, whole, group, n_resamples=CLEAR_RESAMPLES)
    agreement = float(found.agreement.mean()) if len(found.agreement) else 0.0
    if agreement >= CLEAR_AGREEMENT:
        return by_words
    keys = selection.rows["key"].head(CLEAR_SENTENCES).tolist()
    is_familiar = by_concepts.features.tell_familiarity(keys) >= FAMILIAR_CONCEPTS
    return by_concepts if is_familiar or agreement < LEAST_AGREEMENT else by_words


def group_sentences(matrix: csr_matrix, n_themes: int) -> Ints:
    """Group sentences freely.

    Parameters
    ----------
    matrix : scipy.sparse.csr_matrix of shape (n_sentences, n_features)
        Rows of length 1.
    n_themes : int
        Groups.

    Returns
    -------
    numpy.ndarray of int64
        Group of each sentence.
    """
    found = find_groups(matrix, n_themes)
    return nearest(found.space.project(matrix), found.directions)


def find_groups(matrix: csr_matrix, n_themes: int) -> Grouping:
    """Find the space of sentences and free groups in it.

    Parameters
    ----------
    matrix : scipy.sparse.csr_matrix of shape (n_sentences, n_features)
        Rows of length 1.
    n_themes : int
        Groups.

    Returns
    -------
    Grouping
        Space and directions.
    """
    return _group(
        _Material(matrix, matrix[:0]), LearningSettings(n_themes, "spectral", {})
    )


@one_thread()
def _group(material: _Material, settings: LearningSettings) -> Grouping:
    """Find the space of sentences and the groups in it."""
    if material.meaning is not None:
        return _group_with_meaning(material, settings)
    matrix, seeds = material.matrix, material.seeds
    n_seeds = seeds.shape[0]
    if settings.method == "hdbscan":
        space = fit_space(matrix, WIDE_SPACE)
        least = max(DENSE_LEAST, int(DENSE_SHARE * matrix.shape[0]))
        return Grouping(space, group_dense(space.project(matrix), least))
    if n_seeds:
        space = fit_space(matrix, max(WIDE_SPACE, settings.n_themes))
        n_free = settings.n_themes - n_seeds
        directions = group_from_seeds(
            space.project(matrix), space.project(seeds), n_free
        )
        return Grouping(space, directions)
    # As many dimensions as groups: further ones only tell sentences of a group apart, and change
    # from subsample to subsample (agreement 0.87 against 0.74 with six more, twelve themes).
    space = fit_space(matrix, settings.n_themes)
    return Grouping(space, group_freely(space.project(matrix), settings.n_themes))


def _group_with_meaning(material: _Material, settings: LearningSettings) -> Grouping:
    """Group by n-grams, concepts and meaning; describe the groups without meaning.

    Other texts are then placed without the encoder, which is slow.
    """
    matrix, meaning = material.matrix, material.meaning
    assert meaning is not None
    n_learned = matrix.shape[0]
    joint = _Material(
        normalize(hstack([matrix, meaning[:n_learned]], format="csr")),
        hstack([material.seeds, meaning[n_learned:]], format="csr"),
    )
    grouping = _group(joint, settings)
    group = nearest(grouping.space.project(joint.matrix), grouping.directions)
    space = fit_space(matrix, max(WIDE_SPACE, settings.n_themes))
    points = normalize(space.project(matrix))
    means = np.zeros((len(grouping.directions), points.shape[1]))
    np.add.at(means, group, points)
    return Grouping(space, normalize(means))


def _read_meaning(
    selection: Selection, settings: LearningSettings
) -> csr_matrix | None:
    """Vectors of meaning of the learned sentences, then of the seeds; none unless asked for."""
    if settings.method != "semantic":
        return None
    assert settings.encode is not None
    texts = [
        *selection.rows["text"],
        *("，".join(words) for words in settings.seeds.values()),
    ]
    return csr_matrix(
        MEANING_WEIGHT * encode_sentences(texts, settings.encode, cache=settings.cache)
    )


def _weigh_seeds(view: View, settings: LearningSettings) -> csr_matrix:
    """Mean weights of each seed's texts, rows of length 1."""
    if not settings.seeds:
        return view.weigh([], [], settings.segmenter)
    weighed = [
        view.weigh(texts, texts, settings.segmenter)
        for texts in settings.seeds.values()
    ]
    rows: csr_matrix = normalize(
        csr_matrix(np.vstack([w.mean(axis=0) for w in weighed]))
    )
    return rows


def _by_size(themes: Themes, n_seeds: int) -> Ints:
    """Order of the themes: seeded ones, then by the characters of their learned sentences."""
    learned = themes.selection.learned
    near = nearest(themes.points[learned].astype(np.float64), themes.prototypes)
    chars = themes.selection.rows["text"].str.len().to_numpy()
    size = np.bincount(near, chars, len(themes.prototypes))
    free = n_seeds + np.argsort(-size[n_seeds:], kind="stable")
    return np.concatenate([np.arange(n_seeds), free]).astype(np.int64)


def _measure_stability(
    themes: Themes, material: _Material, said: Said, settings: LearningSettings
) -> Stability:
    """Find the themes again in subsamples of the agencies; not where none or one was found."""
    n_groups = len(themes.prototypes)
    if n_groups == 0 or settings.n_resamples < 1:
        return Stability(np.zeros((0, n_groups)), np.zeros(0))

    def group(rows: Ints) -> Ints:
        part = material.take(rows)
        found = _group(part, settings)
        if not len(found.directions):  # nothing dense in the subsample
            return np.full(len(rows), -1)
        return nearest(found.space.project(part.matrix), found.directions)

    whole = nearest(themes.space.project(material.matrix), themes.prototypes)
    return resample_stability(said, whole, group, n_resamples=settings.n_resamples)

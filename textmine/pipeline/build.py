"""Build the spaCy pipeline."""

from __future__ import annotations

import spacy
from spacy.language import Language

from textmine.intake.arguments import check_arguments
from textmine.pipeline import components, tokenizer
from textmine.pipeline.tokenizer import JiebaTokenizer
from textmine.text.words import Segmenter

__all__ = ["components", "load_pipeline", "tokenizer"]


@check_arguments
def load_pipeline(
    *, engine: str = "rjieba", segmenter: Segmenter | None = None
) -> Language:
    r"""Build a spaCy pipeline that finds the sections and items of a report.

    Parameters
    ----------
    engine : {"rjieba", "jieba"}
        Segmenter; both give the same words.
    segmenter : Segmenter, optional
        Yours instead, e.g. ``tm.Segmenter(add_terms=["政务公开专区"])``; ``nlp.to_disk`` keeps it.

    Returns
    -------
    spacy.language.Language
        Components ``textmine_sectionizer``, ``textmine_itemizer``, ``textmine_cell_finder`` and
        ``textmine_claim_finder``; results in ``doc.spans`` under sections, items, cells, claims.
        The text may be raw: spans lie over the doc's own characters.

    Examples
    --------
    >>> nlp = load_pipeline()
    >>> doc = nlp(
    ...     "五、存在的主要问题及改进情况\n一是更新慢；二是内容少。下一步：一是勤更新。"
    ... )
    >>> [(span.text, span.label_) for span in doc.spans["items"]]
    [('更新慢', 'problem'), ('内容少', 'problem'), ('勤更新', 'measure')]
    """
    config = {
        "nlp": {
            "tokenizer": {"@tokenizers": "textmine.JiebaTokenizer.v1", "engine": engine}
        }
    }
    nlp = spacy.blank("zh", config=config)
    if segmenter is not None:
        nlp.tokenizer = JiebaTokenizer(nlp.vocab, segmenter=segmenter)
    nlp.add_pipe("textmine_sectionizer")
    nlp.add_pipe("textmine_itemizer")
    nlp.add_pipe("textmine_cell_finder")
    nlp.add_pipe("textmine_claim_finder")
    return nlp

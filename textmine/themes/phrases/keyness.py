"""Which phrases are particular: to the genre against general Chinese, to a group against others."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from textmine.intake.arguments import check_arguments
from textmine.intake.columns import clean_column
from textmine.progress import show_progress, watch
from textmine.schema import META, NarrativeSource, check_columns
from textmine.text.words import Segmenter
from textmine.themes.narrative import check_narrative
from textmine.themes.phrases.places import mark_phrases
from textmine.themes.phrases.tokens import SLOTS
from textmine.themes.trends import contrast_groups

# The dictionary counts words of two characters well; longer ones mostly stand there with a token
# count (年度报告: 3), so that their parts are asked as well.
_LONGEST_SURE = 2
# Half a place for what was never seen, in the reports and in the dictionary.
_UNSEEN = 0.5
# Standard errors taken off a log ratio: what is left is surely there (one side of 97.5 %).
_SURE = 1.96
_SLOT = re.compile("|".join(map(re.escape, SLOTS)))


@check_arguments
def rank_phrases(
    phrases: pd.DataFrame,
    texts: pd.DataFrame | NarrativeSource,
    *,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Rank phrases by what is particular to the genre, not only by how widespread they are.

    A phrase is as particular as its words: how many times more often they stand in the texts than
    in general Chinese, as the counts of jieba's dictionary tell it. ``一些问题`` is as widespread
    as ``依申请公开``, but says nothing of the genre.

    Parameters
    ----------
    phrases : pandas.DataFrame
        As ``mine_phrases`` gives them: phrase, df_reports.
    texts : pandas.DataFrame or NarrativeSource
        What they were mined from: ``report_id``, ``text``.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        The columns of ``phrases``, then keyness (nats, at least 0: mean over the words of the log
        of their share in the texts over their share in general Chinese, less 1.96 standard errors)
        and weight (keyness × ln(1 + df_reports)); largest weight first.

    Raises
    ------
    FrameError
        If columns are missing.

    References
    ----------
    Ahmad, K., Gillam, L. & Tostevin, L. (1999). University of Surrey participation in TREC 8:
    weirdness indexing for logical document extrapolation and retrieval. TREC-8. Navigli, R. &
    Velardi, P. (2004). Learning domain ontologies from document warehouses and dedicated web sites.
    Computational Linguistics 30(2): relevance to the domain × consensus within it.

    Examples
    --------
    >>> said = ["存在一些问题，依申请公开少。", "一些问题仍在，依申请公开多。"] * 20
    >>> frame = pd.DataFrame({"report_id": [f"r{i}" for i in range(40)], "text": said})
    >>> phrases = pd.DataFrame(
    ...     {"phrase": ["一些问题", "依申请公开"], "df_reports": [40, 40]}
    ... )
    >>> rank_phrases(phrases, frame)["phrase"].tolist()
    ['依申请公开', '一些问题']
    """
    check_columns(phrases, ["phrase", "df_reports"], what="phrases")
    frame = check_narrative(texts)
    with show_progress(progress):
        usage = _Usage.of(frame["text"].fillna("").astype(str).tolist())
    keyness = np.array(
        [usage.measure(phrase) for phrase in phrases["phrase"].astype(str)]
    )
    reach = clean_column(phrases["df_reports"], "number", what="phrases")
    weight = keyness * np.log1p(reach.to_numpy(np.float64))
    out = phrases.assign(keyness=keyness.round(6), weight=weight.round(6))
    order = {"weight": False, "df_reports": False, "phrase": True}
    out = out.sort_values(list(order), ascending=list(order.values()), kind="stable")
    return out.reset_index(drop=True)


@check_arguments
def contrast_phrases(
    phrases: pd.DataFrame,
    texts: pd.DataFrame | NarrativeSource,
    *,
    by: str,
    top: int = 300,
    prior: float = 500.0,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Tell which phrases a group of reports uses more than the others.

    Counted are reports that say a phrase, not places: a report that repeats itself counts once.
    ``by`` may also tell the texts from those of another corpus, where both frames were put together
    with a column for it.

    Parameters
    ----------
    phrases : pandas.DataFrame
        As ``mine_phrases`` or ``rank_phrases`` gives them; the first ``top`` are compared.
    texts : pandas.DataFrame or NarrativeSource
        ``report_id``, ``text`` and the column named by ``by``; ``agency`` is used if there: an
        agency's reports stay together when chance is drawn.
    by : str
        Column that names the groups: agency_type, level, province, year …
    top : int, default 300
        Phrases at most.
    prior : float, default 500
        As for ``contrast_groups``.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        As ``contrast_groups`` gives them, item the phrase.

    Raises
    ------
    FrameError
        If columns are missing, no phrase stands in the texts, or there are fewer than two groups.

    References
    ----------
    Monroe, B., Colaresi, M. & Quinn, K. (2008). Fightin' words. Political Analysis 16(4):372-403.

    Examples
    --------
    >>> said = ["政策解读形式单一。"] * 4 + ["业务培训次数偏少。"] * 4
    >>> frame = pd.DataFrame(
    ...     {"report_id": list("abcdefgh"), "text": said, "level": [1] * 4 + [2] * 4}
    ... )
    >>> phrases = pd.DataFrame({"phrase": ["政策解读", "业务培训"]})
    >>> told = contrast_phrases(phrases, frame, by="level", prior=2.0)
    >>> told.groupby("group")["item"].first().tolist()
    ['政策解读', '业务培训']
    """
    check_columns(phrases, ["phrase"], what="phrases")
    frame = check_narrative(texts)
    check_columns(frame, [by], what="texts")
    compared = phrases["phrase"].astype(str).head(top)
    with show_progress(progress):
        said = mark_phrases(frame, compared)
    about = list(dict.fromkeys([*(name for name in META if name in frame.columns), by]))
    of_report = frame.drop_duplicates("report_id")[["report_id", *about]]
    of_report = of_report.assign(report_id=of_report["report_id"].astype(str))
    units = said[said["value"] > 0].merge(of_report, on="report_id", how="left")
    return contrast_groups(units, by=by, prior=prior, progress=progress)


@dataclass(frozen=True, slots=True)
class _Usage:
    """How often words stand in the texts and in general Chinese.

    ``whole`` counts words as the dictionary cuts them, ``parts`` their parts of two characters.
    """

    whole: Counter[str]
    parts: Counter[str]
    n: int

    @classmethod
    def of(cls, texts: list[str]) -> _Usage:
        """Count the words of texts."""
        cut = _general().cut
        shown = watch(texts, len(texts), "words of the texts", "text")
        whole = Counter(w for text in shown for w in cut(text) if w.isalpha())
        parts: Counter[str] = Counter()
        for word, count in whole.items():
            for part in _split_word(word):
                parts[part] += count
        return cls(whole, parts, max(sum(whole.values()), 1))

    def measure(self, phrase: str) -> float:
        """Mean keyness of a phrase's words; words of one character say nothing."""
        words = _general().cut(_SLOT.sub(" ", phrase))
        known = [
            self._of_word(word) for word in words if len(word) > 1 and word.isalpha()
        ]
        return float(np.mean(known)) if known else 0.0

    def _of_word(self, word: str) -> float:
        """Keyness of a word: its own or that of its parts, whichever claims less."""
        general = _general_counts()
        parts = [self._ratio(self.parts[p], p) for p in _split_word(word) if len(p) > 1]
        claims = [float(np.mean(parts))] if parts else []
        if word in general.counts:
            claims.append(self._ratio(self.whole[word], word))
        return min(claims, default=0.0)

    def _ratio(self, count: int, word: str) -> float:
        """Lower bound of the log ratio of shares, at least 0."""
        general = _general_counts()
        here, there = count + _UNSEEN, general.counts.get(word, 0) + _UNSEEN
        ratio = np.log(here / self.n) - np.log(there / general.total)
        return max(0.0, float(ratio - _SURE * np.sqrt(1 / here + 1 / there)))


@dataclass(frozen=True, slots=True)
class _General:
    """Counts of jieba's dictionary (newspapers and novels), and their total."""

    counts: dict[str, int]
    total: int


@cache
def _general() -> Segmenter:
    """Segmenter without the genre's lexicon: its words are those that the dictionary counts."""
    return Segmenter(lexicon={})


@cache
def _general_counts() -> _General:
    """Read the dictionary; jieba's own ``initialize`` would write a cache file."""
    import jieba

    tokenizer = jieba.Tokenizer()
    counts, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    return _General({word: n for word, n in counts.items() if n}, total)


@cache
def _short_words() -> Any:
    """Cut into words of two characters at most."""
    import jieba

    general = _general_counts()
    tokenizer = jieba.Tokenizer()
    # A word that is the beginning of a longer one only is known to jieba with the count 0.
    tokenizer.FREQ = {
        word: n if len(word) <= _LONGEST_SURE else 0
        for word, n in general.counts.items()
    }
    tokenizer.total = sum(tokenizer.FREQ.values())
    tokenizer.initialized = True
    return tokenizer


@cache
def _split_word(word: str) -> tuple[str, ...]:
    """Parts of a word of which the dictionary's counts can be trusted."""
    if len(word) <= _LONGEST_SURE:
        return (word,)
    return tuple(_short_words().cut(word, HMM=False))

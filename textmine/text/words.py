"""Words: one segmenter with the genre's lexicon; rjieba by default, jieba as the reference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from textmine.errors import TextmineError
from textmine.resources.load import load_rows, load_text

if TYPE_CHECKING:
    import pandas as pd

ENGINES = ("rjieba", "jieba")
# Times the frequency that keeps a term whole alone: beside other words it is pulled apart at the
# bare one. Chosen by hand on the lexicon's terms in the sample.
FREQ_MARGIN = 10
_MARK = "\x00"
# What the engines may read differently: everything but Han runs and single marks goes past them.
_FOREIGN = re.compile("([^\u4e00-\u9fd5\n，。、；：？！“”‘’（）《》〈〉〔〕【】—…·]+)")
_FOREIGN_TOKEN = re.compile(
    r"[0-9]+(?:[.,][0-9]+)*%?|[A-Za-z][A-Za-z0-9]*(?:[-_.&+#][A-Za-z0-9]+)*|[ \t\u3000]+|.",
    re.DOTALL,
)


class _Engine(Protocol):
    """What both engines can do."""

    def cut(self, text: str) -> Iterable[str]: ...

    def suggest_freq(self, segment: str) -> int: ...


class Segmenter:
    """Split Chinese text into words, keeping the genre's terms whole.

    The dictionary is built when first used in a process, shared by equal segmenters, stays out of
    the pickle and writes no cache file. Han runs alone reach the engine, so both engines give the
    same words; a number (with its per cent sign) or a Latin word is one token, any other mark
    stands alone.

    Parameters
    ----------
    engine : {"rjieba", "jieba"}
        ``rjieba`` is the same algorithm and dictionary in Rust, some twenty times as fast.
    lexicon : mapping of str to int, or None
        Terms to keep whole with their frequency; None takes the genre's lexicon (``load_lexicon``),
        ``{}`` none.

    Raises
    ------
    TextmineError
        If the engine is unknown, or a term is not a run of Han characters with a frequency of at
        least 1.

    References
    ----------
    Sun, J. (2012). jieba: Chinese text segmentation. Maximum-probability path over a dictionary,
    hidden Markov model for unknown words.

    Examples
    --------
    >>> segment = Segmenter()
    >>> segment("我局依申请公开12件，政务新媒体更新较慢。")
    ['我局', '依申请公开', '12', '件', '政务新媒体', '更新', '较慢']
    >>> Segmenter(lexicon={}).cut("依申请公开。")
    ['依', '申请', '公开', '。']
    """

    def __init__(self, engine: str = "rjieba", lexicon: Mapping[str, int] | None = None) -> None:
        if engine not in ENGINES:
            raise TextmineError(
                f"Segmenter: unknown engine {engine!r}; choose one of {', '.join(ENGINES)}"
            )
        self.engine = engine
        self.lexicon = None if lexicon is None else dict(lexicon)
        for term, freq in (self.lexicon or {}).items():
            if not re.fullmatch("[\u4e00-\u9fd5]+", term) or freq < 1:
                raise TextmineError(
                    f"Segmenter: lexicon term {term!r} ({freq}): "
                    "expected Han characters, frequency ≥ 1"
                )
        self._built: _Engine | None = None

    def cut(self, text: str) -> list[str]:
        """Split a text into tokens that join to the text again.

        Parameters
        ----------
        text : str
            Any text, of any length.

        Returns
        -------
        list of str
            Words, numbers, marks and blanks in order; ``"".join`` of them is the text.

        Examples
        --------
        >>> Segmenter().cut("公开率达 99.5%。")
        ['公开', '率达', ' ', '99.5%', '。']
        """
        parts = _FOREIGN.split(text)
        if len(parts) == 1:
            return list(self._ready().cut(text))
        foreign = []
        for i in range(1, len(parts), 2):
            run = _FOREIGN_TOKEN.findall(parts[i])
            foreign += run
            parts[i] = _MARK * len(run)
        tokens = list(self._ready().cut("".join(parts)))
        at = -1
        for token in foreign:
            at = tokens.index(_MARK, at + 1)
            tokens[at] = token
        return tokens

    def __call__(self, text: str) -> list[str]:
        """Words of a text without marks and blanks: a ``tokenizer=`` for vectorizers.

        Parameters
        ----------
        text : str
            Any text.

        Returns
        -------
        list of str
            Words and numbers in order.
        """
        return [token for token in self.cut(text) if token[0].isalnum()]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Places of the words that ``segmenter(text)`` gives.

        Parameters
        ----------
        text : str
            Any text.

        Returns
        -------
        list of (int, int)
            Half-open offsets into ``text``, ascending.

        Examples
        --------
        >>> Segmenter().spans("政策解读，放管服")
        [(0, 4), (5, 8)]
        """
        out, at = [], 0
        for token in self.cut(text):
            if token[0].isalnum():
                out.append((at, at + len(token)))
            at += len(token)
        return out

    def suggest_freq(self, term: str) -> int:
        """Frequency a new term needs to stay whole, with a margin against its neighbours' pull.

        Parameters
        ----------
        term : str
            A run of Han characters.

        Returns
        -------
        int
            At least 10.

        Examples
        --------
        >>> Segmenter(lexicon={}).suggest_freq("政务公开专区") >= 10
        True
        """
        return FREQ_MARGIN * max(int(self._ready().suggest_freq(term)), 1)

    def _ready(self) -> _Engine:
        """Build the engine in this process, once."""
        if self._built is None:
            terms = None if self.lexicon is None else tuple(self.lexicon.items())
            self._built = _engine_with(self.engine, terms)
        return self._built

    def __repr__(self) -> str:
        size = "genre" if self.lexicon is None else f"{len(self.lexicon)} terms"
        return f"Segmenter(engine={self.engine!r}, lexicon={size})"

    def __getstate__(self) -> dict[str, Any]:
        return {"engine": self.engine, "lexicon": self.lexicon, "_built": None}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Segmenter) and (self.engine, self.lexicon) == (
            other.engine,
            other.lexicon,
        )

    __hash__ = None  # type: ignore[assignment]


def load_lexicon() -> pd.DataFrame:
    """Load the genre's lexicon.

    Returns
    -------
    pandas.DataFrame
        Columns ``term``, ``freq`` (dictionary frequency that keeps the term whole), ``pos`` (n, nt,
        l), ``category``, ``source`` (the act or notice that uses the term, or ``usage``).

    Examples
    --------
    >>> load_lexicon().query("term == '依申请公开'")[["category", "source"]].values.tolist()
    [['disclosure', '国务院令第711号']]
    """
    import pandas as pd

    frame = pd.DataFrame(list(load_rows("lexicon.csv")), dtype="str")
    return frame.assign(freq=frame["freq"].astype("int64"))


def lexicon_frequencies() -> dict[str, int]:
    """Terms of the genre's lexicon with their frequency; extend ``{**…, "新词": 10}``.

    Returns
    -------
    dict
        Term to frequency, in the lexicon's order.

    Examples
    --------
    >>> lexicon_frequencies()["放管服"] >= 10
    True
    """
    return {row["term"]: int(row["freq"]) for row in load_rows("lexicon.csv")}


def load_stopwords() -> frozenset[str]:
    """Load the words that carry no theme: function words and the genre's colourless ones.

    Returns
    -------
    frozenset of str
        Words as the segmenter gives them.

    Examples
    --------
    >>> "进一步" in load_stopwords() and "解读" not in load_stopwords()
    True
    """
    lines = load_text("stopwords.txt").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


# Built engines kept in a process: each takes about 50 MB and a quarter of a second.
@lru_cache(maxsize=2)
def _engine_with(engine: str, terms: tuple[tuple[str, int], ...] | None) -> _Engine:
    """Build an engine, or give the one that has been: nothing is ever added to it later."""
    known = lexicon_frequencies() if terms is None else dict(terms)
    return _build_rjieba(known) if engine == "rjieba" else _build_jieba(known)


def _build_rjieba(terms: Mapping[str, int]) -> _Engine:
    """Build a Rust engine with the terms added."""
    import rjieba

    engine = rjieba.Jieba()
    for term, freq in terms.items():
        engine.add_word(term, freq, "n")
    return engine


def _build_jieba(terms: Mapping[str, int]) -> _Engine:
    """Build an own jieba; its dictionary is read here: ``initialize`` writes a cache file."""
    import jieba

    engine = jieba.Tokenizer()
    engine.FREQ, engine.total = engine.gen_pfdict(engine.get_dict_file())
    engine.initialized = True
    total = engine.total
    for term, freq in terms.items():
        total += freq - engine.FREQ.get(
            term, 0
        )  # as rjieba counts; jieba adds freq to a known word's again
        engine.add_word(term, freq)
    engine.total = total
    return engine  # type: ignore[no-any-return]

"""Words: one segmenter with the genre's lexicon; rjieba by default, jieba as the reference."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from textmine.english import Counted
from textmine.intake.values import take_choice
from textmine.resources.load import load_rows, load_text
from textmine.text.characters import code_points
from textmine.text.script import spell_plain
from textmine.text.wordlists import Terms, Words, read_terms, read_words

if TYPE_CHECKING:
    import pandas as pd

ENGINES = ("rjieba", "jieba")
# Times the frequency that keeps a term whole alone: beside other words it is pulled apart at the
# bare one. Chosen by hand on the lexicon's terms in the sample.
FREQ_MARGIN = 10
_MARK = "\x00"
_HAN_RUN = re.compile("[\u4e00-\u9fd5]+")
# What the engines may read differently: everything but Han runs and single marks goes past them.
_FOREIGN_CLASS = "[^\u4e00-\u9fd5\n，。、；：？！“”‘’（）《》〈〉〔〕【】—…·]"
_FOREIGN = re.compile(f"({_FOREIGN_CLASS}+)")
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
    stands alone. Full-width and traditional text is cut where its plain twin is cut.

    Parameters
    ----------
    engine : {"rjieba", "jieba"}
        ``rjieba`` is the same algorithm and dictionary in Rust, some twenty times as fast.
    lexicon : mapping, list or file, optional
        Terms to keep whole, instead of the genre's lexicon (``load_lexicon``); ``{}`` for none. A
        mapping has their frequency, or None where one is to be found; a file has a term a line
        (``.txt``; a number behind it is its frequency), or columns term and freq (``.csv``). A
        term of Han characters is weighed against its neighbours; one with Latin letters, digits or
        marks (12345热线, e政通, 双随机、一公开) is always kept whole.
    add_terms : mapping, list or file, optional
        Terms beside those of the lexicon.
    stop_words : list or file, optional
        Words without a say in themes and phrases, instead of the genre's (``load_stopwords``).
    add_stop_words : list or file, optional
        Such words beside them.

    Raises
    ------
    TextmineError
        If the engine is unknown, a file cannot be read, or a term or word is none; the message
        names it.

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
    >>> Segmenter(add_terms=["12345热线", "双随机、一公开"])(
    ...     "推行双随机、一公开和12345热线"
    ... )
    ['推行', '双随机、一公开', '和', '12345热线']
    """

    def __init__(
        self,
        engine: str = "rjieba",
        lexicon: Terms | None = None,
        *,
        add_terms: Terms = (),
        stop_words: Words | None = None,
        add_stop_words: Words = (),
    ) -> None:
        self.engine = take_choice(engine, ENGINES, "engine", what="Segmenter")
        self.lexicon = None if lexicon is None else read_terms(lexicon)
        added = read_terms(add_terms, what="add_terms")
        if added:
            kept = lexicon_frequencies() if self.lexicon is None else self.lexicon
            self.lexicon = {**kept, **added}
        self.stop_words = None if stop_words is None else read_words(stop_words)
        self.add_stop_words = read_words(add_stop_words, what="add_stop_words")
        self._pattern = _find_foreign(self.mixed_terms)
        self._built: _Engine | None = None

    @property
    def mixed_terms(self) -> frozenset[str]:
        """Terms with Latin letters, digits or marks, kept whole wherever they stand."""
        return frozenset(t for t in self.lexicon or {} if not _HAN_RUN.fullmatch(t))

    @property
    def term_pattern(self) -> re.Pattern[str] | None:
        """Pattern of the mixed terms where they stand as such; None without any."""
        return re.compile(_spell_terms(self.mixed_terms)) if self.mixed_terms else None

    @property
    def own_stop_words(self) -> frozenset[str]:
        """The stop words that were given: no phrase holds them."""
        return (self.stop_words or frozenset()) | self.add_stop_words

    @property
    def all_stop_words(self) -> frozenset[str]:
        """The words that carry no theme: the genre's or those given instead, and those added."""
        return (load_stopwords() if self.stop_words is None else self.stop_words) | (
            self.add_stop_words
        )

    def settings(self) -> dict[str, Any]:
        """What makes the same segmenter again, ready for JSON: ``Segmenter(**settings)``.

        Returns
        -------
        dict
            engine, lexicon, stop_words, add_stop_words.

        Examples
        --------
        >>> segmenter = Segmenter(add_stop_words=["扎实"])
        >>> Segmenter(**segmenter.settings()) == segmenter
        True
        """
        return {
            "engine": self.engine,
            "lexicon": self.lexicon,
            "stop_words": None if self.stop_words is None else sorted(self.stop_words),
            "add_stop_words": sorted(self.add_stop_words),
        }

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
        plain = spell_plain(text)
        tokens = self._cut_plain(plain)
        return tokens if plain is text else _respell(tokens, plain, text)

    def _cut_plain(self, text: str) -> list[str]:
        """Cut a text without full-width letters and traditional characters."""
        parts = self._pattern.split(text)
        if len(parts) == 1:
            return list(self._ready().cut(text))
        terms = self.lexicon or {}
        foreign: list[str] = []
        for i in range(1, len(parts), 2):
            run = [parts[i]] if parts[i] in terms else _FOREIGN_TOKEN.findall(parts[i])
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
        return [token for token in self.cut(text) if is_word(token)]

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
            if is_word(token):
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
        return _needed(self._ready(), term)

    def _ready(self) -> _Engine:
        """Build the engine in this process, once."""
        if self._built is None:
            terms = None if self.lexicon is None else tuple(self.lexicon.items())
            self._built = _engine_with(self.engine, terms)
        return self._built

    def __repr__(self) -> str:
        size = "genre" if self.lexicon is None else f"{Counted(len(self.lexicon)):term}"
        return f"Segmenter(engine={self.engine!r}, lexicon={size})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _make, (type(self), self.settings())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Segmenter) and self.settings() == other.settings()

    __hash__ = None  # type: ignore[assignment]


def _respell(tokens: list[str], plain: str, text: str) -> list[str]:
    """Write the tokens of a plain text as its twin has them: those alone that differ."""
    ends = list(accumulate(map(len, tokens)))
    differs = code_points(plain) != code_points(text)
    for at in np.flatnonzero(differs).tolist():
        i = bisect_right(ends, at)
        tokens[i] = text[ends[i] - len(tokens[i]) : ends[i]]
    return tokens


def is_word(token: str) -> bool:
    """Tell a word or number from a mark or a blank.

    Parameters
    ----------
    token : str
        As ``Segmenter.cut`` gives it.

    Returns
    -------
    bool
        Whether it holds a letter or digit; a term may begin with a mark.

    Examples
    --------
    >>> is_word("“双随机、一公开”"), is_word("99.5%"), is_word("、")
    (True, True, False)
    """
    return token[0].isalnum() or (len(token) > 1 and any(map(str.isalnum, token)))


def load_lexicon() -> pd.DataFrame:
    """Load the genre's lexicon.

    Returns
    -------
    pandas.DataFrame
        Columns ``term``, ``freq`` (dictionary frequency that keeps the term whole), ``pos`` (n, nt,
        l), ``category``, ``source`` (the act or notice that uses the term, or ``usage``).

    Examples
    --------
    >>> load_lexicon().query("term == '依申请公开'")[
    ...     ["category", "source"]
    ... ].values.tolist()
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
    return frozenset(
        word for line in lines if not line.startswith("#") for word in line.split()
    )


def _make(kind: type[Segmenter], settings: dict[str, Any]) -> Segmenter:
    """Make a segmenter again from a pickle; it builds its dictionary anew."""
    return kind(**settings)


def _find_foreign(mixed: frozenset[str]) -> re.Pattern[str]:
    """Pattern of what goes past the engine: terms that are no run of Han, and other characters."""
    if not mixed:
        return _FOREIGN
    term = _spell_terms(mixed)
    return re.compile(f"({term}|(?:(?!{term}){_FOREIGN_CLASS})+)")


def _spell_terms(mixed: frozenset[str]) -> str:
    """Write a pattern of terms: the longest first, none within a longer number or Latin word."""
    longest_first = sorted(mixed, key=lambda term: (-len(term), term))
    whole = [
        _border(t[0], "<") + re.escape(t) + _border(t[-1], "") for t in longest_first
    ]
    return f"(?:{'|'.join(whole)})"


def _border(edge: str, side: str) -> str:
    """What must not stand beside a term that begins or ends with a digit or a Latin letter."""
    if edge.isascii() and edge.isalnum():
        return f"(?{side}!{'[0-9]' if edge.isdigit() else '[A-Za-z]'})"
    return ""


# Built engines kept in a process: each takes about 50 MB and a quarter of a second.
@lru_cache(maxsize=2)
def _engine_with(
    engine: str, terms: tuple[tuple[str, int | None], ...] | None
) -> _Engine:
    """Build an engine, or give the one that has been: nothing is ever added to it later."""
    known: Mapping[str, int | None] = (
        lexicon_frequencies() if terms is None else dict(terms)
    )
    # Terms with other characters are cut out before a text reaches the engine.
    han = {term: freq for term, freq in known.items() if _HAN_RUN.fullmatch(term)}
    return _build_rjieba(han) if engine == "rjieba" else _build_jieba(han)


def _build_rjieba(terms: Mapping[str, int | None]) -> _Engine:
    """Build a Rust engine with the terms added."""
    import rjieba

    engine = rjieba.Jieba()
    for term, freq in terms.items():
        engine.add_word(term, freq or _needed(engine, term), "n")
    return engine


def _needed(engine: _Engine, term: str) -> int:
    """Frequency that keeps a term whole, also beside other words."""
    return FREQ_MARGIN * max(int(engine.suggest_freq(term)), 1)


def _build_jieba(terms: Mapping[str, int | None]) -> _Engine:
    """Build an own jieba; its dictionary is read here: ``initialize`` writes a cache file."""
    import jieba

    engine = jieba.Tokenizer()
    engine.FREQ, engine.total = engine.gen_pfdict(engine.get_dict_file())
    engine.initialized = True
    for term, given in terms.items():
        freq = given or _needed(engine, term)
        # As rjieba counts; jieba adds freq to a known word's again.
        total = engine.total + freq - engine.FREQ.get(term, 0)
        engine.add_word(term, freq)
        engine.total = total
    return engine  # type: ignore[no-any-return]

"""Replace what a text says and keep what it is made of, so that it may be shown to others.

Names, numbers and words are exchanged for others of the same length, the same one for the same one;
marks, blanks, line ends and the wording of the statutory form stay where they are. What reads a
report by its form reads the redacted one at the same places.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from html import escape, unescape
from typing import Any

from textmine.resources.load import load_toml
from textmine.resources.references import load_references
from textmine.resources.regions import gazetteer
from textmine.text.numbers.numerals import NUMERALS
from textmine.text.script import simplified_table
from textmine.text.words import Segmenter, load_stopwords

LONGEST_KEPT = 4
"""Characters outside the form of which no run of the original is left: three are a word, four begin
to be a phrase."""
_FORM = (
    "forms.toml",
    "statistics.toml",
    "headings.toml",
    "agency_types.toml",
    "quantities.toml",
)
_CUES = (
    "roles.toml",
    "clauses.toml",
    "lines.toml",
    "checks.toml",
    "pages.toml",
    "genres.toml",
)
_SUFFIXES = "省市区县旗州盟镇乡"
_HAN = re.compile(r"[\u3400-\u9fff]+")
_RUN = re.compile(r"[\u3400-\u9fffA-Za-z0-9０-９]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=\s*(?:年|-|/|\.))")
_DAYS = (
    re.compile(
        r"(?<=年)(?P<lead>\s*)(?P<month>\d{1,2})\s*月\s*(?:(?P<day>\d{1,2})(?=\s*[日号]))?"
    ),
    re.compile(r"(?<=\d{4}[-/.])(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"),
)
_NUMERAL = re.compile(f"[{NUMERALS}]+")
_MARKER_BEHIND = re.compile(r"\s*[、.．)）是要，]")
_ORDINALS = "一二三四五六七八九"
_FORMS = ((1990, 2018), (2019, 2020), (2021, 2029))
"""First and last years of reporting of each form: a year is exchanged for one of the same form."""
# Characters that words are made of in place of others: common, so that a text still reads like
# one in its encoding, and in no cue, so that none comes up by chance.
_FILL = "山水云木竹松林石金玉花草鸟鱼虫日月星雨雪风春秋冬东南西北红黄蓝白黑青"
# Text that is written in other signs: each of them alone would be told from how often it comes.
_ENCODED = re.compile(
    r"(?:%[0-9A-Fa-f]{2}|=[0-9A-F]{2}){2,}|(?:\\[ux][0-9A-Fa-f]{2,4}|&#x?[0-9A-Fa-f]+;?)+"
    r"|[A-Za-z0-9+/]{80,}"
)
_SALTS = 50
"""Times that a run of the original which came up by chance is replaced anew."""


class Redactor:
    r"""Exchanges names, numbers and words, each for the same one throughout.

    Parameters
    ----------
    key : bytes
        What the exchange is drawn from; keep it to yourself, or throw it away.

    Examples
    --------
    >>> text = "五、存在的主要问题及改进情况\n一是栏目更新不及时，仅38条。"
    >>> redacted = Redactor(b"k").redact(text)
    >>> (
    ...     len(redacted) == len(text),
    ...     redacted.startswith("五、存在的主要问题及改进情况\n一是"),
    ... )
    (True, True)
    >>> "38" in redacted or "栏目更新" in redacted
    False
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def redact(self, text: str) -> str:
        """Redact a text.

        Parameters
        ----------
        text : str
            Any text; it need not be normalised.

        Returns
        -------
        str
            A text of the same length: every mark, blank and line end where it was, and no run of
            ``LONGEST_KEPT`` letters, digits and Chinese characters of the original outside the
            wording of the form and the names of agencies' kinds.
        """
        plain = text.translate(simplified_table())
        fixed = find_form_wording(plain)
        out = list(text)
        self._exchange_words(plain, fixed, out)
        self._exchange_signs(plain, out)
        self._exchange_regions(plain, fixed, out)
        self._exchange_dates(plain, fixed, out)
        self._break_what_is_left(text, fixed, out)
        return "".join(out)

    def _draw(self, *what: object) -> int:
        """A number that is the same for the same things under this key."""
        named = "\\0".join(map(str, what)).encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(named, key=self._key, digest_size=8).digest()
        return int.from_bytes(digest, "big")

    def _exchange_words(self, text: str, fixed: list[bool], out: list[str]) -> None:
        """Exchange words that are neither of the form nor cues."""
        segmenter = _segmenter()
        for run in _HAN.finditer(text):
            at = run.start()
            for word in segmenter.cut(run[0]):
                end = at + len(word)
                if word not in _cues():
                    for k in range(at, end):
                        if not fixed[k] and not _ends_a_region(text, k):
                            out[k] = self._character(text, word, k - at, at)
                at = end

    def _character(self, text: str, word: str, at: int, start: int) -> str:
        """What stands for one character of a word."""
        char = word[at]
        if _NUMERAL.fullmatch(word):
            is_marker = _MARKER_BEHIND.match(text, start + len(word)) or text[
                :start
            ].endswith("第")
            if is_marker or char not in _ORDINALS:
                return char
            return _other(_ORDINALS, char, self._draw("numeral", char))
        return _other(_FILL, char, self._draw("word", word, at))

    def _exchange_signs(self, text: str, out: list[str]) -> None:
        """Exchange digits and letters; a zero stays one: a table is read by it."""
        for k, char in enumerate(text):
            for alphabet in _ALPHABETS:
                if char in alphabet:
                    out[k] = _other(alphabet, char, self._draw("sign", char))
        for run in _ENCODED.finditer(text):
            for k, char in enumerate(run[0]):
                for alphabet in _ALPHABETS:
                    if char in alphabet:
                        drawn = self._draw("encoded", run[0], k)
                        out[run.start() + k] = _other(alphabet, char, drawn)

    def _exchange_regions(self, text: str, fixed: list[bool], out: list[str]) -> None:
        """Exchange names of regions for those of others of their length and kind."""
        for start, end, name in gazetteer().find(text):
            others = _regions_like(len(name), name[-1])
            if len(others) > 1 and not any(fixed[start:end]):
                new = _other(others, name, self._draw("region", name))
                out[start:end] = list(new)

    def _exchange_dates(self, text: str, fixed: list[bool], out: list[str]) -> None:
        """Exchange years for others of the same form, days for other days: they are of the form."""
        for match in _YEAR.finditer(text):
            out[match.start() : match.end()] = list(self._year(match[0]))
            fixed[match.start() : match.end()] = [True] * len(match[0])
        for match in (match for pattern in _DAYS for match in pattern.finditer(text)):
            for group, last in (("month", 12), ("day", 28)):
                if match[group]:
                    written = self._day(match[group], last)
                    out[match.start(group) : match.end(group)] = list(written)
                    fixed[match.start(group) : match.end(group)] = [True] * len(written)

    def _day(self, number: str, last: int) -> str:
        """Another month or day of as many digits."""
        width = len(number)
        choices = [
            n for n in map(str, range(1, last + 1)) if len(n.zfill(width)) == width
        ]
        fitting = [n.zfill(width) for n in choices]
        return _other(fitting, number, self._draw("day", number, last))

    def _year(self, year: str) -> str:
        """Another year of the same form."""
        for first, last in _FORMS:
            if first <= int(year) <= last:
                n = last - first + 1
                step = 1 + self._draw("year", first) % (n - 1)
                return str(first + (int(year) - first + step) % n)
        return "1990"

    def _break_what_is_left(self, text: str, fixed: list[bool], out: list[str]) -> None:
        """Exchange one more character of every run of the original that is left, or came up."""
        known = {
            window
            for run in _RUN.finditer(text)
            for k, window in enumerate(_windows(run[0]), start=run.start())
            if not any(fixed[k : k + LONGEST_KEPT])
        }
        for salt in range(_SALTS):
            left = [
                run.start() + k
                for run in _RUN.finditer("".join(out))
                for k, window in enumerate(_windows(run[0]))
                if window in known
            ]
            if not left:
                return
            done = -LONGEST_KEPT
            for at in left:
                if at < done + LONGEST_KEPT:
                    continue
                done = at
                k = at + self._draw("break", salt, at) % LONGEST_KEPT
                alphabet = next((a for a in _ALPHABETS if out[k] in a), _FILL)
                out[k] = _other(alphabet, out[k], self._draw("fill", salt, k))
        for at in left:
            out[at : at + LONGEST_KEPT] = "■" * LONGEST_KEPT


_ALPHABETS = (
    "123456789",
    "１２３４５６７８９",
    "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
)


def _other(choices: Any, one: str, drawn: int) -> str:
    """One of some choices that is not the one given."""
    at = drawn % len(choices)
    return str(choices[at] if choices[at] != one else choices[(at + 1) % len(choices)])


def _windows(run: str) -> Iterator[str]:
    """Stretches of a run, each of the length of which none may be left."""
    return (run[k : k + LONGEST_KEPT] for k in range(len(run) - LONGEST_KEPT + 1))


def find_form_wording(text: str) -> list[bool]:
    """Tell of each character whether it stands in wording of the form.

    Parameters
    ----------
    text : str
        Any text, in simplified characters.

    Returns
    -------
    list of bool
        True in stretches of the official wording and of the names of agencies' kinds, and in
        stretches that are made of nothing but words of theirs (公开政府信息).

    Examples
    --------
    >>> sum(find_form_wording("本年新制作数量")), sum(find_form_wording("张建国的茶园"))
    (7, 0)
    """
    fixed = [False] * len(text)
    for run in _RUN.finditer(text):
        for k, window in enumerate(_windows(run[0]), start=run.start()):
            if window in _form_windows():
                fixed[k : k + LONGEST_KEPT] = [True] * LONGEST_KEPT
    for run in _HAN.finditer(text):
        at = run.start()
        for word in _segmenter().cut(run[0]):
            if word in _form_words():
                fixed[at : at + len(word)] = [True] * len(word)
            at += len(word)
    return fixed


def _ends_a_region(text: str, at: int) -> bool:
    """Tell whether a character is the 市 or 县 before the kind of an agency."""
    return text[at] in _SUFFIXES and _agency_behind().match(text, at + 1) is not None


def _strings(value: Any) -> Iterator[str]:
    """All strings of a resource."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


@cache
def _form_windows() -> frozenset[str]:
    """Stretches of the wording of the form and of the kinds of agencies."""
    return frozenset(w for run in _form_runs() for w in _windows(run))


@cache
def _form_words() -> frozenset[str]:
    """Words of the form, of two characters at least."""
    words = (word for run in _form_runs() for word in _segmenter().cut(run))
    return frozenset(word for word in words if len(word) > 1)


@cache
def _form_runs() -> frozenset[str]:
    """Runs of Han characters in the form and in what the resources say of it."""
    return _runs([*load_references("mandated"), *map(load_toml, _FORM)])


def _runs(texts: Any) -> frozenset[str]:
    """Runs of Han characters in all strings of some texts or resources."""
    return frozenset(run for text in _strings(texts) for run in _HAN.findall(text))


@cache
def _agency_behind() -> re.Pattern[str]:
    """Match the kind of an agency."""
    names = _runs(load_toml("agency_types.toml"))
    return re.compile("|".join(["人民政府", *sorted(names)]))


@cache
def _cues() -> frozenset[str]:
    """Words shorter than a phrase that the readers go by."""
    runs = _runs([load_toml(name) for name in (*_FORM, *_CUES)])
    words = {word for run in runs for word in _segmenter().cut(run)}
    every = runs | words | load_stopwords()
    return frozenset(word for word in every if len(word) < LONGEST_KEPT)


@cache
def _segmenter() -> Segmenter:
    """The genre's segmenter."""
    return Segmenter()


@cache
def _regions_like(length: int, last: str) -> tuple[str, ...]:
    """Names of regions of a length that end alike, today's only."""
    names = {place.name for place in gazetteer().places if place.valid_in(None)}
    return tuple(
        sorted(name for name in names if len(name) == length and name[-1] == last)
    )


# What stands in markup and is no text: what is not shown, bounds of text as it stands, elements,
# characters that are written as signs. Whatever is none of these is text.
_MARKUP = re.compile(
    r"""
    (?P<unseen> <!--.*?--> | <!DOCTYPE\b[^>\[]*\[.*?\]\s*> | <!(?!\[CDATA\[)[^>]*> | <\?[^>]*> )
    | (?P<bound> <!\[CDATA\[ | \]\]> )
    | (?P<opened> </?[a-z][\w:.-]* )(?=[\s/>])
      (?P<inside> (?: "[^"]*" | '[^']*' | [^<>"'] )* ) >
    | (?P<sign> &(?: \#\d+ | \#x[0-9a-f]+ | [a-z]\w* );? )
    """,
    re.VERBOSE | re.DOTALL | re.ASCII | re.IGNORECASE,
)
_DECLARED = re.compile(
    r"<\?xml(?:\s+(?:version|encoding|standalone)=[\"'][\w.-]{1,12}[\"'])*\s*\?>",
    re.ASCII,
)
# Within an element: what parts its attributes, an attribute with its value, a bare word.
_ATTRIBUTE = re.compile(
    r"""
    [\s/]+
    | (?P<name> [A-Za-z_:@][\w:.-]* ) (?P<equals> \s*=\s* )
      (?P<value> "[^"]*" | '[^']*' | [^\s"'<>]+ )
    | (?P<bare> [^\s/]+ )
    """,
    re.VERBOSE | re.ASCII,
)
# Elements that end a line, of pages and of documents of all formats: words go on over others.
_BLOCKS = re.compile(
    r"</?(?:\w+:)?(?:p|h|h[1-6]|div|td|th|tr|tc|tbl|table|li|br|tab|title|body|TextObject|si|c)\b"
)
# Values that lay nothing out: words, addresses, encoded text, telephone numbers (7 digits).
_TELLING = re.compile(
    r"[^\x00-\x7f（）、．]|[/\\@]|url\s*\(|%[0-9a-f]{2}|(?<![.\d])\d{7}", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z]{4,}")
_PIECE = re.compile(r"_?([A-Za-z]*)_?\d{0,4}(?:\.xml)?(?:\.rels)?")


def redact_markup(redactor: Redactor, source: str, *, page: bool) -> str:
    """Redact the text of a page or of an XML part, and keep its elements.

    Parameters
    ----------
    redactor : Redactor
        What exchanges the words.
    source : str
        HTML or XML.
    page : bool
        Whether it is a web page: other attributes lay a page out than a document.

    Returns
    -------
    str
        The same markup around a redacted text. Signs (``&#24352;``) are the characters that they
        stand for; values of attributes are text unless they lay something out
        (``resources/markup.toml``); comments, declarations and instructions are left out.

    Examples
    --------
    >>> page = '<p class="text">公开<b>茶园</b>名录</p><!-- 张三 -->'
    >>> redacted = redact_markup(Redactor(b"k"), page, page=True)
    >>> (
    ...     redacted.startswith('<p class="text">公开<b>'),
    ...     "茶园" in redacted,
    ...     "张三" in redacted,
    ... )
    (True, False, False)
    """
    said: list[str] = []
    written: list[re.Match[str] | None] = []
    at = 0
    for match in _MARKUP.finditer(source):
        said += [source[at : match.start()], _text_of(match)]
        written += [None, match]
        at = match.end()
    said.append(source[at:])
    written.append(None)
    redacted = redactor.redact("".join(said))
    out, at = [], 0
    for text, mark in zip(said, written, strict=True):
        new = redacted[at : at + len(text)]
        out.append(new if mark is None else _rewrite(redactor, mark, new, page))
        at += len(text)
    return "".join(out)


def _text_of(match: re.Match[str]) -> str:
    """What a piece of markup says among the text: a line end, a character, or nothing."""
    if match["sign"]:
        return unescape(match[0])
    return "\n" if match["opened"] and _BLOCKS.match(match[0]) else ""


def _rewrite(redactor: Redactor, match: re.Match[str], text: str, page: bool) -> str:
    """Write a piece of markup anew; ``text`` is what became of what it says."""
    if match["sign"]:
        meant = unescape(match[0])
        if meant == match[0]:
            return text
        return match[0] if text == meant and match[0][1] != "#" else escape(text)
    if match["unseen"]:
        if match[0][:14].lower() == "<!doctype html":
            return "<!DOCTYPE html>"
        return match[0] if _DECLARED.fullmatch(match[0]) else ""
    return match[0] if match["bound"] else _redact_element(redactor, match, page)


def _redact_element(redactor: Redactor, element: re.Match[str], page: bool) -> str:
    """Redact what an element says beside its name."""

    def rewrite(match: re.Match[str]) -> str:
        name, value = match["name"], match["value"]
        if match["bare"]:
            is_flag = match["bare"].lower() in load_toml("markup.toml")["flags"]
            return match[0] if is_flag else redactor.redact(match["bare"])
        if not name:
            return match[0]
        inner = unescape(value[1:-1] if value[0] in "\"'" else value)
        if _lays_out(element["opened"].lstrip("</"), name, inner, page):
            return match[0]
        return f'{name}{match["equals"]}"{escape(redactor.redact(inner))}"'

    return element["opened"] + _ATTRIBUTE.sub(rewrite, element["inside"]) + ">"


def _lays_out(element: str, name: str, value: str, page: bool) -> bool:
    """Tell whether the value of an attribute lays something out and says nothing."""
    kept = load_toml("markup.toml")
    if page:
        is_kept = name.lower() in kept["page"] or (name, element.lower()) == (
            "name",
            "meta",
        )
        return is_kept and not _TELLING.search(value)
    if name.startswith("xmlns"):
        return value.startswith(tuple(kept["namespaces"]))
    last, of = name.rpartition(":")[2], element.rpartition(":")[2]
    if last in kept["paths"]:
        return all(map(_is_piece, value.split("/")))
    is_kept = last in kept["xml"] or (last == "val" and of in kept["valued"])
    is_known = all(word in kept["words"] for word in _WORD.findall(value))
    return is_kept and is_known and not _TELLING.search(value)


def _is_piece(name: str) -> bool:
    """Tell whether a folder or file within a document is named by its format."""
    match = _PIECE.fullmatch(name)
    return match is not None and match[1] in load_toml("markup.toml")["pieces"]


def redact_path(redactor: Redactor, path: str) -> str:
    """Redact the path of a part of a document.

    Parameters
    ----------
    redactor : Redactor
        What exchanges the words.
    path : str
        Folders and file, with forward slashes.

    Returns
    -------
    str
        The path; only what the formats themselves name stays.

    Examples
    --------
    >>> redact_path(Redactor(b"k"), "Doc_0/Pages/Page_1/Content.xml")
    'Doc_0/Pages/Page_1/Content.xml'
    >>> "茶园" in redact_path(Redactor(b"k"), "茶园/content.xml")
    False
    """
    pieces = path.split("/")
    return "/".join(p if _is_piece(p) else redactor.redact(p) for p in pieces)

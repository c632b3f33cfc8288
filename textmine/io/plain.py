"""Decode the bytes of a text file, and refuse what is not text."""

from __future__ import annotations

import codecs

import numpy as np
from numpy.typing import NDArray

from textmine.english import Counted
from textmine.errors import ReadError
from textmine.io.kinds import GZIP, OLE, RAR, RTF, SEVEN_ZIP, ZIP
from textmine.text.characters import code_points

_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"RIFF", "a WebP image or a sound"),
    (b"%PDF", "a PDF"),
    (ZIP, "a ZIP archive (DOCX, XLSX …)"),
    (OLE, "an old Office file"),
    (GZIP, "a gzip archive"),
    (RAR, "a RAR archive"),
    (SEVEN_ZIP, "a 7z archive"),
    (RTF, "an RTF file"),
)
_FOREIGN = (
    (b"BZh", "packed with bzip2; unpack it"),
    (b"\xfd7zXZ\x00", "packed with xz; unpack it"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd; unpack it"),
    (b"ARROW1\x00\x00", "a feather table; save it as .parquet or .csv"),
    (b"<stata_dta>", "a table of Stata; save it as .csv"),
    (b"$FL2", "a table of SPSS; save it as .csv"),
    (b"\x89HDF\r\n", "a table of HDF5; save it as .csv"),
    (b"CAJ\x00", "a CAJ file of CNKI; save the report as PDF from its reader"),
    (b"HN\x00\x00", "a CAJ file of CNKI; save the report as PDF from its reader"),
    (
        b"L\x00\x00\x00\x01\x14\x02\x00",
        "a shortcut of Windows; give the file that it leads to",
    ),
    (b"[InternetShortcut]", "a shortcut to a page; open it, and save the page"),
    (
        b"version https://git-lfs",
        "a pointer of Git LFS; fetch the file itself (git lfs pull)",
    ),
    (b"MZ\x90\x00", "a program, perhaps an archive that unpacks itself; unpack it"),
)
"""First bytes of what is no text, and what to do about it."""
# Zero bytes at the end of a file, from which they are the rest of a block of a disk, or of a
# download that was given its room beforehand.
_PADDED = 8
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要时来用生到作地于出就分对成会可主发年动同工也能下过子说产方面后多定行学法所民得经十三之进等部度"
    "這個為國時來們動說產過發開報關務數據處實區縣鎮鄉總體況應對員導辦聞機構無與會問題點間運現議訴訟請"
    "二四五六七八九日月市县区镇乡省局委办府政公开信息工作情况报告机关主动申请收到处理行政复议诉讼存在问题改进本全强加网站"
)
_HAN = (0x3400, 0x9FFF)  # code points of Chinese characters
_IS_FREQUENT = np.isin(
    np.arange(_HAN[0], _HAN[1] + 1), np.array([ord(char) for char in _FREQUENT])
)
_LATIN = (0x80, 0x2FF)  # code points of accented letters
# Whether a code point is a blank; the last entry stands for all from there on.
_IS_BLANK = np.array([chr(code).isspace() for code in range(0x3001)] + [False])
_SAMPLE = 20_000  # characters that are looked at
_BLOCK = 1_000_000  # characters in one go: bounds the memory
_MIN_SHARE = 0.06  # of Chinese characters that are frequent; below it the encoding was a wrong one
_ENOUGH = 20  # Chinese characters below which a share says nothing
_MAX_LATIN = 0.2  # of all characters, from which a text was saved in a wrong encoding
_MAX_REPLACED = 0.01  # of all characters, from which a text is refused as damaged
# Of all characters: text in a rare encoding has hardly any control characters.
_MAX_CONTROL = 0.01
_GUESSED = 200_000  # bytes from which a rare encoding is guessed


def decode(data: bytes, name: str, *, declared: str = "") -> tuple[str, str]:
    r"""Decode bytes of unknown encoding to text with line ends ``"\n"``.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    declared : str
        Encoding that the file declares, tried after byte order marks and UTF-8; gb2312 and gbk are
        read as gb18030.

    Returns
    -------
    text : str
        The text, without byte order mark.
    encoding : str
        Name of the encoding used.

    Raises
    ------
    ReadError
        If the bytes are an image, an archive or other binary data, or decode to no sensible text.

    Examples
    --------
    >>> decode("一、总体情况".encode("gbk"), "a.txt")
    ('一、总体情况', 'gb18030')
    """
    text, encoding = decode_unchecked(data, name, declared=declared)
    check_text(text, name)
    return text, encoding


def decode_unchecked(data: bytes, name: str, *, declared: str = "") -> tuple[str, str]:
    r"""Decode bytes as :func:`decode` does, but leave it to the caller to check the text.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    declared : str
        As for :func:`decode`.

    Returns
    -------
    text : str
        The text, without byte order mark; it may be of no sense (:func:`check_text`).
    encoding : str
        Name of the encoding used.

    Raises
    ------
    ReadError
        If the bytes are an image, an archive or other binary data.

    Examples
    --------
    >>> decode_unchecked("一、总体情况".encode("gbk"), "a.txt")
    ('一、总体情况', 'gb18030')
    """
    kind = sniff(data)
    if kind:
        raise ReadError(
            f"{name}: is {kind}, not text; give the file the suffix of its format, or remove it"
        )
    check_foreign(data, name)
    data = _without_padding(data)
    text, encoding = _decode(data, name, declared)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text, encoding


def sniff(data: bytes) -> str:
    """Say what a binary file is, by its first bytes.

    Parameters
    ----------
    data : bytes
        Content of the file.

    Returns
    -------
    str
        E.g. ``"a PNG image"``; empty if the bytes look like none of the known kinds.

    Examples
    --------
    >>> sniff(b"%PDF-1.7")
    'a PDF'
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic) and (magic != b"BM" or b"\x00" in data[:64]):
            return kind
    return ""


def check_foreign(data: bytes, name: str) -> None:
    """Refuse formats that nobody reads here, with what to do about each.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.

    Raises
    ------
    ReadError
        If the first bytes are those of such a format.

    Examples
    --------
    >>> check_foreign(b"BZh91AY", "a.html.bz2")
    Traceback (most recent call last):
        ...
    textmine.errors.ReadError: a.html.bz2: packed with bzip2; unpack it
    """
    for magic, advice in _FOREIGN:
        if data.startswith(magic):
            raise ReadError(f"{name}: {advice}")


def _without_padding(data: bytes) -> bytes:
    """Take off the zero bytes that fill a file up at its end."""
    text = data.rstrip(b"\x00")
    return data if len(data) - len(text) < _PADDED else text


def check_text(text: str, name: str) -> None:
    """Refuse text that is empty, full of replacement characters, or decoded in a wrong way.

    Parameters
    ----------
    text : str
        The decoded text.
    name : str
        How to call the file in a message.

    Raises
    ------
    ReadError
        Saying what is wrong and what to do.
    """
    n_chars = _count_kinds(text)[0]
    if not n_chars:
        raise ReadError(
            f"{name}: holds no text; expected a report, remove or replace the file"
        )
    replaced = text.count("\ufffd") + 3 * text.count("锟斤拷")
    if replaced > _MAX_REPLACED * n_chars:
        raise ReadError(
            f"{name}: {replaced} of {Counted(n_chars):character} lost in an earlier conversion "
            "(\ufffd, 锟斤拷); download the file again"
        )
    if _is_latin(text) or _is_garbled(text):
        raise ReadError(
            f"{name}: mojibake, the text was saved in a wrong encoding; download it again as UTF-8"
        )


def _count_kinds(text: str) -> tuple[int, int]:
    """Count characters that are no blanks, and letters with accents, of which mojibake is full."""
    n_chars = n_latin = 0
    for at in range(0, len(text), _BLOCK):
        codes = code_points(text[at : at + _BLOCK])
        is_blank = _IS_BLANK[np.minimum(codes, len(_IS_BLANK) - 1)]
        n_chars += len(codes) - int(np.count_nonzero(is_blank))
        # The blank that pages indent cells with (U+00A0) lies among the letters.
        is_latin = (codes >= _LATIN[0]) & (codes <= _LATIN[1]) & ~is_blank
        n_latin += int(np.count_nonzero(is_latin))
    return n_chars, n_latin


def frequent_share(text: str) -> float:
    """Share of very frequent characters among the Chinese ones of a text (1.0 for none).

    Parameters
    ----------
    text : str
        Decoded text, simplified or traditional.

    Returns
    -------
    float
        Between 0 and 1; above 0.2 in real prose, below 0.05 where the encoding was guessed wrong.

    Examples
    --------
    >>> frequent_share("主动公开的政府信息"), frequent_share("鏀垮簻淇℃伅")
    (1.0, 0.0)
    """
    return _share(_between(text[:_SAMPLE], *_HAN))


def _share(han: NDArray[np.uint32]) -> float:
    """Share of the very frequent ones among Chinese characters."""
    n_frequent = np.count_nonzero(_IS_FREQUENT[han - _HAN[0]])
    return float(n_frequent / len(han)) if len(han) else 1.0


def _between(text: str, first: int, last: int) -> NDArray[np.uint32]:
    """Code points of a text that lie between two, both included."""
    codes = code_points(text)
    return codes[(codes >= first) & (codes <= last)]


def _decode(data: bytes, name: str, declared: str) -> tuple[str, str]:
    """Try byte order marks, UTF-8, the declared encoding, UTF-16, GB 18030 and Big5, then guess."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace"), encoding
    text = _try(data, "utf-8")
    if text is not None and text.count("\x00") <= _MAX_REPLACED * len(text):
        # A few zero bytes are dirt of a database; UTF-16 has one in every Latin character.
        return text.replace("\x00", ""), "utf-8"
    if b"\x00" in data:
        return _decode_wide(data, name)
    chosen = _canonical(declared)
    text = _try(data, chosen) if chosen else None
    if text is not None and not _is_garbled(text) and not _is_latin(text[:_SAMPLE]):
        return text, chosen
    tried = [
        (text, encoding)
        for encoding in ("gb18030", "big5hkscs")
        if (text := _try(data, encoding)) is not None
    ]
    if tried:
        text, encoding = max(
            tried, key=lambda pair: (frequent_share(pair[0]), pair[1] == "gb18030")
        )
        if not _is_garbled(text):
            return text, encoding
    return _decode_damaged(data, name)


def _decode_wide(data: bytes, name: str) -> tuple[str, str]:
    """UTF-16 without a byte order mark, or else binary data."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _try(data[: len(data) // 2 * 2], encoding)
        if (
            text
            and "\x00" not in text
            and not _is_garbled(text)
            and any("一" <= c <= "龥" for c in text)
        ):
            return text, encoding
    raise ReadError(
        f"{name}: binary data, not text; expected a text file in UTF-8, GB 18030 or UTF-16"
    )


def _decode_damaged(data: bytes, name: str) -> tuple[str, str]:
    """Tolerate a few broken bytes in UTF-8 or GB 18030; otherwise ask charset-normalizer."""
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, "replace")
        n_lost = text.count("\ufffd")
        if n_lost <= _MAX_REPLACED * len(text) and not _is_garbled(text):
            return text, encoding
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_GUESSED]).best()
    guess = best.encoding if best is not None else ""
    guessed = _try(data, guess) if guess else None
    if guessed is None or _n_control(guessed) > _MAX_CONTROL * len(guessed):
        raise ReadError(
            f"{name}: bytes in no encoding that gives sensible text; save the file as UTF-8"
        )
    return guessed, guess


def _n_control(text: str) -> int:
    """Count characters that no text prints."""
    return sum(char < " " and char not in "\t\n\r\f" for char in text)


def _is_garbled(text: str) -> bool:
    """Tell whether a text has Chinese characters enough, but hardly a frequent one among them."""
    han = _between(text[:_SAMPLE], *_HAN)
    return len(han) >= _ENOUGH and _share(han) < _MIN_SHARE


def _is_latin(text: str) -> bool:
    """Tell whether a text is full of accented letters: Chinese that was read as Latin."""
    n_chars, n_latin = _count_kinds(text)
    return n_latin > _MAX_LATIN * n_chars


def _try(data: bytes, encoding: str) -> str | None:
    """Decode strictly, or None."""
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _canonical(declared: str) -> str:
    """Name of a declared encoding; the subsets of GB 18030 are read as what pages really use."""
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name if declared else ""
    except LookupError:
        return ""
    return {"gb2312": "gb18030", "gbk": "gb18030", "hz": "hz", "big5": "big5hkscs"}.get(
        name, name
    )

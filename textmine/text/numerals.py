"""Numbers as the reports write them: 3,620 · 1.2万 · 十二 · 减6 · －2."""

from __future__ import annotations

import re

_SCALE = {"万": 10_000.0, "亿": 100_000_000.0, "千": 1_000.0, "百": 100.0}
_ARABIC = re.compile(
    r"([+＋\-－–—−]|减少?|增加?|下降)?(\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(百|千|万|亿)?"
)
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")
NUMBER = rf"(?:{_ARABIC.pattern}|{_CHINESE.pattern})"


def parse_number(text: str) -> float | None:
    """Read one number, sign and scale included.

    Parameters
    ----------
    text : str
        The number alone, blanks allowed: ``"1.2万"``, ``"减 6"``, ``"十二"``.

    Returns
    -------
    float or None
        Its value; None where the text is no number.

    Examples
    --------
    >>> (
    ...     parse_number("1.2万"),
    ...     parse_number("减 6"),
    ...     parse_number("3,620"),
    ...     parse_number("十二"),
    ...     parse_number("两"),
    ... )
    (12000.0, -6.0, 3620.0, 12.0, 2.0)
    >>> parse_number("不适用") is None
    True
    """
    text = re.sub(r"\s", "", text)
    if m := _ARABIC.fullmatch(text):
        value = float(re.sub("[,，]", "", m[2])) * _SCALE.get(m[3] or "", 1.0)
        negative = m[1] is not None and m[1][0] in "-－–—−减下"
        return -value if negative else value
    if _CHINESE.fullmatch(text):
        return _parse_chinese(text)
    return None


def _parse_chinese(text: str) -> float | None:
    """Read a Chinese numeral through cn2an; None where it is malformed."""
    import cn2an

    try:
        return float(cn2an.cn2an(text.replace("〇", "零"), "smart"))
    except ValueError:
        return None

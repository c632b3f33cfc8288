"""A font that has Chinese: whichever this machine has, whatever matplotlib remembers of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from textmine.errors import warn
from textmine.intake.arguments import check_arguments
from textmine.resources.load import load_toml

# Comes with matplotlib; draws what a Chinese font may lack (○ ⋯ →)
LATIN = "DejaVu Sans"
SAMPLE = "政府信息公开"  # a font that has these has Chinese

# The package of the extra ``fonts``: Noto Sans CJK under the SIL Open Font License 1.1.
PACKAGE = "cvttf_NotoSansCJK_Regular"

# Names of files that are likely to hold Chinese; they are looked into before all others.
_LIKELY = re.compile(
    r"cjk|noto.*(sc|tc|hans)|source ?han|msyh|simhei|simsun|deng|pingfang|heiti|songti|"
    r"wqy|wenquan|droid.*fallback|sarasa|lxgw|uming|ukai|fang|kaiti|hiragino|arial ?unicode",
    re.IGNORECASE,
)


@cache
def find_cjk_font() -> str:
    """Name a font that draws Chinese, the first of the list of candidates that this machine has.

    matplotlib keeps a list of fonts between runs and does not see one installed later. So where
    its list names none, the machine's font files themselves are looked through, then the package
    of the extra ``fonts``; a font of any name will do that has the characters.

    Returns
    -------
    str
        The family name as matplotlib knows it, or ``""`` where there is none (then warned once,
        with what to install).

    Examples
    --------
    >>> isinstance(find_cjk_font(), str)
    True
    """
    found = (
        _known_font()
        or _font_of_files(_packaged_files())
        or _font_of_files(_machine_files())
    )
    if not found:
        what = (
            "no font with Chinese glyphs found: PNG pictures show boxes, "
            "SVG ones are drawn with the viewer's fonts."
        )
        warn(f"{what} {load_toml('plot.toml')['install']}")
    return found


def font_stack() -> list[str]:
    """Give the families that a picture's text is set in: Chinese first, then matplotlib's own."""
    return [name for name in (find_cjk_font(), LATIN) if name]


@check_arguments
def css_fonts() -> str:
    """Give the CSS font stack of pages and of the pictures in them.

    Returns
    -------
    str
        Value of ``font-family``: the candidate list, then any sans-serif font.

    Examples
    --------
    >>> css_fonts().endswith("sans-serif")
    True
    """
    quoted = [f'"{name}"' for name in load_toml("plot.toml")["fonts"]]
    return ", ".join([*quoted, "sans-serif"])


def _known_font() -> str:
    """First candidate that matplotlib knows and whose file is still there."""
    from matplotlib import font_manager

    installed = {
        font.name
        for font in font_manager.fontManager.ttflist
        if Path(font.fname).is_file()
    }
    candidates: list[str] = load_toml("plot.toml")["fonts"]
    return next((name for name in candidates if name in installed), "")


def _packaged_files() -> Iterator[str]:
    """Font files that the package of the extra brings, where it is installed."""
    spec = find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        yield from (str(path) for path in sorted(Path(folder).glob("*.otf")))


def _machine_files() -> list[str]:
    """All font files of this machine, the likely ones first."""
    from matplotlib import font_manager

    # Fonts of matplotlib's own list are in it too: one of them may be Chinese under another name.
    files = sorted(set(font_manager.findSystemFonts()))
    return sorted(files, key=lambda path: not _LIKELY.search(Path(path).name))


def _font_of_files(files: Iterable[str]) -> str:
    """Tell matplotlib of the first file that has Chinese; the family's name."""
    from matplotlib import font_manager

    for path in files:
        if _has_chinese(path):
            n_before = len(font_manager.fontManager.ttflist)
            font_manager.fontManager.addfont(path)
            return _known_font() or font_manager.fontManager.ttflist[n_before].name
    return ""


def _has_chinese(path: str) -> bool:
    """Tell whether a font file has the sample's characters; one that cannot be read has not."""
    from matplotlib.ft2font import FT2Font

    try:
        font = FT2Font(path)
        return all(font.get_char_index(ord(character)) for character in SAMPLE)
    except (OSError, RuntimeError, ValueError):
        return False

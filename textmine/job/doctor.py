"""What is installed, what is missing, and how to get it."""

from __future__ import annotations

import platform
import shutil
import warnings
from importlib.metadata import PackageNotFoundError, version

from textmine.errors import TextmineWarning

# The dependencies of pyproject.toml.
_CORE = (
    "charset-normalizer",
    "cn2an",
    "jieba",
    "jinja2",
    "lxml-html-clean",
    "matplotlib",
    "networkx",
    "numpy",
    "olefile",
    "opencc",
    "pandas",
    "pdfplumber",
    "pyahocorasick",
    "pyarrow",
    "pypdfium2",
    "python-crfsuite",
    "python-docx",
    "rapidfuzz",
    "rjieba",
    "scikit-learn",
    "scipy",
    "selectolax",
    "spacy",
    "threadpoolctl",
    "tqdm",
    "trafilatura",
    "xxhash",
)
_OPTIONAL = {
    "dask": "pip install textmine[scale]",
    "openpyxl": "pip install textmine[excel]",
    "rapidocr": "pip install textmine[ocr]",
}


def examine() -> list[tuple[str, str, str]]:
    """Look at versions, fonts and optional parts.

    Returns
    -------
    list of (str, str, str)
        Part, what was found, and what to do (``""`` if nothing; begins with ``needed`` where the
        main job fails without it).

    Examples
    --------
    >>> examine()[0][0]
    'python'
    """
    own = installed_version("textmine") or "not installed"
    rows = [("python", platform.python_version(), ""), ("textmine", own, "")]
    for names, missing, need in (
        ({name: f"pip install {name}" for name in _CORE}, "missing", "needed"),
        (_OPTIONAL, "not installed", "optional"),
    ):
        for name, how in names.items():
            found = installed_version(name)
            rows.append((name, found or missing, "" if found else f"{need}: {how}"))
    rows.append(_font())
    rows.append(
        _program(
            "LibreOffice",
            ("soffice", "libreoffice"),
            "optional, for .xls, .et, .ods and files of Word 95: install LibreOffice",
        )
    )
    rows.append(
        _program(
            "browser",
            ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge"),
            "optional, for the tests: install Chromium",
        )
    )
    return rows


def installed_version(name: str) -> str:
    """Give the version of an installed package.

    Parameters
    ----------
    name : str
        Name of the package.

    Returns
    -------
    str
        Its version, ``""`` where it is not installed.
    """
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _font() -> tuple[str, str, str]:
    """The font that draws Chinese in the pictures."""
    from textmine.plot.fonts import find_cjk_font

    with warnings.catch_warnings():
        # What is missing stands in the list, with what to do: no note beside it.
        warnings.simplefilter("ignore", TextmineWarning)
        font = find_cjk_font()
    return (
        "Chinese font",
        font or "none",
        ""
        if font
        else "recommended: pip install 'textmine[fonts]', or Noto Sans CJK (fonts-noto-cjk)",
    )


def _program(part: str, names: tuple[str, ...], advice: str) -> tuple[str, str, str]:
    """A program on the path."""
    found = next((name for name in names if shutil.which(name)), "")
    return part, found or "not found", "" if found else advice

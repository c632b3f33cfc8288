"""From a template of this folder and what it shows to a file of HTML that fetches nothing."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from textmine.dossier.view import fill, words
from textmine.plot.fonts import css_fonts
from textmine.resources.load import load_toml

# Eight and more lines of at most twelve characters: cells of a table, no narrative has such lines.
_CELLS = re.compile(r"(?:^[^\n]{0,12}\n){8,}", re.MULTILINE)


def render(template: str, **context: Any) -> str:
    """Fill a template of this folder; everything is escaped unless it was made here as markup.

    Parameters
    ----------
    template : str
        File name.
    **context
        What the template names.

    Returns
    -------
    str
        HTML.
    """
    environment = Environment(
        loader=FunctionLoader(read_part),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shared = {
        "t": words,
        "filled": fill,
        "inline": lambda name: Markup(read_part(name)),
        "svg": Markup,
        "json": _json,
        "compact": compact,
        "fonts": Markup(css_fonts()),
    }
    pictures, lines = load_toml("plot.toml"), load_toml("dossier.toml")["lines"]
    shared["hatches"] = {
        kind: lines[mark] for kind, mark in pictures["hatches"]["kind"].items()
    }
    return environment.get_template(template).render(
        **shared, colours=pictures["colours"], **context
    )


def compact(text: str) -> Markup:
    """Set the cells of a table in running lines: a text holds them one a line.

    Parameters
    ----------
    text : str
        A stretch of a report.

    Returns
    -------
    markupsafe.Markup
        The same characters, escaped; where many short lines follow each other, a style sheet shows
        their line ends as blanks.

    Examples
    --------
    >>> str(compact("一、总体情况")), str(compact("<"))
    ('一、总体情况', '&lt;')
    """
    parts, at = [], 0
    for found in _CELLS.finditer(text):
        parts += [escape(text[at : found.start()]), Markup('<span class="cells">')]
        parts += [escape(found.group()), Markup("</span>")]
        at = found.end()
    return Markup("").join([*parts, escape(text[at:])])


def _json(values: Any) -> Markup:
    """Write values as JSON that cannot end the script element it stands in."""
    text = json.dumps(values, ensure_ascii=False)
    return Markup(
        text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    )


def read_part(name: str) -> str:
    """Read a template, style sheet or script of this folder.

    Parameters
    ----------
    name : str
        File name.

    Returns
    -------
    str
        Its text.
    """
    return (
        resources.files("textmine.dossier").joinpath(name).read_text(encoding="utf-8")
    )


def write_html(page: str, path: str | Path) -> Path:
    """Write a page as UTF-8 with plain line ends; folders are made.

    Parameters
    ----------
    page : str
        HTML.
    path : str or Path
        File to write.

    Returns
    -------
    pathlib.Path
        The file.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page, encoding="utf-8", newline="\n")
    return target

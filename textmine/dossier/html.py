"""From a template of this folder and what it shows to a file of HTML that fetches nothing."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from textmine.dossier.view import words
from textmine.plot.fonts import css_fonts
from textmine.resources.load import load_toml


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
        "inline": lambda name: Markup(read_part(name)),
        "svg": Markup,
        "fonts": Markup(css_fonts()),
    }
    return environment.get_template(template).render(
        **shared, colours=load_toml("plot.toml")["colours"], **context
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
    return resources.files("textmine.dossier").joinpath(name).read_text(encoding="utf-8")


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

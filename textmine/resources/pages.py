"""How the sections of the form open, for readers that look for a report in a page or a file."""

from __future__ import annotations

import re
from functools import cache

from textmine.resources.load import load_toml


@cache
def form_heading() -> re.Pattern[str]:
    """Compile how a heading of the form begins: its number, then its title, which is group 1.

    Examples
    --------
    >>> form_heading().match("二、主动公开政府信息情况")[1]
    '主动公开'
    """
    words = load_toml("pages.toml")["patterns"]
    return re.compile(f"{words['form_number']}({words['form_title']})")

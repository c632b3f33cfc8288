"""The lazy door of a package: its public names, each loaded when it is first asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

Lookup = Callable[[str], Any]
Listing = Callable[[], list[str]]


def open_door(
    package: str, homes: Mapping[str, str]
) -> tuple[Lookup, Listing, list[str]]:
    """Make the ``__getattr__``, ``__dir__`` and ``__all__`` of a package from a table of its names.

    An import of the package then costs next to nothing: scikit-learn, spaCy or matplotlib load with
    the first name that needs them (PEP 562).

    Parameters
    ----------
    package
        The package's own name, ``__name__``.
    homes
        Public name → full name of the module that defines it. A name whose home ends in the name
        itself ("plot": "textmine.plot") is that module.

    Returns
    -------
    tuple
        ``__getattr__``, ``__dir__`` and the sorted ``__all__``.

    Examples
    --------
    >>> look_up, _, names = open_door(
    ...     "textmine.text", {"normalize": "textmine.text.normalize"}
    ... )
    >>> look_up("normalize").__name__, names
    ('textmine.text.normalize', ['normalize'])
    """
    names = sorted(homes)

    def look_up(name: str) -> Any:
        if name not in homes:
            known = ", ".join(names)
            raise AttributeError(
                f"module {package!r} has no attribute {name!r}; public names: {known}"
            )
        home = homes[name]
        module = import_module(home)
        is_module = home.rpartition(".")[2] == name
        value = module if is_module else getattr(module, name)
        # The next look-up finds the value in the package and does not come here again.
        setattr(sys.modules[package], name, value)
        return value

    return look_up, lambda: [*names], names

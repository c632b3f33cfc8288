"""How a call with a wrong argument ends: what the tests of the public doors share."""

from __future__ import annotations

import importlib
import inspect
import traceback
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import pyplot

import textmine as tm
from textmine.errors import TextmineError

ROOMS = ("", "problems", "themes", "reuse", "quality", "compare", "plot", "dossier")
"""Packages with public names; the first is ``textmine`` itself."""
PACKAGE = str(Path(tm.__file__).parent)

WRONG = {
    "none": None, "word": "nothing", "empty": "", "minus": -1, "zero": 0, "half": 0.5, "big": 10**9,
    "nan": np.nan, "true": True, "list": ["a", "b"], "empty list": [], "dict": {"a": 1},
    "object": object(), "nested": [[1, 2], [3]], "mixed": ["公开", 3, None], "half pair": ["\ud800"],
    "frame": pd.DataFrame({"x": [1]}), "series": pd.Series([1, 2], index=["a", "b"]),
    "matrix": np.zeros((2, 3)), "strings": np.array(["a", "b"]), "bytes": b"x", "inf": [np.inf, 1.0],
}  # fmt: skip
"""What an argument that is no frame may be exchanged for."""


@dataclass(frozen=True)
class Call:
    """A public function with right arguments."""

    name: str
    function: Callable[..., Any]
    arguments: dict[str, Any]

    def with_other(self, parameter: str, value: Any) -> Any:
        return self.function(**{**self.arguments, parameter: value})


@dataclass(frozen=True)
class Wrong:
    """An argument of a call that is exchanged for something else."""

    call: Call
    parameter: str
    what: str
    value: Any


def list_public_calls(rooms: Iterable[str] = ROOMS) -> dict[str, Callable[..., Any]]:
    """Public functions by name, and the own methods of public classes by ``Class.method``."""
    found: dict[str, Callable[..., Any]] = {}
    for room in rooms:
        door = importlib.import_module(f"textmine.{room}".rstrip("."))
        for name in door.__all__:
            value = getattr(door, name)
            if inspect.isfunction(value):
                found[name] = value
            elif inspect.isclass(value):
                own = {k: v for k, v in vars(value).items() if not k.startswith("_")}
                methods = {k: v for k, v in own.items() if inspect.isfunction(v)}
                found |= {f"{name}.{k}": v for k, v in methods.items()}
    return found


def check_sentences(wrong: Iterable[Wrong], *, least: int) -> None:
    """Assert that each call gives an answer, or refuses in a sentence of the library's own."""
    n, faults = 0, []
    for one in wrong:
        n += 1
        fault = _find_fault(one)
        if fault is not None:
            faults.append(f"{one.call.name}({one.parameter}={one.what}): {fault}")
    assert n >= least
    assert not faults, f"{len(faults)} of {n}:\n" + "\n".join(faults)


def _find_fault(wrong: Wrong) -> str | None:
    """What is wrong with how a call ends; None if nothing is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            wrong.call.with_other(wrong.parameter, wrong.value)
    except TextmineError:
        return None
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        sentence = len(str(error).split()) >= 4 and last.filename.startswith(PACKAGE)
        if isinstance(error, TypeError | ValueError) and sentence:
            return None
        where = f"{Path(last.filename).name}:{last.lineno}"
        return f"{type(error).__name__}: {str(error)[:90]} ({where})"
    finally:
        pyplot.close("all")
    return None

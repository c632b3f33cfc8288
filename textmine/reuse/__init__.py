"""Text reuse: shared passages, where they come from, pairs, scores, network."""

from importlib import import_module
from typing import Any

_HOME = {
    "BoilerplateDetector": "boilerplate",
    "Reuse": "mine",
    "build_network": "network",
    "mine_reuse": "mine",
    "save_network": "network",
}
__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'textmine.reuse' has no attribute {name!r}; public names: {', '.join(__all__)}")
    return getattr(import_module(f"textmine.reuse.{_HOME[name]}"), name)

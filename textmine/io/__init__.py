"""From files to raw text and header: readers for every format, manifest, agency, year and dates."""

from importlib import import_module
from typing import Any

_HOME = {
    "Document": "document",
    "Header": "header",
    "find_files": "readers",
    "read_document": "readers",
    "read_header": "header",
    "read_manifest": "manifest",
}
__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'textmine.io' has no attribute {name!r}; public names: {', '.join(__all__)}")
    return getattr(import_module(f"textmine.io.{_HOME[name]}"), name)

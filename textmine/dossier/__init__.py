"""Pages: frames in, self-contained HTML out."""

from textmine.dossier.page import write_page
from textmine.dossier.reader import write_reader

__all__ = ["write_page", "write_reader"]

"""Pages: frames in, self-contained HTML out."""

from textmine.dossier.page import write_page

__all__ = ["write_page"]

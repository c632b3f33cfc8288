"""Pages: frames in, self-contained HTML out.

``page`` puts the report of a run together of tables, figures, families, pairs and the network of
ties; ``reader`` sets two reports side by side; ``annotated`` shows one with all that was found;
``traced`` shows where a text stands in a store.
"""

from textmine.dossier.annotated import write_annotated
from textmine.dossier.page import write_page
from textmine.dossier.reader import write_reader
from textmine.dossier.traced import write_traced

__all__ = ["write_annotated", "write_page", "write_reader", "write_traced"]

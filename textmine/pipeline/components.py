"""spaCy components: sections and items of a report as spans of a ``Doc``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from textmine.segment.items import find_items
from textmine.segment.sections import find_sections
from textmine.tables.find import find_tables

_SPAN_FIELDS = {
    "heading": "",
    "status": "",
    "rule": "",
    "confidence": 0.0,
    "marker": "",
    "item_id": "",
    "section": "",
}


def set_extensions() -> None:
    """Register the extension attributes once: what is known of each section and item span.

    ``span._.heading status rule confidence`` on sections, ``span._.item_id section marker rule
    confidence`` on items."""
    for name, default in _SPAN_FIELDS.items():
        if not Span.has_extension(name):
            Span.set_extension(name, default=default)


@Language.factory(
    "textmine_sectionizer", assigns=["doc.spans"], default_config={"spans_key": "sections"}
)
def make_sectionizer(nlp: Language, name: str, spans_key: str) -> Sectionizer:
    """Make the component that finds sections.

    Parameters
    ----------
    nlp : Language
        The pipeline.
    name : str
        The component's name in it.
    spans_key : str
        Where in ``doc.spans`` the sections go.

    Returns
    -------
    Sectionizer
        The component.
    """
    return Sectionizer(spans_key)


@Language.factory("textmine_itemizer", assigns=["doc.spans"], default_config={"spans_key": "items"})
def make_itemizer(nlp: Language, name: str, spans_key: str) -> Itemizer:
    """Make the component that finds problems, measures and activities.

    Parameters
    ----------
    nlp : Language
        The pipeline.
    name : str
        The component's name in it.
    spans_key : str
        Where in ``doc.spans`` the items go.

    Returns
    -------
    Itemizer
        The component.
    """
    return Itemizer(spans_key)


class Sectionizer:
    """Put the sections of a report into ``doc.spans``, labelled with their labels.

    Parameters
    ----------
    spans_key : str
        Key of the span group.
    """

    def __init__(self, spans_key: str = "sections") -> None:
        self.spans_key = spans_key
        set_extensions()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        found = [
            s for s in find_sections("doc", doc.text, find_tables(doc.text)) if s.start < s.end
        ]
        spans = []
        for s in found:
            span = doc.char_span(s.start, s.end, label=s.label, alignment_mode="expand")
            if span is not None:
                span._.heading, span._.status, span._.rule = s.heading, s.status, s.rule
                span._.confidence = s.confidence
                spans.append(span)
        doc.spans[self.spans_key] = spans
        return doc


class Itemizer:
    """Put the items of a report into ``doc.spans``, labelled problem, measure, activity, other.

    Parameters
    ----------
    spans_key : str
        Key of the span group.
    """

    def __init__(self, spans_key: str = "items") -> None:
        self.spans_key = spans_key
        set_extensions()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        spans = []
        tables = find_tables(doc.text)
        for i in find_items("doc", doc.text, find_sections("doc", doc.text, tables), tables):
            span = doc.char_span(i.start, i.end, label=i.role, alignment_mode="expand")
            if span is not None:
                span._.item_id, span._.section, span._.marker = (
                    i.item_id.partition("#")[2],
                    i.section,
                    i.marker,
                )
                span._.rule, span._.confidence = i.rule, i.confidence
                spans.append(span)
        doc.spans[self.spans_key] = spans
        return doc

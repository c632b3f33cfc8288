"""spaCy components: what stands in a report, as spans of a ``Doc``.

Each component writes one span group. The spans are those of ``read_report``, with the same labels,
rules and confidences, over the doc's own characters: the text may be raw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from textmine.pipeline.analysis import Analysis, analyse

_SPAN_FIELDS: dict[str, Any] = {
    "heading": "",
    "status": "",
    "rule": "",
    "confidence": 0.0,
    "marker": "",
    "item_id": "",
    "section": "",
    "table": "",
    "row_label": "",
    "column_label": "",
    "value": None,
    "state": "",
    "unit": "",
    "quantity": "",
    "approximate": False,
}

Found = tuple[Any, str, dict[str, Any]]
"""A part with a start and an end, the label of its span, and what is known of it."""


def set_extensions() -> None:
    """Register the attributes of spans once.

    ``span._.heading status rule confidence`` on sections; ``item_id section marker rule
    confidence`` on items; ``table row_label column_label value state unit`` on cells; ``quantity
    value unit approximate`` on claims.
    """
    for name, default in _SPAN_FIELDS.items():
        if not Span.has_extension(name):
            Span.set_extension(name, default=default)


class SpanFinder:
    """Put one kind of part into a span group of the doc.

    Parameters
    ----------
    find : callable
        Takes the analysis of the text, gives the parts.
    spans_key : str
        Key of the span group.
    """

    def __init__(
        self, find: Callable[[Analysis], Iterable[Found]], spans_key: str
    ) -> None:
        self.find = find
        self.spans_key = spans_key
        set_extensions()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        analysis = analyse(doc.text)
        spans = []
        for part, label, known in self.find(analysis):
            span = analysis.span(doc, part.start, part.end, label)
            if span is None:
                continue
            for name, value in known.items():
                span._.set(name, value)
            spans.append(span)
        doc.spans[self.spans_key] = spans
        return doc


@Language.factory(
    "textmine_sectionizer",
    assigns=["doc.spans"],
    default_config={"spans_key": "sections"},
)
def make_sectionizer(nlp: Language, name: str, spans_key: str) -> SpanFinder:
    """Make the component that finds sections, labelled overview, problems and so on.

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
    SpanFinder
        The component.
    """
    return SpanFinder(_sections, spans_key)


@Language.factory(
    "textmine_itemizer", assigns=["doc.spans"], default_config={"spans_key": "items"}
)
def make_itemizer(nlp: Language, name: str, spans_key: str) -> SpanFinder:
    """Make the component that finds items, labelled problem, measure, activity or other.

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
    SpanFinder
        The component.
    """
    return SpanFinder(_items, spans_key)


@Language.factory(
    "textmine_cell_finder", assigns=["doc.spans"], default_config={"spans_key": "cells"}
)
def make_cell_finder(nlp: Language, name: str, spans_key: str) -> SpanFinder:
    """Make the component that finds the cells of the statutory tables, labelled by their state.

    Parameters
    ----------
    nlp : Language
        The pipeline.
    name : str
        The component's name in it.
    spans_key : str
        Where in ``doc.spans`` the cells go; an empty cell has no characters and is left out.

    Returns
    -------
    SpanFinder
        The component.
    """
    return SpanFinder(_cells, spans_key)


@Language.factory(
    "textmine_claim_finder",
    assigns=["doc.spans"],
    default_config={"spans_key": "claims"},
)
def make_claim_finder(nlp: Language, name: str, spans_key: str) -> SpanFinder:
    """Make the component that finds numbers stated in the narrative, labelled by their quantity.

    Parameters
    ----------
    nlp : Language
        The pipeline.
    name : str
        The component's name in it.
    spans_key : str
        Where in ``doc.spans`` the claims go.

    Returns
    -------
    SpanFinder
        The component.
    """
    return SpanFinder(_claims, spans_key)


def _known(part: Any, *names: str) -> dict[str, Any]:
    """Some fields of a part."""
    return {name: getattr(part, name) for name in names}


def _sections(analysis: Analysis) -> Iterator[Found]:
    """Sections that are there."""
    for section in analysis.parts.sections:
        known = _known(section, "heading", "status", "rule", "confidence")
        yield section, section.label, known


def _items(analysis: Analysis) -> Iterator[Found]:
    """Problems, measures and activities; their ids without the report's."""
    for item in analysis.parts.items:
        known = _known(item, "section", "marker", "rule", "confidence")
        known["item_id"] = item.item_id.partition("#")[2]
        yield item, item.role, known


def _cells(analysis: Analysis) -> Iterator[Found]:
    """Cells of the statutory tables."""
    for cell in analysis.parts.cells:
        names = ("table", "row_label", "column_label", "value", "state", "unit")
        yield cell, cell.state, _known(cell, *names)


def _claims(analysis: Analysis) -> Iterator[Found]:
    """Numbers of the narrative."""
    for claim in analysis.parts.claims:
        yield (
            claim,
            claim.quantity,
            _known(claim, "quantity", "value", "unit", "approximate"),
        )

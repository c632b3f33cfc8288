"""Documents pass through JSON unchanged, as between the process that reads and this one."""

import json
from dataclasses import asdict

from textmine.io.document import Document
from textmine.places import Region


def test_a_document_comes_back_from_json_as_it_was():
    line = Region(0, 2, 1, (1.0, 2.0, 3.0, 4.0), (1.0, 2.0, 3.0))
    cell = Region(3, 3, 2, (1.0, 2.0, 3.0, 4.0))
    for regions in ((), (line, cell)):
        document = Document(
            "公开", "a.pdf", "0f", "pdf", "", {"title": "年报"}, regions
        )
        assert Document.of(json.loads(json.dumps(asdict(document)))) == document

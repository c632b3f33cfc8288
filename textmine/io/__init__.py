"""From files to raw text: a reader for every format, and the manifest beside the files."""

from textmine.door import open_door

_HOMES = {
    "Document": "textmine.io.document",
    "find_files": "textmine.io.folders",
    "read_document": "textmine.io.readers",
    "read_manifest": "textmine.io.manifest",
}
__getattr__, __dir__, __all__ = open_door(__name__, _HOMES)

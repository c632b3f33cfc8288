import subprocess
import sys

HEAVY = (
    "trafilatura",
    "docx",
    "pdfplumber",
    "pypdfium2",
    "charset_normalizer",
    "selectolax",
    "ahocorasick",
    "spacy",
)


def test_heavy_libraries_are_imported_only_when_a_file_needs_them():
    code = "import textmine.io, sys; from textmine.io import *; print(*[m for m in sys.modules if '.' not in m])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not set(done.stdout.split()) & set(HEAVY)


def test_public_names():
    import textmine.io

    assert textmine.io.__all__ == [
        "Document",
        "find_files",
        "read_document",
        "read_manifest",
    ]
    assert all(callable(getattr(textmine.io, name)) for name in textmine.io.__all__)

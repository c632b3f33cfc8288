"""Train the problem coder on all that ships, and write its model file.

Run ``python scripts/train_coder.py`` after any change of the labelled statements, the annotated
parts, the cues, the concepts, the lexicon or the features; a test says when it is due. The same
bytes on every run; some minutes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from textmine.problems.coder.model import train_on_shipped
from textmine.problems.coder.store import FILE, pack_model

TARGET = Path(__file__).resolve().parents[1] / "textmine" / "resources" / FILE


def main() -> None:
    """Train, write, and say what was written."""
    data = pack_model(train_on_shipped())
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    print(f"{TARGET.name}: {len(data):,} bytes, sha256 {digest}")  # noqa: T201


if __name__ == "__main__":
    main()

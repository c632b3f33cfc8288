"""Files that are ZIP archives: their parts written by hand, and damage to members and lists."""

from __future__ import annotations

import io
import zipfile
from random import Random

from benchmarks.fuzz import hostile

_NAMES = (
    "../a.txt",
    "/a.txt",
    "a" * 300,
    "",
    ".",
    "a//b",
    "a\\b",
    "年报.docx",
    "\udcff",
    "a.zip",
)


def pack(members: dict[str, str | bytes]) -> bytes:
    """Write an archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            data = (
                content.encode("utf-8", "replace")
                if isinstance(content, str)
                else content
            )
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def mutate(rng: Random, members: dict[str, str | bytes]) -> bytes:
    """Write an archive with members left out, renamed, doubled, emptied or damaged.

    Parameters
    ----------
    rng : Random
        What is drawn from.
    members : dict of str to str or bytes
        Content by name.

    Returns
    -------
    bytes
        The archive; now and then its own lists are damaged too.
    """
    members = dict(members)
    kind = rng.random()
    if members and kind < 0.25:
        name = rng.choice(list(members))
        content = members.pop(name)
        if kind < 0.05:
            members[rng.choice(_NAMES).encode("utf-8", "replace").decode()] = content
        elif kind < 0.1:
            members[name] = b"" if rng.random() < 0.5 else content[: len(content) // 2]
        elif kind < 0.2:
            data = content.encode() if isinstance(content, str) else content
            members[name] = hostile.damage(rng, data)
    data = pack(members)
    return damage_lists(rng, data) if rng.random() < 0.15 else data


def damage_lists(rng: Random, data: bytes) -> bytes:
    """Overwrite fields of the heads of members: sizes, methods, flags, offsets."""
    changed = bytearray(data)
    marks = [
        at
        for mark in (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06")
        for at in _all(data, mark)
    ]
    for _ in range(rng.randint(1, 3)):
        at = rng.choice(marks) + rng.randint(4, 45)
        width = rng.choice((1, 2, 4))
        value = rng.choice((0, 1, 8, 12, 99, 0x7FFFFFFF, 0xFFFFFFFF)) & (256**width - 1)
        changed[at : at + width] = value.to_bytes(width, "little")
    return bytes(changed)


def _all(data: bytes, mark: bytes) -> list[int]:
    """Places of a mark."""
    places, at = [], data.find(mark)
    while at >= 0:
        places.append(at)
        at = data.find(mark, at + 1)
    return places

"""Documents as trees of elements, and damage to a tree that leaves it one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from random import Random

from benchmarks.fuzz import hostile

_SEEDS = Path(__file__).parent / "seeds"
_TOKEN = re.compile(r"<(/?)([^\s<>/]+)([^<>]*?)(/?)>|([^<]+)")
_ATTRIBUTE = re.compile(r'([\w:.-]+)="([^"]*)"')
# Times that a child is repeated, or put into itself: few, many, more than a stack holds.
_TIMES = (2, 2, 2, 3, 3, 8, 8, 30, 30, 1500)
# Characters of markup that are repeated at most.
_MOST_REPEATED = 300


@dataclass(frozen=True, slots=True)
class Node:
    """An element with attributes and children, a text (no tag), or markup as it is (``raw``)."""

    tag: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Node, ...] = ()
    text: str = ""
    raw: str = ""

    def write(self) -> str:
        """The markup."""
        if self.raw:
            return self.raw
        if not self.tag:
            return escape(self.text, quote=False)
        return (
            self.head()
            + "".join(child.write() for child in self.children)
            + f"</{self.tag}>"
        )

    def head(self) -> str:
        """The opening tag."""
        named = "".join(f' {key}="{escape(value)}"' for key, value in self.attributes)
        return f"<{self.tag}{named}>"


def load(name: str) -> str:
    """Read a sound document; lines of the file are for its readers only."""
    return (_SEEDS / name).read_text(encoding="utf-8").replace("\n", "")


def parse(markup: str) -> Node:
    """Read well-formed markup."""
    open_nodes: list[tuple[Node, list[Node]]] = [(Node("#root"), [])]
    for closing, tag, attributes, empty, text in _TOKEN.findall(markup):
        if text:
            open_nodes[-1][1].append(Node(text=text))
        elif closing:
            node, children = open_nodes.pop()
            open_nodes[-1][1].append(replace(node, children=tuple(children)))
        else:
            node = Node(tag, tuple(_ATTRIBUTE.findall(attributes)))
            if empty:
                open_nodes[-1][1].append(node)
            else:
                open_nodes.append((node, []))
    return open_nodes[0][1][0]


def mutate(
    rng: Random, root: Node, tags: tuple[str, ...], attributes: tuple[str, ...]
) -> Node:
    """Change a tree in a few places.

    Parameters
    ----------
    rng : Random
        What is drawn from.
    root : Node
        A sound document.
    tags, attributes : tuple of str
        Names that mean something to the reader, which other elements are given.

    Returns
    -------
    Node
        The changed tree.
    """
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        root = _change(rng, root, tags, attributes)
    return root


def _change(
    rng: Random, node: Node, tags: tuple[str, ...], attributes: tuple[str, ...]
) -> Node:
    """Change one place at or below an element."""
    if node.children and rng.random() < 0.85:
        at = rng.randrange(len(node.children))
        child = _change(rng, node.children[at], tags, attributes)
        return replace(
            node, children=(*node.children[:at], child, *node.children[at + 1 :])
        )
    if node.raw:
        return node
    if not node.tag:
        return replace(node, text=hostile.text(rng))
    return _CHANGES[rng.randrange(len(_CHANGES))](rng, node, tags, attributes)


def _drop(
    rng: Random, node: Node, tags: tuple[str, ...], attributes: tuple[str, ...]
) -> Node:
    """Take the children out."""
    return replace(node, children=node.children[: rng.randint(0, len(node.children))])


def _repeat(
    rng: Random, node: Node, tags: tuple[str, ...], attributes: tuple[str, ...]
) -> Node:
    """Have the children many times."""
    inner = "".join(child.write() for child in node.children)[:_MOST_REPEATED]
    return replace(node, children=(Node(raw=inner * rng.choice(_TIMES) or " "),))


def _nest(
    rng: Random, node: Node, tags: tuple[str, ...], attributes: tuple[str, ...]
) -> Node:
    """Put the element into itself, again and again."""
    times = rng.choice(_TIMES)
    inner = "".join(child.write() for child in node.children)
    raw = node.head() * times + inner + f"</{node.tag}>" * times
    return replace(node, children=(Node(raw=raw),))


def _rename(
    rng: Random, node: Node, tags: tuple[str, ...], attributes: tuple[str, ...]
) -> Node:
    """Make it another element."""
    return replace(node, tag=rng.choice(tags))


def _insert(
    rng: Random, node: Node, tags: tuple[str, ...], attributes: tuple[str, ...]
) -> Node:
    """Give it another child."""
    at = rng.randint(0, len(node.children))
    named = ((rng.choice(attributes), hostile.number(rng)),)
    child = Node(rng.choice(tags), named, (Node(text=hostile.text(rng)),))
    return replace(node, children=(*node.children[:at], child, *node.children[at:]))


def _set(
    rng: Random, node: Node, tags: tuple[str, ...], attributes: tuple[str, ...]
) -> Node:
    """Set an attribute to what is no sound value."""
    own = [key for key, _ in node.attributes]
    key = rng.choice(own) if own and rng.random() < 0.7 else rng.choice(attributes)
    value = hostile.number(rng) if rng.random() < 0.8 else hostile.text(rng)
    kept = tuple(pair for pair in node.attributes if pair[0] != key)
    return replace(node, attributes=(*kept, (key, value)))


def _unset(
    rng: Random, node: Node, tags: tuple[str, ...], attributes: tuple[str, ...]
) -> Node:
    """Take an attribute out."""
    if not node.attributes:
        return node
    at = rng.randrange(len(node.attributes))
    return replace(node, attributes=node.attributes[:at] + node.attributes[at + 1 :])


def _swap(
    rng: Random, node: Node, tags: tuple[str, ...], attributes: tuple[str, ...]
) -> Node:
    """Shuffle the children."""
    return replace(node, children=tuple(rng.sample(node.children, len(node.children))))


_CHANGES = (_drop, _repeat, _nest, _rename, _insert, _set, _set, _set, _unset, _swap)

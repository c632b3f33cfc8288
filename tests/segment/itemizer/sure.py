"""A model that is sure, for the tests of what the decoder makes of its labels."""

import numpy as np

from textmine.segment.itemizer.decoder import decode
from textmine.segment.itemizer.labels import LABELS
from textmine.segment.itemizer.tokens import find_tokens


def marginals(*labels, sure=0.9):
    out = np.full((len(labels), len(LABELS)), (1 - sure) / (len(LABELS) - 1))
    for k, label in enumerate(labels):
        out[k, LABELS.index(label)] = sure
    return out


def read(text, *labels):
    tokens = find_tokens(text)
    assert len(tokens) == len(labels), [t.text for t in tokens]
    found = decode(tokens, marginals(*labels))
    return [
        (s.role, text[tokens[s.first].start : tokens[s.last].end], s.rule)
        for s in found
    ]


def words(text, *labels):
    return [stated for _, stated, _ in read(text, *labels)]

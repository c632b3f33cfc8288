"""Problems that are quoted and answered in one sentence: 针对A的问题，做B (rule 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from textmine.resources.load import load_pattern
from textmine.segment.itemizer.labels import LABELS, ROLES, role_of
from textmine.segment.itemizer.layout import Quote, find_quotes
from textmine.segment.itemizer.tokens import Token

RESTATED = 0.75
"""Share of the pairs of characters of 针对A的问题 that stand in problems stated before, from which
A is no problem of its own (rule 8). Set by hand: a word of the same field alone gives a third."""
_LEADS_ON = frozenset(("T", "O", "A"))

Floats = NDArray[np.float64]


def answer_quotes(tokens: Sequence[Token], marginals: Floats, path: list[str]) -> None:
    """Read each 针对A的问题，做B as a problem and its answer, up to ； or 。 (rule 8).

    Parameters
    ----------
    tokens : sequence of Token
        The part.
    marginals : numpy.ndarray of shape (n_tokens, n_labels)
        Probabilities of ``LABELS``.
    path : list of str
        Label of each token; changed in place. A is last year's where it was stated before.
    """
    for quotes in _join_quotes(find_quotes(tokens)):
        _answer(quotes, tokens, marginals, path)


def _join_quotes(quotes: Iterable[Quote]) -> Iterator[list[Quote]]:
    """Put together the quotes that follow one another: all are of this year, or none."""
    run: list[Quote] = []
    for quote in quotes:
        # Between the end of an answer and the next quote stands what opens it (针对).
        if run and quote.first - run[-1].end > 1:
            yield run
            run = []
        run.append(quote)
    if run:
        yield run


def _answer(
    quotes: Sequence[Quote], tokens: Sequence[Token], marginals: Floats, path: list[str]
) -> None:
    """Read each 针对A的问题，做B as a problem and its answer, up to ； or 。 (rule 8)."""
    problem, plan, done = ([LABELS.index(f"{b}-{r}") for b in "BI"] for r in ROLES)
    told = _told_before(quotes[0], tokens, path) or any(
        _is_restated(quote, quotes[0].first, tokens, path) for quote in quotes
    )
    inner = np.concatenate([marginals[quote.first : quote.close] for quote in quotes])
    earlier = float(inner[:, LABELS.index("Q")].sum())
    own = float(inner[:, problem].sum())
    quoted = told or earlier > own
    for quote in quotes:
        stated = marginals[quote.first : quote.close]
        reads_on = path[quote.first - 1] == "I-M"
        if reads_on and float(stated[:, plan].sum()) > earlier + own:
            # 落实整改。对照排查出来的问题，制定方案: a measure reads on, nothing is quoted.
            continue
        answer = marginals[quote.close + 1 : quote.end]
        if 2 * float(answer[:, problem].sum()) > len(answer):
            # 针对企业关心的问题，解读得不够 states a lack.
            continue
        acted = 2 * float(answer[:, done].sum()) > len(answer)
        _settle_quote(
            quote, "Q" if quoted else "P", "Y" if quoted and acted else "M", path
        )


def _settle_quote(quote: Quote, asked: str, role: str, path: list[str]) -> None:
    """Label a quote (P, or Q of last year) and its answer (M or Y)."""
    path[quote.first - 1] = path[quote.close] = "O"
    for k in range(quote.first, quote.close):
        path[k] = "Q" if asked == "Q" else "B-P" if k == quote.first else "I-P"
    first = quote.close + 1
    while first < quote.end - 1 and path[first] in _LEADS_ON:
        first += 1
    for k in range(first, quote.end):
        path[k] = ("B-" if k == first else "I-") + role
    if quote.end < len(path) and path[quote.end][:2] == "I-":
        path[quote.end] = "B-" + path[quote.end][2:]


def _is_restated(
    quote: Quote, before: int, tokens: Sequence[Token], path: Sequence[str]
) -> bool:
    """Tell whether the words of a quote stand in the problems stated before."""
    asked = "".join(token.text for token in tokens[quote.first : quote.close])
    stated = [
        token.text
        for token, label in zip(tokens[:before], path, strict=False)
        if role_of(label) == "P"
    ]
    pairs = {asked[k : k + 2] for k in range(len(asked) - 1)}
    known = sum(any(pair in text for text in stated) for pair in pairs)
    return len(pairs) > 1 and known >= RESTATED * len(pairs)


def _told_before(quote: Quote, tokens: Sequence[Token], path: Sequence[str]) -> bool:
    """Tell whether what a quote answers was stated last year, or before the label of measures."""
    labels = (k for k in reversed(range(quote.first)) if path[k] == "L")
    label = next(labels, None)
    if label is None:
        return False
    # Labels over last year's problems, and labels of measures.
    earlier, answers = (
        load_pattern("clauses.toml", "quote", key) for key in ("earlier", "answers")
    )
    stated = any(role_of(role) == "P" for role in path[:label])
    text = tokens[label].text
    return bool(earlier.search(text)) or (stated and bool(answers.search(text)))

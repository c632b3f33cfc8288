"""Any coder: one small protocol, adapters, a trail that replays, an alarm for drifting error."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from textmine.dtypes import as_text
from textmine.english import Counted
from textmine.errors import CodebookError
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import refuse
from textmine.intake.frames import take_frame
from textmine.problems.coder.classifier import ProblemClassifier
from textmine.problems.coder.codebook import Codebook, load_codebook
from textmine.problems.coder.coding import clean_statements, label_matrix
from textmine.problems.validation.agreement import take_codings
from textmine.problems.validation.rates import (
    cautious_rate,
    read_weights,
    take_labelled,
    weighted_rate,
)
from textmine.schema import check_columns
from textmine.stats.discovery import adjust_fdr
from textmine.stats.groups import (
    ROW,
    UNKNOWN,
    cluster_labels,
    clustered_by,
    group_labels,
    number_groups,
)
from textmine.stats.intervals import wilson

TRAIL_COLUMNS = (
    "item_id",
    "text",
    "coder",
    "version",
    "settings",
    "coded_at",
    "categories",
)
ALARM = 0.05
"""Level of the alarm, after adjustment for all categories."""
ITEMS_SHOWN = 5
"""Items named beside a disagreement: enough to look into it, and short enough for a cell."""


@dataclass(frozen=True, slots=True, eq=False)
class Coding:
    """What a coder says of statements: labels (a cell each), and probabilities where it has any."""

    labels: list[str]
    probabilities: NDArray[np.float64] | None = None


@runtime_checkable
class Coder(Protocol):
    """Who or what codes statements."""

    # Read only, so that frozen classes and properties fit too.
    @property
    def name(self) -> str:
        """Who."""
        ...

    @property
    def version(self) -> str:
        """Which one."""
        ...

    @property
    def settings(self) -> Mapping[str, Any]:
        """All that its answers hang on."""
        ...

    def code(self, statements: Sequence[str]) -> Coding:
        """Code statements, a cell each."""
        ...


@dataclass(frozen=True, slots=True)
class ShippedCoder:
    """The shipped coder, or one trained on own statements, behind the protocol.

    Examples
    --------
    >>> ShippedCoder().code(["专职人员偏少"]).labels
    ['staffing']
    """

    classifier: ProblemClassifier = field(
        default_factory=lambda: ProblemClassifier().fit()
    )
    name: str = "textmine"

    @property
    def version(self) -> str:
        """Version of the codebook; which statements it learned from is in the settings."""
        return self.classifier.codebook_.version

    @property
    def settings(self) -> Mapping[str, Any]:
        """Its parameters, how many statements it was trained on, and a hash that tells which.

        The hash is of the labels that it gave them while each was left out.
        """
        c = self.classifier
        left_out = np.asarray(c.oof_labels_, dtype=np.uint8)
        return {
            "alpha": c.alpha,
            "abstain": c.abstain,
            "n_statements": c.n_statements_,
            "model": hashlib.sha256(left_out.tobytes()).hexdigest()[:16],
        }

    def code(self, statements: Sequence[str]) -> Coding:
        """Code statements."""
        texts = clean_statements(statements)
        coded = self.classifier.predict_frame(pd.DataFrame({"text": texts}))
        return Coding(
            coded["categories"].tolist(), self.classifier.predict_proba(texts)
        )


@dataclass(frozen=True, slots=True, eq=False)
class ColumnCoder:
    """Labels that stand in a column already, e.g. a language model's, or a person's.

    Examples
    --------
    >>> frame = pd.DataFrame({"text": ["缺人"], "llm": ["staffing"]})
    >>> ColumnCoder("some model", frame, "llm").code(["缺人"]).labels
    ['staffing']
    """

    name: str
    frame: pd.DataFrame
    column: str
    version: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    codebook: Codebook | None = None

    def code(self, statements: Sequence[str]) -> Coding:
        """Look the labels up by the statements' wording."""
        check_columns(self.frame, ["text", self.column], what=f"labels of {self.name}")
        book = self.codebook if self.codebook is not None else load_codebook()
        # A missing cell is no label: the statement is then as unknown as one that is not there.
        given = self.frame[self.frame[self.column].notna()]
        cells = given[self.column].astype("str").tolist()
        label_matrix(cells, book)  # refuses labels that are not in the codebook
        known: dict[str, str] = {}
        for wording, cell in zip(clean_statements(given["text"]), cells, strict=True):
            if known.setdefault(wording, cell) != cell:
                raise CodebookError(
                    f"{self.name}: {wording!r} is labelled {known[wording]!r} and {cell!r} in "
                    f"{self.column!r}; a coder says one thing of one wording: keep one of both"
                )
        labels = []
        for statement in clean_statements(statements):
            if statement not in known:
                raise CodebookError(
                    f"{self.name}: no label for {statement!r} in {self.column!r}"
                )
            labels.append(known[statement])
        return Coding(labels)


@dataclass(frozen=True, slots=True, eq=False)
class FunctionCoder:
    """Any function from statements to cells of labels.

    Examples
    --------
    >>> FunctionCoder("all other", lambda texts: ["other"] * len(texts)).code(
    ...     ["缺人"]
    ... ).labels
    ['other']
    """

    name: str
    function: Callable[[Sequence[str]], Sequence[str]]
    version: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    codebook: Codebook | None = None

    def code(self, statements: Sequence[str]) -> Coding:
        """Call the function and check what it gives."""
        book = self.codebook if self.codebook is not None else load_codebook()
        cells = list(self.function(clean_statements(statements)))
        if len(cells) != len(statements):
            raise CodebookError(
                f"{self.name}: gave {Counted(len(cells)):cell} for "
                f"{Counted(len(statements)):statement}"
            )
        label_matrix(cells, book)
        return Coding(cells)


@check_arguments
def code_with(
    coder: Coder | ProblemClassifier,
    problems: pd.DataFrame,
    *,
    at: str | None = None,
) -> pd.DataFrame:
    """Code statements and write down who coded what, when and with what.

    Parameters
    ----------
    coder : Coder or ProblemClassifier
        Any; a trained classifier is taken as :class:`ShippedCoder`.
    problems : pandas.DataFrame
        Columns item_id, text.
    at : str, optional
        When (ISO time); now by default.

    Returns
    -------
    pandas.DataFrame
        The trail: columns item_id, text, coder, version, settings (JSON), coded_at, categories. It
        can be measured (``measure_agreement``) and joined like any codings.

    Raises
    ------
    FrameError
        If a column is missing.
    CodebookError
        If a label is unknown.
    """
    problems = take_frame(problems, ["item_id", "text"], what="problems")
    used = ShippedCoder(coder) if isinstance(coder, ProblemClassifier) else coder
    trail = problems[["item_id", "text"]].reset_index(drop=True)
    trail["coder"], trail["version"] = used.name, used.version
    settings = json.dumps(
        dict(used.settings), sort_keys=True, ensure_ascii=False, default=str
    )
    trail["settings"] = settings
    trail["coded_at"] = (
        at if at is not None else datetime.now(UTC).isoformat(timespec="seconds")
    )
    trail["categories"] = pd.Series(
        used.code(problems["text"].tolist()).labels, dtype="str"
    )
    return trail[list(TRAIL_COLUMNS)]


@check_arguments
def write_trail(trail: pd.DataFrame, path: str | Path) -> None:
    """Write a trail as lines of JSON; the same bytes for the same trail."""
    trail = take_frame(trail, TRAIL_COLUMNS, what="trail")
    cells = pd.DataFrame({name: as_text(trail[name]) for name in TRAIL_COLUMNS})
    rows = cells.to_dict("records")
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    Path(path).write_bytes(text.encode())


@check_arguments
def replay_trail(path: str | Path, coder: Coder | ProblemClassifier) -> pd.DataFrame:
    """Code a trail's statements again and show what differs.

    Parameters
    ----------
    path : str or Path
        From :func:`write_trail`.
    coder : Coder or ProblemClassifier
        The same one, or another.

    Returns
    -------
    pandas.DataFrame
        The rows that differ: the trail's columns, ``again`` (what the coder says now) and ``why``
        (``coder`` if it is another one or otherwise set, else ``label``). Empty where all is equal:
        writing the trail anew would then give the same bytes.
    """
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    trail = pd.DataFrame(
        [json.loads(line) for line in lines], columns=list(TRAIL_COLUMNS)
    )
    trail = trail.astype("str")
    again = code_with(coder, trail, at="")
    other = (
        trail[["coder", "version", "settings"]]
        != again[["coder", "version", "settings"]]
    )
    differs = trail["categories"] != again["categories"]
    out = trail.assign(again=again["categories"], why="label")
    out.loc[other.any(axis=1), "why"] = "coder"
    return out[differs | other.any(axis=1)].reset_index(drop=True)


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    """Statements by year: rows of each, what keeps rows together, and which years tell."""

    names: NDArray[np.str_]
    places: list[NDArray[np.int64]]
    kind: str
    clusters: NDArray[np.int64]
    n_clusters: list[int]

    @property
    def tells(self) -> NDArray[np.bool_]:
        """Not where all is one agency's: nothing says how another's would differ."""
        least = np.minimum([len(own) for own in self.places], 2)
        return np.asarray(np.array(self.n_clusters) >= least)

    @property
    def is_tested(self) -> NDArray[np.bool_]:
        """Whether a group is a year that tells."""
        return np.asarray((self.names != UNKNOWN) & self.tells)


def _group_by(labelled: pd.DataFrame, by: str, cluster: str | None) -> _Groups:
    """Group statements by a column, and number what goes together."""
    groups, names = pd.factorize(group_labels(labelled[by]), sort=True)
    kind = clustered_by(labelled, cluster)
    clusters = np.arange(len(labelled))
    if kind != ROW:
        clusters = number_groups(cluster_labels(labelled, cluster))
    places = [np.flatnonzero(groups == g) for g in range(len(names))]
    n_clusters = [len(np.unique(clusters[own])) for own in places]
    return _Groups(np.asarray(names), places, kind, clusters, n_clusters)


@check_arguments
def watch_drift(
    labelled: pd.DataFrame,
    *,
    by: str = "year",
    codebook: Codebook | None = None,
    cluster: str | None = None,
) -> pd.DataFrame:
    """Tell whether a coder's error changes over years (or any groups).

    A coder errs on an agency's statements alike, so that these go together.

    Parameters
    ----------
    labelled : pandas.DataFrame
        Statements coded by both: columns categories, truth and ``by``; ``weight`` or
        ``probability`` where drawn unequally.
    by : str
        Column of the years.
    codebook : Codebook, optional
        The shipped one by default.
    cluster : str, optional
        Column whose statements go together. By default agency_id, else agency, else report_id where
        they are there; without any each statement stands for itself.

    Returns
    -------
    pandas.DataFrame
        A row a category and year: category, group, error (share of statements on which the coder is
        wrong), ci_low, ci_high (Wilson on effective counts; NaN for several statements of one
        cluster), n, cluster (the column whose statements go together, ``row`` for none),
        n_clusters, q_value (the errors of all years are equal: chi-squared test of Pearson on
        effective counts, adjusted for all categories), alarm. Statements without a year are the
        group ``(unknown)``, which the test leaves out, as it does years of one cluster.

    Raises
    ------
    FrameError
        If a column is missing, or a weight is not above 0.

    References
    ----------
    Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57, 289–300;
    Rao, J. N. K. & Scott, A. J. (1992). A simple method for the analysis of clustered binary data.
    Biometrics 48, 577–585 (effective counts).
    """
    labelled = take_labelled(labelled, ["categories", "truth", by], what="labelled")
    book = codebook if codebook is not None else load_codebook()
    said, true = (
        label_matrix(labelled[name].fillna("").astype("str").tolist(), book)
        for name in ("categories", "truth")
    )
    wrong = (said != true).astype(np.float64)
    weights = read_weights(labelled)
    groups = _group_by(labelled, by, cluster)
    rows, p_values = [], []
    for j, key in enumerate(book.keys):
        rates = [
            cautious_rate(
                weighted_rate(wrong[own, j], weights[own], groups.clusters[own]),
                None if groups.kind == ROW else groups.clusters[own],
                weights[own],
            )
            for own in groups.places
        ]
        n = np.array([rate.n for rate in rates])
        hits = n * [rate.value for rate in rates]
        p_values.append(_equal(hits[groups.is_tested], n[groups.is_tested]))
        for k, own in enumerate(groups.places):
            told = groups.tells[k]
            bounds = wilson(hits[k], n[k]) if told else (np.nan, np.nan)
            sizes = len(own), groups.kind, groups.n_clusters[k]
            rows.append((key, groups.names[k], rates[k].value, *bounds, *sizes))
    columns = "category group error ci_low ci_high n cluster n_clusters"
    table = pd.DataFrame(rows, columns=columns.split())
    table["q_value"] = np.repeat(adjust_fdr(p_values), len(groups.names))
    table["alarm"] = table["q_value"] < ALARM
    return table


@check_arguments
def find_disagreements(
    codings: pd.DataFrame, codebook: Codebook | None = None
) -> pd.DataFrame:
    """Count who disagrees with whom on what: the data of a picture of disagreement.

    Parameters
    ----------
    codings : pandas.DataFrame
        A row a decision: columns item_id, coder, categories; trails of :func:`code_with` together.
    codebook : Codebook, optional
        The shipped one by default.

    Returns
    -------
    pandas.DataFrame
        A row for each pair of coders and pair of categories that they gave in each other's place:
        coder_a, coder_b, category_a (only a gave it), category_b (only b; ``""`` where b gave
        nothing else instead), n (items), share (of the items that both coded), items (up to five
        ids, joined by ``|``); the commonest first.

    Raises
    ------
    FrameError
        If a column is missing, or a coder coded an item twice.
    CodebookError
        If a label is unknown.

    Examples
    --------
    >>> rows = [("i1", "A", "platform"), ("i1", "B", "timeliness")]
    >>> frame = pd.DataFrame(rows, columns=["item_id", "coder", "categories"])
    >>> find_disagreements(frame).values.tolist()
    [['A', 'B', 'platform', 'timeliness', 1, 1.0, 'i1']]
    """
    codings = take_codings(codings)
    refuse(
        codings["item_id"],
        codings.duplicated(["item_id", "coder"]),
        "codings",
        "each item once from each coder",
    )
    book = codebook if codebook is not None else load_codebook()
    sets: dict[str, dict[str, frozenset[str]]] = {}
    cells = codings[["item_id", "coder", "categories"]].astype("str")
    for item, coder, cell in cells.itertuples(index=False, name=None):
        labels = book.parse_labels(
            cell, where=f"codings, item {item!r}, coder {coder!r}"
        )
        sets.setdefault(coder, {})[item] = frozenset(labels)
    rows = []
    for a, b in itertools.combinations(sorted(sets), 2):
        shared = sorted(sets[a].keys() & sets[b].keys())
        instead: dict[tuple[str, str], list[str]] = {}
        for item in shared:
            for pair in _given_instead(sets[a][item], sets[b][item]):
                instead.setdefault(pair, []).append(item)
        for pair, items in instead.items():
            n, some = len(items), "|".join(items[:ITEMS_SHOWN])
            rows.append((a, b, *pair, n, n / len(shared), some))
    columns = ["coder_a", "coder_b", "category_a", "category_b", "n", "share", "items"]
    table = pd.DataFrame(rows, columns=columns)
    order = ["n", *columns[:4]]
    return table.sort_values(order, ascending=[False] + [True] * 4, ignore_index=True)


def _given_instead(a: frozenset[str], b: frozenset[str]) -> list[tuple[str, str]]:
    """Pairs of labels that only the one gave, and only the other; ``""`` where one gave no more."""
    if a == b:
        return []
    only_a, only_b = sorted(a - b) or [""], sorted(b - a) or [""]
    return list(itertools.product(only_a, only_b))


def _equal(errors: NDArray[np.float64], n: NDArray[np.float64]) -> float:
    """P-value of equal error rates; NaN with one group or without any error."""
    if len(n) < 2 or errors.sum() <= 0 or errors.sum() >= n.sum():
        return float("nan")
    table = np.vstack([errors, n - errors])
    return float(stats.chi2_contingency(table, correction=False).pvalue)

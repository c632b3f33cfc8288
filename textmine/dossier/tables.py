"""Tables of the page: frames in, rows of cells out, the rows that matter first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from textmine.dossier.view import (
    Cell,
    Column,
    Table,
    Words,
    columns,
    each,
    number,
    percent,
    text,
    words,
)
from textmine.plot.names import category_names, check_stem, report_names
from textmine.plot.order import known_order
from textmine.resources.load import load_toml
from textmine.schema import CORE_LABELS, make_frame

Frames = Mapping[str, pd.DataFrame]
REPORTS, ROWS, CHECKS = 1000, 100, 150
_DOTS = {"found": "●", "inferred": "◐"}


def frame(frames: Frames, name: str) -> pd.DataFrame:
    """Get a frame, empty where the run has none.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        What a run wrote.
    name : str
        A key of ``schema.FRAMES``.

    Returns
    -------
    pandas.DataFrame
        The frame itself, not a copy.

    Examples
    --------
    >>> frame({}, "failures").columns.tolist()
    ['source', 'reason', 'error']
    """
    found = frames.get(name)
    return make_frame(name, []) if found is None else found


def sample_table(frames: Frames) -> Table:
    """Count reports by province and year."""
    reports = frame(frames, "reports")
    unknown = words("page", "unknown")
    years = reports["year"].map(lambda y: "–" if pd.isna(y) else str(int(y))).astype("str")
    table = pd.crosstab(reports["province"].astype("str"), years).sort_index()
    heads = [*columns("province"), *(Column(year, year, number=True) for year in table.columns)]
    heads.append(Column("合计", "Total", number=True))
    rows = []
    for province, counts in table.iterrows():
        name = Cell(str(province)) if province else Cell("", "muted", words=unknown)
        rows.append([name, *(number(c if c else None) for c in counts), number(counts.sum())])
    return Table(heads, rows, len(rows), "reports.csv")


def report_table(frames: Frames) -> Table:
    """List the reports with what was found in each."""
    reports = frame(frames, "reports")
    kept = reports.sort_values(["agency", "year", "report_id"], kind="stable").head(REPORTS)
    dots = _dots(frame(frames, "sections"))
    roles = frame(frames, "items").groupby(["report_id", "role"]).size()
    shares = share_table(frame(frames, "scores"))
    kinds = [k for k in load_toml("plot.toml")["kind"] if k in shares.columns]
    rows = []
    for row in each(kept):
        key = str(row.report_id)
        own = shares["original"].get(key) if "original" in shares else None
        agency = (
            text(row.agency, "who")
            if row.agency
            else Cell("", "muted", words=words("page", "unknown"))
        )
        rows.append(
            [
                agency,
                text("" if pd.isna(row.year) else row.year, "n"),
                text(key, "id"),
                text(row.form),
                number(row.confidence, 2),
                text(dots.get(key, "○" * len(CORE_LABELS)), "dots"),
                number(roles.get((key, "problem"), 0)),
                number(roles.get((key, "measure"), 0)),
                number(row.n_narrative_chars),
                percent(own),
                _bar(shares, key, kinds),
            ]
        )
    heads = "agency year report_id form confidence parts n_problems n_measures n_narrative_chars original bar"
    numeric = "year confidence n_problems n_measures n_narrative_chars original"
    return Table(columns(heads, numeric), rows, len(reports), "reports.csv")


def profile_table(frames: Frames) -> Table:
    """List the problem profile: share, n and interval by category and group."""
    profile = frame(frames, "profile")
    names = category_names("both")
    rows = [
        [
            text(names.get(row.category, row.category)),
            group_cell(row.group),
            percent(row.share),
            number(row.n),
            text(interval(row.ci_low, row.ci_high), "n"),
        ]
        for row in each(profile.head(2 * CHECKS))
    ]
    return Table(
        columns("category group share n interval", "share n interval"),
        rows,
        len(profile),
        "profile.csv",
    )


def response_rows(frames: Frames) -> Table:
    """Set each problem beside the measure that answers it, unanswered and mirrored ones first."""
    responses, items = frame(frames, "responses"), frame(frames, "items")
    quoted = dict(zip(items["item_id"], items["text"], strict=True))
    problems = frame(frames, "problems").drop_duplicates("item_id").set_index("item_id")
    quoted |= problems["text"].to_dict()
    names, cats = report_names(frame(frames, "reports")), category_names("both")
    order = responses["state"].map({"uncovered": 0, "mirrored": 1, "concrete": 2}).fillna(3)
    turn = responses.groupby([order, "report_id"]).cumcount()
    ordered = responses.assign(turn=turn, order=order).sort_values(["turn", "order"], kind="stable")
    none = words("page", "measure_none")
    rows = []
    for row in each(ordered.head(ROWS).sort_values(["report_id", "problem_id"], kind="stable")):
        codes = str(problems["categories"].get(row.problem_id, "")).split("|")
        measure = quoted.get(row.measure_id, "")
        rows.append(
            [
                text(names.get(row.report_id, row.report_id), "who", row.report_id),
                text(quoted.get(row.problem_id, row.problem_id), "quote", row.problem_id),
                text("；".join(cats.get(c, c) for c in codes if c), "small"),
                text(measure, "quote", row.measure_id)
                if measure
                else Cell("", "muted", words=none),
                badge("state", row.state),
                number(row.score, 2),
            ]
        )
    return Table(
        columns("report problem categories measure state score", "score"),
        rows,
        len(responses),
        "responses.csv",
    )


def persistence_table(frames: Frames) -> Table:
    """Set this year's problem beside last year's, verbatim ones first."""
    persistence, items = frame(frames, "persistence"), frame(frames, "items")
    quoted = dict(zip(items["item_id"], items["text"], strict=True))
    quoted |= dict(
        zip(frame(frames, "problems")["item_id"], frame(frames, "problems")["text"], strict=True)
    )
    rank = (
        persistence["state"].map({"verbatim": 0, "restated": 1, "dropped": 2, "new": 3}).fillna(4)
    )
    ordered = persistence.assign(rank=rank).sort_values(
        ["rank", "agency", "year", "item_id"], kind="stable"
    )
    rows = []
    for row in each(ordered.head(ROWS)):
        before, now = quoted.get(row.earlier_item_id, ""), quoted.get(row.item_id, "")
        rows.append(
            [
                text(row.agency, "who"),
                text(f"{year(row.earlier_year)} → {year(row.year)}", "n"),
                text(before, "quote", row.earlier_item_id),
                text(now, "quote", row.item_id),
                badge("state", row.state),
                number(row.similarity, 2),
            ]
        )
    return Table(
        columns("agency year earlier later state similarity", "similarity"),
        rows,
        len(persistence),
        "persistence.csv",
    )


def pair_table(frames: Frames) -> Table:
    """List the pairs that share most beyond chance."""
    pairs = frame(frames, "pairs")
    names = report_names(frame(frames, "reports"))
    keys = ["excess", "shared_chars"]
    rows = []
    for row in each(pairs.sort_values(keys, ascending=False, kind="stable").head(ROWS)):
        rows.append(
            [
                text(
                    f"{names.get(row.report_a, row.report_a)} / {names.get(row.report_b, row.report_b)}",
                    title=f"{row.report_a} / {row.report_b}",
                ),
                badge("pair_type", row.pair_type),
                number(row.shared_chars),
                number(row.longest),
                percent(row.containment_ab),
                percent(row.containment_ba),
                percent(row.expected),
                percent(row.excess),
                number(row.q_value, 3),
                translated("direction", row.direction),
            ]
        )
    heads = "pair pair_type shared_chars longest containment_ab containment_ba by_chance excess q_value direction"
    numeric = "shared_chars longest containment_ab containment_ba by_chance excess q_value"
    return Table(columns(heads, numeric), rows, len(pairs), "pairs.csv")


def phrase_table(frames: Frames) -> Table:
    """List the most widespread phrases."""
    phrases = frame(frames, "phrases")
    keys, up = ["df_reports", "df_agencies", "phrase"], [False, False, True]
    rows = [
        [
            text(row.phrase),
            number(row.df_reports),
            number(row.df_agencies),
            number(row.tf),
            number(row.cohesion, 2),
            badge("kind", row.kind),
        ]
        for row in each(phrases.sort_values(keys, ascending=up, kind="stable").head(60))
    ]
    heads = columns(
        "phrase df_reports df_agencies tf cohesion kind", "df_reports df_agencies tf cohesion"
    )
    return Table(heads, rows, len(phrases), "phrases.csv")


def check_table(frames: Frames) -> Table:
    """List checks that did not pass, failures first, with what was expected and found."""
    checks = frame(frames, "checks")
    names = report_names(frame(frames, "reports"))
    rank = (
        checks["status"].map({"FAIL": 0, "UNCERTAIN": 1, "NOT_ASSESSABLE": 2, "PASS": 3}).fillna(4)
    )
    ordered = checks.assign(rank=rank).sort_values(["rank", "report_id", "check"], kind="stable")
    rows = [
        [
            badge("status", row.status),
            text(names.get(row.report_id, row.report_id), "who", row.report_id),
            check_cell(row.check),
            text(row.expected),
            text(row.found),
            text(f"{row.report_id} {row.start}–{row.end}", "id"),
            text(row.evidence, "quote"),
        ]
        for row in each(ordered.head(CHECKS))
    ]
    return Table(
        columns("status report check expected found place evidence"),
        rows,
        len(checks),
        "checks.csv",
    )


def score_table(frames: Frames) -> Table:
    """Describe every measure of scope ``report`` over the reports: n, mean, spread, quantiles, and what it is."""
    scores = frame(frames, "scores")
    scores = scores[(scores["scope"] == "report") & scores["value"].notna()]
    known = load_toml("dossier.toml")["scores"]
    rows = []
    for key in known_order(scores["score"].astype("str"), known):
        values = scores.loc[scores["score"] == key, "value"]
        zh, en, zh_note, en_note = known.get(key, (key, key, "", ""))
        low, middle, high = values.quantile([0.1, 0.5, 0.9])
        spread = values.std() if len(values) > 1 else None
        digits = 0 if values.abs().max() >= 100 else 1 if values.abs().max() >= 10 else 3
        numbers = [number(v, digits) for v in (values.mean(), spread, low, middle, high)]
        name = Cell("", title=key, words=(zh, en), key=key)
        rows.append(
            [name, number(len(values)), *numbers, Cell("", "small", words=(zh_note, en_note))]
        )
    heads = columns("name n_with mean sd p10 p50 p90 meaning", "n_with mean sd p10 p50 p90")
    return Table(heads, rows, len(rows), "scores.csv")


def failure_table(frames: Frames) -> Table:
    """List the files that were not mined, and why."""
    failures = frame(frames, "failures")
    rows = [[text(r.source, "id"), text(r.reason), text(r.error)] for r in each(failures.head(200))]
    return Table(columns("source reason error"), rows, len(failures), "failures.csv")


def share_table(scores: pd.DataFrame) -> pd.DataFrame:
    """Pivot the provenance shares: a row per report, a column per kind."""
    rows = scores[(scores["scope"] == "report") & scores["score"].str.startswith("share_")]
    rows = rows.assign(kind=rows["score"].str.removeprefix("share_"))
    return rows.pivot_table(index="report_id", columns="kind", values="value", aggfunc="first")


def badge(table: str, key: str) -> Cell:
    """Make a cell with a coloured word: a kind, status, state or pair type."""
    found = load_toml("plot.toml")[table].get(key)
    pair: Words = (str(found[0]), str(found[1])) if found else (key, key)
    return Cell("", f"badge {table}-{key}", words=pair, key=key)


def check_cell(check: str) -> Cell:
    """Make a cell with the kind of a check in words, and its id."""
    stem = check_stem(check)
    found = load_toml("plot.toml")["check"].get(stem)
    if found is None:
        return Cell(check)
    return Cell(check, key=check, words=(str(found[0]), str(found[1])))


def translated(table: str, key: str) -> Cell:
    """Make a cell with a word of the pictures' tables in both languages; an unknown one stays as it is."""
    found = load_toml("plot.toml")[table].get(key)
    return Cell("", words=(str(found[0]), str(found[1])), key=key) if found else Cell(key)


def group_cell(key: str) -> Cell:
    """Make a cell with a group's name; levels are translated."""
    found = load_toml("plot.toml")["level"].get(key) or load_toml("plot.toml")["words"].get(key)
    if found:
        return Cell("", words=(found[0], found[1]), key=key)
    return Cell(key) if key else Cell("", "muted", words=words("page", "unknown"))


def interval(low: float, high: float) -> str:
    """Print an interval of shares, or a dash."""
    return "–" if pd.isna(low) or pd.isna(high) else f"{low * 100:.1f}–{high * 100:.1f} %"


def year(value: Any) -> str:
    """Print a year, or a dash."""
    return "–" if pd.isna(value) else str(int(value))


def _dots(sections: pd.DataFrame) -> dict[str, str]:
    """Draw one dot per core section of each report: full, half, empty."""
    rows = sections[sections["label"].isin(CORE_LABELS)]
    best: dict[str, dict[str, str]] = {}
    for report, label, status in zip(rows["report_id"], rows["label"], rows["status"], strict=True):
        marks = best.setdefault(report, dict.fromkeys(CORE_LABELS, "○"))
        marks[label] = min(marks[label], _DOTS.get(status, "○"), key="●◐○".index)
    return {report: "".join(marks.values()) for report, marks in best.items()}


def _bar(shares: pd.DataFrame, key: str, kinds: list[str]) -> Cell:
    """Draw the provenance of one report as a bar of coloured pieces."""
    if key not in shares.index:
        return Cell("–", "muted")
    row: Any = shares.loc[key]
    parts = [
        (kind, float(row[kind])) for kind in kinds if pd.notna(row[kind]) and row[kind] > 0.0005
    ]
    table = load_toml("plot.toml")["kind"]
    return Cell(
        "", bar=tuple((k, f"{v * 100:.1f}", f"{table[k][0]} {table[k][1]}") for k, v in parts)
    )

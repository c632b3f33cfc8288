"""Write the data dictionary as a page, ``docs/frames.md``.

Run ``python scripts/write_dictionary.py`` after any change of a frame or of what is said of its
columns (``textmine/resources/dictionary.toml``); a test says when it is due.
"""

from __future__ import annotations

from pathlib import Path

from textmine.quality.registry import ROW, describe_columns

TARGET = Path(__file__).resolve().parents[1] / "docs" / "frames.md"
HEAD = """\
# What stands in the frames

`tm.describe_columns("scores")` gives the same in a notebook, and
`tm.describe_columns().to_csv("columns.csv", encoding="utf-8-sig")` writes the data dictionary that
is published beside data. What every score means, by which formula and in which range, and after
which paper: `tm.quality.measures()`. How a study is put together: [study.md](study.md).

Frames of a run: `NAME.csv` and `NAME.parquet`, or `tm.load("results")["NAME"]`; `narrative` is
`corpus.narrative`, `trace_spans` and `trace_holders` are what `tm.trace` finds. Missing words are
empty, missing numbers missing: blank is not zero. Every `start` and `end` counts characters of the
report's text as textmine read it, half open: `report.text[start:end] == text`.

What joins the frames: `report_id` in all that speak of reports (in `persistence` that of the later
year); `item_id` of `items` is `item_id` in `problems`, `problem_id` and
`measure_id` in `responses`, and `item_id` and `earlier_item_id` in `persistence`;
`family_id` joins `families`, `passages` and `origins`.
"""


def main() -> None:
    """Write the page."""
    TARGET.write_text(render(), encoding="utf-8")


def render() -> str:
    """The page: a table a frame."""
    lines = [HEAD.rstrip()]
    for frame, rows in describe_columns().groupby("frame", sort=False):
        first = rows[rows["column"] == ROW].iloc[0]
        lines += ["", f"## {frame}", "", f"{first['en']}. {first['zh']}。", ""]
        lines += ["| column | dtype | meaning | 含义 |", "|---|---|---|---|"]
        for row in rows[rows["column"] != ROW].itertuples():
            cells = (f"`{row.column}`", row.dtype, row.en, row.zh)
            lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()

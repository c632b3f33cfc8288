"""Write the data dictionary as a page, ``docs/frames.md``.

Run ``python scripts/write_dictionary.py`` after any change of a frame or of what is said of its
columns (``textmine/resources/dictionary.toml``); a test says when it is due.
"""

from __future__ import annotations

from pathlib import Path

from textmine.quality.registry import ROW, describe_columns

TARGET = Path(__file__).resolve().parents[1] / "docs" / "frames.md"
HEAD = """\
# What the columns of the frames mean

`tm.describe_columns("scores")` gives the same in a notebook, and
`tm.describe_columns().to_csv("columns.csv", encoding="utf-8-sig")` writes the data dictionary that
is published beside data. The values of `scores.score`, each with name, formula, unit and source,
are listed by `tm.quality.measures()`. Frames of a run: `NAME.csv` and `NAME.parquet`, or
`tm.load("results")["NAME"]`; `narrative` is `corpus.narrative`, `trace_spans` and `trace_holders`
are what `tm.trace` finds. Empty text is `""`, a missing number an empty field: blank is not zero.
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

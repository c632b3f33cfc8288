import numpy as np
import pandas as pd

from textmine.display import MOST_ROWS, show
from textmine.schema import Report


def test_everything_is_escaped_and_empty_facts_are_left_out() -> None:
    frame = pd.DataFrame({"text": ["<script>alert(1)</script>"]})
    html = show("a & b", {"x<": "<y>", "none": None, "empty": ""}, frame)
    assert "<script>" not in html
    assert "a &amp; b" in html
    assert "x&lt;: &lt;y&gt;" in html
    assert "none" not in html


def test_long_frames_say_how_much_is_not_shown() -> None:
    html = show("x", {}, pd.DataFrame({"n": range(MOST_ROWS + 3)}))
    assert html.count("<tr") == MOST_ROWS + 1
    assert "3 more rows" in html


def test_a_report_shows_who_wrote_it_and_how_it_begins() -> None:
    text = "一、总体情况" * 50
    report = Report("r1", text, text, np.arange(len(text) + 1), agency="临泽川市财政局", year=2021)
    html = report._repr_html_()
    assert "临泽川市财政局" in html
    assert "2021" in html
    assert "…" in html
    assert len(html) < 900

import pandas as pd
import pytest
from matplotlib.axes import Axes

from textmine import plot
from textmine.errors import FrameError


def _texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_sections_count_each_report_once_by_its_best() -> None:
    frame = pd.DataFrame(
        {
            "report_id": ["a", "a", "b", "b"],
            "label": ["overview", "overview", "overview", "other"],
            "status": ["inferred", "found", "missing", "found"],
        }
    )
    ax = plot.sections(frame, lang="en", ax=plot.sheet())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["overview", "other"]
    assert [bar.get_width() for bar in ax.patches] == [0.5, 1, 0.5, 0]
    assert [text.get_text() for text in ax.texts] == ["n = 2", "n = 1"]


def test_completeness_of_elements_is_the_share_of_applicable_reports() -> None:
    frame = pd.DataFrame(
        {
            "report_id": ["a", "b", "c"],
            "name": "六部分",
            "applies": [True, True, False],
            "present": [True, False, True],
        }
    )
    reports = pd.DataFrame({"report_id": list("abc"), "agency_type": "财政"})
    ax = plot.completeness(frame, reports=reports, ax=plot.sheet())
    assert [text.get_text() for text in ax.texts] == ["50%"]
    frame["element"] = "heading_order"
    for lang, name in (("zh", "六部分"), ("en", "heading order")):
        ax = plot.completeness(frame, reports=reports, lang=lang)
        assert [label.get_text() for label in ax.get_xticklabels()] == [name]


def test_completeness_without_scores_says_so() -> None:
    scores = pd.DataFrame(
        {"report_id": ["a"], "scope": "report", "score": "share_peer", "value": 0.2}
    )
    ax = plot.completeness(scores, ax=plot.sheet(), lang="en")
    assert [text.get_text() for text in ax.texts] == ["nothing to draw"]


def test_columns_of_a_check_count_together() -> None:
    frame = pd.DataFrame(
        {
            "check": ["t3_flow_col0", "t3_flow_col6", "claim_fees"],
            "status": ["PASS", "FAIL", "PASS"],
        }
    )
    ax = plot.checks(frame, lang="en", ax=plot.sheet())
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "table 3 in = out",
        "narrative and table",
    ]
    assert [bar.get_width() for bar in ax.patches] == [0.5, 0, 0.5, 1]
    assert _texts(ax) == ["fail 1 / 2", "fail 0 / 1"]


def test_counted_checks_are_drawn_as_their_rows() -> None:
    rows = pd.DataFrame(
        {
            "check": ["t3_flow_col1"] * 3 + ["t3_sum_row"],
            "status": ["FAIL", "PASS", "PASS", "PASS"],
        }
    )
    counted = rows.value_counts().reset_index(name="n")
    of_rows, of_counts = (
        plot.checks(x, lang="en", ax=plot.sheet()) for x in (rows, counted)
    )
    assert _texts(of_counts) == _texts(of_rows)
    widths = [[bar.get_width() for bar in ax.patches] for ax in (of_rows, of_counts)]
    assert widths[0] == widths[1]


def test_checks_count_each_status() -> None:
    frame = pd.DataFrame(
        {
            "check": ["合计"] * 3 + ["结转"],
            "status": ["PASS", "PASS", "FAIL", "UNCERTAIN"],
        }
    )
    ax = plot.checks(frame, ax=plot.sheet())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["合计", "结转"]
    assert _texts(ax) == ["不符 fail 1 / 3", "不符 fail 0 / 1"]


def test_sections_of_no_known_status_leave_a_note() -> None:
    """A raw ValueError came out: there was no row to draw."""
    frame = pd.DataFrame(
        {"report_id": ["a"], "label": ["overview"], "status": ["gone"]}
    )
    ax = plot.sections(frame, lang="zh", ax=plot.sheet())
    assert [text.get_text() for text in ax.texts] == ["没有可画的数据"]


def test_counts_and_flags_may_be_written() -> None:
    frame = pd.DataFrame(
        {"check": ["t3", "t3"], "status": ["PASS", "FAIL"], "n": ["12", "3"]}
    )
    said = [text.get_text() for text in plot.checks(frame, lang="zh").texts]
    assert any("3 / 15" in text for text in said)
    with pytest.raises(FrameError, match="checks, row 0, column n: 'many'"):
        plot.checks(frame.assign(n="many"))
    elements = pd.DataFrame(
        {
            "report_id": ["a", "b", "c"],
            "name": "overview",
            "applies": ["True", "True", "False"],
            "present": ["True", "False", "True"],
        }
    )
    reports = pd.DataFrame({"report_id": ["a", "b", "c"], "level": "city"})
    axes = plot.completeness(elements, reports=reports, by="level", lang="zh")
    assert [text.get_text() for text in axes.texts] == ["50%"]

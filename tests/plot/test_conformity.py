import pandas as pd

from textmine import plot


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


def test_completeness_without_scores_says_so() -> None:
    scores = pd.DataFrame(
        {"report_id": ["a"], "scope": "report", "score": "share_peer", "value": 0.2}
    )
    ax = plot.completeness(scores, ax=plot.sheet(), lang="en")
    assert [text.get_text() for text in ax.texts] == ["nothing to draw"]

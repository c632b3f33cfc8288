import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textmine import plot


def _texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def _pairs(n: int) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    ab = rng.random(n)
    return pd.DataFrame(
        {
            "report_a": [f"r{i % 30}" for i in range(n)],
            "report_b": [f"r{(i * 7 + 1) % 30}" for i in range(n)],
            "pair_type": ["vertical", "other"] * (n // 2),
            "shared_chars": rng.integers(1, 900, n),
            "containment_ab": ab,
            "containment_ba": ab / 2,
            "expected": 0.02,
        }
    )


def test_lengths_marks_the_median() -> None:
    frame = pd.DataFrame(
        {
            "report_id": list("abc"),
            "year": [2020] * 3,
            "n_narrative_chars": [1000, 2000, 6000],
        }
    )
    ax = plot.lengths(frame, ax=plot.sheet())
    lines = [c.get_segments() for c in ax.collections if hasattr(c, "get_segments")]
    assert any(np.allclose(segment[:, 0], 2000) for group in lines for segment in group)


def test_distribution_groups_one_measure() -> None:
    scores = pd.DataFrame(
        {
            "report_id": list("abc"),
            "scope": "report",
            "score": "completeness",
            "value": [0.5, 0.7, 1.0],
        }
    )
    reports = pd.DataFrame(
        {"report_id": list("abc"), "agency_type": ["财政", "财政", "档案"]}
    )
    ax = plot.distribution(scores, "completeness", reports=reports, ax=plot.sheet())
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "档案 (n = 1)",
        "财政 (n = 2)",
    ]
    assert _texts(
        plot.distribution(scores, "redundancy", ax=plot.sheet(), lang="en")
    ) == ["nothing to draw"]


def test_similarity_starts_at_all_pairs_and_falls() -> None:
    ax = plot.similarity(_pairs(50), ax=plot.sheet())
    for line in ax.lines:
        y = np.asarray(line.get_ydata())
        assert y[0] == 1.0
        assert (np.diff(y) <= 0).all()


def test_a_million_pairs_make_a_small_picture() -> None:
    few, many = (
        plot.to_svg(plot.similarity(_pairs(n), ax=plot.sheet()), title="x")
        for n in (100, 100_000)
    )
    assert len(many) < 8 * len(few)


def test_kinds_of_pairs_are_told_apart_without_colour() -> None:
    kinds = ["cross_year", "same_sector", "same_place"]
    pairs = pd.DataFrame(
        {
            "pair_type": kinds,
            "containment_ab": 0.3,
            "containment_ba": 0.2,
            "expected": 0.01,
        }
    )
    ax = plot.similarity(pairs, ax=plot.sheet())
    looks = [line.get_linestyle() for line in ax.get_lines()]
    assert looks == ["-", "--", "-.", ":"]

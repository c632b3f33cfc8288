"""Every picture at every width, on own and given Axes, in each language: no word outside, no box."""

import re
import warnings
from collections.abc import Callable
from inspect import signature

import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from textmine import plot
from textmine.problems.coder.codebook import load_codebook
from textmine.schema import KINDS

N = 40
# Two whose names must be cut on most papers.
LONG_TYPES = (
    "街道办事处（含开发区、度假区、产业园区管理委员会）",
    "Office for veterans' affairs and more",
)
TYPES = ("市场监管局", "街道办事处", *LONG_TYPES, "生态环境局", "")
PLACES = ("临泽川市青榆区", "白鹭洲县溪口坪镇", "云岭省石渚县")


def _reports() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "report_id": [f"r{i:02d}" for i in range(N)],
            "agency": [
                f"{PLACES[i % 3]}{TYPES[i % 6] or '某机关'}第{i // 4}分局"
                for i in range(N)
            ],
            "province": [f"第{i % 9}省" for i in range(N)],
            "level": ["county", "city", "township", "province"] * (N // 4),
            "agency_type": [TYPES[i % 6] for i in range(N)],
            "year": [2019 + i % 4 for i in range(N)],
            "n_narrative_chars": [900 + 137 * i for i in range(N)],
        }
    )


def _scores() -> pd.DataFrame:
    kinds = [*KINDS, "original"]
    scores = [f"share_{kind}" for kind in kinds] + [
        "completeness",
        "completeness_format",
        "share_taken",
    ]
    rows = [
        {
            "report_id": report,
            "scope": "report",
            "score": score,
            "value": 1 / len(kinds),
            "n": 900,
        }
        for report in _reports()["report_id"]
        for score in scores
    ]
    return pd.DataFrame(rows)


def _pairs() -> pd.DataFrame:
    kinds = ["cross_year", "same_sector", "same_place", "vertical", "other"]
    return pd.DataFrame(
        {
            "report_a": [f"r{i:02d}" for i in range(N)],
            "report_b": [f"r{(7 * i + 3) % N:02d}" for i in range(N)],
            "pair_type": kinds * (N // 5),
            "shared_chars": [100 + 99 * i for i in range(N)],
            "containment_ab": [i / N for i in range(N)],
            "containment_ba": [i / N / 2 for i in range(N)],
            "expected": 0.02,
        }
    )


CATEGORIES = [
    "content", "timeliness", "interpretation", "publicity", "request", "platform", "info_mgmt"
]  # fmt: skip


def _profile() -> pd.DataFrame:
    rows = [
        {
            "group": group,
            "category": category,
            "share": 0.5,
            "n": 12,
            "ci_low": 0.2,
            "ci_high": 0.9,
        }
        for group in TYPES
        for category in CATEGORIES
    ]
    return pd.DataFrame(rows)


def _themes() -> pd.DataFrame:
    terms = ("依申请公开办理流程", "业务培训", "栏目更新", "政策解读材料", "资金去向")
    rows = [
        {
            "theme": theme,
            "label": f"{terms[theme % 5]}与{terms[(theme + 1) % 5]}",
            "rank": rank,
            "term": term,
            "weight": 1 / (rank + 1),
            "stability": 0.9,
        }
        for theme in range(12)
        for rank, term in enumerate(terms)
    ]
    return pd.DataFrame(rows)


def _theme_shares() -> pd.DataFrame:
    rows = [
        {"report_id": f"r{i:02d}", "theme": theme, "share": 1 / 12}
        for i in range(N)
        for theme in range(12)
    ]
    return pd.DataFrame(rows)


def _phrases() -> pd.DataFrame:
    kinds = ["stock", "mandated", "", "discretionary"]
    phrases = [f"坚持以公开为常态不公开为例外原则第{i}条" for i in range(36)]
    return pd.DataFrame(
        {
            "phrase": phrases,
            "df_reports": range(36),
            "df_agencies": range(36),
            "kind": kinds * 9,
        }
    )


def _problems() -> pd.DataFrame:
    codes = [f"{CATEGORIES[i % 7]}|{CATEGORIES[(i + 3) % 7]}" for i in range(N)]
    return pd.DataFrame({"item_id": [f"p{i}" for i in range(N)], "categories": codes})


def _responses() -> pd.DataFrame:
    states = ["concrete", "mirrored", "uncovered", "concrete"]
    return pd.DataFrame(
        {"problem_id": [f"p{i}" for i in range(N)], "state": states * (N // 4)}
    )


def _persistence() -> pd.DataFrame:
    states = ["verbatim", "restated", "new", "dropped"] * 3
    return pd.DataFrame(
        {
            "year": [2020, 2021, 2022] * 4,
            "earlier_year": [2019, 2020, 2021] * 4,
            "state": states,
        }
    )


def _checks() -> pd.DataFrame:
    names = [
        "t3_flow_col0",
        "t3_row_sum_row1",
        "t4_suit_after_review_total",
        "claim_x",
        "own_check",
    ]
    statuses = ["PASS", "FAIL", "UNCERTAIN", "NOT_ASSESSABLE"]
    return pd.DataFrame({"check": names * 4, "status": statuses * 5})


def _sections() -> pd.DataFrame:
    labels = ["overview", "disclosure", "applications", "review", "problems", "other"]
    rows = [
        {
            "report_id": f"r{i}",
            "label": label,
            "status": ["found", "inferred", "missing"][i],
        }
        for i in range(3)
        for label in labels
    ]
    return pd.DataFrame(rows)


def _merges() -> pd.DataFrame:
    """Each step joins one more theme to the others."""
    n = _themes()["theme"].nunique() - 1
    left, right = [0, *range(-1, -n, -1)], range(1, n + 1)
    distance = [0.1 * (i + 1) for i in range(n)]
    return pd.DataFrame(
        {"step": right, "left": left, "right": right, "distance": distance}
    )


def _choice() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "n_themes": [4, 8, 12],
            "agreement": [0.5, 0.7, 0.6],
            "overlap": [0.6, 0.8, 0.7],
            "weakest": [0.2, 0.4, 0.1],
            "chosen": [False, True, False],
        }
    )


def _trends(by: str, n_groups: int) -> pd.DataFrame:
    groups = [
        str(2016 + i) if by == "year" else f"第{i}类公共企事业单位"
        for i in range(n_groups)
    ]
    rows = [
        {
            "by": by,
            "group": group,
            "category": f"主题{theme}、更新不够及时、业务培训",
            "share": 0.05 * theme,
            "n": 12,
            "ci_low": 0.04 * theme,
            "ci_high": 0.06 * theme,
        }
        for theme in range(14)
        for group in groups
    ]
    return pd.DataFrame(rows)


def _disagreements() -> pd.DataFrame:
    keys = load_codebook().keys
    rows = [
        (
            f"编码员{a}",
            "gpt-like-model-2026-05",
            keys[i],
            keys[(i + a) % len(keys)],
            1 + i * a,
        )
        for a in range(1, 15)
        for i in range(len(keys))
    ]
    return pd.DataFrame(
        rows, columns=["coder_a", "coder_b", "category_a", "category_b", "n"]
    )


CHARTS: dict[str, Callable[..., Axes]] = {
    "disagreements": lambda **k: plot.disagreements(_disagreements(), **k),
    "disagreements of two": lambda **k: plot.disagreements(
        _disagreements(), coders=("编码员1", "gpt-like-model-2026-05"), **k
    ),
    "provenance": lambda **k: plot.provenance(_scores(), reports=_reports(), **k),
    "provenance by type": lambda **k: plot.provenance(
        _scores(), reports=_reports(), by="agency_type", **k
    ),
    "origins": lambda **k: plot.origins(_scores(), reports=_reports(), **k),
    "profile": lambda **k: plot.profile(_profile(), **k),
    "lengths": lambda **k: plot.lengths(_reports(), **k),
    "distribution": lambda **k: plot.distribution(
        _scores(), "completeness", reports=_reports(), **k
    ),
    "similarity": lambda **k: plot.similarity(_pairs(), **k),
    "checks": lambda **k: plot.checks(_checks(), **k),
    "sections": lambda **k: plot.sections(_sections(), **k),
    "completeness": lambda **k: plot.completeness(_scores(), reports=_reports(), **k),
    "persistence": lambda **k: plot.persistence(_persistence(), **k),
    "response": lambda **k: plot.response(_responses(), problems=_problems(), **k),
    "themes": lambda **k: plot.themes(_themes(), **k),
    "theme_shares": lambda **k: plot.theme_shares(
        _theme_shares(), themes=_themes(), reports=_reports(), **k
    ),
    "theme_trends": lambda **k: plot.theme_trends(_trends("year", 6), **k),
    "theme_trends by type": lambda **k: plot.theme_trends(
        _trends("agency_type", 20), **k
    ),
    "theme_tree": lambda **k: plot.theme_tree(_merges(), themes=_themes(), **k),
    "theme_choice": lambda **k: plot.theme_choice(_choice(), **k),
    "phrases": lambda **k: plot.phrases(_phrases(), **k),
    "reuse_matrix": lambda **k: plot.reuse_matrix(_pairs(), reports=_reports(), **k),
    "network": lambda **k: plot.network(_pairs(), reports=_reports(), **k),
    "no data": lambda **k: plot.checks(_checks().head(0), **k),
}


def _given(
    size: tuple[float, float], grid: tuple[int, int] = (1, 1)
) -> Callable[..., Figure]:
    """Draw on the last Axes of a figure that the caller laid out."""

    def draw(chart: Callable[..., Axes], lang: str) -> Figure:
        figure = Figure(figsize=size)
        chart(ax=figure.subplots(*grid, squeeze=False).ravel()[-1], lang=lang)
        return figure

    return draw


def _sheet(width: float) -> Callable[..., Figure]:
    def draw(chart: Callable[..., Axes], lang: str) -> Figure:
        ax = plot.sheet(width)
        chart(ax=ax, lang=lang)
        return ax.figure

    return draw


def _own(width: float | str) -> Callable[..., Figure]:
    """Draw on a figure of pyplot's, as a notebook does."""

    def draw(chart: Callable[..., Axes], lang: str) -> Figure:
        figure = chart(width=width, lang=lang).figure
        pyplot.close(figure)
        return figure

    return draw


PAPERS = {
    "page": _sheet(8.4),
    "journal's page": _sheet(7.0),
    "journal's column": _sheet(3.35),
    "given column": _given((3.35, 2.8)),
    "given page": _given((7.0, 4.0)),
    "given half": _given((7.0, 3.0), (1, 2)),
    "own column": _own("column"),
    "own page": _own("page"),
}


def _drawn(figure: Figure) -> Bbox:
    """What the picture covers, in inches.

    Where no font has Chinese, matplotlib draws boxes wider than any Chinese character: how far
    such words reach is known to nobody, and only the others are measured.
    """
    if not plot.find_cjk_font():
        for text in figure.findobj(Text):
            if re.search("[\u2e80-\uffef]", text.get_text()):
                text.set_visible(False)
    FigureCanvasAgg(figure).draw()  # here a layout engine lays out
    return figure.get_tightbbox(FigureCanvasAgg(figure).get_renderer())


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("chart", CHARTS)
def test_every_word_is_inside_and_drawn(chart: str, paper: str, lang: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        figure = PAPERS[paper](CHARTS[chart], lang)
        drawn = _drawn(figure)
    wide, high = figure.get_size_inches()
    slack = 0.02  # inches: anti-aliased edges
    assert drawn.x0 >= -slack and drawn.y0 >= -slack
    assert drawn.x1 <= wide + slack and drawn.y1 <= high + slack
    said = [text.get_text() for text in figure.findobj(Text)]
    # A name may be cut, what it counts may not.
    assert not [text for text in said if re.search(r"\(n(?! = [0-9]+\))", text)]
    if plot.find_cjk_font():
        assert not [str(w.message) for w in caught if "lyph" in str(w.message)]


def test_every_chart_is_among_these() -> None:
    charts = {
        name
        for name in plot.__all__
        if "ax" in signature(getattr(plot, name)).parameters
    }
    assert charts - {"to_svg"} == {name.split(" ")[0] for name in CHARTS} - {"no"}


@pytest.mark.parametrize("layout", ["constrained", "tight"])
@pytest.mark.parametrize("chart", CHARTS)
def test_a_figure_that_lays_itself_out_holds_every_word(
    chart: str, layout: str
) -> None:
    figure = Figure(figsize=(9.0, 5.0), layout=layout)
    CHARTS[chart](ax=figure.subplots(), lang="zh")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        drawn = _drawn(figure)
    assert min(drawn.x0, drawn.y0) >= -0.02
    assert drawn.x1 <= 9.02 and drawn.y1 <= 5.02

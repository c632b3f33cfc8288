import subprocess
import sys
import warnings
from collections.abc import Callable

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib import font_manager
from matplotlib.axes import Axes

from textmine import plot
from textmine.errors import TextmineWarning
from textmine.plot import style
from textmine.schema import FRAMES, make_frame

EMPTY: list[tuple[str, Callable[..., Axes]]] = [
    ("scores", plot.provenance),
    ("profile", plot.profile),
    ("reports", plot.lengths),
    ("checks", plot.checks),
    ("persistence", plot.persistence),
    ("responses", plot.response),
    ("themes", plot.themes),
    ("theme_shares", plot.theme_shares),
    ("phrases", plot.phrases),
    ("pairs", plot.reuse_matrix),
    ("pairs", plot.network),
    ("pairs", plot.similarity),
    ("sections", plot.sections),
    ("scores", plot.completeness),
]


@pytest.mark.parametrize(("name", "chart"), EMPTY)
@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_empty_frames_give_a_note(name: str, chart: Callable[..., Axes], lang: str) -> None:
    ax = chart(make_frame(name, []), ax=plot.sheet(), lang=lang)
    assert len(ax.texts) == 1
    assert plot.to_svg(ax, title=name).count("<text") == 1


def test_without_axes_pyplot_shows_the_figure() -> None:
    from matplotlib import pyplot

    ax = plot.phrases(make_frame("phrases", []))
    assert ax.figure.number in pyplot.get_fignums()
    pyplot.close(ax.figure)


def test_svg_is_the_same_twice_and_names_no_font() -> None:
    frame = pd.DataFrame(
        {
            "group": ["市"],
            "category": ["content"],
            "share": [0.4],
            "n": [9],
            "ci_low": [0.2],
            "ci_high": [0.6],
        }
    )
    first, second = (
        plot.to_svg(plot.profile(frame, ax=plot.sheet()), title="图") for _ in range(2)
    )
    assert first == second
    assert "font-family" not in first
    assert "Date" not in first
    assert 'aria-label="图"' in first


def test_dollars_and_underscores_are_plain_text() -> None:
    frame = pd.DataFrame(
        {"phrase": ["收费 $5_0$ 元"], "df_reports": [2], "df_agencies": [1], "kind": ["_x"]}
    )
    assert ">收费 $5_0$ 元</text>" in plot.to_svg(plot.phrases(frame, ax=plot.sheet()), title="x")


def test_settings_are_put_back() -> None:
    before = dict(mpl.rcParams)
    plot.phrases(make_frame("phrases", []), ax=plot.sheet())
    assert dict(mpl.rcParams) == before


def test_missing_font_warns_once_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    only = [font for font in font_manager.fontManager.ttflist if font.name.startswith("DejaVu")]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", only)
    style.find_cjk_font.cache_clear()
    try:
        with pytest.warns(TextmineWarning, match="fonts-noto-cjk") as caught:
            assert style.find_cjk_font() == ""
            style.find_cjk_font()
        assert len(caught) == 1
        frame = pd.DataFrame(
            {"phrase": ["依申请公开"], "df_reports": [2], "df_agencies": [1], "kind": [""]}
        )
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert "依申请公开</text>" in plot.to_svg(
                plot.phrases(frame, ax=plot.sheet()), title="x"
            )
    finally:
        style.find_cjk_font.cache_clear()


def test_unknown_language_is_named() -> None:
    with pytest.raises(ValueError, match="lang='fr'"):
        plot.phrases(make_frame("phrases", []), lang="fr", ax=plot.sheet())


def test_shortened_text_fits() -> None:
    for text in ("公开内容不够全面", "a plain English label of some length", "混合 text 123"):
        assert style.text_width(style.shorten(text, 0.8)) <= 0.8
    assert style.shorten("短", 1.0) == "短"


def test_importing_plot_loads_no_matplotlib() -> None:
    code = "import sys, textmine.plot, textmine.dossier; sys.exit(any(m.startswith('matplotlib') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_frame_used_is_in_the_contract() -> None:
    assert {name for name, _ in EMPTY} <= set(FRAMES)


def test_a_notebook_that_turns_interactive_with_the_first_picture_stays_so() -> None:
    before = mpl.is_interactive()
    try:
        mpl.interactive(False)
        with style.styled():
            mpl.interactive(True)
        assert mpl.is_interactive()
    finally:
        mpl.interactive(before)

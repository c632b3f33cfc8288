import subprocess
import sys
from collections.abc import Callable

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.axes import Axes

from textmine import plot
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


def test_unknown_language_is_named() -> None:
    with pytest.raises(ValueError, match="lang='fr'"):
        plot.phrases(make_frame("phrases", []), lang="fr", ax=plot.sheet())


def test_importing_plot_loads_no_matplotlib() -> None:
    code = "import sys, textmine.plot, textmine.dossier; sys.exit(any(m.startswith('matplotlib') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_frame_used_is_in_the_contract() -> None:
    assert {name for name, _ in EMPTY} <= set(FRAMES)


def test_a_notebook_that_turns_interactive_with_the_first_picture_stays_so() -> None:
    before = mpl.is_interactive()
    try:
        mpl.interactive(True)
        plot.phrases(make_frame("phrases", []), ax=plot.sheet())
        assert mpl.is_interactive()
    finally:
        mpl.interactive(before)

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from textmine import plot
from textmine.errors import FrameError
from textmine.plot.paper import find_slot
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
    ("profile", plot.theme_trends),
    ("phrases", plot.phrases),
    ("pairs", plot.reuse_matrix),
    ("pairs", plot.network),
    ("pairs", plot.similarity),
    ("sections", plot.sections),
    ("scores", plot.completeness),
]


@pytest.mark.parametrize(("name", "chart"), EMPTY)
@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_empty_frames_give_a_note(
    name: str, chart: Callable[..., Axes], lang: str
) -> None:
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
        {
            "phrase": ["收费 $5_0$ 元"],
            "df_reports": [2],
            "df_agencies": [1],
            "kind": ["_x"],
        }
    )
    assert ">收费 $5_0$ 元</text>" in plot.to_svg(
        plot.phrases(frame, ax=plot.sheet()), title="x"
    )


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


@pytest.mark.parametrize("width", [0, -2, "half", True])
def test_a_width_that_is_none_is_refused(width: object) -> None:
    with pytest.raises((ValueError, FrameError), match="width"):
        plot.checks(make_frame("checks", []), width=width)


def test_a_width_beside_given_axes_is_refused() -> None:
    with pytest.raises(ValueError, match="their own width|a width of their own"):
        plot.checks(make_frame("checks", []), ax=plot.sheet(), width="column")


def test_widths_of_a_journal() -> None:
    from matplotlib import pyplot

    checks = pd.DataFrame({"check": ["t3_flow_col0"], "status": ["PASS"]})
    for width, inches in (("column", 3.35), ("page", 7.0), (5, 5.0)):
        figure = plot.checks(checks, width=width).figure
        assert figure.get_size_inches()[0] == pytest.approx(inches)
        pyplot.close(figure)


def test_several_threads_draw_the_same_picture() -> None:
    checks = pd.DataFrame({"check": ["行合计"] * 3, "status": ["PASS", "FAIL", "PASS"]})

    def draw(_: int) -> str:
        ax = Figure(figsize=(4, 3)).add_subplot()
        texts = plot.checks(checks, ax=ax).findobj(Text)
        families = {
            tuple(text.get_fontfamily()) for text in texts if text.get_text().strip()
        }
        return repr(sorted(families))

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(draw, range(12)))
    assert found == {draw(0)}
    assert "DejaVu Sans" in found.pop()


def test_a_slot_ends_half_way_to_the_neighbour() -> None:
    first, second = Figure(figsize=(8, 3)).subplots(1, 2)
    slot = find_slot(first)
    assert (slot.left, slot.bottom, slot.height) == (0.0, 0.0, 3.0)
    assert slot.left + slot.width == pytest.approx(find_slot(second).left)
    # Drawing into the first does not take anything from the second.
    before = find_slot(second)
    plot.checks(make_frame("checks", []), ax=first)
    assert find_slot(second) == before

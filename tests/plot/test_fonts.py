import warnings

import pandas as pd
import pytest
from matplotlib import font_manager

from textmine import plot
from textmine.errors import TextmineWarning
from textmine.plot import fonts


def test_missing_font_warns_once_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    only = [font for font in font_manager.fontManager.ttflist if font.name.startswith("DejaVu")]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", only)
    fonts.find_cjk_font.cache_clear()
    try:
        with pytest.warns(TextmineWarning, match="fonts-noto-cjk") as caught:
            assert fonts.find_cjk_font() == ""
            fonts.find_cjk_font()
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
        fonts.find_cjk_font.cache_clear()

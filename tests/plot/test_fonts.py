import warnings
from pathlib import Path

import pandas as pd
import pytest
from matplotlib import font_manager

from textmine import plot
from textmine.errors import TextmineWarning
from textmine.plot import fonts


def test_missing_font_warns_once_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    only = [
        font
        for font in font_manager.fontManager.ttflist
        if font.name.startswith("DejaVu")
    ]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", only)
    monkeypatch.setattr(
        font_manager, "findSystemFonts", lambda: [font.fname for font in only]
    )
    monkeypatch.setattr(fonts, "find_spec", lambda name: None)
    fonts.find_cjk_font.cache_clear()
    try:
        with pytest.warns(TextmineWarning, match="fonts-noto-cjk") as caught:
            assert fonts.find_cjk_font() == ""
            fonts.find_cjk_font()
        assert len(caught) == 1
        frame = pd.DataFrame(
            {
                "phrase": ["依申请公开"],
                "df_reports": [2],
                "df_agencies": [1],
                "kind": [""],
            }
        )
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert "依申请公开</text>" in plot.to_svg(
                plot.phrases(frame, ax=plot.sheet()), title="x"
            )
    finally:
        fonts.find_cjk_font.cache_clear()


def test_a_font_installed_after_matplotlib_wrote_its_list_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not fonts.find_cjk_font():
        pytest.skip("this machine has no font with Chinese glyphs")
    known = font_manager.fontManager.ttflist
    old = [font for font in known if font.name.startswith("DejaVu")]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", old)
    fonts.find_cjk_font.cache_clear()
    try:
        found = fonts.find_cjk_font()
        assert found
        assert any(font.name == found for font in font_manager.fontManager.ttflist)
    finally:
        fonts.find_cjk_font.cache_clear()


def test_a_font_of_an_unlisted_name_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "load_toml", lambda name: {"fonts": [], "install": ""})
    fonts.find_cjk_font.cache_clear()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = fonts.find_cjk_font()
        if not found:
            pytest.skip("this machine has no font with Chinese glyphs")
        path = next(
            f.fname for f in font_manager.fontManager.ttflist if f.name == found
        )
        assert fonts._has_chinese(path)
    finally:
        fonts.find_cjk_font.cache_clear()


def test_a_broken_font_file_is_passed_over(tmp_path: Path) -> None:
    broken = tmp_path / "NotoSansCJK.otf"
    broken.write_bytes(b"no font")
    assert not fonts._has_chinese(str(broken))
    assert not fonts._has_chinese(str(tmp_path / "missing.ttf"))

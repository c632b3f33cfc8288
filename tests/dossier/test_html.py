"""Templates to files of HTML: all that comes from outside is escaped, none of it lost."""

import html as standard
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup

from textmine.dossier import html
from textmine.dossier.html import compact, read_part, render, write_html

SHORT = "规章\n0\n" * 4


@pytest.fixture
def template(monkeypatch):
    """Put a template in place of those of the folder."""

    def put(text):
        monkeypatch.setattr(html, "read_part", lambda name: text)

    return put


def test_what_a_template_is_given_is_escaped_unless_it_is_markup(template):
    template("{{ a }}|{{ b }}|{{ svg(a) }}")
    page = render("x", a="<b>&", b=Markup("<i>"))
    assert page == "&lt;b&gt;&amp;|<i>|<b>&"


def test_a_name_that_nobody_gives_is_refused(template):
    template("{{ missing }}")
    with pytest.raises(UndefinedError, match="missing"):
        render("x")


def test_json_cannot_end_the_script_it_stands_in(template):
    template("<script>{{ json(values) }}</script>")
    values = {"a": "</script><!-- & 规章"}
    page = render("x", values=values)
    inside = page.removeprefix("<script>").removesuffix("</script>")
    assert not set("<>&") & set(inside)
    assert json.loads(inside) == values


def test_cells_one_a_line_are_set_in_running_lines():
    assert (
        str(compact(f"前文\n{SHORT}后文"))
        == f'<span class="cells">前文\n{SHORT}</span>后文'
    )
    long = "本年度公开政府信息若干条，另有若干条"
    assert str(compact(f"{long}\n{SHORT}{long}")) == (
        f'{long}\n<span class="cells">{SHORT}</span>{long}'
    )


def test_fewer_than_eight_short_lines_are_a_list_and_stay():
    seven = "规章\n" * 7
    assert str(compact(seven)) == seven
    assert 'class="cells"' in str(compact(seven + "规章\n"))


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["<", "&", '"', "规章", "\n", "\n规\n" * 8])).map("".join)
)
def test_no_character_of_a_text_is_lost(text):
    marked = str(compact(text))
    assert (
        standard.unescape(re.sub(r'<span class="cells">|</span>', "", marked)) == text
    )


def test_a_page_is_written_as_it_is_in_folders_made_for_it(tmp_path):
    file = write_html("一\n二\n", tmp_path / "new" / "page.html")
    assert file.read_bytes() == "一\n二\n".encode()


def test_parts_of_the_folder_are_read_and_others_are_not_there():
    assert "{" in read_part("page.css")
    with pytest.raises(FileNotFoundError):
        read_part("none.css")

"""XML with one article is read as its page; with several, or none, it is said."""

import pytest

from textmine.errors import ReadError
from textmine.io.pages.feed import load_feed
from textmine.io.readers import read_document

PAGE = "<p>一、总体情况</p>" + "<p>2021年，我局公开信息36条，答复申请三件。</p>" * 20
ITEM = f"<item><title>洛溪县水务局2021年政府信息公开年报</title><d><![CDATA[{PAGE}]]></d></item>"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    "xml",
    [
        f"<rss><channel><title>年报</title>{ITEM}</channel></rss>",
        f"<response><code>200</code><data>{ITEM}</data></response>",
        f"<f:feed xmlns:f='urn:f'>{ITEM}<f:link/><f:link/></f:feed>",
    ],
)
def test_an_article_is_read_as_its_page(tmp_path, xml, encoding):
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    (tmp_path / "a.xml").write_bytes((head + xml).encode(encoding))
    lines = read_document(tmp_path / "a.xml").text.split("\n")
    assert lines[:2] == ["洛溪县水务局2021年政府信息公开年报", "一、总体情况"]
    assert "CDATA" not in "".join(lines)


def test_several_articles_are_told(tmp_path):
    other = ITEM.replace("水务局", "档案局").replace("36", "37")
    text = f"<?xml version='1.0'?><rss>{ITEM}{other}</rss>"
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match="a list of 2 texts in one answer"):
        read_document(tmp_path / "a.xml")


@pytest.mark.parametrize(
    "xml",
    [
        f"<!DOCTYPE a [<!ENTITY b 'c'>]><rss>{ITEM}</rss>",
        f"<rss>{ITEM}",
        "<w:document xmlns:w='urn:w'>"
        + "<w:t>一、总体情况</w:t>" * 90
        + "</w:document>",
        "<a>" * 200_000,
    ],
)
def test_other_xml_is_refused_in_one_line(tmp_path, xml):
    assert load_feed(xml, "a.xml", 10**6) is None
    (tmp_path / "a.xml").write_text(f"<?xml version='1.0'?>{xml}", encoding="utf-8")
    with pytest.raises(ReadError, match="XML, tags and all"):
        read_document(tmp_path / "a.xml")


def test_a_head_that_names_its_format_is_no_matter(tmp_path):
    """As notes are exported; one that declares what unfolds is not opened."""
    note = f'<!DOCTYPE en-export SYSTEM "http://a.invalid/export4.dtd"><notes>{ITEM}</notes>'
    (tmp_path / "a.enex").write_text(f"<?xml version='1.0'?>{note}", "utf-8")
    assert "2021年，我局公开信息36条" in read_document(tmp_path / "a.enex").text
    bomb = "<!DOCTYPE a [<!ELEMENT a ANY>]>"
    assert load_feed(f"{bomb}<a>{ITEM}</a>", "a.xml", 10**6) is None

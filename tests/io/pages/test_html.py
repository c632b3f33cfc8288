import base64
import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import ReadError
from textmine.io.pages import html as html_reader
from textmine.io.readers import read_document


def read(tmp_path, page, encoding="utf-8"):
    path = tmp_path / "a.html"
    path.write_bytes(page if isinstance(page, bytes) else page.encode(encoding))
    return read_document(path)


def lines(document):
    return [line for line in document.text.split("\n") if line]


PROSE = "<p>我局公开信息36条，没有收到申请，也没有复议和诉讼。</p>" * 3


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("utf-8", "utf-8"),
        ("gb18030", "gb2312"),
        ("gb18030", "gbk"),
        ("gb18030", "utf-8"),
    ],
)
def test_encodings_and_metadata(tmp_path, page, encoding, charset):
    document = read(tmp_path, page(charset=charset), encoding)
    assert "五、存在的主要问题及改进情况" in lines(document)
    assert document.encoding == encoding
    assert document.metadata["published"] == "2021-01-28 09:30"
    assert document.metadata["title"].startswith("临泽川市商务局2020年")


def test_the_report_without_the_site(tmp_path, page, report_parts):
    document = read(tmp_path, page())
    for part in report_parts:
        for line in (
            [part] if isinstance(part, str) else ["\t".join(row) for row in part]
        ):
            assert document.text.count(line + "\n") == 1
    for chrome in ("首页", "网站地图", "主办单位"):
        assert chrome not in document.text


def test_spans_blanks_and_hidden_cells(tmp_path):
    table = (
        "<table><tr><td rowspan=2 colspan=2><p>申请人<br>情况</p></td><td>自然人</td>"
        "<td style='display:none'>x</td></tr>"
        "<tr><td>&nbsp;1 </td></tr><tr><td colspan='2'>新 收</td><td>0</td></tr></table>"
    )
    assert (
        "\n申请人情况\t\t自然人\n\t\t1\n新收\t\t0\n"
        in read(tmp_path, f"<body>{PROSE}{table}{PROSE}</body>").text
    )


def test_nested_layout_tables_give_their_text_and_keep_the_data_table(tmp_path):
    page = (
        "<table><tr><td><a href=x>导航</a></td><td><table><tr><td>一、总体情况"
        + PROSE
        + "</td></tr><tr><td>"
        "<table><tr><td>规章</td><td>0</td></tr><tr><td>行政许可</td><td>5</td></tr></table>"
        + PROSE
        + "</td></tr></table></td></tr></table>"
    )
    text = read(tmp_path, f"<body>{page}</body>").text
    assert (
        "一、总体情况\n" in text
        and "\n规章\t0\n行政许可\t5\n" in text
        and "\t" not in text.split("规章")[0]
    )


def test_line_breaks_of_the_source_are_no_text(tmp_path):
    text = read(
        tmp_path,
        f"<body><p>公开\n   信息<span>36</span>\n条，没有\n申请，没有诉讼。</p>{PROSE}</body>",
    ).text
    assert "公开信息36 条，没有申请，没有诉讼。" in text


def test_without_trafilatura_the_sentences_say_where_the_report_stands(
    tmp_path, page, monkeypatch
):
    with_it = read(tmp_path, page()).text
    monkeypatch.setattr(html_reader, "_weigh_by_trafilatura", lambda blocks, html: {})
    assert read(tmp_path, page()).text == with_it


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1>nginx</body></html>",
        "<html><head><title>出错了</title></head><body>您访问的页面不存在或已删除</body></html>",
        "<html><body><h1>403 Forbidden</h1></body></html>",
    ],
)
def test_error_pages(tmp_path, page):
    with pytest.raises(ReadError, match="error page"):
        read(tmp_path, page)


def test_a_page_that_needs_its_scripts(tmp_path):
    with pytest.raises(ReadError, match="without its scripts"):
        read(
            tmp_path,
            "<html><body><div id=app></div><script>load('年度报告')</script></body></html>",
        )


def test_a_web_archive(tmp_path, page):
    body = base64.encodebytes(page().encode()).decode()
    archive = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n'
        '--x\nContent-Type: text/html; charset="utf-8"\n'
        f"Content-Transfer-Encoding: base64\n\n{body}\n--x--\n"
    )
    assert "一、总体情况" in lines(read(tmp_path, archive))


def test_very_deep_nesting(tmp_path):
    page = "<body>" + "<div>" * 3000 + PROSE + "</div>" * 3000 + "</body>"
    assert "我局公开信息36条" in read(tmp_path, page).text


def test_nesting_without_end_is_refused(tmp_path):
    with pytest.raises(ReadError, match=r"nested more than 20000 deep"):
        read(tmp_path, "<body>" + "<div>" * 30_000 + PROSE)
    assert (
        "我局公开信息36条"
        in read(tmp_path, "<body>" + f"<p>{PROSE}<br><li>" * 30_000).text
    )


def test_spans_without_end_stay_small(tmp_path):
    rows = "<tr><td>规章<td colspan=999 rowspan=999>0<td>1" * 300
    text = read(tmp_path, f"<body><p>{PROSE}</p><table>{rows}</table>").text
    assert text.count("规章") == text.count("1") - PROSE.count("1") == 300
    assert max(line.count("\t") for line in text.split("\n")) < 400


tags = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<table>",
        "<tr>",
        "<td colspan=3>",
        "<td rowspan='x'>",
        "</table>",
        "<p>",
        "<a>",
        "<br>",
        "<!--",
    ]
)
pieces = st.one_of(
    tags,
    st.sampled_from(
        ["我局公开信息，没有申请，也没有诉讼。", "规章", "0", "\n", "<", "&nbsp;"]
    ),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(pieces, max_size=30))
def test_any_tag_soup_is_read_or_refused(found):
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser("<body>规章" + "".join(found))
    blocks = html_reader.find_blocks(page.body)
    assert all(block.text.strip() for block in blocks)
    kept = html_reader._choose(blocks, "<body>规章" + "".join(found))
    assert kept and all(block in blocks for block in kept)


def test_a_report_below_hundreds_of_elements_is_read(tmp_path):
    prose = "2020年，我局公开信息九条，答复申请三件；召开会议两次。" * 3
    for depth in (10, 600, 1200):
        page = "<div>" * depth + f"<p>{prose}</p><p>{prose}</p>" + "</div>" * depth
        path = tmp_path / "a.html"
        path.write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
        assert read_document(path).text.count(prose) == 2, depth


@pytest.mark.parametrize("tag", ["p", "div", "section"])
@pytest.mark.parametrize(
    "words",
    [
        ("", ""),
        ("公开信息2条，没有申请。", ""),
        ("公开2条，解读1篇。", "人手少，将充实。"),
    ],
)
def test_a_report_of_few_words_is_more_than_its_longest_table(tmp_path, tag, words):
    note = "不予公开，其他处理；" * 30
    tables = [
        f"<table><tr><td>{head}</td><td>{words}</td></tr><tr><td>0</td></tr></table>"
        for head, words in [
            ("第二十条第（一）项", ""),
            ("申请人情况", note),
            ("结果维持", ""),
        ]
    ]
    titles = ["总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况"]
    titles += [
        "政府信息公开行政复议、行政诉讼情况",
        "存在的主要问题",
        "其他需要报告的事项",
    ]
    parts = [words[0], tables[0], tables[1], tables[2], words[1], "无。"]
    body = "".join(
        f"<{tag}>{n}、{title}</{tag}><{tag}>{part}</{tag}>"
        for n, title, part in zip("一二三四五六", titles, parts, strict=True)
    )
    menu = "<div><a href='/'>首页</a><a href='/a'>一、总体情况</a></div>"
    text = read(tmp_path, f"<body>{menu}<div>{body}</div><p>主办单位</p></body>").text
    for line in [
        *titles,
        "第二十条第（一）项",
        "申请人情况",
        "结果维持",
        *words,
        "无。",
    ]:
        assert line in text
    assert "首页" not in text
    assert "主办单位" not in text


TITLES = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
)


def tabbed(n_shown, hiding):
    parts = [f"<h3>{title}</h3>{PROSE}" for title in TITLES]
    folded = "".join(f"<div {hiding}>{part}</div>" for part in parts[n_shown:])
    return f"<html><body><div>{''.join(parts[:n_shown])}{folded}</div></body></html>"


@pytest.mark.parametrize(
    "hiding",
    ["style='display: none'", "style='color:red;visibility:hidden'", "hidden"],
)
def test_parts_of_a_report_that_are_not_shown_at_once_are_read(tmp_path, hiding):
    found = lines(read(tmp_path, tabbed(1, hiding)))
    assert [title for title in TITLES if title in found] == list(TITLES)


def test_the_last_page_of_a_report_that_is_paged_is_read(tmp_path):
    found = lines(read(tmp_path, tabbed(len(TITLES) - 1, "hidden")))
    assert [title for title in TITLES if title in found] == list(TITLES)


def test_one_or_two_titles_of_a_menu_that_folds_out_are_left_out(tmp_path):
    shown = tabbed(3, "hidden").partition("<div hidden>")[0]
    menu = "".join(f"<li><a>{title}</a></li>" for title in TITLES[3:])
    page = f"{shown}<ul hidden>{menu}</ul></div></body></html>"
    found = lines(read(tmp_path, page))
    assert [title for title in TITLES if title in found] == list(TITLES[:3])


def test_a_page_saved_from_the_view_of_its_source_is_read(tmp_path):
    page = f"<!DOCTYPE html>\n<html><body>\n<h1>某局2021年年报</h1>\n{PROSE}\n</body></html>"
    escaped = [html.escape(line) for line in page.split("\n")]
    rows = "".join(
        f"<tr><td class='line-number' value='{k}'></td><td class='line-content'>{line}</td></tr>"
        for k, line in enumerate(escaped, 1)
    )
    shown = "\n".join(escaped)
    for source in (f"<table>{rows}</table>", f"<pre id='line1'>{shown}</pre>"):
        read_back = read(tmp_path, f"<html><body>{source}</body></html>").text
        assert read_back == read(tmp_path, page).text

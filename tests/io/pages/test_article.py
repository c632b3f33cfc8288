import pytest

from textmine.errors import ReadError
from textmine.io.pages.article import lay_out_article

TEXT = "<p>" + "2021年，我局公开信息三十六条。" * 20 + "</p>"
TITLE = "洛溪县水务局2021年政府信息公开年报"


def lay_out(answer):
    return lay_out_article(answer, "a.json", "gb18030", 10**6)


def test_title_day_and_publisher_stand_beside_the_text():
    beside = {"title": TITLE, "date": "2022-01-20", "source": "县水务局", "body": TEXT}
    laid = lay_out({"code": 200, "data": [{"title": "首页"}, beside]})
    lines = laid.text.split("\n")
    assert lines[0] == TITLE
    assert "2021年，我局公开信息三十六条。" in laid.text
    assert laid.encoding == "gb18030"
    assert laid.metadata["publisher"] == "县水务局"


def test_pieces_are_one_text():
    pieces = [{"text": f"第{n}段，我局公开信息三十六条。" * 10} for n in range(4)]
    text = lay_out({"pages": pieces}).text
    assert [text.count(f"第{n}段") for n in range(4)] == [10, 10, 10, 10]


def test_two_texts_with_titles_of_their_own_are_refused():
    two = [{"title": f"{n}{TITLE}", "body": f"{n}{TEXT}"} for n in "甲乙"]
    with pytest.raises(ReadError, match="a list of 2 texts in one answer"):
        lay_out(two)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"url": "/files/年报.pdf"}, "holds only a link to /files/年报.pdf"),
        ({"code": 404}, "an answer of a site without a text in it"),
    ],
)
def test_without_a_text_it_says_what_is_there(answer, said):
    with pytest.raises(ReadError, match=said):
        lay_out(answer)

import pytest

from textmine.errors import CodebookError
from textmine.problems.coder.codebook import load_codebook, parse_codebook

GOOD = 'version = "9"\n[slow]\nzh = "慢"\ndefinition = "late"\n[rest]\nzh = "其余"\ndefinition = "else"\n'


def headed(line: str) -> str:
    """The good codebook with one more line in its head."""
    return GOOD.replace('version = "9"', f'version = "9"\n{line}')


def test_shipped_codebook_is_complete():
    book = load_codebook()
    assert len(book.keys) == 14
    assert book.fallback == "other"
    for category in book.categories:
        assert category.zh and category.en and category.definition and category.include
        assert len(category.examples) >= 2
    for name in ("aspect", "duty", "peripheral", "article", "exposure"):
        assert set(book.crosswalks[name]) == set(book.keys)


def test_a_codebook_is_gone_through_by_its_keys():
    book = load_codebook()
    assert [key for key in book] == list(book.keys)
    assert [book[key] for key in book] == list(book.categories)
    assert len(book) == 14
    assert "staffing" in book and "nothing" not in book and 0 not in book


def test_the_aspects_are_those_of_the_2021_form():
    values = set(load_codebook().crosswalks["aspect"].values()) - {""}
    assert values == {
        "主动公开",
        "依申请公开",
        "政府信息管理",
        "政府信息公开平台建设",
        "监督保障",
    }


def test_own_codebook_loads_from_a_file(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    book = load_codebook(path)
    assert book.keys == ("slow", "rest")
    assert book.fallback == ""
    assert list(book.frame()["zh"]) == ["慢", "其余"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (GOOD + '[slow]\nzh = "又慢"\ndefinition = "x"\n', "slow"),
        (GOOD.replace('zh = "慢"\n', ""), "slow"),
        (GOOD.replace('version = "9"\n', ""), "version"),
        ('version = "1"\n', "no category"),
        (GOOD + '["a b"]\nzh = "x"\ndefinition = "y"\n', "a b"),
        (
            GOOD.replace('definition = "late"', 'definition = "late"\ncue = ["x"]'),
            "cue",
        ),
        (
            GOOD.replace('definition = "late"', 'definition = "late"\ncues = "x"'),
            "cues",
        ),
        (GOOD + '[crosswalk.duty]\nslow = "a"\n', "rest"),
        (GOOD + '[crosswalk.duty]\nslow = "a"\nrest = "b"\nquick = "c"\n', "quick"),
        (GOOD.replace('version = "9"', 'version = "9"\nfallback = "gone"'), "gone"),
        ("nonsense", "not a valid codebook"),
        (headed('crosswalk = "x"'), "crosswalk is 'x'; expected tables"),
        (headed("crosswalk = [1]"), "crosswalk is .1.; expected"),
        (GOOD + "[crosswalk]\nduty = 3\n", "crosswalk 'duty' must be a table"),
        (
            GOOD + '[crosswalk.duty]\nslow = ["a"]\nrest = "b"\n',
            "crosswalk 'duty': slow is .'a'.; expected a text",
        ),
        (headed('fallbak = "rest"'), "unknown field 'fallbak'"),
        (headed("fallback = 3"), "fallback 3 is no category"),
        (GOOD.replace('zh = "慢"', "zh = 3"), "'slow': zh is 3; expected a text"),
        (GOOD.replace('"late"', '["late"]'), "'slow': definition is .'late'."),
        (
            GOOD.replace('zh = "其余"', 'zh = "慢"'),
            "'slow' and 'rest' are both called '慢'",
        ),
        (GOOD.replace('zh = "其余"', 'zh = " SLOW"'), "are both called ' SLOW'"),
        (
            GOOD.replace('zh = "其余"', 'zh = "其余"\nen = "慢"'),
            "'slow' and 'rest' are both called '慢'",
        ),
    ],
)
def test_bad_codebooks_name_the_key(text, named):
    with pytest.raises(CodebookError, match=named):
        parse_codebook(text)


def test_missing_file_is_one_clear_error(tmp_path):
    with pytest.raises(CodebookError, match="gone.toml"):
        load_codebook(tmp_path / "gone.toml")


def test_labels_keep_codebook_order_and_reject_unknown_keys():
    book = load_codebook()
    assert book.parse_labels("staffing; content,content") == ("content", "staffing")
    assert book.parse_labels("") == ()
    with pytest.raises(CodebookError, match="row 3"):
        book.parse_labels("staf", where="row 3")
    with pytest.raises(CodebookError, match="nobody"):
        book["nobody"]
    with pytest.raises(CodebookError, match="no crosswalk"):
        book.crosswalk("content", "colours")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[slow]\n[slow]\n", True),
        ('version = "1"\nversion = "2"\n', True),
        ("[slow\n", False),
    ],
)
def test_what_stands_twice_is_told(text: str, told: bool) -> None:
    with pytest.raises(CodebookError, match="not a valid codebook") as error:
        parse_codebook(text)
    assert ("each category key may stand once" in str(error.value)) is told

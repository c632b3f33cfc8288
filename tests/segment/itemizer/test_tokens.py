import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.segment.annotated import COUNTED, read_parts
from textmine.segment.itemizer.labels import LABELS
from textmine.segment.itemizer.model import _COLUMN, _prepare
from textmine.segment.itemizer.tokens import find_gaps, find_tokens
from textmine.text.normalize import normalize

# Written out: taken from the module, a bound would be tested against itself.
MAX_BRACKET = 60
MAX_LEAD = 36


def cut(text):
    return [t.text for t in find_tokens(text)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("一是更新慢二是内容少", ["更新慢", "内容少"]),
        ("1.更新慢，2.内容少，3.渠道窄", ["更新慢", "内容少", "渠道窄"]),
        ("仍存在更新慢、内容少等问题。", ["仍存在", "更新慢", "内容少", "等问题"]),
        ("下一步，我局将完善制度", ["下一步", "我局将", "完善制度"]),
        (
            "落实“发布、解读、回应”制度，从严考核",
            ["落实“发布、解读、回应”制度", "从严考核"],
        ),
        ("a.更新慢；b.内容少", ["更新慢", "内容少"]),
        ("第一，更新慢。第二，内容少。", ["更新慢", "内容少"]),
        ("问题一：更新慢。问题二：内容少。", ["更新慢", "内容少"]),
    ],
)
def test_cuts(text, tokens):
    assert cut(text) == tokens


def test_markers_and_marks_belong_to_no_token():
    token = find_tokens("（二）更新慢；")[0]
    assert (token.text, token.marker.value, token.mark) == ("更新慢", 2, "；")


def test_dates_and_counts_are_no_markers():
    assert all(
        t.marker is None for t in find_tokens("2020年发布12.5万条，3月1日起实行")
    )


def test_blanks_taken_out_are_borders():
    raw = "（一）存在的问题 更新慢，内容少。 （二）改进措施 按周更新。"
    clean = normalize(raw)
    gaps = find_gaps(clean.text, raw, clean.offsets)
    tokens = find_tokens(clean.text, gaps=gaps)
    assert [t.text for t in tokens] == [
        "存在的问题",
        "更新慢",
        "内容少",
        "改进措施",
        "按周更新",
    ]


def test_blanks_between_all_words_are_none():
    raw = "更 新 很 慢，内 容 很 少"
    clean = normalize(raw)
    tokens = find_tokens(clean.text, gaps=find_gaps(clean.text, raw, clean.offsets))
    assert [t.text for t in tokens] == ["更新很慢", "内容很少"]


@given(st.text(alphabet="一二三是、，。；：（）1.将存在等问题更新慢\n “”", max_size=80))
def test_tokens_are_disjoint_and_in_order(text):
    tokens = find_tokens(text)
    end = 0
    for token in tokens:
        assert end <= token.start <= token.end <= len(text)
        assert text[token.start : token.end] == token.text
        end = token.end


def test_every_annotated_statement_can_be_told():
    """The best that tokens allow: nearly every border of the corpus is among the cuts."""
    found = stated = 0
    for example in map(_prepare, read_parts()):
        spans = set()
        # Openings have labels of their own, which the marginals add to those of LABELS.
        labels = [LABELS[_COLUMN[label]] for label in example.labels]
        for k, label in enumerate(labels):
            if label[:2] == "B-":
                last = k
                while last + 1 < len(labels) and labels[last + 1] == "I" + label[1:]:
                    last += 1
                spans.add((example.tokens[k].start, example.tokens[last].end))
        stated += sum(role in COUNTED for role, _, _ in example.stated)
        found += sum((a, b) in spans for _, a, b in example.stated)
    assert found / stated >= 0.98


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (
            "存在的主要问题及改进情况2020年，我局",
            ["存在的主要问题及改进情况", "2020年", "我局"],
        ),
        ("公开渠道要拓宽", ["公开渠道要拓宽"]),
        ("管护办法有待加强", ["管护办法有待加强"]),
        ("培训次数不够问题", ["培训次数不够", "问题"]),
        ("热线高频问题未转化的问题", ["热线高频", "问题未转化", "的问题"]),
        ("现场解读政策，现已补充内容", ["现场解读政策", "现已", "补充内容"]),
        # Two lacks that a word joins, and what a word only seems to join.
        ("更新不够快及解读材料偏少", ["更新不够快及解读材料偏少"]),
        ("专区分类较乱和附件没有名称", ["专区分类较乱", "和", "附件没有名称"]),
        ("回复不及时及培训没有跟上", ["回复不及时", "及", "培训没有跟上"]),
        ("村务不及时公开", ["村务不及时公开"]),
        # What joins a problem or a measure to those before it.
        ("但也有公示时间偏短的问题", ["但", "也有", "公示时间偏短", "的问题"]),
        ("推进中还有一些问题像查阅点偏远", ["推进中还有一些问题像", "查阅点偏远"]),
        ("尤其是敬老院收费没有上墙", ["尤其是", "敬老院收费没有上墙"]),
        ("既要办好专栏，还要走进集市", ["既要", "办好专栏", "还要", "走进集市"]),
        ("我局一方面清理旧栏目", ["我局一方面", "清理旧栏目"]),
        # Who acts; who only has something does not.
        ("本馆随后补登馆藏", ["本馆", "随后补登馆藏"]),
        ("本馆的馆藏目录不全", ["本馆的馆藏目录不全"]),
        ("我院针对收费没有公示", ["我院针对", "收费没有公示"]),
        # Other closes of a list.
        ("窗口答复不一致等薄弱环节", ["窗口答复不一致", "等薄弱环节"]),
        ("人手偏少等新的挑战", ["人手偏少", "等新的挑战"]),
    ],
)
def test_a_clause_is_cut_where_a_statement_may_begin_or_end(text, clauses):
    assert [t.text for t in find_tokens(text)] == clauses


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a.更新慢", 1),
        ("（c）更新慢", 3),
        ("问题二：更新慢", 2),
        ("问题十：更新慢", 10),
        ("问题十一：更新慢", 11),
        ("措施12：按周更新", 12),
        ("一方面更新慢", 1),
        ("另方面内容少", 2),
        ("另一方面，内容少", 2),
        ("B.内容少", 2),
        ("还有一个是渠道窄", 0),
        ("再者，渠道窄", 0),
    ],
)
def test_markers_that_lists_do_not_number_have_their_place_in_theirs(text, value):
    (token,) = find_tokens(text)
    assert (token.marker.kind, token.marker.value) == ("odd", value)


@pytest.mark.parametrize(
    ("text", "marker", "clause"),
    [
        # A number that lost its mark, at the start of a line, unless it counts something.
        ("说明\n12更新慢", ("num", 12), "更新慢"),
        ("说明\n3条更新慢", None, "3条更新慢"),
        ("说明，3更新慢", None, "3更新慢"),
        # Blanks and marks between a marker and its clause belong to neither.
        ("说明\n 一、： 更新慢", ("cn", 1), "更新慢"),
        ("说明\n一是：更新慢", ("is", 1), "更新慢"),
        ("说明\n一是：", ("is", 1), ""),
        # A bullet stands at the start of a line.
        ("说明\n●更新慢", ("bullet", 0), "更新慢"),
        ("说明\n——更新慢", ("bullet", 0), "更新慢"),
        ("说明\n→更新慢", ("bullet", 0), "更新慢"),
    ],
)
def test_what_opens_a_line(text, marker, clause):
    token = find_tokens(text)[-1]
    assert token.text == clause
    assert (token.marker and (token.marker.kind, token.marker.value)) == marker


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        # Marks in brackets cut nothing, unless a bracket is too long to be one,
        ("渠道（网站、报刊）少，窄", ["渠道（网站、报刊）少", "窄"]),
        ("“更新、公开”慢、“解读、回应”少", ["“更新、公开”慢", "“解读、回应”少"]),
        (f"“{'慢' * (MAX_BRACKET - 3)}、”少", [f"“{'慢' * (MAX_BRACKET - 3)}、”少"]),
        (f"“{'慢' * (MAX_BRACKET - 2)}、”少", [f"“{'慢' * (MAX_BRACKET - 2)}", "”少"]),
        # or was never closed. Marks right at a bracket cut.
        ("“更新、公开慢", ["“更新", "公开慢"]),
        ("更新慢、“少”、窄", ["更新慢", "“少”", "窄"]),
        # Points in numbers are no stops.
        ("公开3.5万条.更新慢", ["公开3.5万条", "更新慢"]),
        # A lead-in cuts up to a place in the clause, and so often only.
        (f"{'更' * (MAX_LEAD - 1)}将慢", [f"{'更' * (MAX_LEAD - 1)}将", "慢"]),
        (f"{'更' * MAX_LEAD}将慢", [f"{'更' * MAX_LEAD}将慢"]),
        ("甲将乙将丙将丁将戊", ["甲将", "乙将", "丙将", "丁将戊"]),
        ("我局将", ["我局将"]),
        # What may end a list cuts behind its first two characters.
        ("慢快等", ["慢快等"]),
        ("更新慢等", ["更新慢", "等"]),
    ],
)
def test_where_a_clause_is_cut(text, tokens):
    assert cut(text) == tokens


def test_blanks_between_marks_belong_to_the_marks_before_them():
    first, second = find_tokens("更新慢。 ；\n内容少")
    assert (first.mark, second.text) == ("。 ；\n", "内容少")
    assert find_tokens(" ，。") == []
    # Also where more blanks stand between them than one.
    first, second = find_tokens("更新慢 ，。  \n。内容少")
    assert (first.mark, second.text) == (" ，。\n。", "内容少")


def test_gaps_are_cuts_where_they_are_few():
    text = "更新慢内容少渠道窄"
    found = find_tokens(text, gaps=[3])
    assert [(t.text, t.mark) for t in found] == [("更新慢", " "), ("内容少渠道窄", "")]
    # As many as one for six characters, no more; those outside the stretch do not count.
    six = "更新慢内容少"
    assert len(find_tokens(six, gaps=[3])) == 2
    assert len(find_tokens(six[:5], gaps=[3])) == 1
    assert len(find_tokens(six, gaps=[3, 5])) == 1
    assert len(find_tokens(six + six, 6, 12, gaps=[3, 9, 12])) == 2
    # One at the very begin of a clause parts nothing; behind it a line begins.
    assert [t.text for t in find_tokens("更新慢，内容少渠道窄", gaps=[4])] == [
        "更新慢",
        "内容少渠道窄",
    ]
    assert find_tokens("更新慢3渠道", gaps=[3])[1].marker.value == 3


def test_gaps_stand_between_words_and_beside_no_digits():
    def gaps(raw):
        clean = normalize(raw)
        return find_gaps(clean.text, raw, clean.offsets)

    assert gaps("改进措施 按周更新") == [4]
    assert gaps("公开 12 条") == []
    assert gaps("改进措施\n按周更新") == []
    assert gaps("，更新慢 （一）少") == [4]


def test_some_is_no_lead_into_a_list():
    told = [t.text for t in find_tokens("解读慢，有的隔了半月，有时漏发，有栏目空白。")]
    assert told == ["解读慢", "有的隔了半月", "有时漏发", "有", "栏目空白"]

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.segment.itemizer.features import is_label, is_lack, make_features
from textmine.segment.itemizer.tokens import Token, find_tokens

# Written out: taken from the module, a bound would be tested against itself.
MAX_WORD = 6
WINDOW = 14


def token(text: str, mark: str = "。") -> Token:
    return Token(0, len(text), text, None, mark)


def having(features: list[str], start: str) -> list[str]:
    return [f for f in features if f.startswith(start)]


def test_words_enter_by_their_ends_and_pairs_and_whole_if_short() -> None:
    (features,) = make_features([token("更新慢")])
    assert {"p1=更", "p2=更新", "p3=更新慢", "s1=慢", "s2=新慢", "更新", "新慢"} <= set(
        features
    )
    assert "w=更新慢" in features
    (features,) = make_features([token("慢" * (MAX_WORD + 1))])
    assert not having(features, "w=")


def test_markers_tell_how_they_carry_on_their_run() -> None:
    features = make_features(find_tokens("一是更新慢；二是内容少；四是人手缺。"))
    assert [having(f, "mk=") for f in features] == [
        ["mk=is:first"],
        ["mk=is:cont"],
        ["mk=is:jump"],
    ]


def test_a_marker_of_one_that_comes_again_opens_another_list() -> None:
    features = make_features(
        find_tokens("一是更新慢；二是内容少。一是多培训；二是增人手。")
    )
    assert [having(f, "mk=")[0] for f in features] == [
        "mk=is:first",
        "mk=is:cont",
        "mk=is:again",
        "mk=is:cont",
    ]


def test_marks_before_and_behind_and_the_edges_of_the_part() -> None:
    first, second = make_features([token("更新慢", "，"), token("内容少", "。\n")])
    assert {"pm=^", "m=，", "-1edge", "-2edge", "2edge"} <= set(first)
    assert {"pm=，", "m=.n", "1edge", "2edge", "-2edge"} <= set(second)
    assert "1edge" not in first and "-1edge" not in second
    assert "1p内容" in first and "-1s新慢" in second


def test_what_stands_before_a_but_is_praise() -> None:
    first, second = make_features([token("全年平稳", "，"), token("但更新慢")])
    assert "praise=True" in first
    assert "praise=False" in second


def test_labels_are_short() -> None:
    assert is_label("存在的主要问题")
    assert is_label("下一步改进措施")
    assert not is_label("更新慢")
    assert not is_label("各科室在报送信息的时候常常遇到这样那样一时难以解决的问题")


def test_a_label_has_twenty_characters_at_most() -> None:
    # Its pattern alone would take both.
    assert is_label("字" * 16 + "薄弱环节")
    assert not is_label("字" * 16 + "问题与不足")


def test_lacks() -> None:
    assert is_lack("更新不及时")
    assert is_lack("解读有待加强")
    assert not is_lack("渠道畅通")


PIECES = st.sampled_from(
    ["一是", "二是", "更新慢", "我局将", "下一步", "，", "。", "；", "\n", "：", "但"]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_every_token_has_its_features_and_one_event(text: str) -> None:
    tokens = find_tokens(text)
    features = make_features(tokens)
    assert len(features) == len(tokens)
    assert all(len(having(f, "ev=")) == len(having(f, "sp=")) == 1 for f in features)


@pytest.mark.parametrize(
    ("text", "expected", "other"),
    [
        ("进一步严格执行公示办法", {"verb"}, {"basis", "quality"}),
        ("不断提高公开水平", {"verb", "quality"}, {"basis"}),
        ("按照县里的统一要求", {"basis"}, {"verb", "quality"}),
        ("更好地为居民服务", {"service"}, {"verb", "basis"}),
        ("更新不及时", set(), {"quality", "basis", "service"}),
    ],
)
def test_clauses_are_told_by_verb_quality_basis_and_service(text, expected, other):
    (features,) = make_features([token(text, "。\n")])
    found = {f[2:] for f in features if f.startswith("c=")}
    assert expected <= found
    assert not other & found


STRUCTURE = (
    "sp=", "sn=", "semi=", "colon=", "lead=", "s0=", "praise=", "ln=", "en=", "enl=",
    "ena=", "enp=", "ev=", "evs=", "evd=", "es=", "seen=", "i=", "fol=", "len=", "mk=",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "存在的主要问题：\n全年平稳，但更新较慢、内容偏少；渠道不足。\n下一步，我局将完善制度，提高公开水平。",
            [
                # A label, the first token of the part, a line and a sentence of its own; 但 follows.
                "mk= len=3 sp=only sn=0 semi=False^ colon=False^ lead=0^ s0=存在 praise=True"
                " ln=TrueTrue ev=problems^ evs=problems0^ evd=problems0 es=0^ seen=- i=0",
                # The first of five tokens of a sentence with ；, one token behind the label.
                "mk= len=2 sp=first sn=4 semi=True:n colon=False:n lead=0:n s0=全年 praise=True"
                " ln=TrueFalse ev=problems:n evs=problems1:n evd=problems1 es=1:n seen=p i=1",
                "mk= len=1 sp=mid sn=4 semi=True， colon=False， lead=0， s0=全年 praise=False"
                " en=，(False, False)False enl=，False1 ena=，(False, False)problems enp=，--"
                " ln=FalseFalse ev=problems， evs=problems1， evd=problems2 es=1， seen=p i=2",
                "mk= len=2 sp=mid sn=4 semi=True~ colon=False~ lead=0~ s0=全年 praise=False"
                " ln=FalseFalse ev=problems~ evs=problems1~ evd=problems3 es=1~ seen=p i=3",
                # Two lacks beside one another at a 、.
                "mk= len=2 sp=mid sn=4 semi=True、 colon=False、 lead=0、 s0=全年 praise=False"
                " en=、(True, True)False enl=、False2 ena=、(False, False)problems enp=、--"
                " ln=FalseFalse ev=problems、 evs=problems1、 evd=problems4 es=1、 seen=p i=4",
                # 渠道不足 reads like a label and ends its line: it opens what follows.
                "mk= len=2 sp=last sn=4 semi=True； colon=False； lead=0； s0=全年 praise=False"
                " en=；(True, True)False enl=；False2 ena=；(False, False)problems enp=；--"
                " ln=FalseFalse ev=problems； evs=problems0； evd=problems0 es=0； seen=p i=4",
                "mk= len=2 sp=first sn=3 semi=False.n colon=False.n lead=0.n s0=下一 praise=False"
                " ln=TrueFalse ev=turn.n evs=turn0.n evd=turn0 es=0.n seen=p i=4",
                # Behind the turn, one token behind the last word of a plan.
                "mk= len=2 sp=mid sn=3 semi=False， colon=False， lead=1， s0=下一 praise=False"
                " en=，(False, False)False enl=，False2 ena=，(False, False)turn enp=，--"
                " ln=FalseFalse ev=turn， evs=turn0， evd=turn0 es=0， seen=t i=4",
                "mk= len=2 sp=mid sn=3 semi=False~ colon=False~ lead=1~ s0=下一 praise=False"
                " ln=FalseFalse ev=turn~ evs=turn0~ evd=turn1 es=0~ seen=t i=4",
                # Two actions beside one another, the second a purpose.
                "mk= len=3 sp=last sn=3 semi=False， colon=False， lead=2， s0=下一 praise=False"
                " en=，(False, False)False enl=，False3 ena=，(True, True)turn enp=，-p"
                " ln=FalseFalse ev=turn， evs=turn0， evd=turn2 es=0， seen=t i=4",
            ],
        ),
        (
            "（一）存在的问题\n一是更新慢；二是内容少。（二）改进措施\n1.勤更新，多核对。",
            [
                # A marked label opens a part and is no item.
                "mk=cn_paren:first len=3 sp=only sn=0 semi=False^ colon=False^ lead=0^ s0=存在"
                " praise=False ln=TrueTruecn_paren ev=problems^ evs=problems0^ evd=problems0 es=0^"
                " seen=-k i=0",
                # The first item of a list, which another follows; then the last.
                "mk=is:first len=2 sp=first sn=1 semi=Truen colon=Falsen lead=0n s0=更新"
                " praise=False ln=TrueFalseis ev=is/innern evs=is/inner0n evd=is/inner0 es=0n"
                " seen=pk i=1 fol=isTrueFalsen",
                "mk=is:cont len=2 sp=last sn=1 semi=True； colon=False； lead=0； s0=更新"
                " praise=False en=；(False, False)False enl=；False2 ena=；(False, False)is/last"
                " enp=；-- ln=FalseFalseis ev=is/last； evs=is/last0； evd=is/last0 es=0； seen=pk"
                " i=2 fol=isFalseTrue；",
                "mk=cn_paren:cont len=2 sp=only sn=0 semi=False。 colon=False。 lead=0。 s0=改进"
                " praise=False ln=FalseFalseis ev=measures。 evs=measures0。 evd=measures0 es=0。"
                " seen=pk i=3",
                # An item alone, under measures; what stands behind it is under it.
                "mk=num:first len=2 sp=first sn=1 semi=Falsen colon=Falsen lead=0n s0=勤更"
                " praise=False ln=TrueFalsenum ev=num/alonen evs=num/alone0n evd=num/alone0 es=0n"
                " seen=mk i=4 fol=numFalseFalsen",
                "mk= len=2 sp=last sn=1 semi=False， colon=False， lead=0， s0=勤更 praise=False"
                " en=，(False, False)False enl=，False2 ena=，(False, False)num/alone enp=，--"
                " ln=FalseFalsenum ev=num/alone， evs=num/alone0， evd=num/alone1 es=0， seen=m i=4"
                " fol=numFalseFalse，",
            ],
        ),
        (
            # A colon and a closing word in the sentence; a plan of the sentence before is forgotten.
            "我局将整改。不足有：按月公开、按季更新等问题。",
            [
                "mk= len=2 sp=first sn=1 semi=False^ colon=False^ lead=0^ s0=我局 praise=False"
                " ln=TrueFalse ev=turn^ evs=turn0^ evd=turn0 es=0^ seen=- i=0",
                "mk= len=1 sp=last sn=1 semi=False~ colon=False~ lead=1~ s0=我局 praise=False"
                " ln=FalseFalse ev=turn~ evs=turn0~ evd=turn1 es=0~ seen=t i=1",
                "mk= len=2 sp=first sn=3 semi=False。 colon=False。 lead=0。 s0=不足 praise=False"
                " ln=FalseFalse ev=turn。 evs=turn1。 evd=turn2 es=1。 seen=t i=2",
                "mk= len=2 sp=mid sn=3 semi=False： colon=True： lead=0： s0=不足 praise=False"
                " ln=FalseFalse ev=turn： evs=turn1： evd=turn3 es=1： seen=t i=3",
                "mk= len=2 sp=mid sn=3 semi=False、 colon=True、 lead=0、 s0=不足 praise=False"
                " en=、(False, False)True enl=、True2 ena=、(False, False)turn enp=、mm"
                " ln=FalseFalse ev=turn、 evs=turn1、 evd=turn4 es=1、 seen=t i=4",
                "mk= len=2 sp=last sn=3 semi=False~ colon=True~ lead=0~ s0=不足 praise=False"
                " ln=FalseFalse ev=problems~ evs=problems0~ evd=problems0 es=0~ seen=t i=4",
            ],
        ),
    ],
)  # fmt: skip
def test_where_each_token_stands(text: str, wanted: list[str]) -> None:
    """The shipped model knows its features by these very words."""
    tokens = find_tokens(text)
    found = [
        " ".join(f for f in features if f.startswith(STRUCTURE))
        for features in make_features(tokens)
    ]
    assert found == wanted


@pytest.mark.parametrize(
    ("mark", "feature"),
    [
        ("", "m=~"), ("。", "m=。"), ("，", "m=，"), (",", "m=，"), (" ", "m=_"), ("…。", "m=。"),
        ("。\n", "m=.n"), ("！\n", "m=.n"), ("；\n\n", "m=.n"), ("：\n", "m=:n"), (":\n", "m=:n"),
        ("\n", "m=n"), ("，\n", "m=n"),
    ],
)  # fmt: skip
def test_marks_are_told_by_line_end_and_last_sign(mark: str, feature: str) -> None:
    (features,) = make_features([token("更新慢", mark)])
    assert having(features, "m=") == [feature]


def test_words_of_a_clause_in_full() -> None:
    _, middle, _ = make_features(find_tokens("一是更新慢，内容很少，渠道窄。"))
    words = {
        f
        for f in middle
        if f[0] in "psm" and "=" in f[:3] or f[:2] in ("pm", "m|", "w=")
    }
    assert words - {"sp=mid", "sn=2", "s0=更新", "mk="} == {
        "pm=，", "m=，", "p1=内", "p2=内容", "p3=内容很", "p4=内容很少", "s1=少", "s2=很少",
        "s3=容很少", "pm|，内容", "pm|，内", "m|，很少", "w=内容很少",
    }  # fmt: skip
    assert {"内容", "容很", "很少"} <= set(middle)
    near = {f for f in middle if f.startswith(("-1", "1", "-2", "2"))}
    assert near == {
        "-2edge", "-1p更新", "-1s新慢", "-1kis:first，", "-1cverb", "1p渠道", "1s道窄", "1k。", "2edge",
    }  # fmt: skip


def test_of_a_long_clause_pairs_at_both_ends_are_features() -> None:
    def pairs(size: int) -> set[int]:
        text = "".join(chr(0x4E00 + k) for k in range(size))
        (features,) = make_features([token(text)])
        return {text.index(f) for f in features if len(f) == 2 and f in text}

    whole = 2 * WINDOW
    assert pairs(whole) == set(range(whole - 1))
    # Of three characters more, the pairs that reach beyond either end are left out.
    head, tail = range(WINDOW - 1), range(WINDOW + 3, whole + 2)
    assert pairs(whole + 3) == {*head, *tail}


def columns(text: str) -> list[str]:
    """What the head of its column says of each token."""
    described = make_features(find_tokens(text))
    return [f[4:] for features in described for f in features if f.startswith("col=")]


def test_cells_are_told_by_the_head_of_their_column() -> None:
    text = "列表如下。\n序号|存在不足|改进举措\n1|更新慢，内容少|勤更新\n以上年底办结。"
    *before, number, slow, little, often, after = columns(text)
    assert before[-3:] == ["headfirst"] * 3
    assert (number, slow, little) == ("otherfirst", "problemsfirst", "problemson")
    assert (often, after) == ("measuresfirst", "")


def test_only_the_first_row_of_a_table_is_its_head() -> None:
    # 解读不足 and 补齐安排 read like labels too.
    rows = columns("问题|措施\n解读不足|补齐安排")
    assert rows == ["headfirst", "headfirst", "problemsfirst", "measuresfirst"]


@pytest.mark.parametrize(
    "text",
    [
        "更新慢|勤更新\n内容少|多公开",
        "存在问题：更新慢\n改进措施：勤更新",
        "问题|措施\n如下说明\n更新慢|勤更新",
    ],
)
def test_no_cell_is_told_without_a_head_above(text: str) -> None:
    assert set(columns(text)[-2:]) == {""}


@pytest.mark.parametrize(
    ("size", "length"),
    [
        (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (8, 3), (9, 4), (14, 4), (15, 5), (24, 5),
        (25, 6), (40, 6),
    ],
)  # fmt: skip
def test_lengths_come_in_seven_classes(size: int, length: int) -> None:
    (features,) = make_features([token("慢" * size)])
    assert having(features, "len=") == [f"len={length}"]
    # Of the next of an enumeration too.
    _, second = make_features([token("更新", "、"), token("慢" * size)])
    assert having(second, "enl=") == [f"enl=、False{length}"]


@pytest.mark.parametrize(
    ("text", "start", "wanted"),
    [
        # A sentence counts to five behind its first token, a part to four,
        ("更新慢，内容少，图解少，人手缺，渠道窄，专栏空，经费少。", "sn=", [5] * 7),
        ("更新慢，内容少，图解少，人手缺，渠道窄，专栏空，经费少。", "i=", [0, 1, 2, 3, 4, 4, 4]),
        # tokens since the begin to four, sentences to three,
        (
            "更新慢，内容少，图解少，人手缺，渠道窄，专栏空。", "evd=",
            ["start0", "start1", "start2", "start3", "start4", "start4"],
        ),
        (
            "更新慢。内容少。图解少。人手缺。渠道窄。专栏空。", "evs=",
            ["start0^", "start1。", "start2。", "start3。", "start3。", "start3。"],
        ),
        ("更新慢。内容少。图解少。人手缺。渠道窄。", "es=", ["0^", "1。", "2。", "3。", "3。"]),
        # and tokens since a word of a plan to four.
        (
            "我局将更新快，内容多，图解多，人手足，渠道宽。", "lead=",
            ["0^", "1~", "2，", "3，", "4，", "4，"],
        ),
    ],
)  # fmt: skip
def test_what_is_counted_is_counted_so_far_and_no_further(text, start, wanted) -> None:
    found = [having(f, start) for f in make_features(find_tokens(text))]
    assert found == [[f"{start}{told}"] for told in wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # A general clause before what specifies it: short before long, no words taken up.
        ("丰富公开内容，把村级财务收支等事项纳入公开范围。", ["bs=35，AA", "ba=1，AA", "be=False3，AA", "bf=丰把，"]),
        # Two of one length.
        ("明确任务，细化措施。", ["bs=22，AA", "ba=0，AA", "be=True2，AA", "bf=明细，"]),
        # One word taken up, and more than one.
        ("设立公示栏，公示栏每周更新。", ["bs=33，A-", "ba=2，A-", "be=False3，A-", "bf=设公，"]),
        # A marker parts, whatever stands before it.
        ("更新慢；二是内容少。", []),
    ],
)  # fmt: skip
def test_two_clauses_side_by_side(text: str, wanted: list[str]) -> None:
    features = make_features(find_tokens(text))[1]
    assert [f for f in features if f.startswith(("bs=", "ba=", "be=", "bf="))] == wanted

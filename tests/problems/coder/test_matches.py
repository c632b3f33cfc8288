import time

import pytest

from textmine.problems.coder.codebook import load_codebook
from textmine.problems.coder.cuetable import read_cues
from textmine.problems.coder.matches import (
    CLAUSE_END,
    Cue,
    CueMatch,
    Hit,
    Stops,
    drop_conceded,
    drop_covered,
    drop_denied,
    drop_weak,
)
from textmine.resources.load import load_toml


def match(text, word, category="content", strength="strong"):
    start = text.index(word)
    return CueMatch(Cue((word,), (category,), strength), ((start, start + len(word)),))


def hits(text, *words):
    return [Hit(text.index(w), text.index(w) + len(w), w) for w in words]


def words(matches):
    return [m.text for m in matches]


def test_a_longer_cue_hides_the_one_within_it_but_not_its_neighbour():
    text = "公开内容更新慢"
    found = [match(text, w) for w in ("内容", "公开内容", "更新")]
    assert words(drop_covered(found)) == ["公开内容", "更新"]


def test_a_hiding_cue_hides_its_parts_only():
    text = "主动公开目录"
    hiding = match(text, "主动公开", strength="hide")
    found = [hiding, match(text, "公开"), match(text, "目录")]
    assert words(drop_covered(found)) == ["主动公开", "目录"]


def test_conceded_is_what_stands_between_concession_and_turn_of_one_sentence():
    text = "虽然培训多，但更新慢"
    found = [match(text, "培训"), match(text, "更新")]
    concede, turn = hits(text, "虽然"), hits(text, "但")
    assert words(drop_conceded(text, found, concede, turn)) == ["更新"]
    other = "虽然培训多。但更新慢"
    found = [match(other, "培训"), match(other, "更新")]
    kept = drop_conceded(other, found, hits(other, "虽然"), hits(other, "但"))
    assert words(kept) == ["培训", "更新"]


def test_denial_reaches_six_characters_and_never_over_a_mark():
    near, far, over = "并非人手不足", "并非因为近来一直以来人手不足", "并非，人手不足"
    assert not drop_denied(near, [match(near, "人手")], hits(near, "并非"), [])
    assert drop_denied(far, [match(far, "人手")], hits(far, "并非"), [])
    assert drop_denied(over, [match(over, "人手")], hits(over, "并非"), [])


def test_weak_cues_yield_to_a_rival_in_their_clause_only():
    text = "更新慢影响内容，内容浅"
    late = match(text, "更新", "timeliness")
    first = match(text, "内容", strength="weak")
    second = CueMatch(first.cue, ((text.rindex("内容"), text.rindex("内容") + 2),))
    assert drop_weak(text, [late, first, second]) == [late, second]


def test_stops_number_the_clauses():
    stops = Stops("甲，乙。丙", CLAUSE_END)
    assert [stops.number(place) for place in range(5)] == [0, 0, 1, 1, 2]


@pytest.mark.parametrize("joint", ["，", "。", ""])
def test_work_grows_with_the_length_and_no_faster(joint):
    table = read_cues(load_toml("cues.toml"), load_codebook())
    part = "虽然办班不少，但更新不及时，不是人手不足，内容浅，影响了公众知晓" + joint

    def seconds(n):
        text = part * n
        start = time.process_time()
        table.find(text)
        return time.process_time() - start

    seconds(10)
    few, many = (
        min(seconds(100) for _ in range(5)),
        min(seconds(3200) for _ in range(5)),
    )
    # 32 times the text; quadratic work would take 1024 times, a busy machine up to ten times more.
    assert many < 32 * few * 12 + 0.05


@pytest.mark.parametrize(("between", "denied"), [(0, True), (6, True), (7, False)])
def test_how_far_a_denial_reaches(between, denied):
    text = "并非" + "很" * between + "人手不足"
    kept = drop_denied(text, [match(text, "人手")], hits(text, "并非"), [])
    assert kept == ([] if denied else [match(text, "人手")])
    # What stands before it is not denied.
    assert drop_denied(text, [match(text, "并")], hits(text, "并非"), [])


def test_an_effect_takes_the_weak_cues_behind_it_in_its_clause():
    text = "内容浅，影响了公众知晓，人手少"
    found = [match(text, word, strength="weak") for word in ("内容", "公众", "人手")]
    effect = hits(text, "影响了")
    assert words(drop_denied(text, found, [], effect)) == ["内容", "人手"]
    strong = [match(text, "公众")]
    assert drop_denied(text, strong, [], effect) == strong


def test_only_a_longer_cue_over_each_word_covers_one():
    whole = CueMatch(Cue(("公开", "更新慢"), ("slow",), "strong"), ((0, 2), (4, 7)))
    within = CueMatch(Cue(("公", "更新"), ("slow",), "strong"), ((0, 1), (4, 6)))
    across = CueMatch(Cue(("公", "内容"), ("slow",), "strong"), ((0, 1), (2, 4)))
    same = CueMatch(Cue(("公开", "更新慢"), ("few",), "strong"), ((0, 2), (4, 7)))
    kept = drop_covered([within, across, whole, same])
    assert kept == [whole, same, across]
    assert drop_covered([within]) == [within]


def test_a_hiding_cue_hides_no_word_as_long_as_its_own():
    text = "主动公开目录"
    hiding = match(text, "主动公开", strength="hide")
    same = match(text, "主动公开", category="other")
    longer = match(text, "主动公开目录")
    assert drop_covered([hiding, same]) == [hiding, same]
    assert drop_covered([hiding, longer]) == [longer]


def test_weak_cues_stay_beside_strong_ones_of_a_category_in_common():
    text = "更新慢，内容浅"
    strong = CueMatch(Cue(("慢",), ("timeliness", "content"), "strong"), ((2, 3),))
    weak = match(text, "更新", "content", "weak")
    assert drop_weak(text, [weak, strong]) == [strong, weak]
    other = match(text, "更新", "staffing", "weak")
    assert drop_weak(text, [other, strong]) == [strong]
    hide = match(text, "内容", strength="hide")
    assert drop_weak(text, [hide, weak]) == [weak]


def test_of_two_concessions_each_ends_at_its_own_turn():
    text = "虽然培训多，但更新慢，虽然内容多，但人手少"
    found = [match(text, word) for word in ("培训", "更新", "内容", "人手")]
    concede = [Hit(0, 2, "虽然"), Hit(11, 13, "虽然")]
    turn = [Hit(6, 7, "但"), Hit(18, 19, "但")]
    assert words(drop_conceded(text, found, concede, turn)) == ["更新", "人手"]
    # A turn before a concession ends nothing.
    assert drop_conceded(text, found, concede[1:], turn[:1]) == found

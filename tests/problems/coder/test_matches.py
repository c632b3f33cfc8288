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
        min(seconds(3200) for _ in range(2)),
    )
    assert (
        many < 32 * few * 6 + 0.05
    )  # 32 times the text; quadratic work would take 1024 times

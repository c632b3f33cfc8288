import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.themes.vectors.near_duplicates import is_copy

SOURCE = "微信公众号更新不够及时政策解读形式单一基层公示栏少有人看"


def test_edited_copies_are_told_from_other_wordings():
    edited = SOURCE.replace("够", "").replace("单一", "较少")
    other = "业务培训次数不多经办人员流动快依申请公开答复书格式不统一"
    assert is_copy([SOURCE, other, edited, SOURCE[:14] + other[:30]]).tolist() == [
        False,
        False,
        True,
        True,
    ]


def test_the_first_wording_is_never_a_copy_and_runs_do_not_cross_sentences():
    halves = [SOURCE[i : i + 4] for i in range(0, 24, 4)]
    assert not is_copy([SOURCE, *halves]).any()
    assert is_copy(["公开" * 20]).tolist() == [False]
    assert is_copy([]).tolist() == []


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(alphabet="甲乙丙丁戊", max_size=30), max_size=12))
def test_it_agrees_with_counting_by_hand(keys):
    seen: set[str] = set()
    expected = []
    for key in keys:
        grams = [key[i : i + 5] for i in range(len(key) - 4)]
        repeated = sum(g in seen for g in grams)
        expected.append(repeated > 0 and repeated >= 0.3 * len(grams))
        seen |= set(grams)
    assert np.array_equal(is_copy(keys), expected)

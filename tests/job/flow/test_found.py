"""What lies beside the reports is kept from run to run, whole and in order."""

from hypothesis import given
from hypothesis import strategies as st

from textmine.corpus.inputs import Inputs
from textmine.job.flow.found import Found, found_in, keep_found, load_found

REFUSED = {
    "source": "甲.doc",
    "reason": "damaged, or no Word file",
    "error": "ReadError",
}
REMARK = {
    "source": "manifest.csv",
    "reason": "row 3: no such file",
    "error": "ReadError",
}
PASSED = {"source": "封面.png", "reason": "a picture"}
FULL = Found([REFUSED], [REMARK, REFUSED], [PASSED], {"旧局": "新局", "更旧局": "旧局"})


def test_what_is_kept_comes_back(tmp_path):
    assert load_found(keep_found(FULL, tmp_path, 0)) == FULL
    assert load_found(keep_found(Found(), tmp_path, 1)) == Found()


def test_runs_lie_one_after_another_also_where_they_found_the_same(tmp_path):
    places = [keep_found(FULL, tmp_path, number) for number in (0, 1, 10)]
    assert sorted(places) == places
    assert len(set(places)) == 3
    assert keep_found(FULL, tmp_path, 1) == places[1]


def test_a_later_run_adds_to_an_earlier_one_and_its_crosswalk_counts():
    later = Found([REMARK], [], [PASSED], {"旧局": "更新局"})
    both = FULL + later
    assert both.refused == [REFUSED, REMARK]
    assert both.passed_over == [PASSED, PASSED]
    assert both.crosswalk == {"旧局": "更新局", "更旧局": "旧局"}
    assert FULL.crosswalk["旧局"] == "新局"
    assert Found() + FULL == FULL == FULL + Found()


def test_of_the_inputs_all_but_the_reports_is_taken():
    inputs = Inputs([], [REFUSED], [PASSED], [REMARK], {"旧局": "新局"})
    found = found_in(inputs)
    assert found.refused == inputs.failures
    assert found.remarks == inputs.remarks
    assert found.passed_over == inputs.passed_over
    assert found.crosswalk == inputs.crosswalk


names = st.text(st.sampled_from("甲乙丙"), max_size=2)
founds = st.builds(Found, crosswalk=st.dictionaries(names, names))


@given(founds, founds, founds)
def test_it_does_not_matter_where_runs_are_grouped(one, two, three):
    assert (one + two) + three == one + (two + three)

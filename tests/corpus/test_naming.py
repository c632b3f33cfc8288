"""An id for every file: short, unique, and independent of where the work is done."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.corpus.naming import name_reports


def names(*paths, taken=()):
    return name_reports([Path("/corpus") / path for path in paths], taken)


def test_a_unique_stem_is_the_id():
    assert names("2020/swj.txt", "2021/czj.txt") == ["swj", "czj"]
    assert names() == []


def test_only_files_that_clash_take_folders_and_only_as_many_as_needed():
    assert names("a/x/r.txt", "b/x/r.txt", "b/y/r.txt", "c/q.txt") == [
        "a_x_r",
        "b_x_r",
        "y_r",
        "q",
    ]


def test_siblings_that_differ_in_suffix_only_are_told_apart_by_it():
    assert names("r.docx", "r.pdf", "q.pdf") == ["r_docx", "r_pdf", "q"]


def test_an_id_that_is_taken_is_not_given_again():
    assert names("2021/swj.txt", taken={"swj"}) == ["2021_swj"]
    assert names("2021/swj.txt", taken={"swj", "2021_swj", "corpus_2021_swj"}) == [
        "corpus_2021_swj_2"
    ]


def test_a_number_that_is_taken_is_passed_over():
    taken = {"swj", "corpus_swj", "corpus_swj_2"}
    assert names("swj.txt", taken=taken) == ["corpus_swj_3"]


def test_what_the_joining_makes_alike_is_numbered_in_order_of_the_paths():
    # x/y_r and x_y/r both become x_y_r, and /corpus before it changes nothing.
    paths = ["x_y/r.txt", "z/r.txt", "x/y_r.txt", "z/y_r.txt"]
    made = names(*paths)
    assert len(set(made)) == 4
    assert sorted(made[:1] + made[2:3]) == ["corpus_x_y_r", "corpus_x_y_r_2"]
    assert made[2] == "corpus_x_y_r"  # /corpus/x/ sorts before /corpus/x_y/


def test_the_working_directory_and_the_spelling_of_a_path_change_nothing(
    tmp_path, monkeypatch
):
    whole = [tmp_path / "2020" / "r.txt", tmp_path / "2021" / "r.txt"]
    for file in whole:
        file.parent.mkdir()
        file.touch()
    monkeypatch.chdir(tmp_path / "2020")
    spelt = [Path("r.txt"), Path("../2020/../2021/r.txt")]
    assert name_reports(spelt) == name_reports(whole) == ["2020_r", "2021_r"]


PART = st.sampled_from(["a", "b", "a_b", "b_a"])
FILES = st.lists(
    st.tuples(st.lists(PART, max_size=2), PART, st.sampled_from([".txt", ".pdf"])),
    max_size=8,
    unique_by=lambda file: ("/".join(file[0]), file[1], file[2]),
)


@given(FILES, st.sets(st.sampled_from(["a", "b", "a_b", "corpus_a"])), st.randoms())
@settings(deadline=None)
def test_ids_are_unique_and_do_not_depend_on_the_order(files, taken, random):
    paths = ["/".join([*folders, stem + suffix]) for folders, stem, suffix in files]
    made = dict(zip(paths, names(*paths, taken=taken), strict=True))
    assert len(set(made.values())) == len(paths)
    assert not set(made.values()) & taken
    random.shuffle(paths)
    again = dict(zip(paths, names(*paths, taken=taken), strict=True))
    assert again == made

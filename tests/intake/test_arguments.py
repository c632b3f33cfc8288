"""A public function holds its arguments against its annotations before it runs."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import ArrayLike

from textmine.errors import FileError, FrameError
from textmine.intake.arguments import check_arguments
from textmine.text.words import Segmenter


@check_arguments
def draw(
    frame: pd.DataFrame,
    n: int = 3,
    *,
    by: str | None = None,
    level: float = 0.95,
    whole: bool = True,
    years: Sequence[int] = (),
    words: Iterable[str] | None = None,
    out: str | Path | None = None,
    segmenter: Segmenter | None = None,
    values: ArrayLike = (),
    n_resamples: int = 10,
) -> tuple[object, ...]:
    """Give back what came in."""
    return frame, n, by, level, whole, years, words, out, segmenter, values


FRAME = pd.DataFrame({"report_id": ["a"], "text": ["公开"], "year": ["2020年"]})


def test_right_arguments_come_in_as_they_are():
    segmenter, values = Segmenter(), object()
    came = draw(
        FRAME[["text"]], 2, by="year", level=0.9, whole=False, years=[2020], words=["公开"],
        out=Path("x"), segmenter=segmenter, values=values,
    )  # fmt: skip
    assert came[1:] == (
        2,
        "year",
        0.9,
        False,
        [2020],
        ["公开"],
        Path("x"),
        segmenter,
        values,
    )
    assert draw(FRAME)[2:4] == (None, 0.95)


def test_what_means_the_same_is_brought_into_one_writing():
    frame, n, by, *_ = draw(FRAME, 2.0, by="\ud800year")
    assert frame["year"].tolist() == [2020]
    assert (n, type(n)) == (2, int)
    assert by == "\ufffdyear"
    assert draw(FRAME, np.int64(3), years=pd.Series([2020.0]))[5] == [2020]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("n", "many", "draw: n is 'many'; expected a whole number from 0 on"),
        ("n", 10**12, "draw: n is 1000000000000; expected a whole number up to"),
        ("n_resamples", 10**9, "expected a whole number up to 10000000"),
        ("by", ["year"], r"draw: by is \['year'\]; expected a word"),
        ("by", pd.DataFrame({"x": [1]}), "draw: by is a DataFrame; expected a word"),
        ("level", "high", "draw: level is 'high'; expected a number"),
        ("level", 95, "draw: level is 95; expected a number between 0 and 1"),
        ("whole", "no", "draw: whole is 'no'; expected True or False"),
        ("years", 2020, "draw: years is 2020; expected a list"),
        ("years", ["x"], r"draw: years\[0\] is 'x'; expected a whole number"),
        ("words", "公开", "draw: words is '公开'; expected a list"),
        (
            "words",
            pd.DataFrame({"phrase": ["公开"]}),
            "draw: words is a frame; expected a list, such as one of its columns",
        ),
        ("words", ["公开", 3], r"draw: words\[1\] is 3; expected a word"),
        ("out", "", "draw: out is ''; expected the path of a file"),
        ("segmenter", "jieba", "draw: segmenter is 'jieba'; expected a Segmenter"),
        ("frame", ["公开"], "frame: got list; expected a DataFrame"),
        (
            "frame",
            FRAME.assign(year="last"),
            "frame, row 0, column year: 'last'; expected a year",
        ),
    ],
)
def test_what_cannot_be_right_is_refused_by_name(name, value, said):
    with pytest.raises(FrameError, match=said):
        draw(**{"frame": FRAME, name: value})


def test_unknown_and_missing_arguments_are_named_with_the_signature():
    with pytest.raises(
        TypeError, match="draw: missing a required argument: 'frame'; expected"
    ):
        draw()
    with pytest.raises(
        TypeError, match="draw: got an unexpected keyword argument 'top'"
    ):
        draw(FRAME, top=3)


def test_a_checked_function_keeps_its_name_and_can_be_sent_to_another_process():
    assert (draw.__name__, draw.__doc__) == ("draw", "Give back what came in.")
    from textmine.compare import profile

    assert pickle.loads(pickle.dumps(profile)) is profile


def test_what_the_system_says_of_a_file_is_one_line(tmp_path):
    @check_arguments
    def write(path: str | Path) -> None:
        Path(path).write_text("公开", encoding="utf-8")

    write(tmp_path / "a.txt")
    with pytest.raises(
        FileError, match="write: .*a.txt.b: Not a directory; check path and perm"
    ):
        write(tmp_path / "a.txt" / "b")
    # It is still what the system raises, for those who catch that.
    assert issubclass(FileError, OSError)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("a\0b", "holds a character that"),
        ("\ud800", "holds a character"),
        ("长" * 86, "255 bytes"),
    ],
)
def test_a_name_that_no_file_can_have_is_refused(path, why):
    @check_arguments
    def read(path: str | Path) -> str | Path:
        return path

    with pytest.raises(FrameError, match=why):
        read(path)
    assert read("长" * 85) == "长" * 85


def test_pairs_are_pairs_and_mappings_are_mappings():
    @check_arguments
    def tell(groups: tuple[str, str], weights: Mapping[str, float]) -> tuple[str, str]:
        return groups

    assert tell(["a", "\ud800"], {"x": 1.0}) == ("a", "\ufffd")
    for wrong in (
        "ab",
        ["a"],
        ["a", "b", "c"],
        pd.DataFrame({"a": [1], "b": [2]}),
        None,
    ):
        with pytest.raises(FrameError, match="groups is .*; expected 2 values"):
            tell(wrong, {})
    with pytest.raises(FrameError, match=r"groups\[1\] is 3; expected a word"):
        tell(("a", 3), {})
    for wrong in (pd.Series([1]), pd.DataFrame(), ["a"], None):
        with pytest.raises(FrameError, match="weights is .*; expected a mapping"):
            tell(("a", "b"), wrong)
    with pytest.raises(FrameError, match="a key of weights is 3; expected a word"):
        tell(("a", "b"), {3: 1.0})


def test_numbers_have_the_bounds_that_their_names_tell():
    @check_arguments
    def draw(
        top: int = 5,
        digits: int = 0,
        level: float = 0.9,
        jobs: int = 1,
        n_permutations: int = 99,
        min_similarity: float = 0.5,
    ) -> int:
        return top

    assert draw(top=1, digits=15) == 1
    for name, wrong in (
        ("top", 0),
        ("jobs", 0),
        ("digits", 16),
        ("level", np.inf),
        ("n_permutations", 0),
        ("min_similarity", 52),
        ("min_similarity", -0.1),
        ("top", 10**400),
    ):
        with pytest.raises(FrameError, match=f"draw: {name} is "):
            draw(**{name: wrong})

from __future__ import annotations

import pytest

from textmine.errors import FrameError
from textmine.themes.groups.seeds import read_seeds


def test_the_codebook_gives_a_seed_a_category() -> None:
    seeds = read_seeds("codebook")
    assert len(seeds) == 14
    assert "解读" in seeds["政策解读"]


@pytest.mark.parametrize("seeds", ["categories", {}, {"培训": []}, {"培训": [" "]}])
def test_seeds_without_words_are_refused(seeds: object) -> None:
    with pytest.raises(FrameError, match="ThemeModel: "):
        read_seeds(seeds)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seeds", "said"),
    [
        (["培训"], r"seeds=\['培训'\]; expected 'codebook' or a mapping"),
        ({"培训": [1]}, "seed '培训', row 0, column text: 1; expected text"),
        ({"培训": 7}, "seed '培训': got int"),
    ],
)
def test_seeds_that_are_no_texts_are_refused(seeds: object, said: str) -> None:
    with pytest.raises(FrameError, match=said):
        read_seeds(seeds)  # type: ignore[arg-type]

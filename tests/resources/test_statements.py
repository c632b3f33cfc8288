"""The shipped statements: what their datasheet promises, recomputed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz import fuzz, process

from textmine.resources.load import load_rows, load_text, load_toml
from textmine.schema import LEVELS

COLUMNS = [
    "statement_id",
    "text",
    "categories",
    "difficulty",
    "level",
    "sector",
    "source_pass",
]
PASSES = {"first", "agreed", "adjudicated", "revised"}
ALIKE = 85  # of 100, from which two statements are one


def split(categories: str) -> frozenset[str]:
    return frozenset(categories.split("|"))


def masi_distance(a: frozenset[str], b: frozenset[str]) -> float:
    """1 - Jaccard x monotonicity (Passonneau 2006)."""
    shared = len(a & b)
    if a == b:
        kind = 1.0
    elif a <= b or b <= a:
        kind = 2 / 3
    else:
        kind = 1 / 3 if shared else 0.0
    return 1 - shared / len(a | b) * kind


def alpha_masi(first: list[frozenset[str]], second: list[frozenset[str]]) -> float:
    """Krippendorff's alpha for two coders without missing codes."""
    observed = np.mean(
        [masi_distance(a, b) for a, b in zip(first, second, strict=True)]
    )
    counts = Counter(first + second)
    n = sum(counts.values())
    expected = sum(
        2 * counts[a] * counts[b] * masi_distance(a, b)
        for a, b in combinations(counts, 2)
    ) / (n * (n - 1))
    return float(1 - observed / expected)


def kappa(a: np.ndarray, b: np.ndarray) -> float:
    """Cohen's kappa of two binary codings."""
    agree = np.mean(a == b)
    chance = a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean())
    return float((agree - chance) / (1 - chance))


def pairs_of(text: str) -> list[tuple[str, int]]:
    """Pairs of neighbouring characters, each numbered: the second 公开 is another than the first."""
    seen: Counter[str] = Counter()
    pairs = []
    for i in range(len(text) - 1):
        seen[text[i : i + 2]] += 1
        pairs.append((text[i : i + 2], seen[text[i : i + 2]]))
    return pairs


def least_shared(length: int) -> int:
    """Fewest pairs that a text has in common with any text that is alike.

    Of lengths that sum to s, alike is 2 M / s >= 0.85 with M the characters in common order. Each
    of the s - 2 M others parts at most one of the M - 1 pairs of neighbours among these.
    """
    shortest = -(-length * ALIKE // (200 - ALIKE))  # rounded up
    longest = length * (200 - ALIKE) // ALIKE
    sums = range(length + shortest, length + longest + 1)
    return min(3 * -(-s * ALIKE // 200) - 1 - s for s in sums)


def alike(texts: Sequence[str]) -> set[tuple[int, int]]:
    """Find all pairs of texts whose ratio is at least ``ALIKE``, exactly.

    Two sets that share T things share one of the rarest |set| - T + 1 of each, whatever says what
    is rare (Chaudhuri, Ganti & Kaushik 2006): only texts that do are compared.
    """
    pairs = [pairs_of(text) for text in texts]
    often = Counter(pair for own in pairs for pair in own)
    holders = defaultdict(list)
    for i, own in enumerate(pairs):
        own.sort(key=lambda pair: (often[pair], pair))
        least = least_shared(len(texts[i]))
        assert least >= 1, texts[i]
        for pair in own[: max(len(own) - least + 1, 0)]:
            holders[pair].append(i)
    found = set()
    for some in holders.values():
        few = [texts[i] for i in some]
        scores = process.cdist(few, few, scorer=fuzz.ratio, score_cutoff=ALIKE)
        found |= {(some[i], some[j]) for i, j in np.argwhere(np.triu(scores, 1) > 0)}
    return found


@pytest.fixture(scope="module")
def rows() -> tuple[dict[str, str], ...]:
    return load_rows("statements.csv")


@pytest.fixture(scope="module")
def second() -> tuple[dict[str, str], ...]:
    return load_rows("statements_second_pass.csv")


@pytest.fixture(scope="module")
def obvious() -> dict[str, list[str]]:
    return {
        key: table["words"]
        for key, table in load_toml("obvious_words.toml").items()
        if isinstance(table, dict)
    }


@pytest.fixture(scope="module")
def datasheet() -> dict[str, list[str]]:
    """First cell of each table row of the datasheet to the other cells."""
    lines = [
        line.strip().strip("|").split("|")
        for line in load_text("statements.md").splitlines()
        if "|" in line
    ]
    return {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in lines}


def test_columns_ids_and_values(rows):
    assert list(rows[0]) == COLUMNS
    assert len({r["statement_id"] for r in rows}) == len(rows) >= 1500
    assert all(re.fullmatch(r"s\d{4,5}", r["statement_id"]) for r in rows)
    assert {r["difficulty"] for r in rows} == {"plain", "hard", "multi"}
    assert {r["level"] for r in rows} == {*LEVELS, ""}
    assert {r["source_pass"] for r in rows} <= PASSES
    assert all(r["sector"] or not r["level"] for r in rows)
    assert all(r["text"] == r["text"].strip() and len(r["text"]) >= 2 for r in rows)


def test_keys_are_valid_unique_and_in_the_order_of_the_codebook(rows, obvious):
    order = {key: place for place, key in enumerate(obvious)}
    for row in rows:
        places = [order[key] for key in row["categories"].split("|")]
        assert places == sorted(set(places)), row


def test_keys_are_those_of_the_codebook(obvious):
    codebook = load_toml("codebook.toml")
    assert set(obvious) == {
        key
        for key, table in codebook.items()
        if isinstance(table, dict) and "definition" in table
    }


def test_every_category_has_enough_and_not_too_obvious_statements(rows, obvious):
    for key, words in obvious.items():
        texts = [r["text"] for r in rows if key in split(r["categories"])]
        share = np.mean([any(word in text for word in words) for text in texts])
        assert len(texts) >= 80, key
        assert share <= 0.5, (key, share)


def test_hard_and_multi_label_statements(rows):
    assert sum(r["difficulty"] == "hard" for r in rows) >= 300
    assert sum(len(split(r["categories"])) > 1 for r in rows) >= 300
    assert all(
        len(split(r["categories"])) > 1 for r in rows if r["difficulty"] == "multi"
    )
    assert all(
        len(split(r["categories"])) == 1 for r in rows if r["difficulty"] == "plain"
    )


def test_levels_sectors_and_lengths_vary(rows):
    assert all(n >= 100 for n in Counter(r["level"] for r in rows).values())
    assert len({r["sector"] for r in rows}) >= 40
    lengths = np.array([len(r["text"]) for r in rows])
    assert (lengths <= 12).sum() >= 300
    assert (lengths >= 40).sum() >= 80
    assert lengths.max() <= 90


def test_no_near_duplicates(rows):
    texts = [r["text"] for r in rows]
    assert not {(texts[i], texts[j]) for i, j in alike(texts)}


def test_near_duplicates_are_those_of_all_against_all(rows):
    """Statements of every length, each with a character less, one more, or two exchanged."""
    texts = [r["text"] for r in rows[:: len(rows) // 300]]
    rng = np.random.default_rng(0)
    for text in texts[:]:
        place = int(rng.integers(len(text)))
        before, own, after = text[:place], text[place], text[place + 1 :]
        texts += [before + after, before + "新" + own + after, before + after + own]
    scores = process.cdist(texts, texts, scorer=fuzz.ratio)
    expected = {(int(i), int(j)) for i, j in np.argwhere(np.triu(scores, 1) >= ALIKE)}
    assert len(expected) > 900
    assert alike(texts) == expected


def test_second_pass_belongs_to_the_statements(rows, second):
    by_id = {r["statement_id"]: r for r in rows}
    assert len({r["statement_id"] for r in second}) == len(second) >= 300
    for row in second:
        final = by_id[row["statement_id"]]
        same = row["first_categories"] == row["categories"] == final["categories"]
        assert final["source_pass"] == ("agreed" if same else "adjudicated"), row
    coded_twice = {r["statement_id"] for r in second}
    assert all(
        r["source_pass"] in ("first", "revised")
        for r in rows
        if r["statement_id"] not in coded_twice
    )


def test_agreement_is_what_the_datasheet_says(second, obvious, datasheet):
    first_codes = [split(r["first_categories"]) for r in second]
    second_codes = [split(r["categories"]) for r in second]
    a, b = (
        [[key in codes for key in obvious] for codes in coding]
        for coding in (first_codes, second_codes)
    )
    one, two = np.array(a), np.array(b)
    micro = 2 * (one & two).sum() / (one.sum() + two.sum())
    others = [r["coder"] == "other" for r in second]
    of_another = 2 * (one & two)[others].sum() / (one[others].sum() + two[others].sum())
    assert datasheet["Statements coded twice"] == [str(len(second))]
    assert datasheet["Micro F1"] == [f"{micro:.3f}"]
    assert datasheet["Statements coded by two coders"] == [str(sum(others))]
    assert datasheet["Micro F1 of two coders"] == [f"{of_another:.3f}"]
    assert datasheet["Krippendorff's alpha, MASI distance"] == [
        f"{alpha_masi(first_codes, second_codes):.3f}"
    ]
    for place, key in enumerate(obvious):
        assert datasheet[key][-1] == f"{kappa(one[:, place], two[:, place]):.2f}", key


def test_composition_is_what_the_datasheet_says(rows, obvious, datasheet):
    assert datasheet["Statements"] == [f"{len(rows):,}"]
    for key, words in obvious.items():
        texts = [r["text"] for r in rows if key in split(r["categories"])]
        share = np.mean([any(word in text for word in words) for text in texts])
        assert datasheet[key][:2] == [str(len(texts)), f"{share:.2f}"], key
    for name, n in (
        Counter(r["level"] or "no level" for r in rows)
        + Counter(r["difficulty"] for r in rows)
    ).items():
        assert datasheet[name] == [str(n)], name


def test_alpha_on_a_case_worked_by_hand():
    a, b = frozenset({"content"}), frozenset({"content", "timeliness"})
    assert masi_distance(a, b) == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert masi_distance(a, frozenset({"other"})) == 1
    # values a, a, a, b: 6 of 12 ordered pairs differ by 2/3; observed is the mean of 0 and 2/3
    assert alpha_masi([a, a], [a, b]) == pytest.approx(1 - (1 / 3) / (6 * (2 / 3) / 12))


@pytest.mark.shared
def test_no_statement_is_taken_from_the_reports_beside_the_project(rows):
    shared = Path(__file__).resolve().parents[2] / ".." / "shared"
    if not (shared / "reports").is_dir():
        pytest.skip("the reports beside the project are not here")
    files = [
        p
        for d in ("reports", "real", "dev", "gold")
        for p in sorted((shared / d).rglob("*"))
        if p.is_file()
    ]
    text = "".join(
        p.read_text(encoding="utf-8", errors="ignore")
        for p in files
        if p.suffix in {".txt", ".md", ".jsonl"}
    )
    text = re.sub(r"\s+", "", text)
    taken = [r["text"] for r in rows if len(r["text"]) >= 10 and r["text"] in text]
    assert not taken

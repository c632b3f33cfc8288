"""The null keeps section and length: what sections of these labels and lengths share by chance."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from textmine.reuse.ground.stream import read_stream
from textmine.reuse.judge.null import EQUAL, UNEQUAL, Comparison, Null
from textmine.reuse.mine import mine_reuse

# Written out: taken from the module, a bound would be tested against itself.
SMALLEST = 1e-12
NEAREST = 200
SHINGLE = 8
STEPS = 4
TAIL_FROM = 200

FORMULAIC = "".join(chr(0x4E00 + i) for i in range(40))


def corpus(n: int, *, own: int = 300, seed: int = 0) -> pd.DataFrame:
    """Reports of unrelated agencies whose section ``overview`` alone holds one common formula."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        length = own * (1 + i % 4)
        for section, fixed, size in (
            ("overview", FORMULAIC, 20),
            ("problems", "", length),
        ):
            text = fixed + "".join(map(chr, rng.integers(0x5E00, 0x8E00, size=size)))
            rows.append(
                {
                    "report_id": f"r{i}",
                    "section": section,
                    "start": 0 if section == "overview" else 2 * own,
                    "text": text,
                    "agency": f"a{i}",
                    "province": f"p{i % 7}",
                    "agency_type": f"t{i % 5}",
                }
            )
    return pd.DataFrame(rows)


def null_of(rows: pd.DataFrame) -> tuple[Null, dict[str, int]]:
    mined = mine_reuse(rows, edited=False, references=[]).mined
    return Null(mined), mined.number_of


def test_the_formula_of_a_section_is_expected_there_only() -> None:
    rows = corpus(40)
    pair = pd.DataFrame(
        {
            "report_id": ["x", "y"],
            "agency": ["x", "y"],
            "section": "problems",
            "province": "q",
            "agency_type": "u",
            "start": 0,
            "text": [
                FORMULAIC + "甲" * 3 + rows["text"][1][:17],
                FORMULAIC + "乙" * 20,
            ],
        }
    )
    null, number = null_of(
        pd.concat(
            [
                rows,
                pair,
                pair.assign(
                    report_id=["v", "w"], agency=["v", "w"], section="overview"
                ),
            ]
        )
    )
    moved = null.compare(number["x"], number["y"])
    usual = null.compare(number["v"], number["w"])
    assert moved.containment == usual.containment > 0.5
    assert null.expect(usual) > 0.5
    assert null.expect(moved) < 0.05, (
        "chance does not put the formula of one section into another"
    )
    assert null.p_value(moved.containment - null.expect(moved)) < 0.01
    assert null.p_value(usual.containment - null.expect(usual)) > 0.05


def test_expectation_falls_with_the_length_of_the_section_that_shares_nothing() -> None:
    null, number = null_of(corpus(60))
    short = null.compare(number["r0"], number["r4"])
    long = null.compare(number["r3"], number["r7"])
    assert short.size < long.size
    assert null.expect(short) == pytest.approx(short.containment, rel=0.05)
    assert null.expect(long) == pytest.approx(long.containment, rel=0.05)


def test_cells_sum_to_what_the_reports_share() -> None:
    null, number = null_of(corpus(30))
    pair = null.compare(number["r1"], number["r2"])
    assert (
        pair.cells[:, 4].sum()
        == round(pair.containment * pair.size)
        == len(FORMULAIC) - 7
    )


def test_unrelated_pairs_have_p_values_as_chance_gives_them() -> None:
    null, _ = null_of(corpus(120))
    fresh = Null(null.mined, seed=1)
    p = np.array([null.p_value(c.containment - null.expect(c)) for c in fresh.sample])
    assert (
        abs(float(np.mean([c.containment - null.expect(c) for c in fresh.sample])))
        < 0.01
    )
    for alpha in (0.05, 0.2, 0.5):
        assert (p <= alpha).mean() <= alpha + 0.03


def test_one_report_leaves_nothing_to_expect() -> None:
    null, number = null_of(corpus(1))
    pair = null.compare(number["r0"], number["r0"])
    assert pair.containment == 1
    assert np.isnan(null.expect(pair))


def made(**known: object) -> Null:
    """A null of which some parts are given."""
    null = Null(None)  # type: ignore[arg-type]
    null.__dict__.update(known)
    return null


def test_a_pair_is_compared_section_by_section_as_with_sets() -> None:
    null, number = null_of(corpus(12, own=60))
    mined = null.mined
    contents, rows = mined.texts.contents, mined.texts.rows
    names = sorted(set(rows["section"]))

    def runs(report: str) -> dict[str, str]:
        """Each distinct run of eight characters and the section where it stands first."""
        out: dict[str, str] = {}
        for k in np.flatnonzero(rows["report_id"] == report):
            for at in range(len(contents[k]) - SHINGLE + 1):
                out.setdefault(contents[k][at : at + SHINGLE], rows["section"].iloc[k])
        return out

    one, other = runs("r1"), runs("r2")
    found = null.compare(number["r1"], number["r2"])
    both = one.keys() & other.keys()
    assert found.size == min(len(one), len(other))
    assert found.containment == len(both) / found.size
    assert found.jaccard == len(both) / (len(one) + len(other) - len(both))
    wanted = set()
    for s in set(one.values()):
        for t in set(other.values()):
            n, m = list(one.values()).count(s), list(other.values()).count(t)
            k = sum(one[run] == s and other[run] == t for run in both)
            a, b = names.index(s), names.index(t)
            wanted.add((a, b, n, m, k) if a <= b else (b, a, m, n, k))
    assert {tuple(row) for row in found.cells.tolist()} == wanted
    assert null.compare(number["r2"], number["r1"]).containment == found.containment


def test_p_counts_the_unrelated_pairs_that_are_as_far_out() -> None:
    null = made(residuals=np.array([-0.1, 0.0, 0.0, 0.2]))
    assert null.p_value(0.3) == 1 / 5
    assert null.p_value(0.2) == 2 / 5
    assert null.p_value(0.1) == 2 / 5
    # A tie counts against the pair, and so does one that only rounding tells apart.
    assert null.p_value(0.0) == null.p_value(1e-13) == 4 / 5
    assert null.p_value(1e-9) == 2 / 5
    assert null.p_value(-1.0) == 1.0
    assert made(residuals=np.array([])).p_value(0.5) == 1.0


def test_beyond_all_of_the_null_an_exponential_tail_tells() -> None:
    rest = np.linspace(0, 0.1, TAIL_FROM)
    null = made(residuals=rest)
    n_tail = TAIL_FROM // 10
    border = rest[-n_tail - 1]
    mean = np.mean(rest[-n_tail:]) - border
    for excess in (0.15, 0.2):
        wanted = n_tail / TAIL_FROM * np.exp(-(excess - border) / mean)
        assert null.tail_p(excess) == pytest.approx(min(wanted, 1 / (1 + TAIL_FROM)))
    # Within the null, in a small null and without any spread the tail tells nothing more.
    assert null.tail_p(0.05) == null.p_value(0.05)
    assert null.tail_p(rest[-1]) == 2 / (1 + TAIL_FROM)
    assert made(residuals=rest[1:]).tail_p(0.2) == 1 / TAIL_FROM
    flat = made(residuals=np.zeros(TAIL_FROM))
    assert flat.tail_p(0.2) == 1 / (1 + TAIL_FROM)
    assert null.tail_p(50.0) == SMALLEST


def test_a_rate_is_the_mean_of_the_pairs_of_sections_nearest_in_length() -> None:
    rng = np.random.default_rng(0)
    logs, share = rng.uniform(4, 10, (300, 2)), rng.random(300)
    cells = {(0, 1): (logs, share), (2, 2): (logs, share)}
    pools = {EQUAL: (logs[:0], share[:0]), UNEQUAL: (logs[:5], share[:5])}
    null = made(cells=cells | pools, rates={})
    for key, mirrored in (((0, 1), False), ((2, 2), True)):
        target = np.array([6.25, 8.5])
        far = abs(logs - target).sum(axis=1)
        if mirrored:
            far = np.minimum(far, abs(logs - target[::-1]).sum(axis=1))
        near = np.argsort(far, kind="stable")[:NEAREST]
        found = null.rate(*key, round(6.25 * STEPS), round(8.5 * STEPS))
        assert found == pytest.approx(share[near].mean())
    # Labels never met take the pool of their kind; an empty pool shares nothing.
    assert null.rate(0, 5, 20, 20) == pytest.approx(share[:5].mean())
    assert null.rate(7, 7, 20, 20) == 0.0


def test_what_chance_gives_is_summed_over_the_pairs_of_sections() -> None:
    rates = {(0, 0, 12, 16): 0.5, (0, 1, 12, 20): 0.1}
    null = made(sample=[None], rates=rates, cells={})
    pair = Comparison(0.0, 0.0, 40, np.array([[0, 0, 8, 16, 3], [0, 1, 8, 32, 1]]))
    assert null.expect(pair) == pytest.approx((0.5 * 8 + 0.1 * 8) / 40)
    # Never more than all; lengths go by quarter octaves.
    small = Comparison(0.0, 0.0, 2, pair.cells)
    assert null.expect(small) == 1.0
    between = Comparison(0.0, 0.0, 40, np.array([[0, 0, 8, 17, 3]]))
    assert null.expect(between) == pytest.approx(0.5 * 8 / 40)
    assert np.isnan(made(sample=[]).expect(pair))


def test_cells_of_the_sample_are_kept_by_their_labels() -> None:
    one = Comparison(0.0, 0.0, 9, np.array([[0, 0, 8, 16, 4], [0, 1, 4, 2, 1]]))
    two = Comparison(0.0, 0.0, 9, np.array([[1, 1, 32, 32, 8], [0, 1, 64, 16, 2]]))
    cells = made(sample=[one, two]).cells
    shares = {key: share.tolist() for key, (_, share) in cells.items()}
    assert shares == {
        EQUAL: [0.5, 0.25], UNEQUAL: [0.5, 0.125], (0, 0): [0.5], (0, 1): [0.5, 0.125], (1, 1): [0.25],
    }  # fmt: skip
    assert cells[0, 1][0].tolist() == [[2, 1], [6, 4]]
    empty = made(sample=[]).cells
    assert set(empty) == {EQUAL, UNEQUAL} and not len(empty[EQUAL][1])


def test_unrelated_pairs_are_far_in_agency_province_and_type_where_there_are_such() -> (
    None
):
    rows = corpus(14, own=20)
    null, number = null_of(rows)
    name = {k: report for report, k in number.items()}
    seen: list[tuple[str, str]] = []
    null.__dict__["cache"] = {}
    original = null.compare

    def told(a: int, b: int) -> Comparison:
        seen.append((name[a], name[b]))
        return original(a, b)

    object.__setattr__(null, "compare", told)
    n = len(null.sample)
    place = rows.drop_duplicates("report_id").set_index("report_id")
    far = [
        (a, b)
        for k, a in enumerate(sorted(number, key=number.get))
        for b in sorted(number, key=number.get)[k + 1 :]
        if all(
            place.loc[a, c] != place.loc[b, c]
            for c in ("agency", "province", "agency_type")
        )
    ]
    assert n == len(far) and {frozenset(p) for p in seen} == {frozenset(p) for p in far}
    # In one province all pairs of two agencies are as unrelated as can be.
    near, _ = null_of(rows.assign(province="p"))
    assert len(near.sample) == 14 * 13 // 2
    # What is unknown is near to nothing.
    unknown, _ = null_of(rows.assign(province=None))
    types = place["agency_type"].tolist()
    assert len(unknown.sample) == sum(
        a != b for k, a in enumerate(types) for b in types[k + 1 :]
    )


def test_a_report_of_one_run_is_compared_too() -> None:
    one = corpus(2, own=30)
    one = one[one["section"] == "problems"].assign(text="甲乙丙丁戊己庚辛", start=0)
    null, number = null_of(one)
    pair = null.compare(number["r0"], number["r1"])
    assert (pair.size, pair.containment, pair.jaccard) == (1, 1.0, 1.0)
    # Half a run by chance, of one.
    rates = {(0, 0, 0, 0): 0.5}
    expecting = made(sample=[None], rates=rates, cells={})
    alone = Comparison(0.0, 0.0, 1, np.array([[0, 0, 1, 1, 1]]))
    assert expecting.expect(alone) == 0.5


@pytest.mark.parametrize(("n", "are_all_looked_at"), [(200, True), (201, False)])
def test_of_many_pairs_some_are_drawn(n: int, are_all_looked_at: bool) -> None:
    """Up to twenty pairs for each of the 999 wanted all are in the hat, each once."""
    seen: list[tuple[int, int]] = []
    texts = SimpleNamespace(reports=[None] * n, codes=lambda _name: np.arange(n))
    null = Null(SimpleNamespace(texts=texts), seed=3)  # type: ignore[arg-type]
    object.__setattr__(null, "compare", lambda a, b: seen.append((a, b)))
    assert len(null.sample) == len(seen) == 999
    assert all(0 <= a < b < n for a, b in seen)
    assert (len(set(seen)) == 999) is are_all_looked_at
    assert max(b for _, b in seen) > 0.9 * n


def test_runs_that_are_set_apart_as_a_whole_are_nobodys() -> None:
    stream = read_stream(
        ["旧文在前。", "甲乙丙丁戊己庚辛壬癸", "庚辛壬癸甲乙丙丁戊己庚辛"]
    )
    apart = np.zeros(len(stream.codes), dtype=bool)
    apart[4:12] = (
        True  # the first eight characters of the second text, half of them by stock
    )
    mined = SimpleNamespace(
        stream=stream,
        bounds_of=lambda k: stream.bounds[1:] if k else stream.bounds[:2],
        mandated=apart & (np.arange(len(apart)) < 8),
        stock=apart & (np.arange(len(apart)) >= 8),
        texts=SimpleNamespace(
            rows_of=lambda k: np.array([1, 2]) if k else np.array([0])
        ),
    )
    null = Null(mined)  # type: ignore[arg-type]
    null.__dict__["section"] = np.array([0, 3, 5])
    _, home = null.shingles(1)
    # Two runs of the second text are left, and all of the third: what stands in both sections
    # counts where it stands first.
    assert sorted(home.tolist()) == [3, 3, 5, 5, 5, 5, 5]
    assert len(null.shingles(0)[0]) == 0

"""The sample corpus and its gold agree with each other."""

import csv
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import opencc
import pytest

from textmine.resources.load import load_toml
from textmine.resources.regions import gazetteer

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
FORM_WORDS = re.compile(
    r"(予以公开件部分公开件|不予公开件无法提供件|五存在的主要问题及改进情况)"
)
TOTAL = {"2019": 21, "2021": 23}
SIMPLIFY = opencc.OpenCC("t2s")


def lines(name: str) -> list[dict]:
    return [
        json.loads(line)
        for line in (SAMPLE / "gold" / name).read_text(encoding="utf-8").splitlines()
    ]


def read(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def plain(text: str) -> str:
    text = re.sub(r"\n\n[-—] \d+ [-—]\n\n", "", text)
    text = re.sub(
        r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+\)", "", unicodedata.normalize("NFKC", text)
    )
    return SIMPLIFY.convert(re.sub(r"[\s*#]+", "", text))


with (SAMPLE / "manifest.csv").open(encoding="utf-8", newline="") as stream:
    MANIFEST = {Path(row["path"]).stem: row for row in csv.DictReader(stream)}
GOLD = {row["id"]: row for row in lines("gold.jsonl")}
TEXT = {stem: read(SAMPLE / row["path"]) for stem, row in MANIFEST.items()}
PLANTED = {
    (row["report_id"], check)
    for row in lines("contradictions.jsonl")
    for check in [row["check"], *row["also"]]
}


def test_every_file_has_a_manifest_row_and_gold():
    stems = {path.stem for path in (SAMPLE / "reports").iterdir()}
    assert stems == set(MANIFEST) == set(GOLD)
    assert len(stems) >= 24
    assert len({row["province"] for row in MANIFEST.values()}) == 3
    for stem, gold in GOLD.items():
        row = MANIFEST[stem]
        assert (row["agency"], row["level"], int(row["year"])) == (
            gold["agency"],
            gold["level"],
            gold["year"],
        )
        assert row["published"] > f"{gold['year']}-12-31"


@pytest.mark.parametrize("stem", sorted(GOLD))
def test_gold_text_stands_in_its_file_in_order(stem):
    gold, text = GOLD[stem], plain(TEXT[stem])
    assert plain(gold["agency"]) in text
    for wanted in (list(gold["headings"].values()), gold["problems"], gold["measures"]):
        places = [text.find(plain(w)) for w in wanted]
        assert -1 not in places
        assert places == sorted(places)
    for passage in lines("passages.jsonl"):
        if passage["report_id"] == stem:
            assert plain(passage["text"]) in text


@pytest.mark.parametrize("stem", sorted(GOLD))
def test_codes_and_links_are_well_formed(stem):
    gold = GOLD[stem]
    keys = {
        key
        for key, value in load_toml("codebook.toml").items()
        if isinstance(value, dict)
    }
    assert (
        len(gold["problem_categories"])
        == len(gold["problem_to_measures"])
        == len(gold["problems"])
    )
    assert {code for codes in gold["problem_categories"] for code in codes} <= keys
    assert {i for links in gold["problem_to_measures"] for i in links} <= set(
        range(len(gold["measures"]))
    )


def numbers(block: str) -> list[float]:
    found = []
    for cell in re.split(r"[\t\n|]", unicodedata.normalize("NFKC", block)):
        cell = (
            re.sub(r"元$", "", cell.strip())
            .replace(",", "")
            .replace(" ", "")
            .replace("减", "-")
            .replace("增", "")
        )
        if re.fullmatch(r"[-+]?\d+(\.\d+)?", cell):
            found.append(float(cell))
    return found


@pytest.mark.parametrize("stem", sorted(GOLD))
def test_tables_in_the_file_hold_the_gold_numbers(stem):
    gold, text = GOLD[stem], TEXT[stem]
    if gold["script"] == "trad":
        text = SIMPLIFY.convert(text)
    order = ("disclosure", "applications", "review", "problems")
    bounds = [text.index(gold["headings"][label]) for label in order]
    blocks = [numbers(text[a:b]) for a, b in zip(bounds, bounds[1:], strict=False)]
    table2 = [v for row in gold["table2"].values() for v in row if v is not None]
    table3 = [v for row in gold["table3"] for v in row if v is not None]
    assert blocks == [table2, table3, gold["table4"]]


def failed_identities(gold: dict) -> set[str]:
    total, rows = TOTAL[gold["form"]], gold["table3"]
    failed = {
        f"t3_row_sum_row{i}"
        for i, row in enumerate(rows)
        if None not in row and sum(row[:6]) != row[6]
    }
    for c in range(7):
        column = [row[c] for row in rows]
        if None in column:
            continue
        if column[0] + column[1] != column[total] + column[total + 1]:
            failed.add(f"t3_flow_col{c}")
        if column[total] != sum(column[2:total]):
            failed.add(f"t3_total_col{c}")
    for i, name in enumerate(("review", "suit_direct", "suit_after_review")):
        part = gold["table4"][5 * i : 5 * i + 5]
        if sum(part[:4]) != part[4]:
            failed.add(f"t4_{name}_total")
    return failed


@pytest.mark.parametrize("stem", sorted(GOLD))
def test_identities_hold_except_the_planted_contradictions(stem):
    planted = {
        check
        for report, check in PLANTED
        if report == stem and check.startswith(("t3_", "t4_"))
    }
    assert failed_identities(GOLD[stem]) == planted


def test_years_continue_except_the_planted_contradiction():
    by_agency = {(gold["agency"], gold["year"]): gold for gold in GOLD.values()}
    broken = set()
    for (agency, year), gold in by_agency.items():
        before = by_agency.get((agency, year - 1))
        if before is None:
            continue
        if before["table3"][-1][6] != gold["table3"][1][6]:
            broken.add((gold["id"], "years_carry_over"))
        stocks = [g["table2"].get("行政规范性文件") for g in (before, gold)]
        if None not in stocks:
            assert stocks[1][2] == stocks[0][2] + stocks[1][0] - stocks[1][1]
    assert broken == {pair for pair in PLANTED if pair[1] == "years_carry_over"}


def test_passages_name_earlier_sources_and_several_holders():
    passages = lines("passages.jsonl")
    for passage in passages:
        source = passage["source_report_id"]
        if source is not None:
            assert (
                MANIFEST[source]["published"]
                < MANIFEST[passage["report_id"]]["published"]
            )
            assert any(
                p["report_id"] == source and p["family"] == passage["family"]
                for p in passages
            ) or (
                plain(passage["text"]) in plain(TEXT[source])
                or passage["operator"] == "edited"
            )
        if passage["operator"] == "verbatim" and source is not None:
            assert plain(passage["text"]) in plain(TEXT[source])
    assert {p["kind"] for p in passages} >= {
        "mandated",
        "regional",
        "sectoral",
        "peer",
        "self",
        "stock",
    }
    assert {p["operator"] for p in passages} == {"verbatim", "slot", "edited"}


def test_persistence_points_at_problems():
    for row in lines("persistence.jsonl"):
        now, before = GOLD[row["report_id"]]["problems"], row["earlier_problem"]
        if row["state"] in ("verbatim", "restated", "dropped"):
            earlier = GOLD[row["earlier_report_id"]]
            assert earlier["agency"] == GOLD[row["report_id"]]["agency"]
            assert 0 <= before < len(earlier["problems"])
        if row["state"] == "verbatim":
            assert now[row["problem"]] == earlier["problems"][before]
        assert (row["problem"] is None) == (row["state"] == "dropped")
        assert (before is None) == (row["state"] == "new")


def test_no_place_is_real():
    places = {row[key] for row in MANIFEST.values() for key in ("region", "province")}
    assert not {place for place in places if gazetteer().named(place)}
    assert not {place for place in places if gazetteer().named(place[:-1], short=True)}


def narrative_of(stem: str) -> str:
    text, heads = (
        plain(TEXT[stem]),
        {k: plain(v) for k, v in GOLD[stem]["headings"].items()},
    )
    end = text.index(heads["other"], text.index(heads["problems"]))
    parts = (
        text[text.index(heads["overview"]) : text.index(heads["disclosure"])],
        text[text.index(heads["problems"]) : end],
    )
    return re.sub(r"[\d\W_]+", "", "".join(parts))


def test_reports_are_not_short_and_repeat_no_long_run_outside_planted_text():
    runs: Counter[str] = Counter()
    planted = sorted(lines("passages.jsonl"), key=lambda passage: -len(passage["text"]))
    for stem in GOLD:
        narrative = FORM_WORDS.sub("|", narrative_of(stem))
        assert len(narrative) >= 450
        for passage in planted:
            narrative = narrative.replace(
                re.sub(r"[\d\W_]+", "", plain(passage["text"])), "|"
            )
        runs.update(
            {
                r
                for r in (narrative[i : i + 20] for i in range(len(narrative) - 19))
                if "|" not in r
            }
        )
    assert [run for run, n in runs.items() if n > 1] == []

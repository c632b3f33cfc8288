"""The simulator: same arguments, same bytes; the truth is true; nothing is shared by chance."""

import csv
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import TextmineError
from textmine.resources.load import load_toml
from textmine.resources.regions import gazetteer
from textmine.simulation import operators as ops
from textmine.simulation.agencies import make_agency
from textmine.simulation.corpus import simulate
from textmine.simulation.dirt import Dirt, Soiled, soil
from textmine.simulation.profile import OPERATORS, PLANTED_KINDS, SimulationProfile

NOT_COUNTED = re.compile(r"[\W\d_]+")
N = 240


@pytest.fixture(scope="module")
def corpus():
    return list(
        simulate(N, seed=11, profile=SimulationProfile(share=0.3, contradictions=0.5))
    )


def plain(text: str) -> str:
    return NOT_COUNTED.sub("", text)


def own_text(report) -> list[str]:
    text = report.text
    for passage in sorted(report.truth["passages"], key=lambda p: -p["start"]):
        text = text[: passage["start"]] + "※" + text[passage["end"] :]
    text = re.sub(r"(?m)^.*[\t|].*$", "※", text)
    for heading in report.truth["headings"].values():
        text = text.replace(heading, "※")
    return [plain(part) for part in text.split("※")]


def shared_runs(reports, size: int) -> set[str]:
    seen: dict[str, int] = {}
    shared = set()
    for number, report in enumerate(reports):
        for part in own_text(report):
            for i in range(len(part) - size + 1):
                if seen.setdefault(part[i : i + size], number) != number:
                    shared.add(part[i : i + size])
    return shared


def test_same_arguments_give_the_same_bytes_whatever_the_hash_seed():
    code = (
        "import hashlib, json; from textmine.simulation.corpus import simulate\n"
        "h = hashlib.sha256()\n"
        "for r in simulate(12, seed=4): h.update((r.text + json.dumps(r.truth, ensure_ascii=False)).encode())\n"
        "print(h.hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": s},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for s in ("1", "2")
    }
    assert len(runs) == 1
    first, second = list(simulate(12, seed=4)), list(simulate(12, seed=5))
    assert [r.text for r in first] != [r.text for r in second]


def test_own_text_does_not_depend_on_the_number_of_reports():
    profile = SimulationProfile.control()
    few, many = (
        simulate(5, seed=2, profile=profile),
        simulate(40, seed=2, profile=profile),
    )
    assert [r.text for r in few] == [
        r.text for r, _ in zip(many, range(5), strict=False)
    ]


def test_every_offset_points_at_its_text(corpus):
    for report in corpus:
        truth = report.truth
        for passage in truth["passages"]:
            assert (
                report.text[passage["start"] : passage["end"]] == passage["text"] != ""
            )
        for row in truth["contradictions"]:
            if row["check"] in ("foreign_name", "stale_year"):
                found = re.sub(
                    r"\n\n[-—] \d+ [-—]\n\n|\s",
                    "",
                    report.text[row["start"] : row["end"]],
                )
                assert found == row["found"]


def test_passages_do_not_overlap_and_lie_in_their_section(corpus):
    for report in corpus:
        passages = sorted(report.truth["passages"], key=lambda p: p["start"])
        assert all(
            a["end"] <= b["start"] for a, b in zip(passages, passages[1:], strict=False)
        )
        heads = report.truth["headings"]
        for passage in passages:
            if passage["section"] == "overview":
                at = (
                    report.text.index(heads["overview"]),
                    report.text.index(heads["disclosure"]),
                )
                assert at[0] < passage["start"] < passage["end"] <= at[1]


def test_gold_text_stands_in_the_file_in_order(corpus):
    for report in corpus:
        text = re.sub(r"\n\n[-—] \d+ [-—]\n\n", "", report.text)
        text = re.sub(r"\s", "", text)
        for key in ("problems", "measures"):
            places = [text.find(re.sub(r"\s", "", t)) for t in report.truth[key]]
            assert -1 not in places
        for heading in report.truth["headings"].values():
            assert heading in report.text
        assert plain(report.truth["agency"]) in text
        codes = load_toml("codebook.toml")
        assert all(
            code in codes
            for codes_ in report.truth["problem_categories"]
            for code in codes_
        )


def failed_identities(truth) -> set[str]:
    rows, last = truth["table3"], len(truth["table3"]) - 2
    assert len(rows) == {"2019": 23, "2021": 25}[truth["form"]]
    failed = {
        f"t3_row_sum_row{i}" for i, row in enumerate(rows) if sum(row[:6]) != row[6]
    }
    for c in range(7):
        column = [row[c] for row in rows]
        if column[0] + column[1] != column[last] + column[last + 1]:
            failed.add(f"t3_flow_col{c}")
        if column[last] != sum(column[2:last]):
            failed.add(f"t3_total_col{c}")
    failed |= {
        f"t4_{n}_total"
        for n, i in (("review", 0), ("suit", 5))
        if sum(truth["table4"][i : i + 4]) != truth["table4"][i + 4]
    }
    return failed


def test_tables_add_up_but_for_what_is_planted(corpus):
    planted_somewhere = set()
    for report in corpus:
        rows = report.truth["contradictions"]
        planted = {
            check
            for row in rows
            for check in (row["check"], *row["also"])
            if check[:2] in ("t3", "t4")
        }
        assert failed_identities(report.truth) == planted
        planted_somewhere |= {row["check"] for row in rows}
    assert planted_somewhere >= {
        "claim_received_applications",
        "breakdown",
        "t3_total_col0",
        "t3_row_sum_row0",
    }


def test_the_narrative_states_the_tables_numbers_but_for_what_is_planted(corpus):
    stated = 0
    for report in corpus:
        text = re.sub(r"\s|\n\n[-—] \d+ [-—]\n\n", "", report.text)
        found = re.search(r"(?:收到|新收)申请(\d+)件", text)
        if found and not re.search(r"[-—]\d+[-—]", found[0]):
            stated += 1
            wrong = "claim_received_applications" in {
                row["check"] for row in report.truth["contradictions"]
            }
            assert (int(found[1]) == sum(report.truth["table3"][0][:6])) == (not wrong)
    assert stated > N / 2


def test_years_continue(corpus):
    by_id = {r.report_id: r.truth for r in corpus}
    links = 0
    for report in corpus:
        for link in report.truth["persistence"]:
            before = by_id[link["earlier_report_id"]]
            assert before["agency"] == report.truth["agency"]
            assert before["year"] == report.truth["year"] - 1
            if link["state"] == "verbatim":
                links += 1
                assert (
                    report.truth["problems"][link["problem"]]
                    == before["problems"][link["earlier_problem"]]
                )
            if link["state"] == "restated":
                now, then = (
                    report.truth["problems"][link["problem"]],
                    before["problems"][link["earlier_problem"]],
                )
                assert now != then
                assert now[:2] == then[:2]
    assert links > 20


def test_nothing_is_shared_that_was_not_planted(corpus):
    assert shared_runs(corpus, 20) == set()


def test_the_control_plants_nothing():
    reports = list(simulate(120, seed=3, profile=SimulationProfile.control()))
    titles = {
        p["family"] for r in reports for p in r.truth["passages"] if p["kind"] != "self"
    }
    assert titles == {"title", "signature"}
    assert shared_runs(reports, 20) == set()
    assert not any(r.truth["contradictions"] for r in reports)


def test_verbatim_copies_are_verbatim_and_sources_come_first(corpus):
    by_id = {r.report_id: r for r in corpus}
    sources = {
        (r.report_id, p["family"]): p
        for r in corpus
        for p in r.truth["passages"]
        if p["operator"] == "source"
    }
    copies = [
        (r, p)
        for r in corpus
        for p in r.truth["passages"]
        if p["operator"] in OPERATORS and p["source_report"]
    ]
    seen = set()
    for report, passage in copies:
        source = by_id[passage["source_report"]]
        assert source.truth["published"] <= report.truth["published"]
        assert source.report_id != report.report_id
        origin = sources.get((source.report_id, passage["family"]))
        if passage["kind"] == "self" and origin is None:
            continue
        if passage["operator"] in ("verbatim", "merge"):
            assert plain(passage["text"]) in plain(origin["text"])
        seen.add(passage["operator"])
    assert seen == set(OPERATORS)


def test_kinds_keep_to_their_group():
    reports = list(
        simulate(
            1200,
            seed=6,
            profile=SimulationProfile(share=0.3, frequencies=(2, 10), n_provinces=3),
        )
    )
    holders = defaultdict(list)
    for report in reports:
        for family in {
            (p["family"], p["kind"])
            for p in report.truth["passages"]
            if "-" in p["family"]
        }:
            holders[family].append(report.truth)
    kinds = set()
    for (family, kind), truths in holders.items():
        if family.startswith(("mandated", "stock", "title")) or len(truths) < 2:
            continue
        kinds.add(kind)
        spread = {
            key: {t[key] for t in truths}
            for key in ("agency", "province", "agency_type")
        }
        if kind == "regional":
            assert len(spread["province"]) == 1
        if kind == "sectoral":
            assert len(spread["agency_type"]) <= 2  # 局 and, at the province, 厅
        if kind == "self":
            assert len(spread["agency"]) == 1
        if kind == "peer":
            assert len(spread["agency"]) == len(truths) <= 3
    assert kinds == set(PLANTED_KINDS)


def test_frequencies_and_share_come_out_as_asked():
    profile = SimulationProfile(
        share=0.4, frequencies=(2, 10, 100, "all"), mandated=False, stock=0
    )
    reports = list(simulate(400, seed=8, profile=profile))
    df = defaultdict(set)
    copied = total = 0
    for report in reports:
        total += sum(map(len, own_text(report)))
        for p in report.truth["passages"]:
            if p["kind"] not in ("mandated", "stock"):
                df[p["family"]].add(report.report_id)
                copied += len(plain(p["text"]))
    sizes = {len(v) for f, v in df.items() if not f.startswith("self-0")}
    assert {2, 10, 100, 400} <= sizes
    assert 0.3 <= copied / (copied + total) <= 0.5


def test_themes_are_labelled_sentence_by_sentence():
    reports = list(simulate(20, seed=1, profile=SimulationProfile(themes=5)))
    labels = {theme for r in reports for _, _, theme in r.truth["themes"]}
    assert len(labels) == 5
    domains = load_toml("simulate/domains.toml")
    for report in reports:
        for start, end, theme in report.truth["themes"]:
            sentence = re.sub(r"\s", "", report.text[start:end])
            assert sentence.endswith("。")
            words = (domains[theme]["thing"] + " " + domains[theme]["deed"]).split()
            assert sum(w in re.sub(r"[-—]\d+[-—]", "", sentence) for w in words) >= 3


def test_planted_themes_share_nothing_and_copies_mix_them():
    reports = list(simulate(80, seed=3, profile=SimulationProfile.control(themes=3)))
    assert shared_runs(reports, 20) == set()
    domains = load_toml("simulate/domains.toml")
    words = {theme: domains[theme]["thing"].split() for theme in list(domains)[:3]}
    profile = SimulationProfile(
        themes=3, share=0.4, operators={"verbatim": 1.0}, lengths=(300, 600)
    )
    for report in simulate(12, seed=3, profile=profile):
        for passage in report.truth["passages"]:
            if passage["operator"] == "verbatim" and passage["kind"] == "national":
                text = re.sub(r"\s|[-—] \d+ [-—]", "", passage["text"])
                assert sum(any(w in text for w in mine) for mine in words.values()) >= 2


def test_themes_can_be_told_apart_by_their_words():
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import adjusted_rand_score

    sentences, labels = [], []
    for report in simulate(60, seed=2, profile=SimulationProfile.control(themes=4)):
        for start, end, theme in report.truth["themes"]:
            sentences.append(re.sub(r"\s", "", report.text[start:end]))
            labels.append(theme)
    words = TfidfVectorizer(
        analyzer="char", ngram_range=(2, 3), min_df=5, max_df=0.1, sublinear_tf=True
    )
    found = (
        NMF(4, init="nndsvda", random_state=0)
        .fit_transform(words.fit_transform(sentences))
        .argmax(axis=1)
    )
    assert adjusted_rand_score(labels, found) >= 0.95


def test_write_gives_reports_manifest_and_truth(tmp_path):
    simulation = simulate(6, seed=9, out=tmp_path / "new" / "corpus")
    folder = tmp_path / "new" / "corpus"
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == [
        "path",
        "agency",
        "region",
        "province",
        "level",
        "agency_type",
        "year",
        "published",
    ]
    truth = [
        json.loads(line)
        for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert truth == json.loads(json.dumps(simulation.truth))
    for row, report in zip(rows, simulation.reports, strict=True):
        assert (folder / row["path"]).read_bytes().decode("utf-8") == report.text
        assert row["agency"] == report.truth["agency"]


def test_bad_arguments_are_refused_in_plain_words(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    for call, words in (
        (lambda: simulate(0), "at least 1 report"),
        (lambda: simulate(1, seed=-1), "seed"),
        (lambda: simulate(1, out=blocked), "cannot write"),
        (lambda: SimulationProfile(share=0.9), "share is 0.9"),
        (lambda: SimulationProfile(operators={"copy": 1.0}), "operators names copy"),
        (lambda: SimulationProfile(kinds=("cousin",)), "cousin"),
        (lambda: SimulationProfile(frequencies=(1,)), "frequencies"),
        (lambda: SimulationProfile(edit_rates=(2.0,)), "edit_rates"),
        (lambda: SimulationProfile(length=(10, 5)), "length"),
        (lambda: SimulationProfile.control(sahre=1), "sahre"),
    ):
        with pytest.raises(TextmineError, match=re.escape(words)):
            call()


def test_agencies_are_many_distinct_and_invented():
    agencies = [make_agency(i) for i in range(20_000)]
    assert len({a.name for a in agencies}) == 20_000
    assert {a.level for a in agencies} == {"province", "city", "county", "township"}
    assert not [
        a.name for a in agencies[:6000] for hit in gazetteer().find(a.region) if hit
    ]


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="甲乙丙丁，。；1 ", max_size=60), st.integers(0, 999))
def test_operators_keep_their_promises(text, seed):
    assert "".join(ops.split_clauses(text)) == text
    assert sorted(ops.reorder(Random(seed), text)) == sorted(text)
    assert len(ops.swap_numbers(Random(seed), text)) == len(text)
    merged = ops.merge(Random(seed), text, "戊己，庚辛。")
    assert "".join(t for s, t in merged if s == 0) == text
    assert "".join(t for s, t in merged if s == 1) == "戊己，庚辛。"


def test_edits_come_at_their_rate():
    text = "天地玄黄宇宙洪荒" * 500
    edited = ops.edit_characters(Random(0), text, 0.2)
    kept = sum(c in "天地玄黄宇宙洪荒" for c in edited)
    assert abs(kept / len(text) - (1 - 0.2 * 2 / 3)) < 0.03
    assert abs(len(edited) - len(text)) < 150


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="甲乙丙12", min_size=1, max_size=200), st.data())
def test_dirt_maps_every_span(text, data):
    dirt = Dirt(
        data.draw(st.sampled_from((0, 5, 28))),
        data.draw(st.integers(0, 2)),
        data.draw(st.booleans()),
    )
    soiled = soil(Random(1), text, [(0, len(text))], dirt)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    a, b = soiled.span(start, end)
    found = re.sub(r"\n\n[-—] \d+ [-—]\n\n|[ \n]", "", soiled.text[a:b])
    assert found == text[start:end]
    assert Soiled(text, []).text == text

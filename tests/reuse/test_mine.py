"""mine_reuse on small invented corpora: contract, order, bad input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine import scratch
from textmine.errors import FrameError, TextmineWarning
from textmine.reuse.families import catalogue, scores
from textmine.reuse.judge import evidence, origins, ties
from textmine.reuse.measures import score_parts
from textmine.reuse.mine import mine_reuse, mine_reuse_parts
from textmine.schema import FRAMES, KINDS
from textmine.scratch import use_scratch


def test_frames_keep_the_contract(frame: pd.DataFrame, dtype_names) -> None:
    reuse = mine_reuse(frame)
    for name in ("families", "passages", "scores"):
        got = getattr(reuse, name)
        assert dtype_names(got) == FRAMES[name]
    texts = dict(zip(frame["report_id"], frame["text"], strict=True))
    for row in reuse.passages.itertuples():
        assert texts[row.report_id][row.start : row.end] == row.text
    assert set(reuse.passages["family_id"]) == set(reuse.families["family_id"])
    assert reuse.families["family_id"].is_unique


def test_offsets_count_in_the_report_where_rows_start_later() -> None:
    sentence = "全年更新栏目四百余次，新设惠农补贴专题，逐户公布到村口的宣传栏。"
    whole = "总体情况\n" + sentence
    rows = pd.DataFrame(
        {
            "report_id": ["a", "b"],
            "text": [sentence, sentence],
            "start": [5, 0],
            "section": ["overview", "other"],
        }
    )
    passages = mine_reuse(rows).passages.set_index("report_id")
    assert (
        whole[passages.loc["a", "start"] : passages.loc["a", "end"]]
        == passages.loc["a", "text"]
    )
    assert passages["section"].to_dict() == {"a": "overview", "b": "other"}


def test_an_agency_counts_under_every_type_that_its_reports_give_it() -> None:
    sentence = "全年更新栏目四百余次，新设惠农补贴专题，逐户公布到村口的宣传栏。"
    years = pd.DataFrame(
        {
            "report_id": ["a2020", "a2021", "b2020", "b2021"],
            "text": ["渡口挂出时刻表。", sentence, "磨坊贴出收费单。", sentence],
            "agency": ["洛溪县水利局"] * 2 + ["云垟县水利局"] * 2,
            "year": [2020, 2021, 2020, 2021],
            # A manifest that lists some of an agency's files: the type of the others is read.
            "agency_type": ["department", "水利局"] * 2,
        }
    )
    families = mine_reuse(years).families
    assert families[["n_reports", "n_agencies"]].values.tolist() == [[2, 2]]
    latest = mine_reuse(years[years["year"] == 2021]).families
    # Which types the agencies had before changes nothing of what they share.
    pd.testing.assert_frame_equal(families, latest)


def test_kinds_and_their_reasons(frame: pd.DataFrame) -> None:
    families = mine_reuse(frame).families
    template = families[families["text"].str.contains("网站集约化")].iloc[0]
    assert (template["n_reports"], template["n_agencies"], template["kind"]) == (
        5,
        4,
        "regional",
    )
    assert "云岭省" in template["reasons"]
    peer = families[families["text"].str.contains("平均要等")].iloc[0]
    assert (peer["n_reports"], peer["kind"]) == (2, "peer")
    own = families[families["text"].str.contains("惠农补贴")].iloc[0]
    assert (own["kind"], own["n_agencies"], own["first_year"], own["last_year"]) == (
        "self",
        1,
        2021,
        2022,
    )
    assert families["probability"].between(0, 1).all()


def test_a_swapped_number_does_not_cut_a_passage(frame: pd.DataFrame) -> None:
    passages = mine_reuse(frame).passages
    peer = passages[passages["text"].str.contains("平均要等")]
    assert len(peer) == 2
    assert peer["text"].str.contains("半年没有动静").all()


def test_mandated_wording_is_set_apart() -> None:
    formula = "本报告依据《中华人民共和国政府信息公开条例》编制，所列数据的统计期限自2022年1月1日起至2022年12月31日止。"
    own = "镇上把每笔救助款的名单贴在祠堂外墙，村民可以当面核对，错一笔改一笔。"
    frame = pd.DataFrame(
        {"report_id": ["a", "b", "c"], "text": [formula + own, formula, formula]}
    )
    reuse = mine_reuse(frame)
    assert reuse.families.iloc[0]["kind"] == "mandated"
    scores = reuse.scores[
        (reuse.scores["report_id"] == "a") & (reuse.scores["scope"] == "report")
    ]
    shares = scores.set_index("score")["value"]
    assert shares["share_mandated"] > 0.3
    assert shares["share_original"] > 0.3
    assert shares["share_peer"] == 0


@given(st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=10)
def test_order_of_rows_does_not_matter(random: object) -> None:
    rows = [
        {
            "report_id": f"r{i}",
            "text": text,
            "agency": f"机关{i % 3}",
            "year": 2020 + i % 2,
        }
        for i, text in enumerate(
            [
                "甲乙丙丁戊己庚辛壬癸" * 3,
                "子丑寅卯辰巳午未申酉" * 3 + "甲乙丙丁戊己庚辛壬癸" * 2,
                "甲乙丙丁戊己庚辛壬癸" * 3,
                "",
                "子丑寅卯辰巳午未申酉" * 2,
            ]
        )
    ]
    first = mine_reuse(pd.DataFrame(rows))
    random.shuffle(rows)  # type: ignore[attr-defined]
    again = mine_reuse(pd.DataFrame(rows))
    for name in ("families", "passages", "scores"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name))


def test_shares_sum_to_one(frame: pd.DataFrame) -> None:
    frame = frame.assign(section=["overview", "problems"] * 3 + ["overview"])
    scores = mine_reuse(frame).scores
    shares = scores[
        scores["score"].isin([f"share_{kind}" for kind in (*KINDS, "original")])
    ]
    sums = shares.groupby(["report_id", "scope"])["value"].sum()
    assert np.allclose(sums, 1)
    assert set(shares["scope"]) == {"report", "overview", "problems"}
    assert (shares["n"] > 0).all()


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        [None, float("nan")],
        ["只有一份报告，谈不上与谁相同，也谈不上抄了谁的。"],
        ["短"] * 5,
        ["。，！ \n"] * 3,
    ],
    ids=["none", "empty", "missing", "one", "short", "punctuation"],
)
def test_nothing_to_find(texts: list[object]) -> None:
    frame = pd.DataFrame(
        {"report_id": [f"r{i}" for i in range(len(texts))], "text": texts}
    )
    reuse = mine_reuse(frame)
    assert len(reuse.passages) == len(reuse.families) == 0
    assert len(reuse.pairs()) == 0
    assert len(reuse.residue()) == 0
    assert len(reuse.network()) == len(texts)


def test_identical_reports_are_one_family() -> None:
    text = "全年更新栏目四百余次，新设惠农补贴专题，把每笔资金的去向逐户公布到村口的宣传栏，夜里也有灯。"
    frame = pd.DataFrame(
        {"report_id": [f"r{i:04d}" for i in range(2000)], "text": text}
    )
    reuse = mine_reuse(frame)
    assert len(reuse.families) == 1
    assert reuse.families.loc[0, "n_reports"] == 2000
    assert (reuse.passages["text"] == text.rstrip("。")).all()


def test_one_long_monotonous_text_and_signs_beyond_the_bmp() -> None:
    rare = "".join(chr(0x20000 + i) for i in range(60))
    frame = pd.DataFrame(
        {"report_id": ["a", "b", "c"], "text": ["啊" * 200_000, "x" + rare, rare + "y"]}
    )
    passages = mine_reuse(frame).passages
    assert passages["text"].tolist() == [rare, rare]
    assert passages["start"].tolist() == [1, 0]


def test_english_texts() -> None:
    copied = "The office answered every request within twelve days, and published the answers on the notice board."
    frame = pd.DataFrame(
        {
            "report_id": ["a", "b"],
            "text": ["In spring. " + copied, copied + " Nothing else."],
        }
    )
    assert len(mine_reuse(frame, min_chars=40).passages) == 2


def test_errors_say_what_is_missing() -> None:
    with pytest.raises(FrameError, match="missing column text"):
        mine_reuse(pd.DataFrame({"report_id": ["a"]}))
    with pytest.raises(FrameError, match="min_chars is 2"):
        mine_reuse(pd.DataFrame({"report_id": ["a"], "text": ["b"]}), min_chars=2)
    with pytest.raises(FrameError, match="expected a corpus or a frame"):
        mine_reuse("text")  # type: ignore[arg-type]


def test_adding_reports_gives_the_same_as_mining_all_at_once(
    frame: pd.DataFrame,
) -> None:
    whole = mine_reuse(frame, min_chars=16)
    parts = mine_reuse(frame[frame["year"] == 2021], min_chars=16).add(
        frame[frame["year"] == 2022]
    )
    for name in ("families", "passages", "scores"):
        pd.testing.assert_frame_equal(getattr(whole, name), getattr(parts, name))
    replaced = parts.add(frame.iloc[[0]].assign(text="只此一句。"))
    assert "0-2021" not in set(replaced.passages["report_id"])


def test_template_opens_numbers_and_names() -> None:
    fixed = "{}年，{}受理依申请公开{}件，均在法定期限内答复，没有一件因答复引起复议或者诉讼，也没有收取任何费用。"
    values = [
        (2020, "鹤汀县教育局", 12),
        (2021, "云栈市教育局", 7),
        (2022, "望溪州市教育局", 31),
        (2019, "枫泾岭县教育局", 5),
    ]
    rows = [
        {"report_id": f"r{i}", "agency": v[1], "year": v[0], "text": fixed.format(*v)}
        for i, v in enumerate(values)
    ]
    reuse = mine_reuse(pd.DataFrame(rows))
    assert len(reuse.families) == 1
    template = reuse.template(reuse.families.loc[0, "family_id"])
    assert template.endswith(
        "件，均在法定期限内答复，没有一件因答复引起复议或者诉讼，也没有收取任何费用"
    )
    assert "受理依申请公开[数]件" in template
    with pytest.raises(FrameError, match="no family 'x'"):
        reuse.template("x")


def test_half_a_surrogate_pair_is_no_reason_to_stop() -> None:
    sentence = "全年更新栏目四百余次，新设惠农补贴专题，把每笔资金的去向逐户公布到村口的宣传栏。"
    texts = pd.Series(["甲\ud83d" + sentence, "乙" + sentence], dtype=object)
    passages = mine_reuse(
        pd.DataFrame({"report_id": ["a", "b"], "text": texts}), references=[]
    ).passages
    assert passages[["report_id", "start"]].to_numpy().tolist() == [["a", 2], ["b", 1]]


def test_a_long_copy_stays_one_though_others_share_phrases_of_it() -> None:
    rng = np.random.default_rng(1)

    def write(n: int) -> str:
        return "".join(map(chr, 0x4E00 + rng.integers(3000, size=n)))

    copied = write(1000)
    phrases = [copied[a : a + 22] for a in (100, 400, 700)]
    texts = [copied, copied, *(write(200) + phrase + write(200) for phrase in phrases)]
    frame = pd.DataFrame({"report_id": [f"r{i}" for i in range(5)], "text": texts})
    reuse = mine_reuse(frame, references=[])
    longest = reuse.families.sort_values("n_chars").iloc[-1]
    assert longest["n_reports"] == 2
    assert longest["n_chars"] > 900
    assert (reuse.families["n_reports"] <= 3).all()
    assert set(reuse.pairs(top=1).iloc[0][["report_a", "report_b"]]) == {"r0", "r1"}


def test_what_the_search_found_can_be_let_go_of(tmp_path):
    shared = "个别科室主动公开意识不强，部分栏目更新不够及时，与群众期待还有差距。"
    frame = pd.DataFrame(
        {"report_id": ["a", "b"], "text": [shared, "我局认为，" + shared]}
    )
    whole = mine_reuse(frame)
    released = mine_reuse(frame).release()
    for name in ("families", "passages", "scores"):
        pd.testing.assert_frame_equal(getattr(released, name), getattr(whole, name))
    for refused in (
        lambda: released.add(frame),
        lambda: released.save_index(tmp_path / "index"),
        released.sensitivity,
    ):
        with pytest.raises(FrameError, match="let go of"):
            refused()


@pytest.mark.parametrize("size", [1, 3, 7])
def test_parts_of_a_corpus_on_disk_give_what_the_whole_gives_in_memory(
    frame, tmp_path, monkeypatch, size
):
    rows = frame.assign(start=0)
    whole = mine_reuse(rows)
    parts = (rows[k : k + size] for k in range(0, len(rows), size))
    # All at once, before the sizes change.
    _ = whole.families, whole.passages, whole.origins, whole.scores, whole.agency_scores
    monkeypatch.setattr(scratch, "LEAST_ON_DISK", 16)
    for module in (catalogue, origins):
        monkeypatch.setattr(module, "PASSAGES_AT_ONCE", 2)
    for module in (evidence, ties):
        monkeypatch.setattr(module, "PAIRS_AT_ONCE", 1)
    for module in (scores, score_parts):
        monkeypatch.setattr(module, "REPORTS_AT_ONCE", 1)
    with use_scratch(tmp_path):
        found = mine_reuse_parts(parts).release()
        parts_of = {
            "families": found.family_parts(),
            "passages": found.passage_parts(),
            "origins": found.origin_parts(),
            "scores": found.score_parts(),
        }
        for name, some in parts_of.items():
            several = list(some)
            assert len(several) > 1
            given = pd.concat(several, ignore_index=True)
            pd.testing.assert_frame_equal(given, getattr(whole, name), check_exact=True)
        pd.testing.assert_frame_equal(found.agency_scores, whole.agency_scores)
        pd.testing.assert_frame_equal(found.ties(), whole.ties())
        pd.testing.assert_frame_equal(found.pairs(top=5), whole.pairs(top=5))
        pd.testing.assert_frame_equal(found.residue(), whole.residue())
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(("size", "n"), [(19, 0), (20, 1)])
def test_twenty_characters_are_the_shortest_passage_unless_told_otherwise(
    size: int, n: int
) -> None:
    shared = "渡口春汛期间加开夜班轮渡并在两岸张贴时刻表"[:size]
    texts = [f"甲{shared}乙", f"丙{shared}丁"]
    rows = pd.DataFrame({"report_id": ["a", "b"], "text": texts})
    assert len(mine_reuse(rows, edited=False).families) == n
    assert len(mine_reuse(rows).families) == n
    assert len(mine_reuse_parts(rows.iloc[[k]] for k in (0, 1)).families) == n


def test_what_is_asked_for_without_a_word_is_as_documented(
    frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    reuse = mine_reuse(frame)
    asked = []
    monkeypatch.setattr(
        "textmine.reuse.mine.find_pairs",
        lambda *_, **given: asked.append(given) or frame,
    )
    monkeypatch.setattr(
        "textmine.reuse.judge.network.build_network",
        lambda *_, **given: asked.append(given),
    )
    reuse.pairs()
    reuse.network()
    assert asked == [{"top": None, "seed": 0}, {"max_agencies": 20}]
    assert set(reuse.sensitivity(min_chars=[20])["edited"]) == {True, False}
    verbatim = mine_reuse(frame, edited=False)
    assert set(verbatim.sensitivity(min_chars=[20])["edited"]) == {False}
    assert verbatim.sensitivity(min_chars=[20, 21], edited=[False])[
        "min_chars"
    ].tolist() == [
        *[20] * 3,
        *[21] * 3,
    ]
    with pytest.raises(FrameError, match="min_chars 19 is below 20"):
        reuse.sensitivity(min_chars=[20, 19])


@pytest.mark.parametrize(("n", "is_mined"), [(3, False), (4, True)])
def test_four_characters_are_the_least_that_can_be_asked_for(
    n: int, is_mined: bool
) -> None:
    rows = pd.DataFrame({"report_id": ["a", "b"], "text": ["甲乙丙丁", "甲乙丙丁"]})
    if is_mined:
        assert len(mine_reuse(rows, min_chars=n, edited=False).families) == 1
    else:
        with pytest.raises(FrameError, match="expected at least 4"):
            mine_reuse(rows, min_chars=n)


def test_a_verbatim_passage_holds_nothing_that_is_not_shared() -> None:
    one, two = (
        "渡口春汛期间加开夜班轮渡并在两岸张贴时刻表",
        "山道塌方之后班车改走旧桥绕行路线贴在车站",
    )
    texts = [f"{one}甲{two}寅{one}卯{one}", f"{one}乙{two}辰{one}巳{one}"]
    rows = pd.DataFrame({"report_id": ["a", "b"], "text": texts})
    passages = mine_reuse(rows, edited=False, references=[]).passages
    assert passages["text"].tolist() == [one, two, one, one] * 2


def test_room_for_the_search_is_announced_by_the_characters(
    frame, tmp_path, monkeypatch
):
    monkeypatch.setattr("textmine.reuse.mine.SCRATCH_A_CHARACTER", 10**8)
    rows = frame.assign(start=0)
    n_chars = rows["text"].str.len().sum()
    told = f"the search for reuse takes up to {n_chars / 10:.1f} GB of the disk"
    with use_scratch(tmp_path), pytest.warns(TextmineWarning, match=told):
        mine_reuse_parts([rows])


def test_versions_of_one_report_are_no_reuse():
    text = "我局编印节水手册三千册，入户发放，并开通咨询电话解答用水问题。"
    reports = pd.DataFrame({"report_id": ["a", "b", "c"], "agency": "洛溪县水利局"})
    reports = reports.assign(text=[text, text + "已更正。", "另一年的报告，内容不同。"])

    def mined(*years):
        found = mine_reuse(reports.assign(year=years))
        scores = found.scores[found.scores["report_id"].eq("a")]
        value = scores[scores["scope"] == "report"].set_index("score")["value"]
        return found, value["share_original"], value["share_self"]

    found, original, own = mined(2021, 2021, 2022)
    assert (original, own) == (1.0, 0.0)
    assert found.pairs()["pair_type"].tolist() == ["same_year"]
    assert found.passages["report_id"].tolist() == ["a", "b"]
    assert "versions of one report" in found.families["reasons"].iloc[0]
    assert found.origins.empty
    found, original, own = mined(2020, 2021, 2022)
    assert (original, own) == (0.0, 1.0)
    assert found.pairs()["pair_type"].tolist() == ["cross_year"]

"""Own-written frames of any size, exactly as the contract has them."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from textmine.schema import (
    CHECK_STATUS,
    CORE_LABELS,
    FRAMES,
    KINDS,
    PERSISTENCE_STATES,
    make_frame,
)

TYPES = ("财政", "档案", "教育", "交通运输", "乡镇")
PLACES = ("临泽川市", "白鹭洲县", "青榆区", "溪口坪镇")
PROVINCES = ("云岭省", "东湾省", "北原省")
CATEGORIES = (
    "content",
    "timeliness",
    "interpretation",
    "interaction",
    "request",
    "platform",
    "capacity",
    "awareness",
)
PROBLEMS = (
    "公开内容偏重会议和活动，群众关心的资金去向写得少",
    "部分栏目半年没有更新，旧材料没有及时清理",
    "政策解读只有文字，图解和视频很少",
    "兼职人员多，业务培训没有跟上",
)
MEASURES = (
    "每季度公开一次资金使用明细，由办公室负责",
    "进一步加强更新工作",
    "全年制作不少于十二件图解",
    "举办两期专题培训",
)
SHARED = (
    "坚持以公开为常态、不公开为例外，把公开贯穿于决策、执行、管理、服务和结果的全过程"
)


def make_frames(n: int = 12, seed: int = 5) -> dict[str, pd.DataFrame]:
    """Frames of ``n`` reports of invented agencies."""
    rng = np.random.default_rng(seed)
    reports = [_report(i) for i in range(n)]
    ids = [row["report_id"] for row in reports]
    rows = {name: [] for name in FRAMES}
    rows["reports"] = reports
    for i, report in enumerate(ids):
        _narrative_rows(rows, i, report)
        _score_rows(rows, report, rng)
        rows["theme_shares"] += [
            {"report_id": report, "theme": t, "share": s}
            for t, s in enumerate(rng.dirichlet(np.ones(6)))
        ]
    _reuse_rows(rows, ids, rng)
    _word_rows(rows, rng)
    rows["failures"].append(
        {
            "source": "in/空文件.txt",
            "reason": "文件为空 empty file",
            "error": "ReadError",
        }
    )
    return {
        name: make_frame(name, rows[name]) for name in FRAMES if name != "narrative"
    }


def _report(i: int) -> dict:
    kind, place, province = TYPES[i % 5], PLACES[i // 5 % 4], PROVINCES[i // 20 % 3]
    agency = f"{place}人民政府" if kind == "乡镇" else f"{place}{kind}局"
    return {
        "report_id": f"r{i:04d}",
        "agency": agency,
        "agency_id": f"{i % 60}:{agency}",
        "region": place,
        "province": province,
        "level": "county" if i % 2 else "city",
        "agency_type": kind,
        "year": 2019 + i % 4,
        "form": "2019" if i % 4 < 2 else "2021",
        "script": "simp",
        "published": f"{2020 + i % 4}-01-2{i % 9}",
        "n_chars": 4000 + 37 * (i % 40),
        "n_narrative_chars": 2100 + 41 * (i % 50),
        "confidence": 0.9 + 0.01 * (i % 9),
        "source": f"in/r{i:04d}.txt",
        "sha256": f"{i:064x}",
    }


def _narrative_rows(rows: dict, i: int, report: str) -> None:
    for order, label in enumerate(CORE_LABELS):
        status = (
            "missing"
            if (i + order) % 11 == 0
            else "inferred"
            if (i + order) % 7 == 0
            else "found"
        )
        rows["sections"].append(
            {
                "report_id": report,
                "order": order,
                "label": label,
                "heading": f"{label}",
                "start": 500 * order,
                "end": 500 * order + 480,
                "confidence": 0.95,
                "status": status,
                "text": "",
            }
        )
    for k in range(2 + i % 3):
        text, answer = PROBLEMS[(i + k) % 4], MEASURES[(i + k) % 4]
        state = ("concrete", "mirrored", "uncovered")[(i + k) % 3]
        for role, words, where in (("problem", text, 2000), ("measure", answer, 2400)):
            rows["items"].append(
                {
                    "report_id": report,
                    "item_id": f"{report}-{role[0]}{k}",
                    "section": "problems",
                    "role": role,
                    "order": k,
                    "depth": 1,
                    "marker": f"{k + 1}.",
                    "rule": "marker",
                    "confidence": 0.9,
                    "doubtful": False,
                    "start": where + 60 * k,
                    "end": where + 60 * k + len(words),
                    "text": words,
                }
            )
        codes = CATEGORIES[(i + k) % 8], CATEGORIES[(i + 3 * k + 1) % 8]
        rows["problems"].append(
            {
                "item_id": f"{report}-p{k}",
                "report_id": report,
                "text": text,
                "categories": "|".join(codes),
                "probabilities": "|".join(f"{c}:0.{9 - k}1" for c in codes),
                "evidence": text[:4],
            }
        )
        measure = "" if state == "uncovered" else f"{report}-m{k}"
        rows["responses"].append(
            {
                "report_id": report,
                "problem_id": f"{report}-p{k}",
                "measure_id": measure,
                "score": 0.5,
                "state": state,
            }
        )
        if i >= 4:
            rows["persistence"].append(
                {
                    "agency": rows["reports"][i]["agency"],
                    "item_id": f"{report}-p{k}",
                    "year": 2019 + i % 4,
                    "earlier_item_id": f"r{i - 1:04d}-p0",
                    "earlier_year": 2018 + i % 4,
                    "state": PERSISTENCE_STATES[(i + k) % 4],
                    "similarity": 0.8,
                }
            )
    for k, check in enumerate(
        (
            "三表纵向合计",
            "三表横向合计",
            "四表合计",
            "新收与办结",
            "正文与表格：新收申请数",
        )
    ):
        rows["checks"].append(
            {
                "report_id": report,
                "check": check,
                "status": CHECK_STATUS[(i * 3 + k) % 4],
                "expected": "36",
                "found": "35",
                "start": 3000 + k,
                "end": 3010 + k,
                "evidence": "新收 30 + 结转 6 ≠ 办结 34 + 结转 1",
            }
        )


def _score_rows(rows: dict, report: str, rng: np.random.Generator) -> None:
    shares = rng.dirichlet(np.array([4.0, 1, 1.5, 1, 2, 2, 1, 5]))
    names = [f"share_{kind}" for kind in (*KINDS, "original")]
    measured = dict(zip(names, shares, strict=True)) | {
        "completeness": rng.uniform(0.6, 1),
        "specificity": rng.uniform(0.5, 6),
        "redundancy": rng.uniform(0, 0.2),
        "boilerplate": rng.uniform(0.1, 0.6),
        "coverage": rng.uniform(0, 1),
        "share_taken": 0.1,
        "share_given": 0.2,
        "share_first": 0.05,
        "share_undecided": 0.05,
    }
    for name, value in measured.items():
        rows["scores"].append(
            {
                "report_id": report,
                "scope": "report",
                "score": name,
                "value": float(value),
                "n": 2400,
                "ci_low": np.nan,
                "ci_high": np.nan,
            }
        )


def _reuse_rows(rows: dict, ids: list[str], rng: np.random.Generator) -> None:
    for f, kind in enumerate(KINDS):
        members = [ids[(3 * f + 5 * j) % len(ids)] for j in range(min(len(ids), 2 + f))]
        text = f"{SHARED}，第{f}类文字"
        rows["families"].append(
            {
                "family_id": f"f{f:05d}",
                "text": text,
                "n_chars": len(text),
                "n_reports": len(members),
                "n_agencies": len(members),
                "n_provinces": 2,
                "first_year": 2019,
                "last_year": 2022,
                "kind": kind,
                "probability": 0.9 - 0.03 * f,
                "reasons": "见于两省三类机关 in 2 provinces; no reference text",
            }
        )
        for j, report in enumerate(members):
            words = text if j % 2 else text.replace("全过程", "各环节")
            rows["passages"].append(
                {
                    "family_id": f"f{f:05d}",
                    "report_id": report,
                    "section": "overview",
                    "start": 120 + j,
                    "end": 120 + j + len(words),
                    "text": words,
                    "kind": kind,
                    "df_reports": len(members),
                    "df_agencies": len(members),
                }
            )
    for k in range(min(len(ids) - 1, 5)):
        source, copier = rows["reports"][0], rows["reports"][k + 1]
        rows["ties"].append(
            {
                "source": source["agency_id"],
                "copier": copier["agency_id"],
                "n_chars": 120 + 60 * k,
                "n_families": 1 + k,
                "reports": f"{ids[0]}→{ids[k + 1]}",
                "first_year": 2020,
                "probability": 0.9,
                "evidence": "17 days earlier",
            }
        )
    kinds = ("cross_year", "same_sector", "same_place", "vertical", "other")
    for k in range(min(len(ids) * 2, 3000)):
        a, b = (
            sorted(rng.choice(len(ids), 2, replace=False)) if len(ids) > 1 else (0, 0)
        )
        ab, ba = rng.beta(1, 6, 2)
        if k == 0 and len(ids) > 8:
            a, b, ab = 3, 8, 0.99  # both hold a family of their own, and share most
        rows["pairs"].append(
            {
                "report_a": ids[a],
                "report_b": ids[b],
                "pair_type": kinds[k % 5],
                "shared_chars": int(2400 * ab),
                "longest": int(900 * ab),
                "containment_ab": ab,
                "containment_ba": ba,
                "jaccard": ab * 0.6,
                "expected": 0.02,
                "excess": ab - 0.02,
                "p_value": 0.01,
                "n_null": 99,
                "q_value": 0.03,
                "direction": "undetermined",
                "p_direction": 0.5,
            }
        )


def _word_rows(rows: dict, rng: np.random.Generator) -> None:
    terms = (
        "依申请公开",
        "业务培训",
        "栏目更新",
        "政策解读",
        "政务新媒体",
        "资金去向",
        "办事指南",
        "征求意见",
    )
    for t in range(6):
        rows["themes"] += [
            {
                "theme": t,
                "label": terms[t],
                "rank": r + 1,
                "term": terms[(t + r) % 8],
                "weight": 1 / (r + 1),
                "stability": 0.95 - 0.08 * t,
            }
            for r in range(8)
        ]
    for p, phrase in enumerate(terms):
        rows["phrases"].append(
            {
                "phrase": phrase,
                "n_chars": len(phrase),
                "tf": 90 - p,
                "df_reports": 40 - 4 * p,
                "df_agencies": 20 - p,
                "cohesion": 0.8,
                "entropy_left": 2.0,
                "entropy_right": 2.2,
                "kind": ("mandated", "stock", "discretionary")[p % 3],
            }
        )
    for group in TYPES:
        for category in CATEGORIES:
            share = float(rng.uniform(0.05, 0.7))
            rows["profile"].append(
                {
                    "group": group,
                    "category": category,
                    "share": share,
                    "by": "agency_type",
                    "n": 40,
                    "n_clusters": 12,
                    "ci_low": max(0, share - 0.12),
                    "ci_high": min(1, share + 0.12),
                }
            )


@pytest.fixture(scope="session")
def frames_of() -> Callable[..., dict[str, pd.DataFrame]]:
    return make_frames


@pytest.fixture
def frames() -> dict[str, pd.DataFrame]:
    return make_frames(12)

"""The resource of quantities hangs together."""

from __future__ import annotations

from textmine.quality.claims.rules import (
    quantities_of_none,
    shape_of,
)
from textmine.resources.load import load_toml
from textmine.resources.quantities import quantity_rules


def test_the_resource_is_sound() -> None:
    resource = load_toml("quantities.toml")
    ids = [q["id"] for q in resource["quantity"]]
    assert len(ids) == len(set(ids))
    assert {
        form: max(max(rows) for rows in names.values())
        for form, names in resource["rows"].items()
    } == {
        "2019": 22,
        "2021": 24,
    }
    for names in resource["rows"].values():
        assert sorted(row for rows in names.values() for row in rows) == list(
            range(max(map(max, names.values())) + 1)
        )


def test_what_names_a_region_is_a_governments_alone() -> None:
    clause = "全县共收到政府信息公开申请#"
    shapes = {
        area: shape_of("received_applications", "sure", area=area)
        for area in ("县", "镇", "")
    }
    assert [bool(shapes[a].fullmatch(clause)) for a in shapes] == [True, False, False]


def test_every_list_of_a_quantity_names_quantities() -> None:
    rules = quantity_rules()
    named = {name for rule in rules.values() for name in rule.get("heads", [])}
    named |= {name for rule in rules.values() for name in rule.get("behind", [])}
    named |= {name for rule in rules.values() for name in rule.get("behind", [])}
    named |= set(load_toml("quantities.toml")["together"]["names"])
    assert named <= rules.keys()
    assert quantities_of_none() <= rules.keys()

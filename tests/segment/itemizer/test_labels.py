from textmine.segment.itemizer.labels import LABELS, ROLES, role_of


def test_each_role_begins_and_goes_on():
    stated = [label for label in LABELS if role_of(label)]
    assert stated == [f"{begin}-{role}" for role in ROLES for begin in "BI"]


def test_what_is_in_no_statement_has_no_role():
    assert [role_of(label) for label in ("A", "T", "L", "C", "Q", "F", "O", "")] == (
        [""] * 8
    )

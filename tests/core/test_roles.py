"""The permission table: denied unless a row allows it."""

import itertools

import pytest

from nemcon.core.acts import Capacity
from nemcon.core.payloads import PAYLOADS
from nemcon.core.roles import PUBLIC, ROLES, RULES, TABLE, Relation, Rule, may, permission, table_of

ACTS = {rule.act for rule in RULES} | {name.partition("/")[0] for name in PAYLOADS if not name.startswith("test.")}


def test_every_role_act_and_relation_is_denied_unless_a_row_allows_it() -> None:
    allowed = {(rule.capacity, rule.act, rule.relation) for rule in RULES}

    for role, act, relation in itertools.product(ROLES, sorted(ACTS), Relation):
        rows = {(role, act, relation), (role, act, Relation.NONE)} & allowed
        found = permission(role, act, relation)
        assert bool(found) == bool(rows) == may(role, act, relation)
        assert found.reason.endswith(".")


def test_the_public_never_acts() -> None:
    acts = {act for role, act, _ in TABLE if role == PUBLIC}

    assert acts
    assert all(act.startswith("read.") for act in acts)


def test_who_has_no_role_may_nothing() -> None:
    assert not any(may(None, act, relation) for act in ACTS for relation in Relation)
    assert not may("", "read.published")
    assert not may("nobody", "read.published")


def test_an_act_that_nobody_wrote_a_rule_for_is_denied_to_all() -> None:
    for role, relation in itertools.product(ROLES, Relation):
        assert not permission(role, "world.ended", relation)
        assert "No rule" in permission(role, "world.ended", relation).reason


def test_a_refusal_says_whether_another_relation_would_do() -> None:
    refused = permission(Capacity.OFFICER, "document.published", Relation.MEMBER)

    assert not refused
    assert "another relation" in refused.reason


def test_only_the_secretariat_writes_what_it_keeps() -> None:
    written = {(role, relation) for role, act, relation in TABLE if not act.startswith("read.")}

    for act in ("document.published", "symbol.reserved", "meeting.convened", "institution.changed", "key.rotated"):
        assert {role for role, each, _ in TABLE if each == act} <= {Capacity.OFFICER, Capacity.ADMINISTRATOR}
    assert (Capacity.OFFICER, Relation.SECRETARIAT) in written
    assert not may(Capacity.OFFICER, "institution.changed", Relation.SECRETARIAT)
    assert not may(Capacity.OFFICER, "key.rotated", Relation.SECRETARIAT)


def test_two_rules_for_one_thing_are_refused() -> None:
    rule = Rule(Capacity.CHAIR, "gavel.struck", Relation.PRESIDING, "The Chair strikes it.")

    assert table_of((rule,))
    with pytest.raises(ValueError, match="Two rules"):
        table_of((rule, Rule(Capacity.CHAIR, "gavel.struck", Relation.PRESIDING, "Another reason.")))


def test_a_table_of_its_own_can_be_asked() -> None:
    table = table_of((Rule(Capacity.CHAIR, "gavel.struck", Relation.PRESIDING, "The Chair strikes it."),))

    assert permission(Capacity.CHAIR, "gavel.struck", Relation.PRESIDING, table).reason == "The Chair strikes it."
    assert not permission(Capacity.CHAIR, "gavel.struck", Relation.MEMBER, table)
    assert not permission(Capacity.CHAIR, "gavel.struck", Relation.PRESIDING)

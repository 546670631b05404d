"""Who may do what: capacity x act x relation to the subject. Denied unless a row of `RULES` allows it.

Reading is asked here as well, by the names that begin with "read.". Facts come as arguments; nothing is looked up.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from nemcon.core.acts import Capacity

PUBLIC: Final = "public"
"""Whoever reads without a capacity. The public never acts."""
CLEARING_OFFICER: Final = "clearing officer"
"""Whoever clears drafts within the secretariat and does nothing else. No capacity: clearing is not an act."""
ROLES: Final = (PUBLIC, *(str(capacity) for capacity in Capacity), CLEARING_OFFICER)
"""Every role in which somebody may ask."""


class Relation(StrEnum):
    """How the asker stands to what is asked about."""

    NONE = "none"
    SECRETARIAT = "its secretariat"
    """The subject is served by the asker's secretariat."""
    PRESIDING = "presiding"
    """The asker presides over the body whose subject it is."""
    MEMBER = "member"
    """The asker's State or seat is in the circle of the subject."""
    OWN = "its own"
    """The subject is the asker's own: a State's objection, a delegation's draft."""
    CLOCK = "due"
    """The procedure says that it is due."""


@dataclass(frozen=True)
class Rule:
    """A capacity may do an act where it has this relation to the subject, and why."""

    capacity: str
    act: str
    relation: Relation
    reason: str


@dataclass(frozen=True)
class Permission:
    """The answer, with its reason in words."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


_ADMINISTRATOR = "The administrator sets up the institution that the secretariat serves."
_OFFICER = "An officer of the secretariat issues documents and keeps their register."
_DESK = "The secretariat prepares meetings and documents at its own desk; nobody else sees what is not issued."
_CLEARING = "Whoever clears a draft must read it; whether it is their turn, the chain of clearance says."
_ACCOUNTS = "The administrator gives accounts and roles, and sets the chain of clearance."
_EVERYBODY = "What is published is for everybody to read."

RULES: tuple[Rule, ...] = (
    *(Rule(role, "read.published", Relation.NONE, _EVERYBODY) for role in ROLES),
    *(
        Rule(Capacity.ADMINISTRATOR, act, Relation.SECRETARIAT, _ADMINISTRATOR)
        for act in (
            "institution.founded",
            "institution.changed",
            "log.opened",
            "key.rotated",
            "body.established",
            "body.changed",
            "meeting.convened",
            "meeting.changed",
            "symbol.reserved",
            "symbol.given_back",
            "document.submitted",
            "document.published",
            "document.withdrawn",
        )
    ),
    *(
        Rule(Capacity.OFFICER, act, Relation.SECRETARIAT, _OFFICER)
        for act in (
            "meeting.convened",
            "meeting.changed",
            "symbol.reserved",
            "symbol.given_back",
            "document.submitted",
            "document.published",
            "document.withdrawn",
        )
    ),
    *(
        Rule(role, act, Relation.NONE, _DESK)
        for role in (Capacity.OFFICER, Capacity.ADMINISTRATOR)
        for act in ("read.desk", "read.draft", "edit.draft", "clear.draft", "plan.meeting")
    ),
    *(Rule(CLEARING_OFFICER, act, Relation.NONE, _CLEARING) for act in ("read.desk", "read.draft", "clear.draft")),
    *(Rule(Capacity.ADMINISTRATOR, act, Relation.NONE, _ACCOUNTS) for act in ("manage.accounts", "manage.clearance")),
)


def permission(role: str, act: str, relation: Relation = Relation.NONE, rules: "Table | None" = None) -> Permission:
    """Whether `role` may do `act` ("document.published") where it has `relation` to the subject, and why.

    A rule without a relation (`NONE`) holds whatever the relation is.
    """
    table = TABLE if rules is None else rules
    reason = table.get((role, act, relation)) or table.get((role, act, Relation.NONE))
    if reason is not None:
        return Permission(True, reason)
    if any((role, act, other) in table for other in Relation):
        return Permission(False, f"A {role} may do {act} only with another relation to the subject than “{relation}”.")
    return Permission(False, f"No rule allows a {role} to do {act}.")


def may(role: str | None, act: str, relation: Relation = Relation.NONE) -> bool:
    """Whether `role` may; nobody without a role may anything."""
    return role is not None and permission(role, act, relation).allowed


Table = dict[tuple[str, str, Relation], str]


def table_of(rules: tuple[Rule, ...]) -> Table:
    """The rules as a table. Raises: ValueError if one stands twice."""
    table: Table = {}
    for rule in rules:
        if table.setdefault((rule.capacity, rule.act, rule.relation), rule.reason) is not rule.reason:
            raise ValueError(f"Two rules for {rule.capacity}, {rule.act}, {rule.relation}.")
    return table


TABLE = table_of(RULES)

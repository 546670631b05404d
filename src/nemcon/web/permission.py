"""Who may read what: the one place, denied by default.

Selectors ask `may`; what it does not allow answers like what does not exist. New roles and rights are added to
`RIGHTS`, and the matrix in tests/web/test_permission.py must then say what each role sees at each address.
"""

from enum import StrEnum


class Role(StrEnum):
    """In which capacity somebody asks. Nobody signs in yet: every reader is `PUBLIC`."""

    PUBLIC = "public"


class Right(StrEnum):
    """What may be read."""

    READ_PUBLISHED = "read what is published"


RIGHTS: dict[Role, frozenset[Right]] = {Role.PUBLIC: frozenset({Right.READ_PUBLISHED})}


def may(role: Role | None, right: Right) -> bool:
    """Whether `role` has `right`; nobody without a role has any."""
    return role is not None and right in RIGHTS.get(role, frozenset())

"""To whom which parts of an act are opened. Who sees less still verifies all: what is withheld is counted.

Audiences: "public"; "members" of the body; "state:XXA", one State, which sees its own acts whole; "full".
"""

import re

from nemcon.core.acts import PARTS
from nemcon.core.payloads import OPEN_TO_MEMBERS, OPEN_TO_PUBLIC

_AUDIENCE = re.compile("public|members|full|state:[A-Z0-9-]{2,20}")


def is_audience(name: str) -> bool:
    """Whether there is such an audience."""
    return bool(_AUDIENCE.fullmatch(name))


def opened(audience: str, type_: str, of: str | None) -> frozenset[str]:
    """The parts of an act of the type `type_`, done `of` a State or another, that `audience` sees.

    A type that this version does not know is opened to nobody but "full". Raises: ValueError for no audience.
    """
    if not is_audience(audience):
        raise ValueError(f"{audience!r} is no audience: say public, members, state:CODE or full.")
    if audience == "full":
        return frozenset(PARTS)
    if audience == "public":
        return OPEN_TO_PUBLIC.get(type_, frozenset())
    if of is not None and audience == f"state:{of}":
        return frozenset(PARTS)
    return OPEN_TO_MEMBERS.get(type_, frozenset())

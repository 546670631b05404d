"""What PDF and DOCX share: which proofs and names are taken, what stripping answers, and the two refusals."""

import re
from typing import NamedTuple

LARGEST = 4_000_000
"""Bytes of a proof. One in a tree of a billion acts, with its act opened and ten cosignatures, has some 40,000."""

NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,90}\.tlog-proof"
"""Names of the attached file: letters, figures and signs that need no quoting in any of the formats."""


class Unfit(ValueError):
    """The file, the proof or its name cannot be taken; the message says why and what to do."""


class Changed(ValueError):
    """The file holds a proof, and was changed after the proof was added: nobody can say what it was."""


class Stripped(NamedTuple):
    """A file without its proof: `original`, the bytes as rendered, and `proof`, None if there was none in it."""

    original: bytes
    proof: bytes | None


def check(proof: bytes, name: str) -> None:
    """Refuse what is too large and names that would need quoting. Raises: Unfit."""
    if len(proof) > LARGEST:
        raise Unfit(f"The proof has {len(proof):,} bytes; up to {LARGEST:,} are added to a document.")
    if not re.fullmatch(NAME, name):
        raise Unfit(
            f"“{name[:100]}” is no name for a proof. Take Latin letters, figures, points and dashes, at most a hundred "
            "in all, and end with .tlog-proof."
        )

"""By whose keys a record is verified, and how a log's keys follow each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from nemcon.core.record.notes import (
    ED25519,
    BadNote,
    Key,
    Note,
    Signature,
    Signer,
    parse_key,
    parse_note,
    verify,
)

ROTATION = "nemcon key rotation"


class Trust(StrEnum):
    """Where the log's key is known from."""

    GIVEN = "given"
    PINNED = "pinned"
    NAMED = "named"


@dataclass(frozen=True)
class Trusted:
    """The keys that count for a log: its own as they are now, those of witnesses, and all that the file names."""

    origin: str
    log: tuple[Key, ...]
    witnesses: tuple[Key, ...]
    named: tuple[Key, ...]
    trust: Trust
    rotated: bool = False

    @staticmethod
    def of(origin: str, named: Iterable[str], given: Sequence[Key] = (), pinned: Sequence[Key] = ()) -> "Trusted":
        """The log's key as given; else as pinned; else as the file itself names it, which proves nothing by itself.

        Raises: BadNote if a key is damaged, or those given are of another log.
        """
        in_file = tuple(map(parse_key, named))
        others = tuple(key for key in (*given, *pinned) if key.name != origin)
        for trust, keys in ((Trust.GIVEN, given), (Trust.PINNED, pinned), (Trust.NAMED, in_file)):
            own = tuple(key for key in keys if key.name == origin)
            if own:
                return Trusted(origin, own, others, in_file, trust)
            if trust is Trust.GIVEN and (other := next((key for key in given if key.kind == ED25519), None)):
                raise BadNote(f"The key that was given is of {other.name}, and the record of {origin}")
        raise BadNote(f"The file names no key of {origin}")

    def after(self, rotation: str) -> "Trusted":
        """The keys after a rotation, which the new key and one that counted before must have signed.

        Where only the file's own keys are known, the first rotation is taken as it stands. Raises: BadNote.
        """
        note = parse_note(rotation)
        keys = read_rotation(note, self.origin)
        new = [key for key in keys if key.kind == ED25519]
        signed = {key for key, _ in verify(note, [*new, *(key for key in self.log if key not in new)])}
        if not signed.issuperset(new):
            raise BadNote("The new key did not sign it.")
        if (self.rotated or self.trust is not Trust.NAMED) and not signed & set(self.log):
            raise BadNote("No key that counted before signed it.")
        return replace(self, log=tuple(keys), rotated=True)

    def verify(self, note: Note) -> list[tuple[Key, Signature]]:
        """The signatures under a checkpoint, by the log and by witnesses. Raises: BadNote if one does not hold, or one
        by the log or by a key that the file names is missing."""
        known = dict.fromkeys((*self.log, *self.witnesses, *self.named))
        found = verify(note, list(known))
        signed = {key for key, _ in found}
        if not any(key.kind == ED25519 and key in signed for key in self.log):
            whose = {Trust.NAMED: "named in the file", Trust.GIVEN: "given", Trust.PINNED: "pinned"}[self.trust]
            raise BadNote(f"It is not signed with the key of {self.origin} that is {whose}.")
        if missing := [key for key in (*self.log, *self.named) if key not in signed]:
            raise BadNote(f"A signature of {missing[0].name} is missing.")
        return sorted(found, key=lambda each: each[0].name != self.origin)


def rotation_text(origin: str, keys: Sequence[Key]) -> str:
    """What is signed at a rotation: whose keys, and the new ones."""
    return "".join(f"{line}\n" for line in (ROTATION, origin, *map(str, keys)))


def read_rotation(note: Note, origin: str) -> list[Key]:
    """The new keys that a rotation's note names. Raises: BadNote if it is none of this log's."""
    lines = note.text.splitlines()
    if len(lines) < 3 or lines[:2] != [ROTATION, origin]:
        raise BadNote(f"This is not the rotation of a key of {origin}.")
    keys = list(map(parse_key, lines[2:]))
    if any(key.name != origin for key in keys) or not any(key.kind == ED25519 for key in keys):
        raise BadNote(f"This rotation names no key of {origin}.")
    return keys


def rotate(origin: str, old: Sequence[Signer], new: Sequence[Signer]) -> str:
    """The note by which the keys `old` hand over to `new`: signed with the Ed25519 keys of both."""
    text = rotation_text(origin, [signer.key for signer in new])
    signers = [signer for signer in (*old, *new) if signer.kind == ED25519]
    return str(Note(text, tuple(signer.sign(text, 0) for signer in signers)))

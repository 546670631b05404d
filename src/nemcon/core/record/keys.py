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
    """The keys that count for a log: its own as they are now, those of witnesses, and all that the file names.

    `chain` are the keys of the last rotation, whoever signed it; `known` all that ever were the log's.
    """

    origin: str
    log: tuple[Key, ...]
    witnesses: tuple[Key, ...]
    named: tuple[Key, ...]
    trust: Trust
    chain: tuple[Key, ...] = ()
    known: tuple[Key, ...] = ()

    @staticmethod
    def of(origin: str, named: Iterable[str], given: Sequence[Key] = (), pinned: Sequence[Key] = ()) -> "Trusted":
        """The log's key as given; else as pinned; else as the file itself names it, which proves nothing by itself.

        Raises: BadNote if a key is damaged, the file names none of the log, or those given are of another log.
        """
        in_file = tuple(map(_exact, named))
        if len(set(in_file)) < len(in_file):
            raise BadNote("The file names a key twice")
        if not any(_signs(key, origin) for key in in_file):
            raise BadNote(f"The file names no key of {origin}")
        known = Trusted.outside(origin, given, pinned)
        if known is not None:
            return replace(known, named=in_file)
        own = tuple(key for key in in_file if key.name == origin)
        return Trusted(origin, own, _others(origin, (*given, *pinned)), in_file, Trust.NAMED, known=own)

    @staticmethod
    def outside(origin: str, given: Sequence[Key] = (), pinned: Sequence[Key] = ()) -> "Trusted | None":
        """The log's key as given; else as pinned; None if it is neither.

        Raises: BadNote if a key that was given is of another log.
        """
        for trust, keys in ((Trust.GIVEN, given), (Trust.PINNED, pinned)):
            own = tuple(dict.fromkeys(key for key in keys if key.name == origin))
            if own:
                return Trusted(origin, own, _others(origin, (*given, *pinned)), (), trust, known=own)
            if trust is Trust.GIVEN and (other := next((key for key in given if key.kind == ED25519), None)):
                raise BadNote(f"The key that was given is of {other.name}, and the record of {origin}")
        return None

    def after(self, rotation: str) -> "Trusted":
        """The keys after a rotation, which the new key and the key before it must have signed.

        One that no key known here signed changes nothing in what is known: it may be of a time before that key, which
        then stands at the end. Raises: BadNote.
        """
        note = parse_note(rotation)
        keys = tuple(read_rotation(note, self.origin))
        new = [key for key in keys if key.kind == ED25519]
        signed = {key for key, _ in verify(note, list(dict.fromkeys((*new, *self.log, *self.chain))))}
        if not signed.issuperset(new):
            raise BadNote("The new key did not sign it.")
        if self.chain and not signed & set(self.chain):
            raise BadNote("The key before it did not sign it.")
        log = keys if signed & set(self.log) else self.log
        return replace(self, log=log, chain=keys, known=tuple(dict.fromkeys((*self.known, *keys))))

    def after_a_gap(self) -> "Trusted":
        """The keys after an act that is withheld: it may have been a rotation, so the chain begins anew."""
        return replace(self, chain=()) if self.chain else self

    def signatures(self, note: Note) -> list[tuple[Key, Signature]]:
        """The signatures of `note` by keys that are known here. Raises: BadNote if one does not hold."""
        return verify(note, list(dict.fromkeys((*self.log, *self.witnesses, *self.named, *self.known))))

    def verify(self, note: Note) -> list[tuple[Key, Signature]]:
        """The signatures under a checkpoint, by the log and by witnesses.

        Raises: BadNote if one does not hold; if a key that the file names did not sign; or if none of the log's keys
        did, of each kind that it has. An Ed25519 key of the log that only the file names is refused.
        """
        found = self.signatures(note)
        signed = {key for key, _ in found}
        if not any(key in signed for key in self.log):
            whose = {Trust.NAMED: "named in the file", Trust.GIVEN: "given", Trust.PINNED: "pinned"}[self.trust]
            raise BadNote(f"It is not signed with the key of {self.origin} that is {whose}.")
        missing = [key for key in self.named if key not in signed]
        missing += [key for key in self.log if not any(each.kind == key.kind for each in signed & set(self.log))]
        if missing:
            raise BadNote(f"A signature of {missing[0].name} is missing: that of its key {missing[0].id.hex()}.")
        if self.chain and not signed & set(self.chain):
            raise BadNote("It is not signed with the key to which the record says that its log changed.")
        if foreign := [key for key in self.named if _signs(key, self.origin) and key not in (*self.log, *self.chain)]:
            raise BadNote(f"The file names another key of {self.origin} than is known here: {foreign[0].id.hex()}.")
        return sorted(found, key=lambda each: each[0].name != self.origin)


def _signs(key: Key, origin: str) -> bool:
    """Whether this is a key by which the log itself signs its acts and checkpoints."""
    return key.name == origin and key.kind == ED25519


def _others(origin: str, keys: Sequence[Key]) -> tuple[Key, ...]:
    return tuple(dict.fromkeys(key for key in keys if key.name != origin))


def _exact(vkey: str) -> Key:
    """A key that is written in its only form. Raises: BadNote."""
    key = parse_key(vkey)
    if str(key) != vkey:
        raise BadNote(f"The key of {key.name} is not written in its only form")
    return key


def rotation_text(origin: str, keys: Sequence[Key]) -> str:
    """What is signed at a rotation: whose keys, and the new ones."""
    return "".join(f"{line}\n" for line in (ROTATION, origin, *map(str, keys)))


def read_rotation(note: Note, origin: str) -> list[Key]:
    """The new keys that a rotation's note names. Raises: BadNote if it is none of this log's."""
    lines = note.text[:-1].split("\n")
    if len(lines) < 3 or lines[:2] != [ROTATION, origin]:
        raise BadNote(f"This is not the rotation of a key of {origin}.")
    keys = list(map(_exact, lines[2:]))
    if any(key.name != origin for key in keys) or not any(key.kind == ED25519 for key in keys):
        raise BadNote(f"This rotation names no key of {origin}.")
    return keys


def rotate(origin: str, old: Sequence[Signer], new: Sequence[Signer]) -> str:
    """The note by which the keys `old` hand over to `new`: signed with the Ed25519 keys of both."""
    text = rotation_text(origin, [signer.key for signer in new])
    signers = [signer for signer in (*old, *new) if signer.kind == ED25519]
    return str(Note(text, tuple(signer.sign(text, 0) for signer in signers)))

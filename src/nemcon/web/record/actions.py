"""Ways in for the record itself: the rotation of a log's keys."""

from nemcon.core.payloads import KeyRotated
from nemcon.core.record.keys import rotate
from nemcon.core.roles import Relation
from nemcon.web.record.keyring import BadKeys, Keyring
from nemcon.web.record.models import Log
from nemcon.web.record.perform import Call, Performance, Performed, perform
from nemcon.web.record.signing import current_keys


def rotate_key(call: Call, of: Log, ring: Keyring) -> Performed:
    """Hand a log over to new keys, which are made in the folder of keys; the act is signed by the old and the new one.

    The old key stays in the folder: nothing is signed with it any more, but who lost the new one has nothing better.
    Raises: BadKeys if the old key is not here; NotAllowed.
    """
    current = set(current_keys(of, of.size))
    old = next((held for held in ring.signers(of.origin) if {signer.key for signer in held} == current), None)
    if old is None:
        raise BadKeys(
            f"The key that signs {of.origin} now is not in {ring.folder}. Keys are rotated on the signer's machine, "
            "after it has signed once."
        )
    new = ring.generate(of.origin, call.world)

    def work(p: Performance) -> None:
        p.lock(f"nemcon:log/{of.name}")
        p.record_in(of, f"nemcon:log/{of.name}", KeyRotated(note=rotate(of.origin, old, new)))

    return perform(call, "key.rotated", Relation.SECRETARIAT, work)

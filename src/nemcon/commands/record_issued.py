"""An issued document: the proof in the file, and whether the file is the one to which its act committed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from nemcon.core.payloads import DocumentPublished
from nemcon.core.record.notes import Key
from nemcon.core.record.verify_proof import ProofReport, verify_proof
from nemcon.documents.issued import Changed, Unfit, strip_proof


@dataclass(frozen=True)
class Issued:
    """What was found: whether the file is proven to be as issued, why or why not, and on its proof, if it has one."""

    proven: bool
    sentence: str
    proof: ProofReport | None = None


def verify_issued(data: bytes, *, keys: Sequence[Key] = (), pinned: Sequence[Key] = ()) -> Issued:
    """Take the proof out of a PDF or DOCX, verify it, and compare the file with what its act committed to."""
    try:
        original, proof = strip_proof(data)
    except (Changed, Unfit) as error:
        return Issued(False, str(error))
    if proof is None:
        return Issued(
            False,
            "There is no proof in this file. That does not make it false: ask the institution for the file with its "
            "proof, or look up the code on its last page.",
        )
    report = verify_proof(proof, keys=keys, pinned=pinned)
    if not report.holds:
        return Issued(False, "There is a proof in this file, and it does not verify.", report)
    content = report.act.content if report.act is not None else None
    if not isinstance(content, DocumentPublished):
        return Issued(False, "The proof in this file is of an act that does not say which files were issued.", report)
    digest = sha256(original).hexdigest()
    for language, forms in content.files.items():
        for form, known in forms.items():
            if known == digest:
                what = f"the {form.upper()} of {content.symbol} in the language {language}"
                return Issued(True, f"Proven: this file is {what}, byte for byte as it was issued.", report)
    return Issued(
        False,
        f"The file was changed: without its proof it is none of those that were issued as {content.symbol}. Its "
        f"SHA-256 is {digest}.",
        report,
    )

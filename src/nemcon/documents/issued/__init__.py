"""Issued documents: the proof of the act that issued a file is added to it, and taken out again. Bytes to bytes, pure.

No file can contain the proof of an act that commits to the file. So the act commits to the file as rendered; the proof
comes after, in a place of its own, and taking it out gives the very bytes that were rendered, whose SHA-256 is compared
with the act's. docs/decisions/0013 says why it is done as it is.
"""

from nemcon.documents.issued import docx, pdf
from nemcon.documents.issued.proof import LARGEST, Changed, Stripped, Unfit

__all__ = ["LARGEST", "Changed", "Stripped", "Unfit", "add_proof", "strip_proof"]


def add_proof(data: bytes, proof: bytes, name: str) -> bytes:
    """The PDF or DOCX `data` with `proof` in it as the file `name` ("act-931.tlog-proof").

    A proof already there is replaced. Same arguments, same bytes. Raises: Unfit if the file, the proof or the name
    cannot be taken; Changed if there is a proof in the file and it was changed since.
    """
    if pdf.is_pdf(data):
        return pdf.add_proof(data, proof, name)
    if docx.is_package(data):
        return docx.add_proof(data, proof, name)
    raise Unfit(_NEITHER)


def strip_proof(data: bytes) -> Stripped:
    """The PDF or DOCX as rendered, and the proof that was in it; None where there is none.

    Nothing is proven by that: whoever verifies reads the proof and compares the original's SHA-256 with the act's.
    Raises: Changed if there is a proof in the file and it was changed since; Unfit if it is neither PDF nor DOCX.
    """
    if pdf.is_pdf(data):
        return pdf.strip_proof(data)
    if docx.is_package(data):
        return docx.strip_proof(data)
    raise Unfit(_NEITHER)


_NEITHER = "The file is neither a PDF nor a Word file (DOCX); only these carry a proof. Give the document as issued."

"""What Akoma Ntoso says about a document: work, expression, manifestation, and the things that it refers to."""

import re
import unicodedata

from nemcon.documents import model
from nemcon.documents.write.akn_words import Element, child, root_of
from nemcon.documents.write.xml import possible

LANGUAGES = {"ar": "ara", "zh": "zho", "en": "eng", "fr": "fra", "ru": "rus", "es": "spa"}
"""ISO 639-2 codes, which the naming convention asks for."""

_NO_DATE = "0001-01-01"
_CONCEPTS = (
    ("agenda", "Agenda"),
    ("documentation", "Documentation"),
    ("programme", "Organization of work"),
    ("annex", "Annex"),
)


def meta(document: model.Document, organization: str, original: str) -> Element:
    """The `meta` element. Addresses follow the Akoma Ntoso naming convention: /akn/un/doc/agenda/2020-12-11/…"""
    element = root_of("meta")
    date = document.date.isoformat() if document.date else _NO_DATE
    language = LANGUAGES.get(document.language, "und")
    work = f"/akn/{organization}/doc/agenda/{date}/{number_of(document)}"
    expression = f"{work}/{language}@{date}"
    identification = child(element, "identification", source="#nemcon")

    frbr = child(identification, "FRBRWork")
    _core(frbr, f"{work}/!main", work, date, "document", symbol=document.head.symbol)
    child(frbr, "FRBRcountry", value=organization)
    child(frbr, "FRBRsubtype", value="agenda")
    if document.head.symbol:
        child(frbr, "FRBRnumber", value=possible(document.head.symbol))
    child(frbr, "FRBRname", value=possible(document.title.text) or "agenda")

    frbr = child(identification, "FRBRExpression")
    _core(frbr, f"{expression}/!main", expression, date, "language version")
    if document.unofficial:
        child(frbr, "FRBRauthoritative", value="false")
    child(frbr, "FRBRlanguage", language=language)
    if original and original != document.language:
        child(
            frbr,
            "FRBRtranslation",
            by="#nemcon",
            href=f"{work}/{LANGUAGES.get(original, 'und')}@{date}",
            fromLanguage=LANGUAGES.get(original, "und"),
            authoritative="false" if document.unofficial else "true",
        )

    frbr = child(identification, "FRBRManifestation")
    _core(frbr, f"{expression}/!main.akn", f"{expression}.akn", date, "file")
    child(frbr, "FRBRformat", value="application/akn+xml")
    _references(element, document, organization)
    return element


def number_of(document: model.Document) -> str:
    """The document's number in an address: its symbol in small letters with hyphens, else its title, else "nn"."""
    said = document.head.symbol or document.title.text
    plain = unicodedata.normalize("NFKD", said).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.") or "nn"


def _core(element: Element, this: str, uri: str, date: str, dated: str, symbol: str = "") -> None:
    child(element, "FRBRthis", value=this)
    child(element, "FRBRuri", value=uri)
    if symbol:
        child(element, "FRBRalias", value=possible(symbol), name="symbol")
    child(element, "FRBRdate", date=date, name=dated)
    child(element, "FRBRauthor", href="#organ")


def _references(element: Element, document: model.Document, organization: str) -> None:
    """Organizations, the meeting as an event, the concepts: each once, for `refersTo` and `href` to lead to."""
    head = document.head
    references = child(element, "references", source="#nemcon")
    base = f"/akn/ontology/organization/{organization}"
    organ = head.organ.text or head.house.text or organization.upper()
    child(references, "TLCOrganization", eId="nemcon", href="/akn/ontology/organization/nemcon", showAs="Nemcon")
    child(
        references, "TLCOrganization", eId="organ", href=f"{base}/organ.{_place(head.symbol)}", showAs=possible(organ)
    )
    if head.house:
        child(references, "TLCOrganization", eId="house", href=f"{base}/house", showAs=possible(head.house.text))
    if head.body:
        href = f"{base}/body.{_place(head.symbol)}"
        child(references, "TLCOrganization", eId="body", href=href, showAs=possible(head.body.text))
    if head.session:
        href = f"/akn/ontology/event/{organization}/meeting.{_place(head.symbol)}"
        child(references, "TLCEvent", eId="session", href=href, showAs=possible(head.session.text))
    for name, said in _CONCEPTS:
        child(references, "TLCConcept", eId=f"concept_{name}", href=f"/akn/ontology/concept/un/{name}", showAs=said)


def _place(symbol: str) -> str:
    """The series of a symbol as part of an address: what stands before its year and its last number."""
    series = re.sub(r"/(?:19|20)[0-9]{2}$", "", symbol.rpartition("/")[0] or symbol)
    return re.sub(r"[^a-z0-9.]+", "-", series.lower()).strip("-.") or "nn"

"""What a finding says to its reader: the seal, what the record shows, and what it does not."""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from nemcon.core.acts import PARTS
from nemcon.core.payloads import DocumentPublished
from nemcon.core.record.checkpoint import Head
from nemcon.documents.phrases import phrase
from nemcon.web.public.checking import BROKEN, SOUND, Compared, Finding, Kind
from nemcon.web.public.page import Site
from nemcon.web.public.record_words import at, bodies_of, fill, number, sentence, sentences, symbol_of, who
from nemcon.web.record import public
from nemcon.web.record.public import PublicAct, PublicLog

FORMS = {"pdf": "PDF", "docx": "Word", "html": "HTML", "akn": "Akoma Ntoso", "json": "JSON"}
"""The forms of a document by the names that readers know; plain text has its name in each language."""


@dataclass(frozen=True)
class Point:
    """One thing that is shown or not: the state as a word and its class, a heading, and what is meant."""

    state: str
    look: str
    heading: SafeString
    text: SafeString


@dataclass(frozen=True)
class Seal:
    """The finding itself; `look` is "", "broken", or "unknown"."""

    look: str
    finding: SafeString
    text: SafeString


def seal(finding: Finding, site: Site) -> Seal:
    """What was found, first of all."""
    look = "" if finding.kind in SOUND else "broken" if finding.kind in BROKEN else "unknown"
    return Seal(look, *_seal(finding, site))


def _seal(finding: Finding, site: Site) -> tuple[SafeString, SafeString]:
    match finding.kind:
        case Kind.REFERENCE | Kind.PROOF | Kind.ISSUED:
            said = _sentence(finding, site)
            if finding.kind is Kind.ISSUED:
                said = _join([fill(_("This is the document as it was issued.")), said])
            return said, _join(_circumstances(finding, site))
        case Kind.RECORD:
            return fill(_("This is the record, unchanged.")), _counted(finding, site)
        case Kind.CHANGED:
            held = symbol_of(finding.act, finding.reference.before if finding.reference else None)
            carried = (
                fill(_("It carries the proof of a document under the symbol %(symbol)s."), symbol=_bdi(held))
                if held
                else fill(_("It carries a proof, and was changed after that was added."))
            )
            advice = fill(_("What it holds is not what was issued. Keep the file and write to the secretariat."))
            return fill(_("This file is not the one in the record.")), _join([carried, advice])
        case Kind.DAMAGED:
            return fill(_("This file does not verify.")), fill(
                _(
                    "It was changed, cut off on the way, or not signed with the key of the record. Get it anew from"
                    " where it came; if it is the same again, keep it and write to the secretariat."
                )
            )
        case Kind.FORKED:
            return fill(_("This is another record under the same name.")), fill(
                _(
                    "The file is signed with the key of this record, and contradicts what the record shows in public."
                    " Both cannot be true. Keep the file, and show it to others."
                )
            )
        case Kind.FAILING:
            return fill(_("The proof of this reference does not hold.")), fill(
                _("The fault is on this side. Compare with a copy of the record that was kept elsewhere.")
            )
        case Kind.FOREIGN:
            origin = finding.checkpoint.head.origin if finding.checkpoint else ""
            return fill(_("This file belongs to another record.")), fill(
                _("It names the record %(origin)s, which is not kept here. Check it where that record is kept."),
                origin=format_html('<bdi class="hash">{}</bdi>', origin),
            )
        case Kind.UNKNOWN:
            return fill(_("This file is not known here.")), fill(
                _(
                    "It carries no proof, and it is none of the files that were issued. A file that was saved anew,"
                    " printed or scanned is another file, even if the words are the same."
                )
            )
        case Kind.UNFIT:
            return fill(_("A file of this kind cannot be checked.")), fill(
                _("Give a document as issued (PDF or Word), a proof (.tlog-proof) or an exported record (.jsonl).")
            )
    raise AssertionError(finding.kind)


def shown(finding: Finding, site: Site) -> list[Point]:
    """What the record shows of it."""
    if finding.kind not in SOUND:
        return []
    return [Point(_("shown"), "done", *each) for each in _shown(finding, site)]


def _shown(finding: Finding, site: Site) -> Iterator[tuple[SafeString, SafeString]]:
    if finding.reference is not None and finding.log is not None:
        n = finding.reference.seq
        if finding.kind is Kind.REFERENCE or finding.checkpoint == finding.log.checkpoint:
            where = fill(
                _("Its proof leads from reference %(number)s to the signed head of the record, as of %(when)s."),
                number=n,
                when=at(finding.log.moved, site),
            )
        else:
            where = fill(_("Its proof leads from reference %(number)s to the signed head in the file."), number=n)
        yield fill(_("This is in the record, as it was made.")), where
    if finding.kind is Kind.RECORD:
        yield (
            fill(_("Every reference is there, in its order.")),
            fill(_("Each is bound by the signed head at the end of the file; none is missing and none was added.")),
        )
    if finding.kind is not Kind.REFERENCE and finding.compared is Compared.SAME:
        if finding.kind is Kind.RECORD:
            yield (
                fill(_("It is the record that is public today.")),
                fill(_("As far as the two go together, nothing differs.")),
            )
        else:
            yield (
                fill(_("Nothing before it has been changed or removed since.")),
                fill(_("The signed head in the proof and the public one of today belong to the same record.")),
            )
    if finding.file is not None:
        language, form = finding.file
        how = {"form": FORMS.get(form) or _("plain text"), "language": phrase(f"language-{language}", site.language)}
        text = (
            fill(_("%(form)s, %(language)s: byte for byte, apart from the proof that was added to it."), **how)
            if finding.inside
            else fill(_("%(form)s, %(language)s: its fingerprint is the one that the record holds."), **how)
        )
        yield fill(_("The file is the one that was issued.")), text
    elif finding.act and isinstance(finding.act.content, DocumentPublished) and finding.act.content.files:
        count = sum(map(len, finding.act.content.files.values()))
        words = ngettext(
            "The record holds the fingerprint of its %(count)s file. Give the file, and it is compared.",
            "The record holds the fingerprint of each of its %(count)s files. Give one, and it is compared.",
            count,
        )
        yield fill(_("The files of this document are fixed.")), fill(words, count=count)
    for each, words in zip(finding.later, sentences(finding.later, site.language), strict=True):
        yield fill(_("Since then: %(what)s"), what=words), _link(each, site)


def not_shown(finding: Finding, site: Site) -> list[Point]:
    """What it does not show."""
    if finding.kind not in SOUND:
        return []
    points = [Point(_("not shown"), "", *each) for each in _not_shown(finding)]
    if finding.reference is not None and set(PARTS) != set(finding.reference.opened):
        heading = fill(_("What else this reference says."))
        text = fill(_("A part of it is not opened. That it was not exchanged since can be verified all the same."))
        points.append(Point(_("withheld"), "", heading, text))
    if finding.log is not None and (counted := withheld(finding.log, site)):
        points.append(Point(_("withheld"), "", fill(_("What is confidential.")), counted))
    return points


def _not_shown(finding: Finding) -> Iterator[tuple[SafeString, SafeString]]:
    yield (
        fill(_("Which person acted.")),
        fill(_("It shows in which office or for which State, not who sat at the keyboard.")),
    )
    if finding.compared is Compared.BEYOND:
        yield (
            fill(_("Whether something before it was changed since.")),
            fill(
                _("The signed head in the file goes further than the public record does today. Check it again later.")
            ),
        )
    yield (
        fill(_("Whether this site tells the truth.")),
        fill(
            _("This is the site’s own word. The proof can be checked on another computer, with a key from elsewhere.")
        ),
    )


def withheld(log: PublicLog, site: Site) -> SafeString:
    """How many references are not opened to the public; empty if none is withheld."""
    count = public.withheld(log)
    if not count:
        return SafeString("")
    words = ngettext(
        "%(count)s of the %(size)s references so far is counted here, but not opened to the public.",
        "%(count)s of the %(size)s references so far are counted here, but not opened to the public.",
        count,
    )
    return fill(words, count=number(count, site.language), size=number(log.size, site.language))


def _counted(finding: Finding, site: Site) -> SafeString:
    words = ngettext("The file holds %(count)s reference.", "The file holds %(count)s references.", finding.acts)
    held = fill(words, count=number(finding.acts, site.language))
    opened = ngettext("Of %(count)s it tells what it says.", "Of %(count)s it tells what they say.", finding.opened)
    return _join([held, fill(opened, count=number(finding.opened, site.language))])


def _sentence(finding: Finding, site: Site) -> SafeString:
    before = finding.reference.before if finding.reference else None
    return sentence(finding.act, before, site.language, bodies_of([finding.act]))


def _circumstances(finding: Finding, site: Site) -> Iterator[SafeString]:
    """When and by whom."""
    if finding.act is None:
        return
    if finding.act.receipt != "none":
        yield fill(_("Received: %(when)s."), when=at(finding.act.received, site))
    yield fill(_("Recorded: %(when)s."), when=at(finding.act.recorded, site))
    yield who(finding.act)


def _link(each: PublicAct, site: Site) -> SafeString:
    address = reverse("public:reference", args=[site.language, each.log.name, each.seq])
    words = fill(_("Reference %(number)s"), number=each.seq)
    recorded = at(each.act.recorded, site) if each.act else ""
    return format_html('<a href="{}">{}</a> · {}', address, words, recorded)


def technical(finding: Finding, site: Site) -> dict[str, Any]:
    """Checkpoints and keys, for those who verify by other means."""
    log, inside = finding.log, finding.checkpoint
    rows = []
    if inside is not None and (log is None or inside != log.checkpoint):
        rows.append(_row(_("in the file"), inside.head, bool(finding.signed), finding.strangers, site))
    if log is not None:
        rows.append(_row(at(log.moved, site), log.checkpoint.head, True, 0, site))
    return {
        "rows": rows,
        "keys": [str(key) for key in public.keys_at(log)] if log else [],
        "origin": log.log.origin if log else inside.head.origin if inside else "",
        "code": str(finding.act.id) if finding.act else "",
        "faults": finding.faults,
    }


def _row(what: str, head: Head, signed: bool, strangers: int, site: Site) -> dict[str, Any]:
    root = base64.b64encode(head.root).decode()
    return {
        "what": what,
        "size": number(head.size, site.language),
        "root": root,
        "signed": signed,
        "strangers": strangers,
    }


def _join(parts: Iterable[SafeString]) -> SafeString:
    """Sentences after one another; between Chinese ones no space."""
    space = "" if (get_language() or "").startswith("zh") else " "
    return mark_safe(space.join(part for part in parts if part))


def _bdi(words: str) -> SafeString:
    return format_html('<bdi class="symbol">{}</bdi>', words)

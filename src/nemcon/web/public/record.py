"""The record as the public reads it: checking a document or a decision, and what each log shows."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nemcon.core.payloads import DocumentPublished
from nemcon.web.papers import selectors as papers
from nemcon.web.public import checking, finding_words
from nemcon.web.public.checking import LARGEST, SOUND, Finding
from nemcon.web.public.page import Site, page, show, site_of
from nemcon.web.public.record_words import at, day, fill, log_names, number, sentences
from nemcon.web.record import public
from nemcon.web.record.public import PublicAct

MEGABYTES = LARGEST // (1024 * 1024)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, language: str) -> HttpResponse:
    """Check what is asked for by its number, symbol or code (`q`), or a file that is sent. Nothing of it is kept."""
    site = site_of(request, language)
    asked = request.GET.get("q", "").replace("\0", "").strip()[:200]
    status, context = _uploaded(site) if request.method == "POST" else _asked(site, asked)
    logs = public.logs(site.role)
    context |= {
        "section": "record",
        "asked": asked,
        "megabytes": MEGABYTES,
        "public_since": at(max(log.moved for log in logs), site) if logs else "",
    }
    response = show(site, "public/check.html", context, status=status)
    # The form has a secret of its own, and what somebody asks is theirs.
    response.headers["Cache-Control"] = "no-store"
    if request.method == "POST" or request.GET:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _asked(site: Site, asked: str) -> tuple[int, dict[str, Any]]:
    if not asked:
        return 200, {}
    found = checking.look_up(site.role, asked)
    if not found:
        return 200, {"unknown": True}
    if len(found) > 1:
        acts = [each.reference for each in found if each.reference]
        names = log_names([act.log for act in acts], site)
        return 200, {"several": [{**row, "of": names[row["log"]]} for row in _rows(site, acts)]}
    return 200, _result(site, found[0])


def _uploaded(site: Site) -> tuple[int, dict[str, Any]]:
    file = site.request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        return 422, {"refused": _("No file was checked: none was chosen, or it is empty. Choose one.")}
    if file.size > LARGEST:
        words = _(
            "The file was not checked: it has more than %(megabytes)s MB. A larger record can be checked on your own"
            " computer with the command “nemcon record verify”."
        )
        return 413, {"refused": words % {"megabytes": MEGABYTES}}
    return 200, _result(site, checking.examine(site.role, file.read()))


@page
def records(site: Site) -> HttpResponse:
    """The logs: one for each parent body with its groups, one for the institution."""
    logs = public.logs(site.role)
    names = log_names(logs, site)
    rows = [
        {
            "name": log.name,
            "title": names[log.name],
            "size": number(log.size, site.language),
            "moved": at(log.moved, site),
        }
        for log in logs
    ]
    return show(site, "public/records.html", {"section": "record", "logs": rows})


@page
def log(site: Site, name: str) -> HttpResponse:
    """The acts of a log, the newest first, and how many are not opened to the public."""
    found = public.log_named(site.role, name)
    if found is None:
        raise Http404
    given = site.request.GET.get("after", "")
    acts, after = public.listed(found, given)
    context = {
        "section": "record",
        "log": found,
        "title": log_names([found], site)[found.name],
        "acts": _rows(site, acts),
        "after": after,
        "later": bool(given),
        "withheld": finding_words.withheld(found, site),
        "size": number(found.size, site.language),
        "moved": at(found.moved, site),
    }
    return show(site, "public/record_log.html", context)


@page
def reference(site: Site, name: str, seq: int) -> HttpResponse:
    """One act: what it did, what the record shows of it, and its proof."""
    found = public.log_named(site.role, name)
    act = public.act_at(found, seq) if found else None
    if act is None:
        raise Http404
    return show(
        site, "public/record_reference.html", {"section": "record", **_result(site, checking.reference(site.role, act))}
    )


def _result(site: Site, finding: Finding) -> dict[str, Any]:
    """What the page of a finding prints."""
    log, act = finding.log, finding.reference
    proven = act is not None and log is not None and act.seq < log.size and finding.kind in SOUND
    symbol = finding.act.content.symbol if finding.act and isinstance(finding.act.content, DocumentPublished) else ""
    return {
        "finding": finding,
        "seal": finding_words.seal(finding, site),
        "shown": finding_words.shown(finding, site),
        "not_shown": finding_words.not_shown(finding, site),
        "technical": finding_words.technical(finding, site),
        "log": log,
        "log_title": log_names([log], site)[log.name] if log else "",
        "reference": act,
        "proof": proven,
        "document": papers.by_symbols(site.role, [symbol], site.language).get(symbol) if symbol else None,
    }


def _rows(site: Site, acts: Sequence[PublicAct]) -> list[dict[str, Any]]:
    """Acts as a list prints them: the day, the sentence, the title of a document that can be read, the number."""
    symbols = {
        each.seq: each.act.content.symbol
        for each in acts
        if each.act and isinstance(each.act.content, DocumentPublished)
    }
    held = papers.by_symbols(site.role, symbols.values(), site.language) if symbols else {}
    return [
        {
            "log": each.log.name,
            "seq": each.seq,
            "number": fill(_("Reference %(number)s"), number=each.seq),
            "day": day(each.act.recorded, site) if each.act else SafeString(""),
            "sentence": words,
            "document": held.get(symbols.get(each.seq, "")),
        }
        for each, words in zip(acts, sentences(acts, site.language), strict=True)
    ]

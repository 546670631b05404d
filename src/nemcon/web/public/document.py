"""A document's page by its symbol, and the forms in which it can be taken."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from nemcon.core import agenda as agendas
from nemcon.core.languages import OWN_NAMES
from nemcon.web.addresses import document_address
from nemcon.web.meetings import selectors as meetings
from nemcon.web.papers import actions, files
from nemcon.web.papers import selectors as papers
from nemcon.web.papers.formats import FORMATS, file_name
from nemcon.web.papers.models import Document, Version
from nemcon.web.public import calendar_file
from nemcon.web.public import language as languages
from nemcon.web.public.page import NotFounded, Site, keep, page, role_of, show, site_of
from nemcon.web.public.views import meeting_at
from nemcon.web.record import public
from nemcon.web.wording import in_language

A_YEAR = 31_536_000
SHOWN = {"pdf": "PDF", "docx": "Word", "html": "HTML"}
"""The forms in the table of files, by the names that readers know."""


@require_safe
def bare(request: HttpRequest, symbol: str) -> HttpResponse:
    """A symbol without a language: on to the page in the reader's language, with what form was asked for."""
    institution = meetings.institution()
    if institution is None:
        raise NotFounded
    canonical = papers.resolve(role_of(request), symbol)
    if canonical is None:
        raise Http404
    chosen = languages.preferred(request, institution.languages)
    response = HttpResponseRedirect(document_address(chosen, canonical) + _query(request))
    patch_vary_headers(response, ("Accept-Language",))
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


@require_safe
def document(request: HttpRequest, language: str, symbol: str) -> HttpResponse:
    """The document under `symbol`: its page, or another form of it by `?as=`."""
    wanted = request.GET.get("as")
    return _as_file(request, language, symbol, wanted) if wanted else _as_page(request, language, symbol)


@page
def _as_page(site: Site, symbol: str) -> HttpResponse:
    version = papers.version(site.role, symbol, site.language)
    if version is None:
        return _elsewhere(site, symbol)
    address = document_address(site.language, version.document.symbol)
    held = papers.files_held(version.document)
    response = show(site, "public/document.html", {**_context(site, version, address, held), "section": "documents"})
    response.headers["Link"] = ", ".join(_links(site, version, address, held.get(site.language, set())))
    return response


def _as_file(request: HttpRequest, language: str, symbol: str, wanted: str) -> HttpResponse:
    site = site_of(request, language)
    version = papers.version(site.role, symbol, language)
    if version is None:
        return _elsewhere(site, symbol)
    if wanted == "ics":
        return _calendar(site, version)
    if wanted not in FORMATS or not version.document.has_text:
        raise Http404
    file = actions.file_of(version.document, language, wanted)
    if file is None:
        raise Http404
    changed = file.stored
    etag = f'"{file.sha256[:32]}"'
    response = get_conditional_response(request, etag=etag, last_modified=int(changed.timestamp()))
    if response is None:
        response = _file_response(file.sha256, wanted, file_name(version.document.symbol, language, wanted))
        response.headers["Content-Language"] = language
        response.headers["Link"] = (
            f'<{document_address(language, version.document.symbol)}>; rel="canonical"; type="text/html"'
        )
    return keep(response, etag=etag, changed=changed, role=site.role)


@require_safe
def calendar_of_meeting(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """The organization of work of a meeting, as its newest agenda has it."""
    site = site_of(request, language)
    version = papers.agenda_of(site.role, meeting_at(slug), language)
    if version is None:
        raise Http404
    return _calendar(site, version)


def _calendar(site: Site, version: Version) -> HttpResponse:
    """The organization of work as iCalendar; 404 where the document has none with dates."""
    if not version.document.has_programme:
        raise Http404
    response = get_conditional_response(site.request, etag=site.etag, last_modified=int(site.changed.timestamp()))
    if response is None:
        agenda = agendas.decode(bytes(version.document.agenda))
        data = calendar_file.programme(site, version, agenda)
        response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
        name = file_name(version.document.symbol, site.language, "txt").removesuffix("txt") + "ics"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Content-Language"] = site.language
    return keep(response, etag=site.etag, changed=site.changed, role=site.role)


@require_safe
def file_by_hash(request: HttpRequest, sha256: str, name: str) -> HttpResponse:
    """A file by its hash: it never changes, so it may be kept for ever."""
    form = papers.form_by_hash(role_of(request), sha256)
    if form is None:
        raise Http404
    etag = f'"{sha256[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = _file_response(sha256, form.form, file_name(form.document.symbol, form.language, form.form))
        response.headers["Content-Language"] = form.language
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


def _file_response(sha256: str, form: str, name: str) -> HttpResponse:
    kind = FORMATS[form]
    response = HttpResponse(files.read(sha256), content_type=kind.media_type)
    how = "inline" if kind.shown else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    return response


def _elsewhere(site: Site, symbol: str) -> HttpResponse:
    """Another symbol of a document (half of a joint one, a reissue's asterisk) leads to its own page."""
    canonical = papers.resolve(site.role, symbol)
    if canonical is None or canonical == symbol:
        raise Http404
    return HttpResponsePermanentRedirect(document_address(site.language, canonical) + _query(site.request))


def _query(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""


def _context(site: Site, version: Version, address: str, held: dict[str, set[str]]) -> dict[str, Any]:
    document = version.document
    return {
        "version": version,
        "document": document,
        "address": address,
        "status": in_language(document.status, site.language),
        "contents": [
            {"anchor": anchor, "title": title, "language": language} for anchor, title, language in version.contents
        ],
        "downloads": [
            {
                "code": code,
                "name": OWN_NAMES[code],
                "current": code == site.language,
                "address": document_address(code, document.symbol),
                "forms": [{"form": form, "name": name, "held": form in forms} for form, name in SHOWN.items()],
            }
            for code in site.institution.languages
            if (forms := held.get(code))
        ],
        "here": held.get(site.language, set()),
        "waiting": document.draft is not None and site.language not in document.issued,
        "unedited": site.language in document.advance,
        "awaited": _awaited(site, document),
        "changes": in_language(document.changes, site.language),
        "meeting": document.meeting,
        "recorded": public.act_of(site.role, document.act) if document.act else None,
    }


def _awaited(site: Site, document: Document) -> list[str]:
    """The languages in which a document that is released language by language is not out."""
    if document.draft is None:
        return []
    return [code for code in site.institution.languages if code not in document.issued]


def _links(site: Site, version: Version, address: str, held: set[str]) -> list[str]:
    """The forms that there are, the other languages, and what the page belongs to (RFC 8288)."""
    found = [f'<{address}>; rel="canonical"']
    if version.document.has_text:
        found += [
            f'<{address}?as={form}>; rel="alternate"; type="{kind.media_type.split(";")[0]}"'
            for form, kind in FORMATS.items()
            if form in held
        ]
        if version.document.has_programme:
            found.append(f'<{address}?as=ics>; rel="alternate"; type="text/calendar"')
    found += [
        f'<{document_address(code, version.document.symbol)}>; rel="alternate"; hreflang="{code}"'
        for code in site.institution.languages
        if code != site.language
    ]
    if version.document.meeting:
        place = reverse("public:meeting", args=[site.language, version.document.meeting.slug])
        found.append(f'<{place}>; rel="up"')
    return found

"""The pages of the public site: thin, each one selector or two and a template."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from nemcon.web.meetings import selectors as meetings
from nemcon.web.meetings.models import Meeting
from nemcon.web.papers import search as searching
from nemcon.web.papers import selectors as papers
from nemcon.web.public import language as languages
from nemcon.web.public.page import NotFounded, Site, page, show

RESULTS = 10


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The address of the house itself: on to the front page in the reader's language."""
    institution = meetings.institution()
    if institution is None:
        raise NotFounded
    chosen = languages.preferred(request, institution.languages)
    return _on_by_language(reverse("public:front", args=[chosen]))


@require_safe
def check_in_own_language(request: HttpRequest) -> HttpResponse:
    """The address printed on the last page of documents: on to where they are checked, in the reader's language."""
    institution = meetings.institution()
    if institution is None:
        raise NotFounded
    chosen = languages.preferred(request, institution.languages)
    return _on_by_language(reverse("public:check", args=[chosen]))


@page
def front(site: Site) -> HttpResponse:
    """The institution's front page: meetings coming and past, newest documents."""
    return show(
        site,
        "public/front.html",
        {
            "section": "front",
            "coming": meetings.coming(site.today),
            "past": meetings.past(site.today),
            "documents": papers.newest(site.role, site.language),
        },
    )


@page
def bodies(site: Site) -> HttpResponse:
    """All bodies."""
    return show(site, "public/bodies.html", {"section": "bodies", "bodies": meetings.bodies(site.language)})


@page
def body(site: Site, slug: str) -> HttpResponse:
    """A body: what belongs to it, its meetings and documents."""
    found = meetings.body(slug)
    if found is None:
        raise Http404
    return show(
        site,
        "public/body.html",
        {
            "section": "bodies",
            "body": found,
            "children": meetings.children(found, site.language),
            "coming": meetings.coming(site.today, found),
            "past": meetings.past(site.today, found, site.request.GET.get("after", "")),
            "documents": papers.documents(site.role, site.language, body=found),
        },
    )


@page
def all_meetings(site: Site) -> HttpResponse:
    """Meetings coming and past."""
    after = site.request.GET.get("after", "")
    context = {
        "section": "meetings",
        "coming": [] if after else meetings.coming(site.today, most=200),
        "past": meetings.past(site.today, after=after),
        "later": bool(after),
    }
    return show(site, "public/meetings.html", context)


@page
def meeting(site: Site, slug: str) -> HttpResponse:
    """A meeting: when and where, its agenda, its documents, its organization of work."""
    found = meeting_at(slug)
    return show(
        site,
        "public/meeting.html",
        {
            "section": "meetings",
            "meeting": found,
            "agenda": papers.agenda_of(site.role, found, site.language),
            "documents": papers.of_meeting(site.role, found, site.language),
        },
    )


def meeting_at(slug: str) -> Meeting:
    """The meeting at an address. Raises Http404."""
    found = meetings.meeting(slug)
    if found is None:
        raise Http404
    return found


@page
def documents(site: Site) -> HttpResponse:
    """All documents, the newest first; of one body where the address says so."""
    slug = site.request.GET.get("body", "")
    of_body = meetings.body(slug) if slug else None
    if slug and of_body is None:
        raise Http404
    listed = papers.documents(site.role, site.language, site.request.GET.get("after", ""), of_body)
    return show(site, "public/documents.html", {"section": "documents", "page": listed, "body": of_body})


@page
def search(site: Site) -> HttpResponse:
    """Search over titles, symbols and text."""
    asked = site.request.GET.get("q", "").strip()
    start = _number(site.request.GET.get("from", ""))
    context: dict[str, Any] = {"section": "search", "asked": asked, "start": start}
    if asked:
        answer = searching.search(site.role, asked, site.language, start, RESULTS)
        following = start + RESULTS if start + RESULTS < answer.total else 0
        context |= {"answer": answer, "following": following}
    response = show(site, "public/search.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def colour(request: HttpRequest) -> HttpResponse:
    """The institution's colour as a stylesheet: the policy forbids it in the page. Its address changes with it."""
    institution = meetings.institution()
    if institution is None:
        raise NotFounded
    css = f"@layer tokens {{ :root {{ --institution: {institution.colour}; }} }}\n"
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0


def _on_by_language(address: str) -> HttpResponse:
    """A redirect that depends on the language of the browser, and says so."""
    response = HttpResponseRedirect(address)
    patch_vary_headers(response, ("Accept-Language",))
    response.headers["Cache-Control"] = "public, max-age=60"
    return response

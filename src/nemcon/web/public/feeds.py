"""The feed of documents (Atom), the map of the site, and what tells robots where it is."""

from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nemcon.web.addresses import document_address
from nemcon.web.meetings import selectors as meetings
from nemcon.web.papers import selectors as papers
from nemcon.web.public.page import Site, page, role_of

ENTRIES = 30
MAPPED = 5_000
"""So many of the newest documents are on the map; six languages of them stay under the 50,000 that a map may hold."""


@page
def documents(site: Site) -> HttpResponse:
    """The newest documents as Atom. An entry keeps its id for as long as the document exists."""
    absolute = site.request.build_absolute_uri
    feed = Atom1Feed(
        title=_("Documents of %(institution)s") % {"institution": site.name.text},
        link=absolute(reverse("public:documents", args=[site.language])),
        description="",
        language=site.language,
        feed_url=absolute(site.request.get_full_path()),
        feed_guid=absolute(reverse("public:feed", args=[site.language])),
    )
    for document in papers.newest(site.role, site.language, ENTRIES):
        shown = papers.shown(document)
        feed.add_item(
            title=f"{document.symbol}. {shown.title if shown else ''}".strip(),
            link=absolute(document_address(site.language, document.symbol)),
            description="",
            unique_id=f"urn:uuid:{document.id}",
            pubdate=document.published,
            updateddate=document.changed,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read by robots, searches and checks apart."""
    searches = [f"Disallow: {reverse('public:search', args=[language])}" for language in _languages()]
    searches += [f"Disallow: {reverse('public:check', args=[language])}?" for language in _languages()]
    where = request.build_absolute_uri(reverse("public:sitemap"))
    text = "\n".join(["User-agent: *", *searches, "", f"Sitemap: {where}", ""])
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The map of the site: front pages, and the newest documents in every language."""
    absolute = request.build_absolute_uri
    places = [reverse("public:front", args=[language]) for language in _languages()]
    languages = _languages()
    for symbol in papers.newest_symbols(role_of(request), MAPPED):
        places += [document_address(language, symbol) for language in languages]
    entries = "".join(f"<url><loc>{escape(absolute(place))}</loc></url>\n" for place in places)
    response = HttpResponse(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n',
        content_type="application/xml; charset=utf-8",
    )
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _languages() -> list[str]:
    institution = meetings.institution()
    return list(institution.languages) if institution else []

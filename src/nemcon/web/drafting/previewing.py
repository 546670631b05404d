"""The very page and paper that a draft would become, before it is anything to anybody else."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from nemcon.core.agenda import Agenda
from nemcon.core.languages import OWN_NAMES
from nemcon.documents import model
from nemcon.documents.write import html
from nemcon.documents.write.pdf import Unprintable
from nemcon.web.addresses import document_address
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.drafting import selectors
from nemcon.web.drafting.frame import draft_at, frame
from nemcon.web.papers import rendering
from nemcon.web.papers import selectors as papers
from nemcon.web.papers.formats import FORMATS, file_name

FORMS = ("pdf", "docx")
"""The forms in which a draft can be taken: on paper, and to write on."""


@desk_page("read.draft")
def preview(desk: Desk, draft: UUID, code: str) -> HttpResponse:
    """The page as readers would see it in the language `code`; it follows what is typed elsewhere."""
    held = draft_at(desk, draft)
    language = _language(desk, code)
    agenda = selectors.agenda(held)
    context = {
        **frame(desk, held, "preview"),
        "fragment": _fragment(_composed(desk, agenda, language), language),
        "code": language,
        "translated": language == agenda.language or language in agenda.translations,
        "languages": [{"code": each, "name": OWN_NAMES[each]} for each in desk.institution.languages],
        "forms": FORMS,
    }
    return show(desk, "drafting/preview.html", context)


@desk_page("read.draft")
def fragment(desk: Desk, draft: UUID, code: str) -> HttpResponse:
    """The text of the page alone, as the page fetches it again."""
    held = draft_at(desk, draft)
    language = _language(desk, code)
    return HttpResponse(_fragment(_composed(desk, selectors.agenda(held), language), language))


@desk_page("read.draft")
def paper(desk: Desk, draft: UUID, code: str, form: str) -> HttpResponse:
    """The draft as a file, marked as a draft by its name."""
    held = draft_at(desk, draft)
    language = _language(desk, code)
    if form not in FORMS:
        raise Http404
    agenda = selectors.agenda(held)
    document = _composed(desk, agenda, language)
    kind = FORMATS[form]
    try:
        data = kind.write(document, agenda)
    except Unprintable as why:
        context = {**frame(desk, held, "preview"), "heading": _("The file could not be made"), "said": str(why)}
        return show(desk, "drafting/unmade.html", context, status=422)
    response = HttpResponse(data, content_type=kind.media_type)
    how = "inline" if kind.shown else "attachment"
    name = file_name(f"draft-{held.revision}-{agenda.masthead.symbol or held.meeting.slug}", language, form)
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    response.headers["Content-Language"] = language
    return response


def _language(desk: Desk, code: str) -> str:
    if code not in desk.institution.languages:
        raise Http404
    return code


def _composed(desk: Desk, agenda: Agenda, language: str) -> model.Document:
    return rendering.composed(agenda, language, desk.institution.names)


def _fragment(document: model.Document, language: str) -> str:
    cited = rendering.cited(document)
    known = papers.known_symbols(cited)

    def address(symbol: str) -> str | None:
        return document_address(language, symbol) if symbol in known else None

    return html.fragment(document, address=address)

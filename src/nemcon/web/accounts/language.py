"""In which language the pages below /account/ are shown. Their addresses name none.

The language that the reader chose on one of these pages (`?language=fr`, kept in a cookie), else the account's, else
the browser's; always one of the institution's.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from nemcon.core.languages import LANGUAGES
from nemcon.web.meetings import selectors as meetings
from nemcon.web.public.language import DJANGO_CODES, preferred

PLACE = "/account/"
COOKIE = "language"
CHOICE = "language"
"""The parameter of an address by which a language is chosen."""


def chosen(request: HttpRequest) -> str:
    """The language of an account page."""
    institution = meetings.institution()
    among = tuple(institution.languages) if institution else LANGUAGES
    account = getattr(request, "account", None)
    wishes = (request.GET.get(CHOICE), request.COOKIES.get(COOKIE), account.language if account else None)
    return next((wish for wish in wishes if wish in among), None) or preferred(request, among)


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer below /account/ in the language chosen there; elsewhere do nothing, and read no cookie."""

    def in_language(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PLACE):
            return get_response(request)
        language = chosen(request)
        request.language = language  # type: ignore[attr-defined]
        with translation.override(DJANGO_CODES.get(language, language)):
            response = get_response(request)
        if request.GET.get(CHOICE) == language:
            keep(response, language)
        return response

    return in_language


def keep(response: HttpResponse, language: str) -> None:
    """Let the browser remember the choice for a year, for these pages only."""
    response.set_cookie(
        COOKIE,
        language,
        max_age=365 * 24 * 3600,
        path=PLACE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

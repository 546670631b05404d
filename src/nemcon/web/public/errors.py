"""What is said when a page is not there or could not be made, in the reader's language."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _

from nemcon.core.languages import LANGUAGES, OWN_NAMES, direction
from nemcon.web.public import language as languages
from nemcon.web.public.page import NotFounded, frame, site_of


class BeforeFounding:
    """Middleware: until there is an institution, every page says how to make one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of what is within."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """503 where the institution is missing."""
        if not isinstance(exception, NotFounded):
            return None
        heading = _("This site is being set up")
        said = _("There is no institution yet. Its officer creates it with the command “nemcon setup”.")
        return _plain(request, heading, said, 503)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same for what does not exist and for what the reader may not see."""
    heading = _("There is nothing at this address")
    said = _("The address may be misspelt, or what was here is not public. Look for a title or a symbol instead.")
    try:
        site = site_of(request, languages.of(request))
        context = {**frame(site), "heading": heading, "said": said, "failed": True}
        page = loader.render_to_string("public/error.html", context, request)
    except Exception:  # whatever keeps the frame from being made must not hide that the page is not there
        return _plain(request, heading, said, 404)
    response = HttpResponse(page, status=404)
    response.headers["Content-Language"] = site.language
    response.headers["Cache-Control"] = "no-cache"
    return response


def failed(request: HttpRequest) -> HttpResponse:
    """500: what was not done and what to do. It asks nothing of the database, which may be what failed."""
    heading = _("The page could not be made")
    said = _("The fault is on this side and has been recorded. Load the page again in a minute.")
    return _plain(request, heading, said, 500)


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that was not sent from this site."""
    heading = _("The form was not accepted")
    said = _("It did not come from this site, or it was open for too long. Load the page again and send it anew.")
    return _plain(request, heading, said, 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request that cannot be understood."""
    heading = _("The request was not understood")
    said = _("Go to the front page and begin there.")
    return _plain(request, heading, said, 400)


def _plain(request: HttpRequest, heading: str, said: str, status: int) -> HttpResponse:
    language = languages.of(request)
    context = {
        "language": language,
        "direction": direction(language),
        "heading": heading,
        "said": said,
        "tongues": [
            {"code": code, "name": OWN_NAMES[code], "address": f"/{code}/", "current": code == language}
            for code in LANGUAGES
        ],
    }
    response = HttpResponse(loader.render_to_string("public/plain.html", context), status=status)
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store"
    return response

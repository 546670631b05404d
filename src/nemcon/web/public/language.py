"""In which language a request is answered: that of its address, else what the reader's browser prefers."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from nemcon.core.languages import LANGUAGES

DJANGO_CODES = {"zh": "zh-hans"}
"""What Django calls a language where it differs from ours."""


def of(request: HttpRequest) -> str:
    """The language in which `request` is answered."""
    return str(getattr(request, "language", "en"))


def preferred(request: HttpRequest, among: Sequence[str] = LANGUAGES) -> str:
    """The language that the browser likes best, English if it names none of `among` and English is one of them."""
    for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        language = code.split("-")[0]
        if language in among:
            return language
    return "en" if "en" in among else among[0]


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Choose the language, and answer in it; errors too."""

    def in_language(request: HttpRequest) -> HttpResponse:
        first = request.path_info[1:].split("/", 1)[0]
        language = first if first in LANGUAGES else preferred(request)
        request.language = language  # type: ignore[attr-defined]
        with translation.override(DJANGO_CODES.get(language, language)):
            return get_response(request)

    return in_language

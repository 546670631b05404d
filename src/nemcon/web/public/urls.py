"""The addresses of the public site. The first segment is a language or a word in small letters; symbols never are."""

from django.urls import path, re_path, register_converter

from nemcon.core.languages import LANGUAGES
from nemcon.web.public import document, feeds, record, views


class LanguageConverter:
    """One of the six languages."""

    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        """The code itself."""
        return value

    def to_url(self, value: str) -> str:
        """The code itself."""
        return value


class SymbolConverter(LanguageConverter):
    """A document symbol: it begins with a capital, has no small first segment, and may hold slashes."""

    regex = r"[A-Z][^?#]*"


class ReferenceConverter:
    """The number of an act, in its only form."""

    regex = "0|[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The number as it is written."""
        return str(value)


register_converter(LanguageConverter, "language")
register_converter(ReferenceConverter, "reference")
register_converter(SymbolConverter, "symbol")

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("check", views.check_in_own_language, name="check-here"),
    path("robots.txt", feeds.robots, name="robots"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("institution.css", views.colour, name="colour"),
    re_path(r"^files/(?P<sha256>[0-9a-f]{64})/(?P<name>[^/]+)$", document.file_by_hash, name="file"),
    path("<language:language>/", views.front, name="front"),
    path("<language:language>/bodies/", views.bodies, name="bodies"),
    path("<language:language>/bodies/<slug:slug>", views.body, name="body"),
    path("<language:language>/meetings/", views.all_meetings, name="meetings"),
    path("<language:language>/meetings/<slug:slug>", views.meeting, name="meeting"),
    path("<language:language>/meetings/<slug:slug>/programme.ics", document.calendar_of_meeting, name="calendar"),
    path("<language:language>/documents/", views.documents, name="documents"),
    path("<language:language>/documents.atom", feeds.documents, name="feed"),
    path("<language:language>/search", views.search, name="search"),
    path("<language:language>/check", record.check, name="check"),
    path("<language:language>/record/", record.records, name="records"),
    path("<language:language>/record/<slug:name>", record.log, name="log"),
    path("<language:language>/record/<slug:name>/<reference:seq>", record.reference, name="reference"),
    path("<language:language>/<symbol:symbol>", document.document, name="document"),
    path("<symbol:symbol>", document.bare, name="bare"),
]

"""The addresses of the public site. The first segment is a language or a word in small letters; symbols never are."""

from django.urls import path, re_path

from nemcon.web import converters  # noqa: F401  (they are registered there)
from nemcon.web.public import document, feeds, record, views

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

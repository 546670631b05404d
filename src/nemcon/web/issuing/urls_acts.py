"""The addresses below /acts/desk/ to which forms that make acts are sent: they pass the door."""

from django.urls import URLPattern, path

from nemcon.web.issuing import release_views, submission_views
from nemcon.web.meetings import opening_views

app_name = "issuing-acts"
urlpatterns: list[URLPattern] = [
    path("meetings/open", opening_views.open_it, name="open-meeting"),
    path("submit", submission_views.submit, name="submit"),
    path("release", release_views.release, name="release"),
    path("withdraw", submission_views.withdraw, name="withdraw"),
]

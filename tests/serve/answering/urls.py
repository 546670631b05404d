"""The site's addresses, and three forms: one whose arrival is kept, two without a deadline."""

from __future__ import annotations

from django.urls import include, path

from nemcon.web.urls import handler400, handler403, handler404, handler500

from . import views

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("acts/symbol", views.reserve),
    path("acts/answer/symbol", views.reserve),
    path("acts/name", views.name),
    path("", include("nemcon.web.urls")),
]

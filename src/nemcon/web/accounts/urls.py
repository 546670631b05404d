"""The addresses below /account/: signing in, and what belongs to one's own account."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

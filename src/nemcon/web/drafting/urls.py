"""The addresses of drafts, below /{language}/desk/."""

from django.urls import URLPattern

app_name = "drafting"
urlpatterns: list[URLPattern] = []

"""The addresses of what leads from draft to release, below /{language}/desk/."""

from django.urls import URLPattern

app_name = "issuing"
urlpatterns: list[URLPattern] = []

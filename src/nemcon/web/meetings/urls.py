"""The addresses of meetings at the desk, below /{language}/desk/."""

from django.urls import URLPattern

app_name = "meetings"
urlpatterns: list[URLPattern] = []

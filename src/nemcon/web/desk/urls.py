"""The addresses of the desk itself, below /{language}/desk/."""

from django.urls import URLPattern

app_name = "desk"
urlpatterns: list[URLPattern] = []

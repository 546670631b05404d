"""The addresses below /acts/desk/ to which forms that make acts are sent: they pass the door."""

from django.urls import URLPattern

app_name = "issuing-acts"
urlpatterns: list[URLPattern] = []

"""The public site."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """Pages that everybody may read."""

    name = "nemcon.web.public"
    label = "public"

"""Documents: their symbols, versions by language, and files."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Documents."""

    name = "nemcon.web.papers"
    label = "papers"

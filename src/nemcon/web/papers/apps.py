"""Documents: their symbols, versions by language, and files."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Documents."""

    name = "nemcon.web.papers"
    label = "papers"

    def ready(self) -> None:
        """Say how acts change rows."""
        from nemcon.web.papers import projection  # noqa: F401

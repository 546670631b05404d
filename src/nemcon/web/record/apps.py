"""The app of the record."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """The record of acts."""

    name = "nemcon.web.record"
    label = "record"

    def ready(self) -> None:
        """Say how acts change rows."""
        from nemcon.web.record import projection  # noqa: F401

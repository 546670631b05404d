"""The institution, its bodies and their meetings."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Institution, bodies, meetings."""

    name = "nemcon.web.meetings"
    label = "meetings"

    def ready(self) -> None:
        """Say how acts change rows."""
        from nemcon.web.meetings import projection  # noqa: F401

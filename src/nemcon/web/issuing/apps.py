"""From draft to release: clearance, submission, languages, release."""

from django.apps import AppConfig


class IssuingConfig(AppConfig):
    """Issuing."""

    name = "nemcon.web.issuing"
    label = "issuing"

    def ready(self) -> None:
        """Say how acts change rows."""
        from nemcon.web.issuing import projection  # noqa: F401

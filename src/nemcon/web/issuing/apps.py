"""From draft to release: clearance, submission, languages, release."""

from django.apps import AppConfig


class IssuingConfig(AppConfig):
    """Issuing."""

    name = "nemcon.web.issuing"
    label = "issuing"

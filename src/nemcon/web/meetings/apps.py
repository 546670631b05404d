"""The institution, its bodies and their meetings."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Institution, bodies, meetings."""

    name = "nemcon.web.meetings"
    label = "meetings"

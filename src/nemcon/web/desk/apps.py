"""The officer's desk: the frame of signed-in pages, and what waits."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk."""

    name = "nemcon.web.desk"
    label = "desk"

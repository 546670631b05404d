"""The app of the record."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """The record of acts."""

    name = "nemcon.web.record"
    label = "record"

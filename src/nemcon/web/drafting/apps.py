"""Drafts: documents as they are written, before they are anything to anybody else."""

from django.apps import AppConfig


class DraftingConfig(AppConfig):
    """Drafting."""

    name = "nemcon.web.drafting"
    label = "drafting"

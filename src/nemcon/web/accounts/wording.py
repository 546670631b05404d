"""What roles are called on a page."""

from django.utils.translation import gettext as _


def role_in_words(role: str) -> str:
    """A role in words; the public has none."""
    return {
        "officer": _("officer"),
        "clearing officer": _("clearing officer"),
        "administrator": _("administrator"),
    }.get(role, "")

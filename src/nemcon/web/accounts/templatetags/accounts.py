"""Prints roles in words, and the square that an authenticator app reads."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from nemcon.web.accounts.wording import role_in_words

register = template.Library()


@register.filter
def in_words(role: str) -> str:
    """A role as it is called on a page."""
    return role_in_words(role)


@register.filter
def drawn(svg: str) -> SafeString:
    """A drawing that the server made, without the head of an XML file."""
    return mark_safe(svg[svg.index("<svg") :])

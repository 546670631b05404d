"""Run by the supervisor before the site starts: what the site's own does, an institution and a body."""

from __future__ import annotations

import django

from nemcon.serve import prepare as steps

SLUG = "cop"
"""The body, and its log."""


def main() -> None:
    """Make everything ready."""
    django.setup()
    from nemcon.web.meetings.actions import establish_body, found_institution
    from nemcon.web.record.perform import by_command

    steps.interface_texts()
    steps.static_files()
    steps.bring_up_to_date()
    found_institution(by_command(), names="Office", seats="Vienna", zone="Europe/Vienna", languages=("en", "fr"))
    establish_body(by_command(), slug=SLUG, names={"en": "Conference of the Parties"}, prefix="CTOC/COP")


if __name__ == "__main__":
    main()

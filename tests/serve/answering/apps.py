"""The app of these tests: it says what performs the arrivals that a crash left."""

from __future__ import annotations

from django.apps import AppConfig


class AnsweringConfig(AppConfig):
    """One form, under a deadline and without."""

    name = "tests.serve.answering"
    label = "answering"

    def ready(self) -> None:
        """Arrivals are performed as the view performs what it gets."""
        from nemcon.web.record.arrivals import ANSWERS

        from .views import perform

        ANSWERS["/acts/answer/symbol"] = lambda arrival: perform(arrival.form, arrival.received) and None

"""The settings of `nemcon serve`, with the app of these tests."""

from __future__ import annotations

from nemcon.web.settings.serve import *  # noqa: F403
from nemcon.web.settings.serve import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.serve.answering"]
ROOT_URLCONF = "tests.serve.answering.urls"

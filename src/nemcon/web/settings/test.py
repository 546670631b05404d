"""Settings for the tests: the same as in production but for speed; the database is the test session's own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from nemcon.web.settings.base import *  # noqa: F403
from nemcon.web.settings.base import DATABASES

SECRET_KEY = "only for tests, where nothing is secret and nothing is served to anybody"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "[::1]"]
NEMCON_DATA = Path(tempfile.gettempdir()) / "nemcon-tests"
NEMCON_KEYS = NEMCON_DATA / "keys"
NEMCON_RECORD_ADDRESS = "testserver/record/{log}"
MEDIA_ROOT = NEMCON_DATA / "files"
STATIC_ROOT = NEMCON_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# A pool keeps connections open and so forbids dropping the test database.
DATABASES["default"]["OPTIONS"].pop("pool")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one takes half a second
NEMCON_MAILS = NEMCON_DATA / "mails"
LOGGING = {"form": "text", "level": "WARNING"}

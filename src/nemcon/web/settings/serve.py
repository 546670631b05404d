"""Settings of `nemcon serve` and `nemcon demo`. Whether they are safe is checked before: nemcon.serve.checks."""

from __future__ import annotations

import os

import dj_database_url

from nemcon.web.settings.base import *  # noqa: F403
from nemcon.web.settings.base import DATABASES, ENVIRONMENT

if os.environ.get("NEMCON_ROLE") == "web":
    DATABASES["default"]["OPTIONS"]["options"] += " -c statement_timeout=10s"

if os.environ.get("NEMCON_ROLE") == "prepare" and ENVIRONMENT.owner_url:
    DATABASES["default"].update(dj_database_url.parse(ENVIRONMENT.owner_url))

HTTPS = ENVIRONMENT.https != "local"

SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SECURE_SSL_REDIRECT = ENVIRONMENT.https == "proxy"  # with our own TLS nothing listens without it
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = ENVIRONMENT.hsts_seconds
    SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # the institution's other sites are not ours to decide,
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # nor is its entry in the browsers' list
if ENVIRONMENT.https == "proxy":
    # wsgi.py takes the header away unless it comes from one of NEMCON_TRUSTED_PROXIES.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

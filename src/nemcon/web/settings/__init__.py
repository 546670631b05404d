"""Django's settings: `base` holds what is common; `serve`, `demo` and `test` say what differs.

What an institution may set stands in `environment.SETTINGS`, one row each; nothing else is read from the environment.
"""

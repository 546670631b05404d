"""An officer at the desk, for the pages of meetings."""

from tests.web.desk.conftest import desk, officer

__all__ = ["desk", "officer"]

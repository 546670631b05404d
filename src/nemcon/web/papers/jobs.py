"""Work on documents that need not be done while somebody waits. Each job is idempotent and may run twice."""

import structlog
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3)
"""A database that went away or a disk that was full may be back in a few seconds, or minutes."""
log = structlog.get_logger("nemcon.papers")


@app.task(name="papers.render_all", retry=AGAIN)
def render_all() -> None:
    """The institution's name or languages changed: write the pages of all documents anew. Files stay as issued."""
    from nemcon.web.papers import actions
    from nemcon.web.papers.models import Document

    for document_id in Document.objects.order_by("-day", "-id").values_list("id", flat=True):
        actions.show_links(document_id)


@app.task(name="papers.show_links", retry=AGAIN)
def show_links(symbol: str) -> None:
    """A document of `symbol` appeared: write the pages of those that name it anew, so that they lead to it."""
    from nemcon.web.papers import actions
    from nemcon.web.papers.models import Citation

    for document_id in Citation.objects.filter(symbol=symbol).values_list("document_id", flat=True):
        actions.show_links(document_id)

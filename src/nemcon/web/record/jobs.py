"""Work on the record that need not be done while somebody waits. Each job is idempotent and may run twice."""

import datetime as dt

from procrastinate.contrib.django import app

LEFT = dt.timedelta(seconds=20)
"""After so long an arrival that is unanswered was left by a crash, most likely; if not, it is recorded once anyway."""


@app.periodic(cron="* * * * * */5")  # the sixth field is the seconds
@app.task(name="record.perform_left_over", queueing_lock="record.perform_left_over")
def perform_left_over(timestamp: int) -> None:
    """Perform the answers that the door kept and nobody answered, since a process ended in between."""
    from nemcon.web.record import arrivals

    arrivals.perform_left_over(LEFT)

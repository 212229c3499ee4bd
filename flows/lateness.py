"""Whether a run comes too late to do its work."""

from datetime import UTC, datetime, timedelta

from prefect.runtime import flow_run

LATE = timedelta(hours=6)


def is_late(allowed: timedelta = LATE) -> bool:
    """Whether this run was due so long ago that the next one does the work; a run that was not scheduled is never late."""
    scheduled = flow_run.scheduled_start_time
    return scheduled is not None and datetime.now(UTC) - scheduled > allowed

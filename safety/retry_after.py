"""The Retry-After header (RFC 9110, 10.2.3), read in one place for connectors and link checks."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=7)
"""Nobody is believed who asks to be left alone for longer."""
_SECONDS = re.compile(r"[0-9]+")


def retry_after(header: str, now: datetime) -> datetime | None:
    """When the server may be asked again, from `now` on and within a week; None if the header names no time."""
    value = header.strip()
    if _SECONDS.fullmatch(value):
        return now + min(LONGEST, timedelta(seconds=int(value)) if len(value) <= 9 else LONGEST)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    try:
        return min(max(now, at.replace(tzinfo=at.tzinfo or UTC)), now + LONGEST)
    except OverflowError:
        return None

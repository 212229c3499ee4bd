"""When a server says that it may be asked again: seconds, a date, or nothing that can be read."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.retry_after import LONGEST, retry_after

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        (" 120 ", 120),
        ("Fri, 20 Nov 2026 03:00:30 GMT", 30),
        ("Fri, 20 Nov 2026 10:00:30 +0700", 30),
        ("Fri, 20 Nov 2026 03:00:30 -0000", 30),
        ("Fri, 20 Nov 2026 02:00:00 GMT", 0),
        ("9" * 400, LONGEST.total_seconds()),
    ],
)
def test_seconds_and_dates_are_read_and_never_in_the_past_or_years_away(header: str, seconds: float) -> None:
    assert retry_after(header, NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize("header", ["", "soon", "²", "-5", "1.5", "Fri, 99 Nov 2026 03:00:30 GMT"])
def test_what_cannot_be_read_names_no_time(header: str) -> None:
    assert retry_after(header, NOW) is None


@given(st.text())
def test_no_header_breaks_it(header: str) -> None:
    at = retry_after(header, NOW)
    assert at is None or NOW <= at <= NOW + LONGEST

"""An address that nobody can be reached at for weeks is tried again every few hours, and told of its news once it is mended."""

from datetime import UTC, datetime, timedelta

import pytest

from config.messages import Messages
from flows.messages_told import Told

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
LONGEST = timedelta(hours=6)


def may_try(in_vain: int, gap_minutes: int, waited: timedelta) -> bool:
    told = Told(tried_at=NOW - waited, day="2026-11-23", in_vain=in_vain)
    return told.may_try(Messages(gap_minutes=gap_minutes), NOW, "2026-11-23")


@pytest.mark.parametrize("in_vain", [37, 38, 100, 100_000])
@pytest.mark.parametrize("gap", [1, 10, 240])
def test_however_often_nobody_was_reached_it_is_tried_again(in_vain: int, gap: int) -> None:
    assert not may_try(in_vain, gap, LONGEST - timedelta(minutes=1))
    assert may_try(in_vain, gap, LONGEST)


@pytest.mark.parametrize(("in_vain", "minutes"), [(0, 10), (1, 20), (2, 40), (5, 320), (6, 360)])
def test_the_time_between_two_tries_doubles_until_then(in_vain: int, minutes: int) -> None:
    assert not may_try(in_vain, 10, timedelta(minutes=minutes - 1))
    assert may_try(in_vain, 10, timedelta(minutes=minutes))

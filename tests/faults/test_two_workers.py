"""A slice of the race of two workers: every package is public once, whoever carried it.

The whole race is `python -m tests.faults workers`.
"""

from pathlib import Path

import pytest

from tests.faults.workers import race

pytestmark = pytest.mark.long


@pytest.mark.parametrize("member", ["site", "graph"])
def test_two_workers_publish_every_package_once(tmp_path: Path, member: str) -> None:
    told = race(tmp_path, member, seed=7, packages=25)
    assert (told.duplicates, told.unfinished, told.broken) == (0, 0, ())
    assert all(told.shares), "both had work"
    assert told.met, "they did meet"

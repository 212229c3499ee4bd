"""Packages that are sealed and approved before the day begins, by some processes side by side."""

import multiprocessing
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path

from bench.fleet.day import Item
from bench.fleet.homes import drop
from flows.wiring import open_workroom
from publishing.approval import approve
from publishing.intake import take_in
from safety.clock import ManualClock


def prepare(home: Path, items: Sequence[Item], first_morning: datetime, processes: int) -> None:
    """Drop, seal and approve everything; due is counted from the first 08:00."""
    each = [tuple(own) for _, own in groupby(items, key=lambda item: item.office)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for _ in pool.imap_unordered(partial(_of_office, home, first_morning), each, chunksize=4):
            pass


def _of_office(home: Path, first_morning: datetime, items: Sequence[Item]) -> None:
    office = items[0].office
    for item in items:
        drop(home, office, item.name, f"{first_morning + timedelta(seconds=item.due):%Y-%m-%dT%H:%M:%SZ}")
    clock = ManualClock(datetime.now(UTC) - timedelta(minutes=1))
    with open_workroom(home, office, os.environ, clock) as room:
        for _ in range(2):
            take_in(room.ledger, room.desk, clock)
            clock.advance(5)
        for item in items:
            approve(room.ledger, room.desk, item.name, "ketua", "Ketua")

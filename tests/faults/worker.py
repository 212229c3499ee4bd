"""One worker as a process of its own: `python -m tests.faults.worker HOME OFFICE [--stop PLACE] [--shuffle SEED] [--gate FILE]`.

It publishes every approved package through the product's own code, without the lease of the sweep: what keeps two workers apart
is the lease of each publication alone. With --stop it stops itself (SIGSTOP, as a PC that falls asleep) once, at that place. With
--gate it stands still until that file appears, so that several begin at the same moment. At its end it says how often it got a
publication and how often another held it.
"""

import argparse
import asyncio
import json
import random
import signal
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from urllib3.connection import HTTPConnection

import flows.publish
from connectors import http
from flows.wiring import Workroom, open_workroom
from ledger import queries
from ledger.entries import Entry
from ledger.store import Ledger
from links.session import open_session
from publishing.states import ENDED, Policy, State
from publishing.work import Publisher
from safety.clock import SystemClock
from tests.faults.without_prefect import WithoutPrefect

HASTE = Policy(
    jeda=0, settle_window=0.5, hidden_settle=0.1, looks=2, look_gap=0.1, lease=2.5, request_deadline=1, backoff=0.1,
    unclear_before_pause=1000,
)  # fmt: skip
_CREATING = (b"/api/articles HTTP", b"/feed HTTP")
PLACES = ("stage", "reveal", "connected", "half")


class SleepOnce:
    """Where this process falls asleep. Nothing else is changed: what is called is called as ever, before or after."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._slept = False

    def now(self) -> None:
        if not self._slept:
            self._slept = True
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)  # this thread first: it does not take one step more

    def arm(self) -> None:
        wanted = {"stage": ("StageSent",), "reveal": ("RevealSent",)}.get(self._place, ())
        append, connected, send = Ledger.append, http._Guard.connected, HTTPConnection.send
        revealing = False

        def watched(book: Ledger, office: str, entries: Any, **more: Any) -> Any:
            nonlocal revealing
            listed: list[Entry] = list(entries)
            recorded = append(book, office, listed, **more)
            revealing = revealing or any(entry.event == "RevealSent" for entry in listed)
            if any(entry.event in wanted for entry in listed):
                self.now()
            return recorded

        def stands(guard: Any, *args: Any) -> None:
            connected(guard, *args)
            if self._place == "connected" and revealing and guard.exchange and guard.exchange.write:
                self.now()

        def sent(connection: Any, data: Any) -> None:
            send(connection, data)
            if self._place == "half" and any(place in bytes(data[:80]) for place in _CREATING):
                self.now()

        Ledger.append, http._Guard.connected, HTTPConnection.send = watched, stands, sent  # type: ignore[assignment,method-assign]


class Tally:
    """How often this worker got a publication into its hands, and how often it found it in another's."""

    def __init__(self) -> None:
        self.took = self.met = 0

    def watch(self) -> None:
        take = Publisher.take

        def counted(publisher: Publisher, key: Any) -> Any:
            lease = take(publisher, key)
            self.took, self.met = self.took + (lease is not None), self.met + (lease is None)
            return lease

        Publisher.take = counted  # type: ignore[method-assign]


def wait_at(gate: Path) -> None:
    print("di gerbang", flush=True)
    while not gate.exists():
        time.sleep(0.001)


async def work(home: Path, office: str, seed: int) -> None:
    with open_workroom(home, office, {}, SystemClock()) as opened, patch.object(flows.publish, "outward_step", WithoutPrefect()):
        room = replace(opened, publisher=replace(opened.publisher, policy=HASTE))
        async with open_session(room.addresses) as web:
            while rows := queries.packages(room.ledger, office, ["approved"]):
                left = [row for row in rows if _moves(room, row.key)]
                if not left:
                    return
                random.Random(seed).shuffle(left)  # noqa: S311  # an order, no secret
                for row in left:
                    await flows.publish.publish_package(room, room.desk.read(row), web)
                await asyncio.sleep(0.05)


def _moves(room: Workroom, key: Any) -> bool:
    """Whether something of this package still moves without a person."""
    rows = queries.publications(room.ledger, key.office, package=key)
    stopped = ENDED | {State.NEEDS_HUMAN}
    return not rows or any(State(row.state) not in stopped for row in rows)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("office")
    parser.add_argument("--stop", choices=PLACES)
    parser.add_argument("--shuffle", type=int, default=0)
    parser.add_argument("--gate", type=Path)
    options = parser.parse_args()
    tally = Tally()
    tally.watch()
    if options.gate:
        wait_at(options.gate)
    if options.stop:
        SleepOnce(options.stop).arm()
    with suppress(KeyboardInterrupt):
        asyncio.run(work(options.home, options.office, options.shuffle))
    print(json.dumps({"took": tally.took, "met": tally.met}))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Sweeps in child processes that end themselves with SIGKILL right before a chosen act.

An act is what must not be lost or doubled: a request that writes, or an entry in the ledger. The imports are done once,
those on the way to the first request included, in a process that forks a child for each sweep; it reads one order a line
and answers with one line.
"""

import asyncio
import json
import os
import re
import signal
import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

import requests
from PIL import Image

from connectors.http import READS, Session
from flows.publish import run_sweep
from flows.wiring import open_workroom
from ledger.store import Ledger
from safety.clock import ManualClock


class Acts:
    """Counts the acts of this process and ends it before the chosen one."""

    def __init__(self, kill_before: int | None, log: Path) -> None:
        self.kill_before = kill_before
        self.log = log
        self.names: list[str] = []
        self.one_at_a_time = Lock()

    def about_to(self, name: str) -> None:
        with self.one_at_a_time:
            if len(self.names) == self.kill_before:
                os.kill(os.getpid(), signal.SIGKILL)
            self.names.append(name)
            beside = self.log.with_suffix(".part")  # another thread may kill this process at any moment
            beside.write_text(json.dumps(self.names), encoding="utf-8")
            beside.replace(self.log)


def _written(request: requests.PreparedRequest) -> str:
    """What a request writes on the site, "" if it only reads; XML-RPC sends even its questions as POST."""
    if (request.method or "GET").upper() in READS:
        return ""
    body = request.body.encode() if isinstance(request.body, str) else bytes(request.body or b"")
    call = re.search(rb"<methodName>([^<]+)</methodName>", body[:200])
    if call is None:
        return f"{request.method} {(request.path_url or '').split('?')[0]}"
    return "" if call[1].startswith((b"wp.get", b"mt.supported")) else f"POST {call[1].decode()}"


def _watch(acts: Acts) -> None:
    send, append = Session.send, Ledger.append

    def watched_send(self: Session, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        if act := _written(request):
            acts.about_to(act)
        return send(self, request, **kwargs)

    def watched_append(self: Ledger, office: str, entries: Any, **kwargs: Any) -> Any:
        acts.about_to("append " + ",".join(entry.event for entry in entries))
        return append(self, office, entries, **kwargs)

    Session.send, Ledger.append = watched_send, watched_append  # type: ignore[method-assign]  # in this child alone


def _sweep(order: dict[str, Any]) -> None:
    _watch(Acts(order["kill_before"], Path(order["log"])))
    clock = ManualClock(datetime.fromisoformat(order["now"]))
    asyncio.run(run_sweep(Path(order["home"]), order["office"], clock))


def _prepare(order: dict[str, Any]) -> None:
    """What a sweep imports and reads before it acts: six hundred modules that each child would import anew."""
    import_module("prefect.task_engine")
    Image.init()
    with open_workroom(Path(order["home"]), order["office"], os.environ, ManualClock(datetime.fromisoformat(order["now"]))):
        pass


def main() -> None:
    prepared = False
    for line in sys.stdin:
        order = json.loads(line)
        if not prepared:
            _prepare(order)
            prepared = True
        child = os.fork()
        if child == 0:
            try:
                _sweep(order)
            finally:
                sys.stderr.flush()
                os._exit(1 if sys.exc_info()[0] else 0)
        _, status = os.waitpid(child, 0)
        print(json.dumps({"killed": os.WIFSIGNALED(status), "status": os.waitstatus_to_exitcode(status)}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()

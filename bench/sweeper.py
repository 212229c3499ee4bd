"""Sweeps of one home in a process of its own: `python -m bench.sweeper HOME`, one order a line, one answer a line."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import WrongWork

ROOT = Path(__file__).parents[1]
OFFICE = "contoh"
SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "flows,publishing",
    "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
}


@dataclass
class Sweeper:
    """The other end of the pipe."""

    process: subprocess.Popen[str]

    def sweep(self) -> dict[str, Any]:
        """One sweep, copies put off; its wall and processor seconds."""
        return self._order("sweep")

    def copy(self) -> dict[str, Any]:
        """Keep the copies that the sweeps put off."""
        return self._order("copy")

    def _order(self, what: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise WrongWork("the sweeping process ended")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def sweeping(home: Path, prefect: Mapping[str, str] | None = None) -> Iterator[Sweeper]:
    """A process that sweeps this home when told, with a Prefect server of its own."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.sweeper", str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environ | SETTINGS | dict(prefect or {}),
    )
    try:
        yield Sweeper(process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def main() -> None:
    from prefect.testing.utilities import prefect_test_harness

    home = Path(sys.argv[1])
    with prefect_test_harness(server_startup_timeout=120):
        asyncio.run(_serve_orders(home))


async def _serve_orders(home: Path) -> None:
    from flows import publish

    kept: list[Any] = []

    async def put_off(_room: object, row: object, _web: object) -> None:
        kept.append(row)

    keep_copy = publish.keep_missing_copy
    publish.keep_missing_copy = put_off  # type: ignore[assignment]  # copies are timed apart
    while order := (await asyncio.to_thread(sys.stdin.readline)).strip():
        began, worked = time.perf_counter(), time.process_time()
        if order == "sweep":
            await publish.run_publish(home, OFFICE)
        else:
            await _copies(home, kept, keep_copy)
            kept.clear()
        print(json.dumps({"wall": time.perf_counter() - began, "cpu": time.process_time() - worked}), flush=True)


async def _copies(home: Path, rows: list[Any], keep_copy: Any) -> None:
    from flows.wiring import open_workroom
    from links.session import open_session
    from safety.clock import SystemClock

    with open_workroom(home, OFFICE, os.environ, SystemClock()) as room:
        async with open_session(room.addresses) as web:
            for row in rows:
                await keep_copy(room, row, web)


if __name__ == "__main__":
    main()

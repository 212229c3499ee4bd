"""The practice town: a news website and stand-ins for the platforms on loopback, so that nobody needs an account to learn."""

import argparse
import asyncio
import json
import secrets
import signal
import socket
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from aiohttp import web

from config.platforms import practised
from practice.faults import Faults
from practice.store import Store
from safety.clock import Clock, SystemClock
from safety.files import write_durably

HOST = "127.0.0.1"
More = Mapping[str, Callable[[Store, str], Any]]
"""Members of platforms that other packages add, by name: made with the town's store and a token of their own."""


class Town:
    """One process, one port a member. Port 0: the port of the last run if it is free, so that old links stay true."""

    def __init__(
        self, state_dir: Path, asked: Mapping[str, int] | None = None, clock: Clock | None = None, more: More | None = None
    ) -> None:
        self._state_dir = state_dir
        self._more = dict(more or {})
        self._asked = dict(asked or {})
        self._clock = clock or SystemClock()
        self._runners: list[web.AppRunner] = []
        self._store: Store | None = None
        self.ports: dict[str, int] = {}
        self.tokens: dict[str, str] = {}

    @property
    def urls(self) -> dict[str, str]:
        return {name: f"http://{HOST}:{port}" for name, port in self.ports.items()}

    async def start(self) -> None:
        store = self._store = Store(self._state_dir / "kota.sqlite", self._clock)
        self.tokens = {name: _secret(store, name) for name in (*secret_names(), *self._more)}
        added = {name: make(store, self.tokens[name]) for name, make in self._more.items()}
        for name, member in {**members(store, self.tokens), **added}.items():
            listener = _listen(store, name, self._asked.get(name, 0))
            self.ports[name] = listener.getsockname()[1]
            member.base_url = self.urls[name]
            runner = web.AppRunner(member.app(Faults()), access_log=None)
            self._runners.append(runner)
            await runner.setup()
            await web.SockSite(runner, listener).start()

    async def stop(self) -> None:
        while self._runners:
            await self._runners.pop().cleanup()
        if self._store is not None:
            self._store.close()
            self._store = None

    def describe(self) -> str:
        """Ports, addresses and tokens as JSON, for a process that started the town."""
        return json.dumps({"ports": self.ports, "urls": self.urls, "tokens": self.tokens}, indent=1)


def member_names() -> tuple[str, ...]:
    """Who lives in the town: the stand-in of each platform whose declaration has a place in practice."""
    return tuple(platform.practice.member for platform in practised())


def secret_names() -> tuple[str, ...]:
    """The tokens that the town hands out."""
    return tuple(token for platform in practised() for token in platform.practice.tokens)


def member(name: str, store: Store, tokens: Mapping[str, str]) -> Any:
    """One member of the town, from `practice/NAME.py`."""
    return import_module(f"practice.{name}").open_member(store, tokens)


def shown_kind(name: str) -> str:
    """The kind of a member's objects that readers see."""
    return str(import_module(f"practice.{name}").SHOWN)


def members(store: Store, tokens: Mapping[str, str]) -> dict[str, Any]:
    """Every member of the town by its name."""
    return {name: member(name, store, tokens) for name in member_names()}


def _heads() -> dict[str, str]:
    """What some platforms' tokens begin with, by their names."""
    return {token: platform.practice.token_head for platform in practised() for token in platform.practice.tokens}


def _secret(store: Store, name: str) -> str:
    value = store.setting(f"token:{name}")
    if value is None:
        value = f"{_heads().get(name, '')}latihan-{secrets.token_hex(12)}"
        store.set(f"token:{name}", value)
    return value


def _listen(store: Store, name: str, asked: int) -> socket.socket:
    last = int(store.setting(f"port:{name}") or 0)
    for port in [asked] if asked else [last, 0]:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            listener.close()
            continue
        listener.listen(128)
        store.set(f"port:{name}", str(listener.getsockname()[1]))
        return listener
    raise OSError(f"Porta {asked} untuk {name} sedang dipakai program lain.")


async def _serve(town: Town, ports_file: Path) -> None:
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, done.set)
    await town.start()
    write_durably(ports_file, town.describe().encode(), mode=0o600)
    await done.wait()
    await town.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description="Kota latihan tayang, hanya di komputer ini.")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--ports-file", type=Path, required=True)
    for name in member_names():
        parser.add_argument(f"--{name}-port", type=int, default=0)
    options = parser.parse_args()
    town = Town(options.state, {name: getattr(options, f"{name}_port") for name in member_names()})
    asyncio.run(_serve(town, options.ports_file))


if __name__ == "__main__":
    main()

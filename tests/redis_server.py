"""A Redis server of the tests' own, on a loopback port, with nothing kept."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.flows.serving import eventually
from tests.ports import free_port, listens


def program() -> str:
    """The server's program; where there is none the test is skipped by its package's name, which fails CI."""
    found = shutil.which("redis-server")
    if found is None:
        pytest.skip("needs the Debian package redis-server")
    return found


@contextmanager
def running_redis() -> Iterator[int]:
    """Its port; ended with the block."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="tayang-redis-") as folder:
        asked = ("--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", folder)
        server = subprocess.Popen([program(), *asked], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            eventually("Redis answers", lambda: listens(port))
            yield port
        finally:
            server.terminate()
            server.wait(20)

"""Ports for servers that a test starts and that take their port themselves, some time after it was chosen."""

import random
import socket

PORTS = range(20_000, 32_000)


def free_port() -> int:
    """A port that stays free until the server takes it, because the kernel gives none of these to outgoing lines."""
    return next(port for port in random.sample(PORTS, len(PORTS)) if not listens(port))


def listens(port: int) -> bool:
    """Whether a server answers there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

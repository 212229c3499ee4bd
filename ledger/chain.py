"""The hash chain: one chain an office, each entry's hash over the hash before it and the entry's canonical bytes."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import rfc8785

GENESIS = "0" * 64


def canonical(body: dict[str, Any]) -> bytes:
    """The bytes that are hashed and stored: RFC 8785 JSON, the same on every machine and database."""
    return rfc8785.dumps(body)


def link_hash(previous: str, body: bytes) -> str:
    """SHA-256(0x00 ‖ previous ‖ body) in hex; 0x00 marks a leaf as in RFC 6962."""
    return hashlib.sha256(b"\x00" + bytes.fromhex(previous) + body).hexdigest()


def stamp(instant: datetime) -> str:
    """An aware instant as the ledger writes it: UTC, always with microseconds."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def instant(text: str) -> datetime:
    """The reverse of `stamp`."""
    return datetime.fromisoformat(text)

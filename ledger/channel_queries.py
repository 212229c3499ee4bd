"""What the ledger knows of an office's accounts. Looks only."""

from typing import Any

from ledger import queries
from ledger.entries import Kind
from ledger.store import Ledger


def standing(ledger: Ledger, office: str) -> dict[tuple[str, str], dict[str, Any]]:
    """What was told of accounts and is not settled, by (channel, what): `token`, `version` or `power`."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in queries.history(ledger, office, kinds=[Kind.ALARM]):
        if entry["package_id"] is not None:
            continue
        key = (entry["channel"], entry["facts"]["what"])
        if entry["event"] == "raised":
            found[key] = entry["facts"]
        else:
            found.pop(key, None)
    return found

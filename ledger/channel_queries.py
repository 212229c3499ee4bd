"""What the ledger knows of an office's accounts. Looks only."""

from typing import Any

from ledger import queries
from ledger.entries import Kind
from ledger.store import Ledger

EndKey = tuple[str, str]


def open_ends(ledger: Ledger, office: str) -> dict[EndKey, dict[str, Any]]:
    """What of an account ends soon and was told, by (channel, what): `token` or `version`."""
    found: dict[EndKey, dict[str, Any]] = {}
    for entry in queries.history(ledger, office, kinds=[Kind.ALARM]):
        if entry["package_id"] is not None:
            continue
        key = (entry["channel"], entry["facts"]["what"])
        if entry["event"] == "raised":
            found[key] = entry["facts"]
        else:
            found.pop(key, None)
    return found

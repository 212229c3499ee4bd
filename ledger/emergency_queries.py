"""Which packages went out in an emergency and have not gone through their procedure since."""

from ledger import queries
from ledger.entries import Kind, PackageKey
from ledger.store import Ledger

_NEVER_OUT = ("replaced", "cancelled", "returned")


def open_emergencies(ledger: Ledger, office: str) -> frozenset[PackageKey]:
    """The packages that were ordered out in an emergency, are not settled, and were not taken down everywhere."""
    last: dict[PackageKey, str] = {}
    for entry in queries.history(ledger, office, kinds=[Kind.EMERGENCY]):
        last[PackageKey(office, entry["package_id"], entry["revision"])] = entry["event"]
    return frozenset(key for key, event in last.items() if event == "ordered" and _stands(ledger, key))


def _stands(ledger: Ledger, key: PackageKey) -> bool:
    states = [row.state for row in queries.publications(ledger, key.office, package=key)]
    if states:
        return any(state != "withdrawn" for state in states)
    rows = queries.revisions(ledger, key.office, key.package_id)
    return any(row.key == key and row.state not in _NEVER_OUT for row in rows)

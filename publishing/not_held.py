"""Packages in masuk/ that are wrong and that the file system does not let us move to ditahan/: a folder of another owner, say."""

from collections.abc import Collection
from datetime import timedelta

from content_queue.problems import printable
from ledger.chain import instant, stamp
from ledger.inbox_queries import last_entries
from ledger.store import Ledger
from publishing.desk import Desk
from publishing.notebook import recall

_REMEMBERED = timedelta(days=1)
"""How far back the ledger is asked; as long as such a package lies there, each look enters it again after a while."""


def not_held(ledger: Ledger, desk: Desk, names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """What is wrong with those of these folders in masuk/ that should lie in ditahan/, by their names.

    That one is to be held is entered before it moves. One that has lain there as it is since before then has not moved; one that
    was mended and put back came later.
    """
    if not names:
        return {}
    notes, said = recall(desk), last_entries(ledger, desk.office, "held", stamp(ledger.clock.now() - _REMEMBERED))
    newest = {entry["evidence"]["folder"]: entry for entry in said}
    found = {}
    for name in names:
        entry, seen = newest.get(printable(name)), notes.get(name)
        if entry and seen and seen.since <= instant(entry["at"]):
            found[name] = tuple(entry["evidence"]["problems"])
    return found

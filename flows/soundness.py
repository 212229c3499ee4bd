"""Judges a kept copy by everything that the ledger knows of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger import link_queries
from ledger.anchors import known_keys
from ledger.link_queries import CopyRow
from ledger.store import Ledger
from links.copy import verify_copy
from links.problems import Problem


@dataclass(frozen=True)
class Soundness:
    """What the ledger of an office says of its copies: the lists of additions, and the keys that sign."""

    lists: Mapping[str, Mapping[str, str]]
    keys: frozenset[str]

    def faults(self, home: Path, copy: CopyRow, place: Path | None = None) -> list[Problem]:
        """What changed since it was kept; `place`: where it lies, if not in the home."""
        return verify_copy(place or home / copy.path, copy.manifest_sha256, self.lists.get(copy.path, {}), self.keys)


def soundness(ledger: Ledger, office: str) -> Soundness:
    """Read once, used for every copy."""
    return Soundness(link_queries.lists_by_copy(ledger, office), frozenset(known_keys(ledger, office)))

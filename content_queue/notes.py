"""What the looks at masuk/ remember of each other. Packages at rest are kept in columns: thousands are read back at once."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from content_queue.problems import Problem

COARSEST = timedelta(seconds=2)
"""The coarsest time stamps of a file system: a change this soon after another may leave the same stamp."""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Stamp(NamedTuple):
    """What a folder shows from outside: which one it is, and a number that differs once its list of files was changed."""

    inode: int
    changed_ns: int


@dataclass(frozen=True)
class Seen:
    """What was known of one dropped package at the last look.

    `since`: how long its files have been these; `noticed`: how long the folder itself has shown this stamp.
    """

    fingerprint: str
    since: datetime
    stamp: Stamp
    noticed: datetime
    still: bool = False
    problems: tuple[Problem, ...] = ()

    def rests(self, now: datetime) -> bool:
        """Whether any later change of its list of files must show from outside."""
        return self.still and not self.problems and now - self.noticed >= COARSEST

    def differs(self, other: "Seen") -> bool:
        """Whether something was changed between two looks. The inode is only a hint: some network shares make up new ones."""
        return (self.fingerprint, self.stamp.changed_ns) != (other.fingerprint, other.stamp.changed_ns)


class Turn(NamedTuple):
    """Whose turn it was last: the name up to which packages at rest were glanced at, and looked through."""

    glanced: str = ""
    looked: str = ""


@dataclass(frozen=True)
class Notes:
    """Packages at rest, one column a fact and sorted by name; `awake` are those that every scan looks through."""

    names: Sequence[str] = ()
    fingerprints: Sequence[str] = ()
    inodes: Sequence[int] = ()
    changed_ns: Sequence[int] = ()
    awake: Mapping[str, Seen] = field(default_factory=dict)

    @cached_property
    def resting(self) -> dict[str, int]:
        """The inode of each package at rest."""
        return dict(zip(self.names, self.inodes, strict=True))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.names)}

    def get(self, name: str) -> Seen | None:
        """What is known of one package."""
        if name not in self.resting:
            return self.awake.get(name)
        place = self._places[name]
        stamp = Stamp(self.inodes[place], self.changed_ns[place])
        return Seen(self.fingerprints[place], _LONG_AGO, stamp, _LONG_AGO, still=True)

    def changed_at(self, name: str) -> int | None:
        """What a package at rest showed of its last change."""
        place = self._places.get(name)
        return None if place is None else self.changed_ns[place]

    def after(self, looked: Mapping[str, Seen], gone: Collection[str], now: datetime) -> "Notes":
        """The notes with what was looked at anew and without what is gone; these very notes if that changes nothing."""
        different = {name: seen for name, seen in looked.items() if not self._says(name, seen, now)}
        if not different and not gone:
            return self
        settled = {name: seen for name, seen in different.items() if seen.rests(now)}
        both = {**self.awake, **different}
        awake = {name: seen for name, seen in both.items() if name not in settled and name not in gone}
        return self._with(awake, settled, {*gone, *different})

    def awakened(self, names: Iterable[str]) -> "Notes":
        """The notes with these to be looked through at the next scan; these very notes if they rest no more."""
        found = {name: seen for name in names if name in self.resting and (seen := self.get(name))}
        return self._with({**self.awake, **found}, {}, set(found)) if found else self

    def missing(self, names: Iterable[str]) -> list[str]:
        """Those of the names that are not known here."""
        resting, awake = self.resting, self.awake
        return [name for name in names if name not in resting and name not in awake]

    def without(self, names: Collection[str]) -> "Notes":
        """The notes as if these had never been seen."""
        return self._with({name: seen for name, seen in self.awake.items() if name not in names}, {}, set(names))

    def next_at_rest(self, after: str, count: int) -> list[str]:
        """The next packages at rest in the order of their names, from the beginning again after the last."""
        begin = bisect_right(self.names, after)
        over = max(0, min(begin, begin + count - len(self.names)))
        return [*self.names[begin : begin + count], *self.names[:over]]

    def _says(self, name: str, seen: Seen, now: datetime) -> bool:
        if not seen.rests(now):
            return self.awake.get(name) == seen
        known = self.get(name) if name in self.resting else None
        return known is not None and (known.fingerprint, known.stamp) == (seen.fingerprint, seen.stamp)

    def _with(self, awake: Mapping[str, Seen], settled: Mapping[str, Seen], touched: Collection[str]) -> "Notes":
        columns = zip(self.names, self.fingerprints, self.inodes, self.changed_ns, strict=True)
        rows = [row for row in columns if row[0] not in touched]
        rows += [(name, seen.fingerprint, *seen.stamp) for name, seen in settled.items()]
        names, fingerprints, inodes, changed = zip(*sorted(rows), strict=True) if rows else ((), (), (), ())
        return Notes(names, fingerprints, inodes, changed, awake)


def to_document(notes: Notes) -> dict[str, Any]:
    """The notes as JSON can hold them. Problems are not kept: what is wrong is looked at again."""
    awake = {
        name: (seen.fingerprint, seen.since.isoformat(), *seen.stamp, seen.noticed.isoformat(), seen.still)
        for name, seen in notes.awake.items()
    }
    columns = {"names": notes.names, "fingerprints": notes.fingerprints, "inodes": notes.inodes, "changed_ns": notes.changed_ns}
    return {**columns, "awake": awake}


def from_document(document: Mapping[str, Any]) -> Notes:
    """The notes again; raises KeyError, TypeError or ValueError for anything else than `to_document` wrote."""
    names, fingerprints, inodes, changed = (document[name] for name in ("names", "fingerprints", "inodes", "changed_ns"))
    if not len(names) == len(fingerprints) == len(inodes) == len(changed):
        raise ValueError("columns of different lengths")
    return Notes(names, fingerprints, inodes, changed, {name: _seen(*values) for name, values in document["awake"].items()})


def _seen(fingerprint: str, since: str, inode: int, changed_ns: int, noticed: str, still: bool) -> Seen:
    return Seen(fingerprint, datetime.fromisoformat(since), Stamp(inode, changed_ns), datetime.fromisoformat(noticed), still)

"""What goes wrong with which request, decided by a seed and the request's number alone, never by time."""

import random
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """Every way in which a line or a platform misbehaves here. `…_after`: the platform did what it was asked."""

    RESET_BEFORE = "reset_before"
    EOF_BEFORE = "eof_before"
    RESET_ARRIVED = "reset_arrived"
    LOST_ANSWER = "lost_answer"
    LATE_COMMIT = "late_commit"
    BEYOND_COMMIT = "beyond_commit"
    BUSY_SECONDS = "busy_seconds"
    BUSY_DATE = "busy_date"
    DOWN = "down"
    ERROR_AFTER = "error_after"
    HTML_BEFORE = "html_before"
    HTML_AFTER = "html_after"
    WRONG_JSON_AFTER = "wrong_json_after"
    CUT_AFTER = "cut_after"
    HALF_JSON_AFTER = "half_json_after"
    NOTICE_AFTER = "notice_after"
    REDIRECT = "redirect"
    DRIP_AFTER = "drip_after"
    TWICE = "twice"
    STALE = "stale"
    EMPTY = "empty"


_READING = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Asked:
    """One request as a schedule sees it: `endpoint` is its path without numbers, `nth` counts requests of its kind."""

    method: str
    endpoint: str
    nth: int
    anonymous: bool
    line: bytes = b""
    """Path and body, for schedules that look for words in them."""

    @property
    def posts(self) -> bool:
        """Whether it is sent as what changes something is: redirects of these are no part of the promise."""
        return self.method not in _READING

    @property
    def writes(self) -> bool:
        return _writes(f"{self.method} {self.endpoint}")


@dataclass(frozen=True)
class Fault:
    """One misbehaviour. `seconds`: how long to stay away (busy) or until the platform acts after all (late commit)."""

    kind: Kind
    seconds: int = 0
    status: int = 0


ASKS_WITH_POST = ("com.atproto.server.createSession",)
"""What is sent with POST and changes nothing: it opens a session."""


def _writes(place: str) -> bool:
    return place.split()[0] not in _READING and not place.endswith(ASKS_WITH_POST)


class Schedule(Protocol):
    """Says what goes wrong with a request; None for nothing."""

    def decide(self, asked: Asked) -> Fault | None: ...


AMBIGUOUS = (Kind.LOST_ANSWER, Kind.LATE_COMMIT, Kind.ERROR_AFTER)
"""What most often makes a second post; drawn twice as often as the rest."""
WRITES = (
    *AMBIGUOUS, *AMBIGUOUS, Kind.RESET_BEFORE, Kind.EOF_BEFORE, Kind.RESET_ARRIVED, Kind.BUSY_SECONDS, Kind.BUSY_DATE, Kind.DOWN,
    Kind.HTML_BEFORE, Kind.HTML_AFTER, Kind.WRONG_JSON_AFTER, Kind.CUT_AFTER, Kind.HALF_JSON_AFTER, Kind.NOTICE_AFTER,
    Kind.DRIP_AFTER, Kind.TWICE,
)  # fmt: skip
READS = (
    Kind.RESET_BEFORE, Kind.EOF_BEFORE, Kind.LOST_ANSWER, Kind.BUSY_SECONDS, Kind.BUSY_DATE, Kind.DOWN, Kind.HTML_BEFORE,
    Kind.WRONG_JSON_AFTER, Kind.CUT_AFTER, Kind.HALF_JSON_AFTER, Kind.NOTICE_AFTER, Kind.REDIRECT, Kind.STALE, Kind.EMPTY,
)  # fmt: skip
PUBLIC = (Kind.RESET_BEFORE, Kind.LOST_ANSWER, Kind.BUSY_SECONDS, Kind.DOWN, Kind.HTML_BEFORE, Kind.CUT_AFTER, Kind.REDIRECT)
RATE = 0.5
WAITS = (1, 7, 30, 120, 900)
MOST_AT_ONE_PLACE = 3
MOST_IN_ALL = 6
"""Fewer than the eight attempts of a publication: a platform that never recovers needs a person, and that is no fault."""
MOST_ON_WRITES = 5
"""A publication may send eight requests that change something and needs three: the same, for what it sends."""


@dataclass(frozen=True)
class Profile:
    """Which faults are drawn from. `all`: everything that exactly-once is promised under."""

    writes: tuple[Kind, ...] = WRITES
    reads: tuple[Kind, ...] = READS
    public: tuple[Kind, ...] = PUBLIC


PROFILES = {
    "all": Profile(),
    "beyond": Profile(writes=(*WRITES, Kind.BEYOND_COMMIT, Kind.BEYOND_COMMIT, Kind.BEYOND_COMMIT)),
    "redirects": Profile(writes=(*WRITES, Kind.REDIRECT)),
}


@dataclass
class Seeded:
    """The schedule of one seed: at most three faults at one place and six in all, so that patience can get through."""

    seed: int
    profile: Profile = field(default_factory=Profile)
    _struck: dict[str, int] = field(default_factory=dict)
    _down: dict[str, int] = field(default_factory=dict)

    def decide(self, asked: Asked) -> Fault | None:
        place = f"{asked.method} {asked.endpoint}"
        if self._struck.get(place, 0) >= MOST_AT_ONE_PLACE or sum(self._struck.values()) >= MOST_IN_ALL:
            return None
        if asked.writes and sum(n for where, n in self._struck.items() if _writes(where)) >= MOST_ON_WRITES:
            return None
        if self._down.get(place, 0):
            self._down[place] -= 1
            return self._strike(place, Fault(Kind.DOWN, status=503))
        dice = random.Random(f"{self.seed}|{place}|{asked.nth}")  # noqa: S311  # a schedule, not a secret
        if dice.random() >= RATE:
            return None
        return self._strike(place, self._drawn(dice, asked, place))

    def _drawn(self, dice: random.Random, asked: Asked, place: str) -> Fault:
        kinds = self.profile.writes if asked.posts else self.profile.public if asked.anonymous else self.profile.reads
        kind = dice.choice(kinds)
        match kind:
            case Kind.BUSY_SECONDS | Kind.BUSY_DATE:
                return Fault(kind, seconds=dice.choice(WAITS))
            case Kind.LATE_COMMIT:
                return Fault(kind, seconds=dice.randint(1, 170))
            case Kind.BEYOND_COMMIT:
                return Fault(kind, seconds=dice.randint(600, 7200))
            case Kind.DOWN:
                self._down[place] = dice.randint(0, 2)
                return Fault(kind, status=503)
            case Kind.ERROR_AFTER:
                return Fault(kind, status=dice.choice((500, 502, 504)))
            case Kind.REDIRECT:
                return Fault(kind, status=dice.choice((301, 302, 307)))
            case _:
                return Fault(kind)

    def _strike(self, place: str, fault: Fault) -> Fault:
        self._struck[place] = self._struck.get(place, 0) + 1
        return fault


@dataclass
class Once:
    """One fault for the next request that writes and whose path and body hold `words` (a pattern), asked for by a test."""

    waiting: list[tuple[re.Pattern[bytes], Fault]] = field(default_factory=list)

    def ask(self, words: str, fault: Fault) -> None:
        self.waiting = [(re.compile(words.encode()), fault)]

    def decide(self, asked: Asked) -> Fault | None:
        if not self.waiting or not asked.writes or not self.waiting[0][0].search(asked.line):
            return None
        return self.waiting.pop()[1]


@dataclass
class Listed:
    """Faults by place ("POST /api/articles/N/publish") in the order in which its requests come; for one exact story."""

    faults: dict[str, list[Fault | None]]

    def decide(self, asked: Asked) -> Fault | None:
        waiting = self.faults.get(f"{asked.method} {asked.endpoint}", [])
        return waiting.pop(0) if waiting else None


_NUMBERS = re.compile(r"[0-9a-f]{32,}|\d{2,}(?:_\d+)?")


def endpoint_of(path: str) -> str:
    """A path without its numbers and digests: the same place for every object."""
    return _NUMBERS.sub("N", path.split("?")[0])

"""What became of the day: what the ledger proved and when, and what the public sees whatever the ledger says."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import requests

from bench.fleet.day import Item
from bench.fleet.towns import MEMBERS
from practice.town import shown_kind

Delays = list[float]
TO_A_PERSON = ("needs_human", "rejected", "dead")
ASKED_NOWHERE = "telegram"
"""The channel that nobody can look anything up on but a person."""


@dataclass(frozen=True)
class Doubt:
    """A publication that waits for a person to look."""

    office: str
    package: str
    channel: str


@dataclass(frozen=True)
class Outcome:
    """Seconds from due to VERIFIED of what is verified; the others by state; what is on show twice; what is not, though
    nobody was told."""

    delays: Mapping[Item, Delays]
    states: Counter[str]
    doubled: list[str]
    lost: list[str]


def states(sockets: Path) -> Counter[str]:
    """How many publications stand where now."""
    with _book(sockets) as connection:
        rows = connection.execute("SELECT state, count(*), '' FROM publication_now GROUP BY state").fetchall()
    return Counter({state: int(count) for state, count, _ in rows})


def verified(sockets: Path) -> int:
    """How many publications are VERIFIED now."""
    return states(sockets)["verified"]


def doubts(sockets: Path) -> list[Doubt]:
    """What waits for a person because it cannot be looked up."""
    asked = "SELECT office, package_id, channel FROM publication_now WHERE state = 'needs_human' AND channel = %s"
    with _book(sockets) as connection:
        return [Doubt(*row) for row in connection.execute(asked, (ASKED_NOWHERE,))]


def outcome(sockets: Path, origin: str, items: Sequence[Item], first_morning: datetime) -> Outcome:
    """Ask the ledger and every account."""
    by_name = {item.name: item for item in items}
    delays: dict[Item, Delays] = {item: [] for item in items}
    by_state: Counter[str] = Counter()
    told: set[str] = set()
    with _book(sockets) as connection:
        rows = connection.execute("SELECT package_id, state, verified_at, channel FROM publication_now")
        for package, state, at, channel in rows:
            by_state[state] += 1
            told |= {f"{package} {channel}"} if state in TO_A_PERSON else set()
            item = by_name.get(package)
            if item and state == "verified":
                delays[item].append((datetime.fromisoformat(at) - first_morning - timedelta(seconds=item.due)).total_seconds())
    doubled, lost = _on_show(origin, items)
    return Outcome(delays, by_state, doubled, [one for one in lost if one not in told])


def _on_show(origin: str, items: Sequence[Item]) -> tuple[list[str], list[str]]:
    names: dict[str, list[str]] = {}
    for item in items:
        names.setdefault(item.office, []).append(item.name)
    doubled, lost = [], []
    with requests.Session() as session:
        for office, own in names.items():
            for channel, member in MEMBERS.items():
                told = session.get(f"{origin}/{office}/{member}/__practice/truth", timeout=60).json()["objects"]
                shown = [str(one) for one in told if one["kind"] == shown_kind(member) and one.get("state", "public") == "public"]
                counts = {name: sum(f"({name})" in post for post in shown) for name in own}
                doubled += [f"{name} {channel}" for name, count in counts.items() if count > 1]
                lost += [f"{name} {channel}" for name, count in counts.items() if not count]
    return doubled, lost


def _book(sockets: Path) -> psycopg.Connection[tuple[str, ...]]:
    return psycopg.connect(f"host={sockets} user=postgres dbname=buku", autocommit=True)

"""What must hold at the end of every world, judged by what the platform itself holds and by the ledger's own entries.

Works on any `End`: whoever kills, starves or races a world can hand in what is left of it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import requests

from ledger import queries
from ledger.chain import instant
from ledger.verify import verify
from publishing.desk import DONE
from publishing.states import State
from tests.faults.proxy import Seen
from tests.faults.schedule import Kind
from tests.faults.stands import MOST_WRITES, Public
from tests.faults.world import NAME, End

FAILED = (State.REJECTED, State.DEAD, State.EXPIRED)
NOT_READ = frozenset({".jpg", ".png", ".jpeg"})


@dataclass(frozen=True)
class Judgement:
    """One world, judged. The counts of the table, and every broken invariant in words."""

    seed: int
    duplicates: int
    noticed: bool
    """A duplicate that a person was told of."""
    lost: bool
    false_live: bool
    false_failed: bool
    person: str
    strays: int
    writes: int
    crashes: tuple[str, ...]
    broken: tuple[str, ...]
    platforms_own: bool
    """The platform carried a request out twice: no client can be blamed for what that leaves behind."""
    most_writes: int = MOST_WRITES

    @property
    def own_double(self) -> bool:
        """One request became two posts, and a person was told: there is nothing else that may be done about it."""
        return self.platforms_own and self.noticed and self.duplicates > 0

    @property
    def sent(self) -> bool:
        """A person was called for anything but the platform's own double."""
        return bool(self.person) and not self.own_double

    @property
    def over(self) -> bool:
        return self.writes > self.most_writes


def judge(end: End) -> Judgement:
    """Compare what the ledger says with what the platform holds."""
    public = end.stand.public(end.words)
    state = State(end.row.state) if end.row else None
    duplicates = max(0, len(public) - 1)
    said_live = state in (State.LIVE, State.VERIFIED)
    log = end.stand.proxy.log
    return Judgement(
        seed=end.seed,
        duplicates=duplicates,
        noticed=state is State.NEEDS_HUMAN,
        lost=not public and not said_live and not end.person,
        false_live=said_live and not public,
        false_failed=state in FAILED and bool(public),
        person=end.person,
        strays=end.stand.hidden(end.words),
        writes=sum(end.stand.changes(seen.asked) for seen in log),
        crashes=end.crashes,
        broken=tuple(_broken(end, public, log)),
        platforms_own=any(seen.passed > 1 for seen in log),
        most_writes=end.stand.most_writes,
    )


def _broken(end: End, public: list[Public], log: list[Seen]) -> Iterator[str]:
    if not end.settled:
        yield "still moving at the end"
    yield from _fetchable(end)
    yield from _intended(end, public)
    yield from _in_one_place(end)
    yield from _still_there(end)
    yield from _no_secret(end)
    yield from _patient(log)


def _fetchable(end: End) -> Iterator[str]:
    """VERIFIED means that anybody can open the link and finds it there."""
    if end.row is None or end.row.state != State.VERIFIED:
        return
    end.stand.proxy.schedule = None
    with requests.Session() as anybody:
        anybody.trust_env = False
        page = anybody.get(end.row.url, timeout=60)
    if page.status_code != 200 or end.words not in page.text:
        yield f"VERIFIED, but {end.row.url} answers {page.status_code} without the text"


def _intended(end: End, public: list[Public]) -> Iterator[str]:
    """Public means: approved bytes, and an intent that was in the ledger before."""
    history = queries.history(end.room.ledger, end.room.office.slug)
    intents = [instant(e["at"]) for e in history if e["kind"] == "publication" and e["event"] in ("StageSent", "RevealSent")]
    sealed = {e["facts"]["digest"] for e in history if e["event"] == "sealed"}
    approved = [instant(e["at"]) for e in history if e["kind"] == "package" and e["event"] == "approved"]
    for one in public:
        if not intents or min(intents) > one.since + timedelta(seconds=1):
            yield "public without an earlier intent"
        if not approved or min(approved) > one.since + timedelta(seconds=1):
            yield "public without an earlier approval"
        if sealed != {end.digest}:
            yield "what was sealed is not what was signed"
        if "menetapkan daftar pemilih" not in one.text and end.stand.member != "x":
            yield "public with other words than the approved"
        if one.images not in (1, -1):
            yield f"public with {one.images} pictures instead of one"


def _in_one_place(end: End) -> Iterator[str]:
    root = end.room.desk.queue.root
    places = [p for p in root.rglob(NAME) if p.is_dir()]
    if len(places) != 1:
        yield f"the package lies in {len(places)} places"
        return
    states = {row.state for row in queries.packages(end.room.ledger, end.room.office.slug)}
    archived = "arsip" in places[0].relative_to(root).parts
    if archived != (states == {DONE}):
        yield f"the package is {', '.join(sorted(states))} but lies in {places[0].relative_to(root)}"


def _still_there(end: End) -> Iterator[str]:
    office = end.room.office.slug
    kept = {entry["seq"]: entry["hash"] for entry in queries.history(end.room.ledger, office)}
    missing = [one.seq for one in end.acknowledged if kept.get(one.seq) != one.hash]
    if missing:
        yield f"acknowledged entries are gone: {missing}"
    for fault in verify(end.room.ledger, office):
        yield f"the chain does not hold: {fault.what}"


def _no_secret(end: End) -> Iterator[str]:
    secrets = [token.encode() for token in end.stand.tokens.values()]
    said = json.dumps(queries.history(end.room.ledger, end.room.office.slug)).encode() + "\n".join(end.heard).encode()
    if any(secret in said for secret in secrets):
        yield "a secret stands in the ledger or in a log"
    slug = end.room.office.slug
    for top in (end.room.settings.queue_root(slug), end.room.settings.copies / slug):
        for file in _files(top):
            if any(secret in file.read_bytes() for secret in secrets):
                yield f"a secret stands in {file.name}"


def _files(top: Path) -> Iterator[Path]:
    for path in top.rglob("*"):
        if path.is_file() and path.suffix not in NOT_READ:
            yield path


def _patient(log: list[Seen]) -> Iterator[str]:
    """Retry-After is obeyed by every later request with our credentials; and few requests change anything."""
    named = [seen for seen in log if not seen.asked.anonymous]
    for number, seen in enumerate(named):
        if seen.fault is None or seen.fault.kind not in (Kind.BUSY_SECONDS, Kind.BUSY_DATE):
            continue
        for later in named[number + 1 :]:
            if later.at < seen.at + timedelta(seconds=seen.fault.seconds):
                asked = f"{later.asked.method} {later.asked.endpoint}"
                yield f"{asked} {(later.at - seen.at).total_seconds():g} s after being told to wait {seen.fault.seconds} s"
                break

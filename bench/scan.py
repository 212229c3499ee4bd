"""What one look at masuk/ costs while many packages wait: for a signature, or for their hour."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from bench.figures import Figure, WrongWork, below, informs
from bench.sweeper import OFFICE, ROOT
from config.new_home import init_home
from config.settings import load_home
from content_queue.notes import Notes
from flows.watch import Watcher
from flows.wiring import Workroom, open_workroom
from ledger.chain import stamp
from ledger.entries import Entry, Kind
from publishing import intake, timing
from publishing.desk import APPROVED, AWAITING
from publishing.notebook import remember
from safety.clock import SystemClock

GOAL_MS = 50.0
NASKAH = "---\ntitle: {name}\nkind: berita\nchannels: [website]\n---\nIsi {name}.\n"


def measure(place: Path, waiting: int = 10_000, looks: int = 5) -> list[Figure]:
    """Half of the packages wait for a signature, half are approved for tomorrow; nothing changes between two looks."""
    clock = SystemClock()
    figures = []
    for count in (waiting // 10, waiting):
        home = init_home(place / f"antre-{count}", OFFICE, practice=True)
        with open_workroom(home, OFFICE, {"TAYANG_LATIHAN_WEBSITE": "x"}, clock) as room:
            _fill(room, count)
            spent = _timed(partial(_look, room, count), looks)
            watcher = Watcher(load_home(home, {}), {}, clock)
            noticed = _timed(partial(watcher._look, OFFICE), looks)
        fresh = statistics.median(_in_a_fresh_process(home, count) for _ in range(3))
        if count == waiting:
            figures.append(below(f"one scan with {count} packages waiting", spent, GOAL_MS, "ms"))
            figures.append(below("the same, the first of a fresh process", fresh, GOAL_MS, "ms"))
            figures.append(below(f"the watcher's own look with {count} waiting", noticed, GOAL_MS, "ms"))
        else:
            told = f"{spent:.0f} ms, in a fresh process {fresh:.0f} ms, the watcher's look {noticed:.0f} ms"
            figures.append(informs(f"the same with {count}", told))
    return figures


def _fill(room: Workroom, count: int) -> None:
    """As if they had been dropped, sealed and half of them approved before; the bytes are real, the store is not asked."""
    room.desk.queue.prepare()
    now = room.clock.now()
    entries = []
    for number in range(count):
        name = f"paket-{number:05d}"
        folder = room.desk.queue.inbox / name
        folder.mkdir()
        (folder / "naskah.md").write_text(NASKAH.format(name=name), encoding="utf-8")
        approved = number % 2 == 0
        facts = {
            "digest": f"{number:064x}", "state": APPROVED if approved else AWAITING, "title": name, "kind": "berita",
            "category": "", "folder": name, "publish_at": stamp(now + timedelta(days=1)) if approved else None,
            "expires_at": None, "approved_at": stamp(now) if approved else None, "problem": "",
        }  # fmt: skip
        entries.append(Entry(Kind.PACKAGE, "sealed", name, 1, facts=facts))
    room.ledger.append(OFFICE, entries)
    queue, dropped = room.desk.queue, now - timedelta(hours=1)
    seen = queue.scan(queue.scan(Notes(), dropped).seen, dropped + timedelta(minutes=1)).seen
    remember(room.desk, seen)


def _look(room: Workroom, count: int) -> None:
    taken = intake.take_in(room.ledger, room.desk, room.clock)
    due = timing.due(room.ledger, room.desk, room.publisher.policy, room.clock, taken.moving)
    if due or taken.sealed or taken.held or taken.moving or len(taken.waiting) != count // 2:
        raise WrongWork(f"a scan with nothing new did something: {due} {taken.sealed} {taken.held} {len(taken.waiting)}")


def _in_a_fresh_process(home: Path, count: int) -> float:
    """Milliseconds of the first look that a process takes, as every scheduled sweep is one."""
    words = [sys.executable, "-m", "bench.scan", str(home), str(count)]
    return float(subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    with open_workroom(Path(sys.argv[1]), OFFICE, {"TAYANG_LATIHAN_WEBSITE": "x"}, SystemClock()) as room:
        began = time.perf_counter()
        _look(room, int(sys.argv[2]))
        print((time.perf_counter() - began) * 1000)


def _timed(work: Callable[[], object], looks: int) -> float:
    """Median milliseconds, after one look that does not count."""
    work()
    spent = []
    for _ in range(looks):
        began = time.perf_counter()
        work()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


if __name__ == "__main__":
    main()

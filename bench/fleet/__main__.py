"""A nation's day on this machine: `make fleet`, or `python -m bench.fleet --offices 550 --packages 3`.

PostgreSQL, Redis, Prefect's API and services, four workers and the accounts of every office, all on one machine. Each office's
first package is due at 08:00 of its time zone, in real time; the others lie in the quiet hours, which are compressed. Some
requests go wrong, and clerks look once a minute at what waits for a person. One worker is killed in the last morning, Prefect's
API in the hours after it; as systemd would, the API is begun anew.
"""

import argparse
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

from bench.fleet import costs
from bench.fleet.clerks import answer_for
from bench.fleet.day import SUNRISE, Day, Item, plan, plan_evenly
from bench.fleet.homes import nation_home, nation_of
from bench.fleet.outcome import TO_A_PERSON, Delays, doubts, outcome, states
from bench.fleet.prepare import prepare
from bench.fleet.towns import MEMBERS, running_towns
from tests import postgres
from tests.fleet.nation import Nation
from tests.flows.homes import HomeInPractice
from tests.flows.serving import children, resident_mb
from tests.redis_server import running_redis

STANDARD = 900.0
"""Seconds within which the procedure wants everything public and proved."""
_PATIENCE = 1500.0
_LOOK = 5.0
_ROUNDS = "sweeps and rounds"


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # so that every server is ended with it
    told = _asked()
    day = Day(told.burst, told.hour, told.rest)
    offices = nation_of(told.offices)
    place = tempfile.TemporaryDirectory(prefix="tayang-armada-")
    with place as folder, running_redis() as redis, postgres.running(500) as server:
        server.new_database("prefect")
        slugs = [office.slug for office in offices]
        with running_towns(Path(folder), slugs, told.faulty, told.seed) as (towns, origin):
            home = nation_home(Path(folder) / "rumah", offices, origin, told.shards, server.new_book())
            nation = Nation(HomeInPractice(home), None, server, redis, query_seconds=None)
            try:
                nation.serve()
                nation.is_served()
                items = (plan_evenly if told.even else plan)(offices, told.packages, day, told.seed)
                _Bench(nation, towns, origin, items, day, told).run()
            finally:
                nation.close()


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="make fleet")
    asked.add_argument("--offices", type=int, default=550)
    asked.add_argument("--packages", type=int, default=3, help="of each office; 0: only what an idle nation costs")
    asked.add_argument("--shards", type=int, default=2, help="of each time zone")
    asked.add_argument("--workers", type=int, default=4)
    asked.add_argument("--burst", type=int, default=420, help="seconds of a morning in real time")
    asked.add_argument("--hour", type=int, default=300, help="seconds that a quiet hour is compressed to")
    asked.add_argument("--rest", type=int, default=2100, help="seconds that the rest of the day is compressed to")
    asked.add_argument("--faulty", type=float, default=0.01, help="share of all accounts that misbehave once each minute")
    asked.add_argument("--settle", type=int, default=300, help="seconds before an idle nation is looked at")
    asked.add_argument("--idle", type=int, default=1800, help="seconds that an idle nation is looked at, as long as a sweep")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--calm", action="store_true", help="kill nobody")
    asked.add_argument("--even", action="store_true", help="no mornings: what one publication costs where none waits")
    return asked.parse_args()


@dataclass
class _Bench:
    nation: Nation
    towns: subprocess.Popen[bytes]
    origin: str
    items: list[Item]
    day: Day
    told: argparse.Namespace
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    meter: costs.Meter = field(default_factory=costs.Meter)
    by_job: costs.Meter = field(default_factory=costs.Meter)
    first_morning: datetime = field(default_factory=lambda: datetime.now(UTC))
    idle: dict[str, float] = field(default_factory=dict)
    answered: int = 0

    def run(self) -> None:
        self._prepare()
        if not self.items:
            time.sleep(self.told.settle)
            self._idle("idle, nothing to publish")
            return
        self._idle("idle before the day")
        self._pass_the_day()
        self._tell()
        self._idle("idle after the day")

    def _prepare(self) -> None:
        begun = time.monotonic()
        self.nation.deploy()
        _say("told to Prefect", f"{time.monotonic() - begun:.0f} s")
        begun = time.monotonic()
        seconds = 60 + self.told.settle + self.told.idle + 0.06 * len(self.items)
        self.first_morning = (datetime.now(UTC) + timedelta(seconds=seconds)).replace(microsecond=0)
        prepare(self.nation.home.path, self.items, self.first_morning, 2)
        _say("sealed and approved", f"{len(self.items)} packages, {time.monotonic() - begun:.0f} s")
        self.workers = [self.nation.worker(f"pekerja-{number}") for number in range(1, self.told.workers + 1)]

    def _look(self) -> None:
        workers = [worker.pid for worker in self.workers]
        own = {pid: costs.own_seconds(pid) for pid in workers}
        servers = [server.pid for server in self._servers()]
        database = costs.parent_of("postgres", self.nation.postgres.sockets)
        self.by_job.look(costs.seconds_by_job(workers))
        self.meter.look(
            {
                _ROUNDS: {pid: costs.seconds(pid) - own[pid] for pid in workers},
                "workers": own,
                "Prefect": {pid: costs.seconds(pid) for pid in servers},
                "PostgreSQL": {pid: costs.seconds(pid) for pid in database},
                "accounts": {self.towns.pid: costs.seconds(self.towns.pid)},
            }
        )

    def _mark(self) -> None:
        """Count from here."""
        self.meter.mark()
        self.by_job.mark()

    def _servers(self) -> list[subprocess.Popen[bytes]]:
        return [process for process in self.nation.processes if process not in self.workers and process.poll() is None]

    def _idle(self, when: str) -> None:
        if when.endswith("before the day"):
            wait = (self.first_morning - datetime.now(UTC)).total_seconds() - self.told.idle
            if wait < 0:
                _say("late", f"the day begins {-wait:.0f} s late: give preparation more time")
            time.sleep(max(0.0, wait))
        self._look()
        self._mark()
        ends = time.monotonic() + self.told.idle
        while (left := ends - time.monotonic()) > 0:
            time.sleep(min(left, _LOOK))
            self._look()
        self.idle = self.idle or {name: seconds / self.told.idle for name, seconds in self.meter.spent.items()}
        offices = f"({self.told.offices} offices, {3 * self.told.shards} shards)"
        _say(when, f"of a core: {_shares(self.meter.spent, self.told.idle)} {offices}")
        _say("of it at least by", _shares(self.by_job.spent, self.told.idle))

    def _pass_the_day(self) -> None:
        expected = len(self.items) * len(MEMBERS)
        before = costs.sizes(self.nation.postgres.sockets)
        self._look()
        self._mark()
        killed = restarted = self.told.calm
        told, strewn = 0.0, 0.0
        while True:
            time.sleep(_LOOK)
            now = (datetime.now(UTC) - self.first_morning).total_seconds()
            self._look()
            stand = states(self.nation.postgres.sockets)
            done, asked = stand["verified"], sum(stand[state] for state in TO_A_PERSON)
            if now - told >= 60:
                told = now
                load = Path("/proc/loadavg").read_text("utf-8").split()[0]
                due = sum(item.due <= now for item in self.items) * len(MEMBERS)
                _say(f"{now / 60:.0f} min", f"due {due}, VERIFIED {done}, to a person {asked}, load {load}")
            if now - strewn >= 60:
                strewn = now
                requests.post(f"{self.origin}/strew", timeout=60).raise_for_status()
                self.answered += answer_for(self.nation.home.path, self.origin, doubts(self.nation.postgres.sockets))
            if not killed and now > self.day.begins("WIB") + 60:
                killed = True
                self._kill_a_worker(now)
            if not restarted and now > self.day.begins("WIB") + self.day.burst + self.day.rest / 3:
                restarted = True
                self._kill_the_server(now)
            if done >= expected or now > self.day.ends + _PATIENCE:
                break
        self._costs(before, expected)

    def _kill_a_worker(self, now: float) -> None:
        """The one with most runs of its own."""
        chosen = max(self.workers, key=lambda worker: len(children(worker.pid)))
        self._look()
        runs = len(children(chosen.pid))
        self.workers.remove(chosen)
        self.nation.kill(chosen)
        _say("a worker killed", f"at {now / 60:.1f} min, with {runs} processes of its own")

    def _kill_the_server(self, now: float) -> None:
        """Prefect's API; what systemd does with Restart=always comes ten seconds later."""
        self._look()
        self.nation.kill(self.nation.processes[0])
        time.sleep(10)
        self.nation.serve_again()
        _say("Prefect's API killed", f"at {now / 60:.1f} min, begun anew ten seconds later")

    def _costs(self, before: dict[str, tuple[int, int]], expected: int) -> None:
        lasted = (datetime.now(UTC) - self.first_morning).total_seconds()
        spent = self.meter.spent
        _say("a publication costs", _milliseconds(spent, expected))
        beyond = {name: seconds - lasted * self.idle.get(name, 0.0) for name, seconds in spent.items()}
        _say("of it not for idling", _milliseconds(beyond, expected))
        after = costs.sizes(self.nation.postgres.sockets)
        for name, (rows, size) in after.items():
            old_rows, old_size = before[name]
            each = f"{(rows - old_rows) / expected:.1f} rows, {(size - old_size) / expected / 1024:.1f} kB"
            _say(f"database {name}", f"{each} a publication")
        runs = [resident_mb(pid) for worker in self.workers for pid in children(worker.pid)]
        servers = ", ".join(f"{resident_mb(process.pid)} MB" for process in self._servers())
        worker = resident_mb(self.workers[0].pid)
        _say("resident", f"Prefect's servers {servers}; a worker {worker} MB, a shard's run up to {max(runs, default=0)} MB")

    def _tell(self) -> None:
        found = outcome(self.nation.postgres.sockets, self.origin, self.items, self.first_morning)
        every = sorted(second for own in found.delays.values() for second in own)
        by_state = ", ".join(f"{state} {n}" for state, n in found.states.items())
        _say("publications", f"{len(self.items) * len(MEMBERS)}, {by_state}")
        _say("answered by a clerk", str(self.answered))
        soon = sum(second <= STANDARD for second in every)
        _say("within 15 minutes", f"{soon}, later {len(every) - soon}")
        _say("doubled · lost unsaid", f"{len(found.doubled)} · {len(found.lost)} {' '.join((*found.doubled, *found.lost)[:10])}")
        _say("from due to VERIFIED", _spread(every))
        for zone in SUNRISE:
            of_zone = {office.slug for office in nation_of(self.told.offices) if office.zone == zone}
            own = sorted(s for item, all_of in found.delays.items() if item.morning and item.office in of_zone for s in all_of)
            _say(f"08:00 {zone}", f"{len(own)} publications: {_spread(own)}")


def _shares(spent: Mapping[str, float], lasted: float) -> str:
    return ", ".join(f"{name} {100 * seconds / lasted:.1f} %" for name, seconds in sorted(spent.items(), key=lambda one: -one[1]))


def _milliseconds(spent: Mapping[str, float], publications: int) -> str:
    parts = ", ".join(f"{name} {1000 * seconds / publications:.0f} ms" for name, seconds in spent.items())
    return f"{parts}; together {1000 * sum(spent.values()) / publications:.0f} ms"


def _spread(delays: Delays) -> str:
    if not delays:
        return "none"
    at = statistics.quantiles(delays, n=20) if len(delays) > 1 else delays * 19
    return f"half within {at[9]:.0f} s, 19 of 20 within {at[18]:.0f} s, all within {delays[-1]:.0f} s"


def _say(what: str, figure: str) -> None:
    print(f"{what:<28} {figure}", flush=True)


if __name__ == "__main__":
    main()

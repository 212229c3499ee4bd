"""A burst of a nation's morning in small, on real parts: `python -m bench.fleet --offices 60 --packages 2 --shards 1`.

PostgreSQL, Redis, Prefect's server and workers on this machine, the practice town in this process. Every package is approved
and due at the same moment; one worker is killed on the way if asked to, and what was its work waits for the timetable's next run.
Prints what went out, how soon, and what it cost.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from pathlib import Path

import psycopg

from config.settings import load_offices
from flows.shards import shards_of
from practice.running import running_town
from publishing.states import State
from tests import postgres
from tests.fleet.nation import CHANNELS, Nation, drop_approved, home_of
from tests.flows.serving import children, resident_mb
from tests.redis_server import running_redis

_TICKS = os.sysconf("SC_CLK_TCK")
_PATIENCE = 3600.0
IDLE = 60.0


def main() -> None:
    asked = argparse.ArgumentParser(prog="make fleet")
    asked.add_argument("--offices", type=int, default=60)
    asked.add_argument("--packages", type=int, default=2, help="of each office")
    asked.add_argument("--shards", type=int, default=2)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--kill", action="store_true", help="kill the first worker when a third is public")
    told = asked.parse_args()
    place = tempfile.TemporaryDirectory(prefix="tayang-armada-")
    with place as folder, running_redis() as redis, postgres.running(400) as server:
        server.new_database("prefect")
        with running_town(Path(folder) / "kota") as town:
            slugs = [f"kantor-{number}" for number in range(1, told.offices + 1)]
            home = home_of(Path(folder) / "rumah", town, slugs, told.shards, server.new_book())
            nation = Nation(home, town, server, redis)
            try:
                nation.serve()
                _morning(nation, slugs, told)
            finally:
                nation.close()


def _morning(nation: Nation, slugs: list[str], told: argparse.Namespace) -> None:
    begun = time.monotonic()
    for slug in slugs:
        drop_approved(nation.home, slug, [f"kabar-{number}-{slug}" for number in range(1, told.packages + 1)])
    _say("sealed and approved", f"{told.offices * told.packages} packages, {time.monotonic() - begun:.0f} s")
    nation.is_served()
    begun = time.monotonic()
    nation.deploy()
    _say("deployments told to Prefect", f"{time.monotonic() - begun:.0f} s")
    workers = [nation.worker(f"pekerja-{number}") for number in range(1, told.workers + 1)]
    shards = [one.name for one in shards_of(load_offices(nation.home.path, os.environ, ())[0])]
    expected = told.offices * told.packages * len(CHANNELS)
    before, servers, begun = _sizes(nation), _cpu_of_servers(nation), time.monotonic()
    for shard in shards:
        nation.run(f"publish_shard/publish-{shard}")
    verified: list[float] = []
    burnt, killed = 0.0, not told.kill
    while len(verified) < expected and time.monotonic() - begun < _PATIENCE:
        time.sleep(1)
        done = Counter(state for states in nation.states().values() for state in states)[State.VERIFIED]
        verified += [time.monotonic() - begun] * (done - len(verified))
        if not killed and done > expected // 3:
            burnt, killed = _cpu(workers[0].pid), True
            nation.kill(workers.pop(0))
            _say("a worker killed at", f"{time.monotonic() - begun:.0f} s")
    posts = {channel: nation.public(channel) for channel in CHANNELS}
    names = _names(slugs, told.packages)
    copies = [sum(f"({name})" in post for post in posts[channel]) for channel in CHANNELS for name in names]
    _say("publications", f"{expected}, VERIFIED {len(verified)}, within 15 minutes {sum(at <= 900 for at in verified)}")
    _say("doubled · lost", f"{sum(count > 1 for count in copies)} · {sum(count == 0 for count in copies)}")
    if verified:
        _say("from due to VERIFIED", f"half within {verified[len(verified) // 2]:.0f} s, all within {verified[-1]:.0f} s")
    after = _sizes(nation)
    cpu = burnt + sum(_cpu(worker.pid) for worker in workers)
    servers = _cpu_of_servers(nation) - servers
    _say("a publication costs", f"{1000 * cpu / expected:.0f} ms of workers, {1000 * servers / expected:.0f} ms of Prefect")
    for name in before:
        rows, size = ((after[name][at] - before[name][at]) / expected for at in (0, 1))
        _say(f"database {name}", f"{rows:.1f} rows and {size / 1024:.1f} kB a publication")
    runs = [resident_mb(pid) for worker in workers for pid in children(worker.pid)]
    api, services, worker = (resident_mb(process.pid) for process in (*nation.processes[:2], workers[-1]))
    _say("resident", f"API {api} MB, services {services} MB, a worker {worker} MB, a shard's run up to {max(runs, default=0)} MB")
    start = sum(_cpu(worker.pid) for worker in workers)
    time.sleep(IDLE)
    idle = sum(_cpu(worker.pid) for worker in workers) - start
    _say("idle afterwards", f"{100 * idle / IDLE:.1f} % of a core for {told.offices} offices in {len(shards)} shards")


def _names(slugs: list[str], packages: int) -> list[str]:
    return [f"kabar-{number}-{slug}" for slug in slugs for number in range(1, packages + 1)]


def _cpu(pid: int) -> float:
    """Seconds that a process, its children and those of them that have ended have computed."""
    total = 0
    for one in [pid, *children(pid)]:
        try:
            parts = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, parts[11:15]))
    return total / _TICKS


def _cpu_of_servers(nation: Nation) -> float:
    return sum(_cpu(process.pid) for process in nation.processes[:2])


def _sizes(nation: Nation) -> dict[str, tuple[int, int]]:
    """Rows and bytes of the two databases."""
    found = {}
    for name in ("buku", "prefect"):
        with psycopg.connect(f"host={nation.postgres.sockets} user=postgres dbname={name}", autocommit=True) as connection:
            connection.execute("ANALYZE")
            rows = connection.execute("SELECT sum(reltuples) FROM pg_class WHERE relkind = 'r' AND reltuples > 0").fetchone()
            size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        assert rows is not None
        assert size is not None
        found[name] = (int(rows[0] or 0), int(size[0]))
    return found


def _say(what: str, figure: str) -> None:
    print(f"{what:<28} {figure}", flush=True)


if __name__ == "__main__":
    main()

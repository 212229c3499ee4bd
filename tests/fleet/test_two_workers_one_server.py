"""Offices in shards on real parts: PostgreSQL, Redis, Prefect's server and two workers, of which one dies on the way."""

from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from config.settings import load_home
from flows.shards import shards_of
from practice.running import running_town
from publishing.states import State
from tests import postgres
from tests.fleet.nation import CHANNELS, Nation, drop_approved, home_of
from tests.flows.serving import eventually
from tests.redis_server import running_redis

pytestmark = pytest.mark.serve
WELL = ("biasa-1", "biasa-2", "biasa-3", "biasa-4")
BROKEN, PAUSED = "rusak", "dijeda"
EACH = ("kabar-satu", "kabar-dua")


@pytest.fixture
def nation(tmp_path: Path) -> Iterator[Nation]:
    if find_spec("prefect_redis") is None:
        pytest.skip("needs the Python package prefect-redis")
    with running_redis() as redis, postgres.running(200) as server, running_town(tmp_path / "kota") as town:
        server.new_database("prefect")
        home = home_of(tmp_path / "rumah", town, (*WELL, BROKEN, PAUSED), 2, server.new_book())
        nation = Nation(home, town, server, redis)
        try:
            nation.serve()
            yield nation
        finally:
            nation.close()


def told(nation: Nation, office: str, channel: str) -> list[int]:
    """How often each package of an office is on show."""
    posts = nation.public(channel)
    return [sum(f"({name}-{office})" in post for post in posts) for name in EACH]


def test_every_package_goes_out_once_though_a_worker_dies_an_office_is_broken_and_one_is_paused(nation: Nation) -> None:
    for office in (*WELL, BROKEN, PAUSED):
        drop_approved(nation.home, office, [f"{name}-{office}" for name in EACH])
    shards = [one.name for one in shards_of(load_home(nation.home.path, {}))]
    assert len(shards) == 2, "else this test shows nothing of shards"
    nation.is_served()
    assert "Terpasang" in nation.deploy()
    file = nation.home.path / "offices" / f"{BROKEN}.toml"
    sound = file.read_text("utf-8")
    file.write_text(sound + "\n[rusak", "utf-8")
    nation.pause(f"publish/publish-{PAUSED}")

    first = nation.worker("pekerja-1")
    runs = [nation.next_run(f"publish_shard/publish-{shard}") for shard in shards]
    eventually("the first worker has both", lambda: {nation.state(run) for run in runs} == {"RUNNING"})
    second = nation.worker("pekerja-2")
    eventually("something is public", lambda: nation.public("website"), most_pause=0.05)
    nation.kill(first)
    verified = Counter(state for states in nation.states().values() for state in states)[State.VERIFIED]
    assert verified < len(WELL) * len(EACH) * len(CHANNELS), "it died too late to show anything"

    for run in runs:
        nation.marked_dead(run)
    ended = [State.VERIFIED] * len(EACH) * len(CHANNELS)
    eventually("the other worker has done it all", lambda: all(nation.states()[office] == ended for office in WELL))
    for channel in CHANNELS:
        assert [told(nation, office, channel) for office in WELL] == [[1, 1]] * len(WELL)
        assert told(nation, PAUSED, channel) == told(nation, BROKEN, channel) == [0, 0]

    file.write_text(sound, "utf-8")
    nation.pause(f"publish/publish-{PAUSED}", paused=False)
    eventually("the others follow by themselves", lambda: all(states == ended for states in nation.states().values()))
    for channel in CHANNELS:
        assert [told(nation, office, channel) for office in (BROKEN, PAUSED)] == [[1, 1], [1, 1]]
    assert second.poll() is None

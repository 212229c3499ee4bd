"""A slice of the fault laboratory: fixed seeds, every promise, and the naive client that must break them."""

from collections.abc import Iterator

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from tests.faults import at
from tests.faults.campaign import NAIVE_SHARE, open_bench
from tests.faults.naive import publish_naively
from tests.faults.promises import kept_in
from tests.faults.schedule import Seeded
from tests.faults.world import Laboratory

pytestmark = pytest.mark.long

SEEDS = range(12)

MEMBERS = [one for one in at.everybody() if one not in at.ELSEWHERE]


@pytest.fixture(scope="module", params=MEMBERS)
def bench(request: pytest.FixtureRequest) -> Iterator[Laboratory]:
    enable_socket()  # a module's fixture runs before the per-test guard opens loopback
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    with open_bench(request.param) as bench:
        yield bench


def test_whatever_breaks_it_is_public_once_and_what_is_said_is_so(bench: Laboratory) -> None:
    for seed in SEEDS:
        kept_in(bench, seed)


def test_the_same_seed_is_the_same_story(bench: Laboratory) -> None:
    seed = SEEDS[-1]
    stories = []
    for _ in range(2):
        with open_bench(bench.stand.called) as other:
            other.live(seed, Seeded(seed))
            log = other.stand.proxy.log
            told = [(one.at, one.asked.method, one.asked.endpoint, one.fault, one.passed) for one in log]
            stories.append(sorted(told, key=str))  # the two looks of a proof go out at the same moment
    assert stories[0] == stories[1]


def test_a_naive_client_breaks_in_the_same_worlds() -> None:
    with open_bench("x") as bench:
        went = [publish_naively(bench.stand, seed, Seeded(seed), bench.picture) for seed in range(40)]
    assert sum(one.failed for one in went) >= NAIVE_SHARE * len(went)

"""A slice of what `python -m tests.faults kills`, `disk` and `power` do at every effect of a publication."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from tests.faults import disk, kills, power
from tests.faults.effects import Recorder
from tests.faults.home import Homestead, Moment, cut
from tests.faults.points import Point, homestead
from tests.faults.sqlite_files import is_watchable
from tests.faults.tree import Op, after

pytestmark = [pytest.mark.long, pytest.mark.skipif(not is_watchable(), reason="SQLite is built into this Python")]


@pytest.fixture(scope="module", params=("site", "x", "youtube"))
def home(request: pytest.FixtureRequest) -> Iterator[Homestead]:
    enable_socket()  # a module's fixture runs before the per-test guard opens loopback
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    with homestead(request.param) as home:
        yield home


@pytest.fixture(scope="module")
def day(home: Homestead) -> tuple[Moment, Recorder]:
    return kills.quiet_day(home)


def some(record: Recorder, book: int) -> list[int]:
    """Numbers of effects: a few inside the ledger's own file, and of every other kind at each kind of place one."""
    inside = [number for number, effect in enumerate(record.effects) if effect.path.startswith("ledger/ledger")]
    first: dict[tuple[Op, str], int] = {}
    for number, effect in enumerate(record.effects):
        if not effect.path.startswith("ledger/ledger"):
            first.setdefault((effect.op, effect.path.partition("/")[0]), number)
    return sorted([*inside[7 :: len(inside) // book], *first.values()])


def assert_kept(points: list[Point]) -> None:
    assert points
    assert [(one.kind, one.number, one.where, one.broken) for one in points if one.broken] == []


def test_the_record_of_a_quiet_day_is_all_that_happened_on_the_disk(home: Homestead, day: tuple[Moment, Recorder]) -> None:
    start, record = day
    assert {effect.op for effect in record.effects} >= set(Op) - {Op.TRUNCATE, Op.RMDIR, Op.LINK}
    rebuilt = after(record.base, record.effects)
    assert rebuilt.files() == record.tree.files()
    assert record.tree.files().keys() > start.tree.files().keys() - {"benih/masuk/penetapan-dpb"} - _below(start, "benih/masuk")


def _below(moment: Moment, folder: str) -> set[str]:
    return {name for name in moment.tree.files() if Path(name).is_relative_to(folder)}


def test_killed_at_an_effect_all_is_public_once_and_in_its_place(home: Homestead, day: tuple[Moment, Recorder]) -> None:
    assert_kept(kills.singles(home, some(day[1], book=3)[::2]))


def test_killed_twice_all_is_public_once_and_in_its_place(home: Homestead) -> None:
    assert_kept(kills.doubles(home, [1]))


def test_what_the_disk_refuses_is_done_when_it_is_well_again(home: Homestead, day: tuple[Moment, Recorder]) -> None:
    kinds = ("ENOSPC for a sweep", "EIO once")
    assert_kept(disk.refusals(home, some(day[1], book=3)[::4], kinds))


def test_whatever_a_power_cut_undoes_all_is_public_once_and_in_its_place(home: Homestead, day: tuple[Moment, Recorder]) -> None:
    assert_kept(power.cuts(home, some(day[1], book=3)[1::4]))


def test_at_the_end_of_a_quiet_day_no_file_and_no_name_can_be_lost(day: tuple[Moment, Recorder]) -> None:
    assert [effect.where for effect in power.never_synced(day[1])] == []


def test_the_laboratory_notices_what_is_broken(home: Homestead, day: tuple[Moment, Recorder]) -> None:
    """The control: a home that forgets its ledger after the post is public must be found out."""
    start, record = day
    last = max(number for number, effect in enumerate(record.effects) if effect.op is Op.SENT)
    forgotten = cut(start, record, last + 1, start.tree)
    assert home.live(forgotten).broken

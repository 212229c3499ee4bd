"""The daily root finds what the chain alone cannot: a book that was written anew whole, by somebody who has all of it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from ledger import anchors, tables
from ledger.anchor_check import AnchorReport, check_anchors
from ledger.anchors import anchor_day, merkle_root
from ledger.entries import Entry, Kind
from ledger.store import Ledger
from ledger.verify import verify
from links.timestamps import TimeStamp, ask
from safety.clock import ManualClock
from safety.home_key import HomeKey, home_key
from tests.books import NewBook
from tests.time_server import Authority, authority

HERE, THERE = "contoh", "lain"
DAY = 86400


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("jam") / "tsa")


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> HomeKey:
    return home_key(tmp_path_factory.mktemp("kunci"))


def write(ledger: Ledger, office: str, what: str) -> None:
    ledger.append(office, [Entry(Kind.VIEW, what, facts={"apa": what})])


@pytest.fixture
def book(new_book: NewBook) -> Iterator[Ledger]:
    ledger = Ledger.open(new_book(), ManualClock(datetime(2026, 11, 20, 16, tzinfo=UTC)))
    yield ledger
    ledger.close()


@pytest.fixture
def three_days(book: Ledger, key: HomeKey) -> Ledger:
    for number in range(3):
        write(book, HERE, f"satu-{number}")
        write(book, THERE, f"dua-{number}")
        assert anchor_day(book, key) is not None
        book.clock.sleep(DAY)
    return book


def report(ledger: Ledger, roots: bytes | None = None, office: str = HERE) -> AnchorReport:
    return check_anchors(ledger, office, roots)


def test_a_day_has_one_root_and_a_day_without_anything_new_has_none(book: Ledger, key: HomeKey) -> None:
    assert anchor_day(book, key) is None, "an empty book has nothing to close"
    write(book, HERE, "satu")
    assert report(book).unanchored == 1
    made = anchor_day(book, key)
    assert made is not None
    assert anchor_day(book, key) is None
    write(book, HERE, "dua")
    assert anchor_day(book, key) is None, "the next root is tomorrow's"
    assert report(book).unanchored == 1
    book.clock.sleep(DAY)
    assert anchor_day(book, key) is not None
    book.clock.sleep(DAY)
    assert anchor_day(book, key) is None, "nothing but the root itself was written"
    assert (report(book).days, report(book).unanchored, report(book).faults) == (2, 0, ())
    assert verify(book, HERE) == []


def test_the_root_is_that_of_rfc_6962_whatever_order_the_offices_come_in() -> None:
    heads = {name: {"seq": number, "hash": f"{number:064x}"} for number, name in enumerate("abcde", 1)}
    assert merkle_root(heads) == merkle_root(dict(reversed(heads.items())))
    changed = heads | {"c": {"seq": 3, "hash": "f" * 64}}
    assert len({merkle_root(heads), merkle_root(changed), merkle_root({k: v for k, v in heads.items() if k != "e"})}) == 3


def test_a_chain_that_was_written_anew_whole_no_longer_fits_its_roots(three_days: Ledger, tmp_path: Path) -> None:
    forged = Ledger.open(f"sqlite:///{tmp_path / 'palsu.db'}", ManualClock(datetime(2026, 11, 20, 16, tzinfo=UTC)))
    with three_days.reading() as connection:
        rows = connection.execute(tables.anchor.select()).mappings().all()
    with forged.engine.begin() as connection:
        for row in rows:
            connection.execute(tables.anchor.insert().values(**row))
    for number in range(8):
        write(forged, HERE, f"palsu-{number}")
    assert verify(forged, HERE) == [], "the chain of a forger holds"
    assert [fault for fault in report(forged).faults if "ditulis ulang" in fault]
    forged.close()


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-21", "2026-11-22"])
def test_a_root_that_is_gone_is_missed(three_days: Ledger, day: str) -> None:
    with three_days.engine.begin() as connection:
        connection.execute(delete(tables.anchor).where(tables.anchor.c.day == day))
    assert any(day in fault and "tidak ada lagi" in fault for fault in report(three_days).faults)


@pytest.mark.parametrize("what", ["root", "heads", "signature", "made_at", "previous"])
def test_a_root_that_was_changed_is_found(three_days: Ledger, what: str, key: HomeKey, tmp_path: Path) -> None:
    one = anchors.anchors(three_days)[1]
    heads = {**one.heads, HERE: {"seq": 1, "hash": "0" * 64}}
    stranger = home_key(tmp_path / "kunci-lain")
    values = {
        "root": "0" * 64,
        "heads": json.dumps(heads),
        "signature": json.dumps({"key": stranger.public, "value": stranger.sign(one.statement)}),
        "made_at": "2020-01-01T00:00:00.000000+00:00",
        "previous": "0" * 64,
    }
    with three_days.engine.begin() as connection:
        connection.execute(update(tables.anchor).where(tables.anchor.c.day == one.day).values({what: values[what]}))
    assert report(three_days).faults
    assert report(three_days, office=THERE).faults


def stamp_all(ledger: Ledger, house: Authority) -> list[TimeStamp]:
    got = []
    for anchor in anchors.unstamped(ledger, ""):
        got.append(ask(anchor.statement, house.reply, house.roots))
        assert anchors.keep_stamp(ledger, anchor, got[-1], "https://tsa.example/", [HERE, THERE])
        assert not anchors.keep_stamp(ledger, anchor, got[-1], "https://tsa.example/", [HERE]), "another process was first"
    return got


def test_stamps_are_judged_offline_and_what_is_no_stamp_of_ours_is_found(
    three_days: Ledger, house: Authority, tmp_path: Path
) -> None:
    stamp_all(three_days, house)
    whole = report(three_days, house.roots)
    assert (whole.faults, whole.days, whole.stamps) == ((), 3, 3)
    assert 0 < whole.stamped == whole.covered
    assert "tidak dapat diperiksa" in report(three_days).notes[0], "without the pinned root nothing is claimed"
    assert "timestamp_ca" in report(three_days, authority(tmp_path / "lain").roots).faults[0]
    first, second = (anchors.anchors(three_days)[number] for number in (0, 1))
    table = tables.anchor
    swaps = {
        "isi lain": {"token": _text(three_days, second.day), "nonce": second.nonce},
        "permintaan lain": {"nonce": str(int(first.nonce) + 1)},
        "terpotong": {"token": _text(three_days, first.day)[:400]},
        "tidak ada lagi": {"token": ""},
    }
    kept = {"token": _text(three_days, first.day), "nonce": first.nonce}
    for sign, values in swaps.items():
        with three_days.engine.begin() as connection:
            connection.execute(update(table).where(table.c.day == first.day).values(**kept | values))
        assert any(sign in fault for fault in report(three_days, house.roots).faults), sign


def _text(ledger: Ledger, day: str) -> str:
    with ledger.reading() as connection:
        table = tables.anchor
        return str(connection.execute(table.select().where(table.c.day == day)).one().token)


def test_the_key_of_a_home_is_its_own_private_and_made_once(tmp_path: Path) -> None:
    made = home_key(tmp_path / "a")
    place = tmp_path / "a" / "kunci-rumah.pem"
    assert place.stat().st_mode & 0o777 == 0o600
    assert home_key(tmp_path / "a").public == made.public
    assert home_key(tmp_path / "b").public != made.public
    assert "PRIVATE" not in repr(made)
    assert [path.name for path in place.parent.iterdir()] == [place.name]

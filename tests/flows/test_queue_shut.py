"""The queue folder that cannot be written, read or found: told plainly, nothing lost, and afterwards everything once."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import publish
from flows.publish import Sweep
from ledger import queries
from ledger.withdrawal_queries import open_withdrawals
from publishing import desk, withdrawal
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news
from tests.flows.rights import as_an_ordinary_user, shut

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
FOLDERS = ("konsep", "masuk", "ditahan", "arsip")


@pytest.fixture
def queue(day: Day) -> Iterator[Path]:
    """The folder that holds the four, on a share of its own; opened again at the end."""
    root = day.home.path / "antrean"
    root.mkdir()
    for name in FOLDERS:
        (day.home.path / name).rename(root / name)
        (day.home.path / name).symlink_to(root / name)
    file = day.home.path / "offices" / f"{OFFICE}.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f'folder = "{root.name}"\n{text}', encoding="utf-8")
    yield root
    opened(root)


def parts(queue: Path) -> list[Path]:
    return [queue, *(queue / name for name in FOLDERS)]


def opened(queue: Path) -> None:
    shut(*parts(queue), mode=0o755)


def approved(day: Day) -> None:
    drop_news(day.home)
    day.seal()
    day.approve()


def swept(day: Day) -> Sweep:
    with as_an_ordinary_user():
        return day.sweep()


def state(day: Day) -> str:
    return queries.packages(day.ledger, OFFICE)[0].state


def went_out_once(day: Day) -> None:
    for _ in range(3):
        swept(day)
    assert state(day) == desk.DONE
    assert {row.state for row in day.rows().values()} == {State.VERIFIED}
    assert len(day.public()) == 1
    assert [path.parent.name for path in (day.home.path / "arsip").rglob("naskah.md")] == [NAME]


def test_the_tests_are_held_to_permissions(tmp_path: Path) -> None:
    shut(tmp_path)
    with as_an_ordinary_user(), pytest.raises(PermissionError):
        (tmp_path / "x").touch()
    (tmp_path / "x").touch()


@pytest.mark.parametrize("which", ["everything", "masuk", "arsip", "root"])
def test_nothing_goes_out_while_the_queue_can_only_be_read_and_then_it_does_by_itself(
    day: Day, queue: Path, which: str, caplog: pytest.LogCaptureFixture
) -> None:
    approved(day)
    shut(*{"everything": parts(queue), "root": [queue]}.get(which, [queue / which]))
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert "hanya dapat dibaca" in swept(day).closed
    assert "hanya dapat dibaca" in caplog.text
    assert (day.public(), state(day)) == ([], desk.APPROVED)
    opened(queue)
    went_out_once(day)


def test_a_queue_that_cannot_be_read_cancels_nothing(day: Day, queue: Path) -> None:
    approved(day)
    shut(queue / "masuk", mode=0)
    assert "tidak dapat dibuka" in swept(day).closed
    assert (day.public(), state(day)) == ([], desk.APPROVED)
    opened(queue)
    went_out_once(day)


@pytest.mark.parametrize("bare", [True, False], ids=["bare mount point", "with folders from before it was mounted"])
def test_a_queue_that_is_not_mounted_loses_nothing_that_waits(day: Day, queue: Path, bare: bool) -> None:
    approved(day)
    away = queue.rename(queue.with_name("disk"))
    queue.mkdir()
    for name in () if bare else FOLDERS:
        (queue / name).mkdir()
    for _ in range(3):
        swept(day)
    assert day.public() == []
    for name in () if bare else FOLDERS:
        (queue / name).rmdir()
    for left in queue.iterdir():
        left.unlink()
    queue.rmdir()
    away.rename(queue)
    went_out_once(day)


def test_what_is_public_when_the_queue_is_shut_is_filed_when_it_opens_and_not_sent_again(
    day: Day, queue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(day)
    real = publish.publish_package

    async def then_shut(*args: object) -> object:
        rows = await real(*args)  # type: ignore[arg-type]
        shut(*parts(queue))
        return rows

    monkeypatch.setattr(publish, "publish_package", then_shut)
    assert [row.state for row in swept(day).rows] == [State.VERIFIED]
    assert state(day) == desk.APPROVED
    assert "terhenti" in queries.packages(day.ledger, OFFICE)[0].problem
    monkeypatch.undo()
    assert "hanya dapat dibaca" in swept(day).closed
    opened(queue)
    went_out_once(day)


@pytest.mark.parametrize("mode", [0o555, 0], ids=["only to be read", "not even that"])
def test_what_was_ordered_to_come_down_comes_down_while_the_queue_is_shut(day: Day, queue: Path, mode: int) -> None:
    """A share that is away for a day must not keep before the public what was said to be wrong."""
    approved(day)
    assert [row.state for row in swept(day).rows] == [State.VERIFIED]
    shut(queue / "masuk", mode=mode)
    with as_an_ordinary_user(), day.room() as room:
        sign = withdrawal.draft(room.ledger, room.desk, NAME, "ketua", "Ketua", "Salah tanggal")
        withdrawal.order(room.ledger, room.desk, NAME, (), sign)
    assert len(day.public()) == 1
    assert swept(day).closed
    assert day.public() == []
    assert day.rows()["website"].state == State.WITHDRAWN
    assert open_withdrawals(day.ledger, OFFICE) == []
    opened(queue)
    assert swept(day).closed == ""
    assert day.public() == [], "what was taken down is not sent anew"


def test_a_package_that_cannot_be_put_aside_stays_where_it_is_and_is_held_later(day: Day, queue: Path) -> None:
    (day.home.inbox / "kosong").mkdir()
    shut(queue / "ditahan")
    for _ in range(3):
        swept(day)
    assert [path.name for path in day.home.inbox.iterdir()] == ["kosong"]
    opened(queue)
    swept(day)
    swept(day)
    assert (day.home.path / "ditahan" / "kosong" / "ALASAN.txt").is_file()

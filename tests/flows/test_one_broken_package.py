"""One broken package, copy, folder or channel stops no other, publishes nothing twice and is shown to a person."""

import asyncio
import os
import shutil
import threading
from pathlib import Path

import pytest

from content_queue.sheet import Decision, load_sheet, write_sheet
from flows import publish
from flows.board import gather, write_board
from flows.leases import Held, sweep_of
from flows.wiring import Workroom, open_workroom
from ledger import queries
from ledger.entries import PublicationKey
from publishing import desk, switches
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import OFFICE, drop_news

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def sealed(day: Day, *names: str, approved: bool = True) -> list[Path]:
    """Packages that differ, in masuk/, sealed and approved."""
    folders = []
    for name in names:
        folder = drop_news(day.home, name)
        naskah = folder / "naskah.md"
        naskah.write_text(naskah.read_text(encoding="utf-8") + f"\n{name}\n", encoding="utf-8")
        folders.append(folder)
    day.sweep()
    day.sweep()
    for name in names if approved else ():
        day.approve(name)
    return folders


def one_at_a_time(day: Day) -> None:
    """Packages one after the other, so that there is a moment between the first and the second."""
    file = day.home.path / "tayang.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[publishing]\n", "[publishing]\npackages_at_once = 1\n", 1), encoding="utf-8")


def states(day: Day) -> dict[str, str]:
    return {row.key.package_id: row.state for row in reversed(queries.packages(day.ledger, OFFICE))}


def to_do(day: Day) -> dict[str, str]:
    with open_workroom(day.home.path, OFFICE, os.environ, day.clock) as room:
        return {card.name: " ".join(action.text for action in card.actions) for card in gather(room).to_do}


def test_a_copy_of_a_published_folder_is_held_although_its_sheet_is_signed(day: Day) -> None:
    [folder] = sealed(day, "asli")
    keep = day.home.path / "konsep" / "asli - Copy"
    shutil.copytree(folder, keep)
    day.sweep()
    assert len(day.public()) == 1
    keep.rename(day.home.inbox / "asli - Copy")
    for _ in range(3):
        day.sweep()
    assert len(day.public()) == 1
    assert (day.home.path / "ditahan" / "asli - Copy" / "ALASAN.txt").exists()


def test_a_copy_beside_a_folder_that_waits_is_held_and_the_first_goes_out_once(day: Day) -> None:
    [folder] = sealed(day, "asli", approved=False)
    day.approve("asli")
    shutil.copytree(folder, day.home.inbox / "asli - Copy")
    for _ in range(3):
        day.sweep()
    assert len(day.public()) == 1
    assert states(day) == {"asli": desk.DONE}


def test_a_folder_renamed_before_it_is_public_goes_out_once_under_its_new_name(day: Day) -> None:
    [folder] = sealed(day, "asli", approved=False)
    folder.rename(day.home.inbox / "nama-baru")
    day.sweep()
    day.sweep()
    assert states(day) == {"asli": desk.CANCELLED, "nama-baru": desk.AWAITING}
    day.approve("nama-baru")
    day.sweep()
    assert len(day.public()) == 1


def test_an_approval_taken_back_before_it_goes_out_holds_it(day: Day) -> None:
    [folder] = sealed(day, "ditarik")
    path = folder / "disposisi.yaml"
    sheet = load_sheet(path)
    day.clock.advance(1)
    no = replace_sign(sheet.sign_offs[-1], day)
    write_sheet(path, sheet.model_copy(update={"sign_offs": (*sheet.sign_offs, no)}))
    for _ in range(3):
        day.sweep()
    assert day.public() == []
    assert states(day) == {"ditarik": desk.AWAITING}


def replace_sign(sign: object, day: Day) -> object:
    return sign.model_copy(update={"decision": Decision.NO, "at": day.clock.now()})  # type: ignore[attr-defined]


def test_a_touched_store_stops_its_own_package_alone_and_is_on_the_board(day: Day) -> None:
    switches.pause_channel(day.ledger, OFFICE, "website", "uji")
    sealed(day, "rusak", "utuh")
    for _ in range(3):
        day.sweep()
    row = next(r for r in queries.packages(day.ledger, OFFICE) if r.key.package_id == "rusak")
    with open_workroom(day.home.path, OFFICE, os.environ, day.clock) as room:
        naskah = room.desk.store / row.digest / "naskah.md"
    naskah.chmod(0o644)
    naskah.write_text("lain", encoding="utf-8")
    switches.resume_channel(day.ledger, OFFICE, "website")
    day.sweep()
    entries = len(queries.history(day.ledger, OFFICE))
    day.sweep()
    assert states(day) == {"rusak": desk.APPROVED, "utuh": desk.DONE}
    assert "simpanan tidak cocok" in to_do(day)["rusak"]
    assert len(queries.history(day.ledger, OFFICE)) == entries, "the same trouble is not entered at every sweep"

    folder = day.home.inbox / "rusak"
    outside = day.home.path / "konsep" / "rusak"
    folder.rename(outside)
    day.sweep()
    outside.rename(folder)
    day.sweep()
    day.sweep()
    assert states(day) == {"rusak": desk.DONE, "utuh": desk.DONE}
    assert len(day.public()) == 2


def test_an_archive_that_cannot_be_written_stops_no_other_package(day: Day) -> None:
    sealed(day, "a-pertama", "b-kedua")
    shutil.rmtree(day.home.path / "arsip")
    (day.home.path / "arsip").mkdir()
    now = day.clock.now()
    (day.home.path / "arsip" / f"{now:%Y}").write_text("bukan map")
    day.sweep()
    assert len(day.public()) == 2
    assert set(to_do(day)) == {"a-pertama", "b-kedua"}
    (day.home.path / "arsip" / f"{now:%Y}").unlink()
    day.sweep()
    assert set(states(day).values()) == {desk.DONE}
    assert len(day.public()) == 2


def test_a_copy_store_that_cannot_be_written_stops_nothing(day: Day) -> None:
    sealed(day, "berita")
    with open_workroom(day.home.path, OFFICE, os.environ, day.clock) as room:
        shutil.rmtree(room.settings.copies, ignore_errors=True)
        room.settings.copies.write_text("bukan map")
    assert [row.state for row in day.sweep().rows] == [State.VERIFIED]
    assert states(day) == {"berita": desk.DONE}


@pytest.mark.parametrize("inside", [False, True], ids=["folder", "file"])
def test_a_name_that_is_no_text_is_held_and_stops_no_other_package(day: Day, inside: bool) -> None:
    folder = drop_news(day.home, "aneh")
    if inside:
        Path(os.fsdecode(os.fsencode(folder) + b"/media/caf\xe9.jpg")).write_bytes(b"x")
    else:
        folder.rename(os.fsdecode(os.fsencode(day.home.inbox) + b"/caf\xe9"))
    sealed(day, "biasa")
    day.sweep()
    assert len(day.public()) == 1
    assert list((day.home.path / "ditahan").rglob("ALASAN.txt"))
    with open_workroom(day.home.path, OFFICE, os.environ, day.clock) as room:
        assert write_board(room).stat().st_size


def test_a_queue_that_is_not_mounted_cancels_nothing(day: Day) -> None:
    sealed(day, "menunggu", approved=False)
    away = day.home.path / "dilepas"
    away.mkdir()
    for name in ("konsep", "masuk", "ditahan", "arsip"):
        (day.home.path / name).rename(away / name)
    assert "antrean" in day.sweep().closed
    assert states(day) == {"menunggu": desk.AWAITING}
    for name in ("konsep", "masuk", "ditahan", "arsip"):
        (away / name).rename(day.home.path / name)
    day.approve("menunggu")
    day.sweep()
    assert len(day.public()) == 1


def test_a_folder_taken_out_while_the_sweep_is_busy_with_another_is_not_published(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_at_a_time(day)
    sealed(day, "a-pertama", "b-kedua")
    _after_the_first(monkeypatch, lambda: shutil.move(day.home.inbox / "b-kedua", day.home.path / "konsep" / "b-kedua"))
    day.sweep()
    monkeypatch.undo()
    day.sweep()
    assert states(day) == {"a-pertama": desk.DONE, "b-kedua": desk.CANCELLED}
    assert len(day.public()) == 1


def test_a_lost_sweep_lease_ends_the_sweep_before_its_next_package(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    one_at_a_time(day)
    sealed(day, "a-pertama", "b-kedua")
    _after_the_first(monkeypatch, lambda: day.clock.advance(1000))
    assert "sweep" in day.sweep().closed
    assert len(day.public()) == 1
    monkeypatch.undo()
    day.sweep()
    assert len(day.public()) == 2


def _after_the_first(monkeypatch: pytest.MonkeyPatch, act: object) -> None:
    """Do something while a sweep is between its first and its second package."""
    real, done = publish.publish_package, []

    async def once(*args: object) -> object:
        rows = await real(*args)  # type: ignore[arg-type]
        if not done:
            done.append(act())  # type: ignore[operator]
        return rows

    monkeypatch.setattr(publish, "publish_package", once)


def test_a_channel_that_is_no_longer_used_is_named_on_the_board(day: Day) -> None:
    office = day.home.path / "offices" / f"{OFFICE}.toml"
    text = office.read_text(encoding="utf-8")
    second = text[text.index("[channels.website]") :].replace("channels.website", "channels.jdih")
    office.write_text(text + "\n" + second, encoding="utf-8")
    naskah = drop_news(day.home) / "naskah.md"
    naskah.write_text(naskah.read_text(encoding="utf-8").replace("[website]", "[website, jdih]"), encoding="utf-8")
    day.sweep()
    day.sweep()
    day.approve("penetapan-dpb")
    office.write_text(text, encoding="utf-8")
    day.sweep()
    assert "jdih" in to_do(day)["penetapan-dpb"]


def test_an_office_paused_during_a_sweep_begins_no_other_package(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    one_at_a_time(day)
    sealed(day, "a-pertama", "b-kedua")
    _after_the_first(monkeypatch, lambda: switches.pause_office(day.ledger, OFFICE, "masa tenang"))
    sweep = day.sweep()
    assert [row.key.package_id for row in sweep.rows] == ["a-pertama"]
    assert len(day.public()) == 1


def test_a_sweep_that_is_cancelled_keeps_the_lease_while_its_request_is_on_its_way(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed(day, "berita")
    begun, go_on = threading.Event(), threading.Event()

    async def cancelled() -> None:
        with open_workroom(day.home.path, OFFICE, os.environ, day.clock) as room:
            _hang(room, monkeypatch, begun, go_on)
            lease = room.ledger.acquire(sweep_of(OFFICE), 600)
            assert lease is not None
            sweep = asyncio.create_task(publish._sweep(room, Held(room.ledger, lease, 600)))
            await asyncio.to_thread(begun.wait, 30)
            sweep.cancel()
            await asyncio.wait({sweep})
            assert room.publisher.take(PublicationKey(OFFICE, "berita", 1, "website")) is None
            go_on.set()

    day.clock.advance(5)
    asyncio.run(cancelled())


def _hang(room: Workroom, monkeypatch: pytest.MonkeyPatch, begun: threading.Event, go_on: threading.Event) -> None:
    connector = room.connectors["website"]
    stage = type(connector).stage

    def slow(*args: object) -> object:
        begun.set()
        go_on.wait(300)
        return stage(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(type(connector), "stage", slow)


def test_the_board_says_what_a_channel_waits_for_when_nothing_new_begins_there(day: Day) -> None:
    one_at_a_time(day)
    sealed(day, "a", "b", "c", "d")
    lost = {"action": "drop_before", "path": "/publish", "times": 3}
    day.misbehaves("site", **lost)
    day.sweep()
    with open_workroom(day.home.path, OFFICE, os.environ, day.clock) as room:
        notes = {card.name: card.channels[0].note for card in gather(room).packages}
    assert notes["d"] == "menunggu: 3 penayangan lain di kanal ini belum jelas hasilnya dan dicari dahulu"
    for _ in range(8):
        day.sweep(120)
    assert states(day) == dict.fromkeys("abcd", desk.DONE)
    assert len(day.public()) == 4

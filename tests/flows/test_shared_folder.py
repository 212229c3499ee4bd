"""A queue that is shared: copied into slowly, synchronised with conflict copies, open in office programs at the same time."""

import shutil
import unicodedata
from pathlib import Path

import pytest

from ledger import queries
from publishing import desk
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
PIECE = 1 << 20
PDF = b"%PDF-1.4\n" + b"% lampiran\n" * (5 * PIECE // 11) + b"trailer\n%%EOF\n"
PAUSE = 300


def states(day: Day) -> dict[str, str]:
    return {row.key.package_id: row.state for row in reversed(queries.packages(day.ledger, OFFICE))}


def reason(day: Day, name: str) -> str:
    return (day.home.path / "ditahan" / name / "ALASAN.txt").read_text(encoding="utf-8-sig")


def swept(day: Day, times: int = 3, seconds: float = 5) -> None:
    for _ in range(times):
        day.sweep(seconds)


def with_attachment(folder: Path) -> Path:
    (folder / "lampiran").mkdir()
    (folder / "lampiran" / "keputusan.pdf").write_bytes(PDF)
    return folder


def signed_elsewhere(day: Day) -> Path:
    """A whole package that brings its signed sheet along, outside of masuk/."""
    folder = with_attachment(drop_news(day.home))
    day.seal()
    day.approve()
    away = folder.rename(day.home.path / "konsep" / "jadi")
    day.sweep()
    return away


@pytest.mark.parametrize("whole_size_first", [False, True], ids=["growing", "of its whole size from the start"])
def test_a_signed_package_that_is_copied_slowly_is_left_alone_until_it_is_whole(day: Day, whole_size_first: bool) -> None:
    source, target = signed_elsewhere(day), day.home.inbox / NAME
    for path in sorted(source.rglob("*")):  # its sheet comes before most of it
        copy = target / path.relative_to(source)
        if path.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
            continue
        copy.parent.mkdir(exist_ok=True)
        data = path.read_bytes()
        copy.write_bytes(b"\0" * len(data) if whole_size_first else b"")
        for begin in range(0, len(data), PIECE):
            swept(day, seconds=PAUSE / 3)
            assert day.public() == []
            assert target.is_dir(), reason(day, NAME)
            with copy.open("r+b") as file:
                file.seek(begin)
                file.write(data[begin : begin + PIECE])
    swept(day)
    assert states(day) == {NAME: desk.DONE}
    assert len(day.public()) == 1
    [filed] = (day.home.path / "arsip").rglob("keputusan.pdf")
    assert filed.read_bytes() == PDF


def test_what_was_sealed_in_a_pause_of_the_copying_is_replaced_by_the_whole(day: Day) -> None:
    folder = drop_news(day.home)
    swept(day, seconds=PAUSE / 3)
    assert states(day) == {NAME: desk.AWAITING}
    with_attachment(folder)
    swept(day, seconds=PAUSE / 3)
    assert day.public() == []
    assert [row.state for row in queries.revisions(day.ledger, OFFICE, NAME)] == [desk.REPLACED, desk.AWAITING]
    day.approve()
    swept(day)
    assert len(day.public()) == 1
    assert queries.publications(day.ledger, OFFICE)[0].state == State.VERIFIED


@pytest.mark.parametrize(
    "name",
    [
        "naskah (conflicted copy 2026-11-20).md",
        "media/01 (Budi's conflicted copy 2026-11-20).jpg",
        "media/01.sync-conflict-20261120-101112-ABCDEFG.jpg",
    ],
)
def test_a_conflict_copy_in_a_package_that_waits_stops_it_until_somebody_has_chosen(day: Day, name: str) -> None:
    folder = drop_news(day.home)
    day.seal()
    (folder / name).write_bytes(b"versi lain")
    swept(day)
    assert "salinan bentrok" in reason(day, NAME)
    held = day.home.path / "ditahan" / NAME
    (held / name).unlink()
    held.rename(folder)
    swept(day)
    day.approve()
    swept(day)
    assert len(day.public()) == 1


@pytest.mark.parametrize("changed", [False, True], ids=["same bytes", "other bytes"])
def test_a_conflict_copy_of_a_whole_package_is_held_and_the_package_goes_out_once(day: Day, changed: bool) -> None:
    name = f"{NAME} (conflicted copy 2026-11-20)"
    folder = drop_news(day.home)
    day.seal()
    day.approve()
    copy = shutil.copytree(folder, day.home.inbox / name)
    if changed:
        (copy / "disposisi.yaml").unlink()
        naskah = copy / "naskah.md"
        naskah.write_text(naskah.read_text(encoding="utf-8") + "\nVersi lain.\n", encoding="utf-8")
    swept(day)
    assert states(day) == {NAME: desk.DONE}
    assert len(day.public()) == 1
    assert "salinan bentrok" in reason(day, name)


@pytest.mark.parametrize("twin", [NAME.upper(), "caf\u00e9"], ids=["letter case", "unicode normalisation"])
def test_of_two_names_that_some_systems_take_for_one_the_later_is_held(day: Day, twin: str) -> None:
    first = unicodedata.normalize("NFD", twin) if twin.lower() != NAME else NAME
    drop_news(day.home, first)
    day.seal()
    folder = drop_news(day.home, twin)
    naskah = folder / "naskah.md"
    naskah.write_text(naskah.read_text(encoding="utf-8") + "\nVersi lain.\n", encoding="utf-8")
    swept(day)
    assert states(day) == {first: desk.AWAITING}
    assert "Ganti salah satu nama" in reason(day, twin)
    day.approve(first)
    swept(day)
    assert len(day.public()) == 1


@pytest.mark.parametrize("name", ["~$naskah.docx", ".~lock.naskah.docx#", ".syncthing.naskah.md.tmp", "~WRL0001.tmp"])
def test_while_a_program_is_at_work_in_a_package_it_waits_and_then_goes_out(day: Day, name: str) -> None:
    folder = drop_news(day.home)
    (folder / name).write_bytes(b"")
    swept(day, seconds=PAUSE)
    assert folder.is_dir(), reason(day, NAME)
    assert states(day) == {}
    (folder / name).unlink()
    day.seal()
    day.approve()
    (folder / name).write_bytes(b"")
    swept(day, seconds=PAUSE)
    assert day.public() == []
    assert states(day) == {NAME: desk.APPROVED}
    (folder / name).unlink()
    swept(day)
    assert states(day) == {NAME: desk.DONE}
    assert len(day.public()) == 1


def test_what_programs_leave_beside_the_packages_is_left_alone(day: Day) -> None:
    names = ["~$surat.docx", ".~lock.surat.odt#", "~syncthing~surat.docx.tmp", ".stfolder", "Thumbs.db"]
    for name in names:
        (day.home.inbox / name).touch()
    swept(day, seconds=700)
    assert sorted(path.name for path in day.home.inbox.iterdir()) == sorted(names)

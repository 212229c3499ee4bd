"""The main job on the practice town: dropped, approved, public once, proved, kept, in the book."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from content_queue.profile import Covers
from content_queue.seal import hashes
from content_queue.sheet import Decision, Sheet, SignOff, write_sheet
from ledger import queries
from ledger.entries import Entry, Kind, PublicationKey
from ledger.verify import verify
from publishing import approval, desk
from publishing.marker import marker
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import OFFICE, drop_news

pytestmark = pytest.mark.usefixtures("prefect_server")


def approve_as_stranger(day: Day, folder: Path) -> None:
    with day.room() as room:
        row = queries.packages(day.ledger, OFFICE)[0]
        now = day.clock.now()
        signs = tuple(
            SignOff(
                step=step.nr,
                decision=Decision.YES,
                person="orang-luar",
                at=now,
                covers=step.covers,
                digest=row.digest if step.covers is Covers.CONTENT else "",
            )
            for step in room.required_steps
        )
        write_sheet(folder / "disposisi.yaml", Sheet(digest=row.digest, files=hashes(folder), sign_offs=signs))


def test_a_dropped_package_waits_for_approval_then_is_public_once_proved_and_kept(day: Day) -> None:
    drop_news(day.home)
    day.sweep()
    assert day.sweep().waiting == ["penetapan-dpb"]
    assert day.public() == []

    day.approve("penetapan-dpb")
    sweep = day.sweep()

    assert [row.state for row in sweep.rows] == [State.VERIFIED]
    assert len(day.public()) == 1
    row = queries.publications(day.ledger, OFFICE)[0]
    assert "Penetapan Daftar Pemilih" in requests.get(row.url, timeout=60).text
    assert row.grade == "public"
    copy = day.home.path / queries.latest_copies(day.ledger, OFFICE)[("penetapan-dpb", 1, "website")]
    assert "menetapkan" in (copy / "salinan.html").read_text(encoding="utf-8")
    assert not (day.home.inbox / "penetapan-dpb").exists()
    assert list((day.home.path / "arsip").rglob("naskah.md"))
    assert verify(day.ledger, OFFICE) == []


def test_sweeping_again_changes_nothing(day: Day) -> None:
    drop_news(day.home)
    day.sweep()
    day.sweep()
    day.approve("penetapan-dpb")
    day.sweep()
    assert day.sweep().rows == []
    assert len(day.public()) == 1


def test_a_published_package_dropped_again_is_held_with_the_reason(day: Day) -> None:
    folder = drop_news(day.home)
    keep = day.home.path / "konsep" / "simpan"
    shutil.copytree(folder, keep)
    day.sweep()
    day.sweep()
    day.approve("penetapan-dpb")
    day.sweep()
    shutil.copytree(keep, day.home.inbox / "penetapan-dpb")
    assert [*day.sweep().held, *day.sweep().held] == ["penetapan-dpb"]
    reason = (day.home.path / "ditahan" / "penetapan-dpb" / "ALASAN.txt").read_text(encoding="utf-8-sig")
    assert "sudah tayang" in reason
    assert len(day.public()) == 1


def test_a_byte_changed_after_approval_publishes_nothing_until_approved_again(day: Day) -> None:
    folder = drop_news(day.home)
    day.sweep()
    day.sweep()
    day.ledger.append(OFFICE, [Entry(Kind.PAUSE, "paused", facts={"paused": True, "reason": "uji"})])
    day.approve("penetapan-dpb")
    naskah = folder / "naskah.md"
    naskah.write_text(naskah.read_text(encoding="utf-8").replace("ketiga", "keempat"), encoding="utf-8")
    day.ledger.append(OFFICE, [Entry(Kind.PAUSE, "resumed", facts={"paused": False, "reason": ""})])
    for _ in range(3):
        day.sweep()
    assert day.public() == []
    assert folder.exists(), "somebody may still be copying"
    day.clock.advance(600)
    assert [*day.sweep().held, *day.sweep().held] == ["penetapan-dpb"]
    reason = (day.home.path / "ditahan" / "penetapan-dpb" / "ALASAN.txt").read_text(encoding="utf-8-sig")
    assert "hapus disposisi.yaml" in reason

    mended = day.home.path / "ditahan" / "penetapan-dpb"
    (mended / "disposisi.yaml").unlink()
    (mended / "ALASAN.txt").unlink()
    mended.rename(folder)
    day.sweep()
    day.sweep()
    assert day.public() == []
    day.approve("penetapan-dpb")
    day.sweep()
    assert len(day.public()) == 1
    assert queries.revisions(day.ledger, OFFICE, "penetapan-dpb")[-1].key.revision == 2


def test_a_package_that_arrives_with_its_signed_sheet_is_sealed_approved_and_public_in_one_sweep(day: Day) -> None:
    folder = drop_news(day.home, "lain")
    day.sweep()
    day.sweep()
    with day.room() as room:
        day.ledger.append(OFFICE, [Entry(Kind.PAUSE, "paused", facts={"paused": True, "reason": "uji"})])
        approval.approve(room.ledger, room.desk, "lain", "ketua", "Ketua")
    shutil.move(folder, day.home.path / "konsep" / "dibawa")
    day.ledger.append(OFFICE, [Entry(Kind.PAUSE, "resumed", facts={"paused": False, "reason": ""})])
    day.sweep()
    assert queries.packages(day.ledger, OFFICE)[0].state == desk.CANCELLED

    shutil.copytree(day.home.path / "konsep" / "dibawa", day.home.inbox / "dibawa")
    assert [row.state for row in day.sweep().rows] == [State.VERIFIED]
    assert len(day.public()) == 1


def test_a_sheet_signed_by_somebody_who_may_not_sign_approves_nothing(day: Day) -> None:
    folder = drop_news(day.home)
    day.sweep()
    day.sweep()
    approve_as_stranger(day, folder)
    for _ in range(3):
        day.sweep()
    assert day.public() == []


def test_an_edit_that_no_time_stamp_shows_is_noticed_before_publishing(day: Day) -> None:
    folder = drop_news(day.home)
    day.sweep()
    day.sweep()
    day.approve("penetapan-dpb")
    naskah = folder / "naskah.md"
    times = naskah.stat()
    naskah.write_text(naskah.read_text(encoding="utf-8").replace("ketiga", "kesatu"), encoding="utf-8")
    os.utime(naskah, ns=(times.st_atime_ns, times.st_mtime_ns))
    for _ in range(3):
        day.sweep()
    assert day.public() == []


def test_a_paused_office_publishes_nothing(day: Day) -> None:
    drop_news(day.home)
    day.sweep()
    day.sweep()
    day.approve("penetapan-dpb")
    day.ledger.append(OFFICE, [Entry(Kind.PAUSE, "paused", facts={"paused": True, "reason": "masa tenang"})])
    assert "masa tenang" in day.sweep().closed
    assert day.public() == []


def test_taking_the_folder_out_before_it_is_public_cancels_it(day: Day) -> None:
    folder = drop_news(day.home)
    day.sweep()
    day.sweep()
    day.approve("penetapan-dpb")
    shutil.move(folder, day.home.path / "konsep" / "penetapan-dpb")
    day.sweep()
    assert day.public() == []
    assert queries.packages(day.ledger, OFFICE)[0].state == desk.CANCELLED


def test_a_second_sweep_at_the_same_time_leaves_quietly(day: Day) -> None:
    assert day.ledger.acquire(f"sweep:{OFFICE}", 600) is not None
    assert day.sweep().closed == "sapuan lain sedang berjalan"


def test_a_missing_secret_stops_its_own_channel_and_no_other(day: Day) -> None:
    office = day.home.path / "offices" / f"{OFFICE}.toml"
    text = office.read_text(encoding="utf-8")
    second = text[text.index("[channels.website]") :].replace("channels.website", "channels.jdih")
    office.write_text(text + "\n" + second.replace("TAYANG_LATIHAN_WEBSITE", "TAYANG_BELUM_ADA"), encoding="utf-8")
    naskah = drop_news(day.home) / "naskah.md"
    naskah.write_text(naskah.read_text(encoding="utf-8").replace("[website]", "[website, jdih]"), encoding="utf-8")
    day.sweep()
    day.sweep()
    day.approve("penetapan-dpb")
    day.sweep()
    rows = {row.key.channel: row for row in queries.publications(day.ledger, OFFICE)}
    assert {name: row.state for name, row in rows.items()} == {"website": State.VERIFIED, "jdih": State.PLANNED}

    with (day.home.path / "rahasia.env").open("a", encoding="utf-8") as secrets:
        secrets.write(f"TAYANG_BELUM_ADA={day.town.tokens['site']}\n")
    day.sweep()
    assert {row.state for row in queries.publications(day.ledger, OFFICE)} == {State.VERIFIED}
    assert len(day.public()) == 2


def test_a_post_that_carries_our_mark_without_a_trace_in_the_ledger_is_never_changed(day: Day) -> None:
    drop_news(day.home)
    day.sweep()
    day.sweep()
    with day.room() as room:
        row = queries.packages(day.ledger, OFFICE)[0]
        package = replace(room.desk.read(row), title="Judul yang lain")
        connector = room.connectors["website"]
        mark = marker(PublicationKey(OFFICE, package.id, 1, "website"))
        connector.reveal(connector.stage(connector.preview(package), mark, {}, lambda _name, _handle: None))
    day.approve("penetapan-dpb")
    assert [row.state for row in day.sweep().rows] == [State.NEEDS_HUMAN]
    assert [post["title"] for post in day.public()] == ["Judul yang lain"]


def test_a_package_for_an_account_that_the_office_has_not_is_held_with_those_it_has(day: Day) -> None:
    naskah = drop_news(day.home) / "naskah.md"
    naskah.write_text(naskah.read_text(encoding="utf-8").replace("[website]", "[website, tiktok]"), encoding="utf-8")
    day.sweep()
    assert day.sweep().held == ["penetapan-dpb"]
    reason = (day.home.path / "ditahan" / "penetapan-dpb" / "ALASAN.txt").read_text(encoding="utf-8-sig")
    assert "tiktok" in reason
    assert "website" in reason


def test_two_people_who_sign_at_the_same_time_lose_no_signature(day: Day) -> None:
    drop_news(day.home)
    day.sweep()
    day.sweep()
    signed = day.ledger.acquire(f"sheet:{OFFICE}/penetapan-dpb", 60)
    assert signed is not None
    with pytest.raises(approval.CannotApprove, match="sedang ditandatangani"):
        day.approve("penetapan-dpb")
    day.ledger.release(signed)
    day.approve("penetapan-dpb")
    assert queries.packages(day.ledger, OFFICE)[0].state == desk.APPROVED

"""After a copy is kept: the book is closed each night, stamped, and handed to an auditor who needs no tayang."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from cli import copies, looking
from config.settings import load_home
from flows import anchoring, later, views
from flows.backup import make_backup
from flows.chores import Level, Note
from flows.housekeeping import run_housekeeping
from flows.restore import restore_backup
from flows.wayback import Offered
from flows.wiring import Workroom
from ledger import link_queries
from ledger.anchors import anchors, known_keys
from links.views import Views, find_browser
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, HomeInPractice, drop_news, set_archive
from tests.flows.months import Months
from tests.time_server import TimeServer, authority, expired_authority, time_server

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
NIGHT = 86400


@pytest.fixture
def server(months: Months, tmp_path: Path) -> Iterator[TimeServer]:
    """The home asks a time stamp server on loopback, whose root certificate is pinned."""
    house = authority(tmp_path / "tsa")
    with time_server(house) as running:
        place = months.home.path / "offices" / "tsa.pem"
        place.write_bytes(house.roots)
        asks(months, running.url)
        yield running


def asks(months: Months, url: str) -> None:
    lines = [f'timestamp_url = "{url}"', 'timestamp_ca = "offices/tsa.pem"', 'chromium = "off"']
    set_archive(months.home.path, *lines)
    file = months.home.path / "tayang.toml"
    text = file.read_text("utf-8")
    host = url.split("/")[2]
    if f'"{host}"' not in text:
        file.write_text(text.replace("allow_hosts = [", f'allow_hosts = ["{host}", '), "utf-8")


def night(day: Day) -> dict[str, list[Note]]:
    day.clock.advance(NIGHT)
    found: dict[str, list[Note]] = {}
    for note in asyncio.run(run_housekeeping(day.home.path, OFFICE, day.clock)).notes:
        found.setdefault(note.chore, []).append(note)
    return found


def texts(notes: dict[str, list[Note]], chore: str) -> list[str]:
    return [note.text for note in notes[chore]]


def tayang(day: Day, *words: str) -> Result:
    app = typer.Typer()
    copies.register(app)
    app.add_typer(looking.book, name="ledger")
    for name, command in (("verify", looking.verify_book),):
        if name not in {one.name for one in looking.book.registered_commands}:
            looking.book.command(name)(command)
    return CliRunner().invoke(app, [*words, "--home", str(day.home.path)])


def test_the_night_makes_a_root_and_has_it_stamped_and_every_check_tells_it(months: Months, server: TimeServer) -> None:
    months.publish()
    assert "Akar" not in tayang(months, "copy", "verify").output
    notes = night(months)
    assert any("dibuat" in text for text in texts(notes, anchoring.CHORE))
    assert "1 akar diberi tanda waktu" in texts(notes, anchoring.CHORE)
    assert server.asked == 1
    for words in (("copy", "verify"), ("ledger", "verify")):
        told = tayang(months, *words)
        assert told.exit_code == 0, told.output
        assert "Akar harian: 1" in told.output
        assert "Bertanda waktu: 1" in told.output
    night(months)
    assert len(anchors(months.ledger)) == 1, "nothing happened since"
    assert server.asked == 1


def test_a_server_that_is_down_is_told_and_asked_the_next_night_about_the_same_root(months: Months, server: TimeServer) -> None:
    months.publish()
    server.status = 503
    notes = night(months)
    told = [note for note in notes[anchoring.CHORE] if note.level == Level.WARN]
    assert "503" in told[0].text
    assert "dicoba lagi besok" in told[0].text
    assert "503" in tayang(months, "ledger", "verify").output
    root = anchors(months.ledger)[0]
    months.publish("kedua")
    asks(months, "http://127.0.0.1:9/")
    assert [note.level for note in night(months)[anchoring.CHORE]].count(Level.WARN) == 1, "nobody answers there"
    server.status = 200
    asks(months, server.url)
    assert "2 akar diberi tanda waktu" in texts(night(months), anchoring.CHORE)
    assert anchors(months.ledger)[0].digest == root.digest, "the same root, only later"


def test_a_stamp_that_does_not_count_is_never_kept(months: Months, server: TimeServer, tmp_path: Path) -> None:
    months.publish()
    server.authority = expired_authority(tmp_path / "lama")
    assert any("timestamp_ca" in text for text in texts(night(months), anchoring.CHORE))
    assert anchors(months.ledger)[0].token == b""
    (months.home.path / "offices" / "tsa.pem").unlink()
    assert [note.level for note in night(months)[anchoring.CHORE]].count(Level.PERSON) == 1


def test_a_book_that_was_written_anew_is_found_by_its_root_the_next_night(months: Months) -> None:
    months.publish()
    night(months)
    with months.ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE anchor SET root = substr(root, 2) || '0'")
    notes = night(months)
    assert {note.level for note in notes[anchoring.CHORE]} == {Level.PERSON}
    told = tayang(months, "ledger", "verify")
    assert (told.exit_code, "tanda tangan akar" in told.output) == (1, True)
    assert tayang(months, "copy", "verify").exit_code == 1


def test_the_key_of_the_home_is_in_no_backup_and_a_restored_home_signs_with_another(months: Months, tmp_path: Path) -> None:
    months.publish()
    night(months)
    settings = load_home(months.home.path, {})
    made = make_backup(settings, tmp_path / "c.zip", {}, months.clock, with_copies=True)
    assert [name for name in made.files if "kunci" in name] == []
    back = restore_backup(made.file, tmp_path / "lain", {}, months.clock)
    restored = Months(HomeInPractice(back.home), months.town)
    restored.clock = months.clock
    restored.publish("sesudah-dipulihkan")
    night(restored)
    told = tayang(restored, "copy", "verify")
    assert (told.exit_code, "Akar harian: 2" in told.output) == (0, True), told.output
    assert len(known_keys(restored.ledger, OFFICE)) == 2
    restored.close()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="butuh openssl: apt-get install openssl")
def test_an_auditor_proves_the_roots_of_a_year_folder_with_openssl_alone(
    months: Months, server: TimeServer, tmp_path: Path
) -> None:
    months.publish()
    night(months)
    folder = tmp_path / "arsip"
    made = tayang(months, "links", "export", "--year", str(anchors(months.ledger)[0].day[:4]), str(folder))
    assert made.exit_code == 0, made.output
    day = anchors(months.ledger)[0].day
    command = ["openssl", "ts", "-verify", "-data", f"{day}.txt", "-in", f"{day}.tsr", "-CAfile", "sertifikat.pem"]
    subprocess.run(command, cwd=folder / "akar", check=True, capture_output=True)
    told = json.loads((folder / "akar" / f"{day}.json").read_text("utf-8"))
    assert told["kepala"][OFFICE]["seq"] > 0
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=True, capture_output=True)


def test_a_post_of_a_walled_platform_is_copied_once_and_not_every_night(everywhere: Day) -> None:
    drop_news(everywhere.home, channels="website, facebook")
    everywhere.seal()
    everywhere.approve()
    for _ in range(3):
        everywhere.sweep(120)
    kept = link_queries.copies(everywhere.ledger, OFFICE, NAME)
    assert {copy.channel for copy in kept} == {"website", "facebook"}
    for _ in range(2):
        assert texts(night(everywhere), "salinan") == ["lengkap"]
    assert link_queries.copies(everywhere.ledger, OFFICE, NAME) == kept
    shutil.rmtree(everywhere.home.path / kept[-1].path)
    assert texts(night(everywhere), "salinan") == ["1 salinan yang kurang disimpan"]


@pytest.mark.browser
@pytest.mark.skipif(not find_browser(), reason="butuh Chromium: apt-get install chromium")
def test_the_night_adds_what_a_page_looks_like_and_a_changed_copy_gets_no_picture(months: Months) -> None:
    months.publish()
    set_archive(months.home.path)
    assert texts(night(months), views.CHORE) == ["1 dibuat"]
    copy = link_queries.copies(months.ledger, OFFICE)[0]
    place = months.home.path / copy.path
    assert {"halaman.pdf", "halaman.jpg", "halaman.txt", "tambahan-1.json"} <= {path.name for path in place.iterdir()}
    assert "Penetapan Daftar Pemilih" in (place / "halaman.txt").read_text("utf-8")
    assert tayang(months, "copy", "verify").output.startswith("1 salinan utuh.\n1 dengan PDF")
    assert texts(night(months), views.CHORE) == ["0 dibuat"]
    folder = months.home.path.parent / "arsip"
    assert tayang(months, "links", "export", "--year", copy.made_at[:4], str(folder)).exit_code == 0
    assert f"{place.name}/halaman.pdf" in (folder / "indeks.html").read_text("utf-8")
    (place / "halaman.jpg").write_bytes(b"lain")
    assert tayang(months, "copy", "verify").exit_code == 1
    other = months.publish("kedua")
    page = months.home.path / link_queries.copies(months.ledger, OFFICE, other.key.package_id)[0].path / "salinan.html"
    page.write_text("<p>lain</p>")
    for number in (1, 2, 3):
        assert "1 gagal" in texts(night(months), views.CHORE)[0], number
    assert texts(night(months), views.CHORE) == ["0 dibuat"], "three times are enough"
    assert not (page.parent / "halaman.pdf").exists()


@pytest.mark.parametrize("manifest", [None, "", "{}", '{"files": '])
def test_a_copy_whose_manifest_is_broken_keeps_no_older_one_from_its_picture(
    months: Months, manifest: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "find_browser", lambda: "chromium")
    monkeypatch.setattr(views, "draw", lambda *_: Views({"halaman.txt": b"isi"}))
    older, newer = (months.publish(name) for name in (NAME, "kedua"))
    set_archive(months.home.path)
    broken, whole = (
        months.home.path / link_queries.copies(months.ledger, OFFICE, row.key.package_id)[0].path for row in (newer, older)
    )
    if manifest is None:
        (broken / "manifest.json").unlink()
    else:
        (broken / "manifest.json").write_text(manifest)
    with months.room() as room:
        assert asyncio.run(views.add_views(room, 3)) == (1, 1)
    assert (whole / "halaman.txt").is_file()
    tried = [one.trouble for one in link_queries.additions(months.ledger, OFFICE)[str(broken.relative_to(months.home.path))]]
    assert [trouble.startswith("salinan tidak utuh") for trouble in tried] == [True]


def test_pictures_that_fail_keep_no_page_from_the_wayback_machine(months: Months, monkeypatch: pytest.MonkeyPatch) -> None:
    offered: list[str] = []

    async def fails(*_: object) -> tuple[int, int]:
        raise RuntimeError("rusak")

    async def offer(room: Workroom) -> Offered:
        offered.append(room.office.slug)
        return Offered()

    monkeypatch.setattr(later, "add_views", fails)
    monkeypatch.setattr(later, "offer", offer)
    asyncio.run(later.run_later(months.home.path, OFFICE, months.clock))
    assert offered == [OFFICE]


def test_a_chromium_that_hangs_or_is_not_there_changes_nothing_but_a_word(
    months: Months, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_archive(months.home.path)
    paths = tmp_path / "program"
    paths.mkdir()
    for name in ("sh", "openssl"):
        (paths / name).symlink_to(shutil.which(name) or "/bin/sh")
    monkeypatch.setenv("PATH", str(paths))
    row = months.publish()
    copy = link_queries.copies(months.ledger, OFFICE)[0]
    place = months.home.path / copy.path
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    assert "tidak ada Chromium" in json.loads(before["manifest.json"])["views"]
    assert "tidak ada Chromium" in texts(night(months), views.CHORE)[0]
    (paths / "chromium").write_text("#!/bin/sh\nexit 3\n")
    (paths / "chromium").chmod(0o755)
    assert "1 gagal" in texts(night(months), views.CHORE)[0]
    after = {path.name: path.read_bytes() for path in place.iterdir()}
    assert {name: after[name] for name in before} == before
    assert {*after} - {*before} == {"tambahan-1.json"}
    missing = json.loads(after["tambahan-1.json"])["missing"]
    assert {one["name"] for one in missing} == {"halaman.pdf", "halaman.jpg", "halaman.txt"}
    night(months)
    assert {path.name for path in place.iterdir()} == {*after}, "told once"
    assert tayang(months, "copy", "verify").output.startswith("1 salinan utuh.")
    assert row.url

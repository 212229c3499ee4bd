"""The nightly round: what is left over goes, what will break is told in time, what people keep is never touched."""

import asyncio
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.keeping import register
from config.settings import load_home
from flows import chores
from flows.backup import make_backup
from flows.chores import GIB, Level, Note, backup_note, disk_note
from flows.copies import keep_copy
from flows.housekeeping import Housekeeping, housekeeping, run_housekeeping
from flows.wiring import Workroom, open_workroom
from ledger import queries
from ledger.queries import PublicationRow
from links.copy import Copy
from links.session import WebSession
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news
from tests.flows.months import Months
from tests.papers import decision

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def keep_house(months: Months) -> Housekeeping:
    return asyncio.run(run_housekeeping(months.home.path, OFFICE, months.clock))


def notes_of(found: Housekeeping, chore: str) -> list[Note]:
    return [note for note in found.notes if note.chore == chore]


def age(path: Path, days: float) -> Path:
    """Make a file or folder look as if nobody had touched it for so long."""
    then = path.lstat().st_mtime - days * 86400
    os.utime(path, (then, then))
    return path


def test_a_house_in_order_needs_nobody_and_is_told_as_a_table(months: Months) -> None:
    months.publish()
    make_backup(load_home(months.home.path, os.environ), months.home.path.parent / "c.zip", os.environ, months.clock)
    found = keep_house(months)
    assert found.needs_person == []
    assert {note.chore for note in found.notes} >= {"sisa berkas", "kanal website", "cakram", "buku catatan", "jam", "cadangan"}


def test_what_dead_processes_left_goes_and_what_people_keep_stays(months: Months) -> None:
    home = months.home.path
    row = months.publish()
    gone = [home / "gudang" / ".menyegel-x1", home / "salinan" / ".20261121T010203.abcd", home / "kit" / ".abcd-x"]
    for folder in gone:
        folder.mkdir(parents=True)
        age(folder, 2)
    held = home / "ditahan" / "paket-lama"
    held.mkdir()
    dead = [home / ".papan.html.7.part", held / ".ALASAN.txt.7.part", held / ".disposisi.yaml.7.part"]
    for file in (*dead, home / "ledger" / ".a.1.part", home / "gudang" / ".pindai-kantor-lama.json"):
        file.write_text("{}", encoding="utf-8")
        gone.append(age(file, 2))
    kept = [home / "gudang" / ".menyegel-baru", home / "konsep" / ".rahasia-operator"]
    for folder in kept:
        folder.mkdir()
    age(kept[1], 400)
    (home / "masuk" / "surat.part").write_text("milik orang", encoding="utf-8")
    kept += [age(home / "masuk" / "surat.part", 400), home / "gudang" / f".pindai-{OFFICE}.json"]
    sealed = home / "gudang" / queries.packages(months.ledger, OFFICE)[0].digest
    keep_house(months)
    assert [path for path in gone if path.exists()] == []
    assert [path for path in kept if not path.exists()] == []
    assert sealed.is_dir()
    assert row.url


def test_old_derivatives_go_but_not_those_of_a_package_on_its_way(months: Months) -> None:
    months.publish("sudah")
    place = months.home.path / "gudang" / "turunan"
    assert list(place.iterdir())
    stray = place / f"{'a' * 64}.jpg"
    stray.write_bytes(b"x")
    for file in place.iterdir():
        age(file, 40)
    with open_workroom(months.home.path, OFFICE, os.environ, months.clock) as room:
        package = room.desk.read(queries.packages(months.ledger, OFFICE)[0])
        used = {image.path.name for image in package.images}
        row = queries.packages(months.ledger, OFFICE)[0]
        assert asyncio.run(chores.derivatives(room))[0].text.startswith(f"{len(used) + 1} ")
        package = room.desk.read(row)
        assert all(image.path.is_file() for image in package.images), "made again whenever it is missing"


def test_drawn_pages_of_a_package_on_its_way_are_kept(everywhere: Day) -> None:
    folder = drop_news(everywhere.home, channels="website, x")
    (folder / "lampiran").mkdir()
    (folder / "lampiran" / "keputusan.pdf").write_bytes(decision(2))
    everywhere.seal()
    place = everywhere.home.path / "gudang" / "turunan"
    before = {file.name for file in place.iterdir()}
    assert len(before) == 4, "a picture, two pages, and what is known of the PDF"
    for file in place.iterdir():
        age(file, 40)
    with everywhere.room() as room:
        assert asyncio.run(chores.derivatives(room))[0].text == "tidak ada yang lama"
    assert {file.name for file in place.iterdir()} == before


def test_a_copy_that_is_missing_is_kept_again_and_a_page_that_is_gone_is_told(months: Months) -> None:
    row = months.publish()
    shutil.rmtree(months.home.path / "salinan")
    (months.home.path / "salinan").mkdir()
    assert notes_of(keep_house(months), "salinan")[0].text == "1 salinan yang kurang disimpan"
    path = months.home.path / queries.latest_copies(months.ledger, OFFICE)[row.key[1:]]
    assert "menetapkan" in (path / "salinan.html").read_text(encoding="utf-8")

    shutil.rmtree(path)
    months.withdraw(row)
    assert [note.level for note in notes_of(keep_house(months), "salinan")] == [Level.WARN]
    months.clock.advance(4 * 86400)
    assert [note.level for note in notes_of(keep_house(months), "salinan")] == [Level.PERSON]


def test_a_publication_whose_copy_fails_keeps_no_other_from_its_own(months: Months, monkeypatch: pytest.MonkeyPatch) -> None:
    names = (NAME, "2026-11-21-rapat-pleno")
    for name in names:
        months.publish(name)
    shutil.rmtree(months.home.path / "salinan")
    (months.home.path / "salinan").mkdir()
    first = months.on("website", names[0])

    async def kept(room: Workroom, row: PublicationRow, web: WebSession) -> Copy:
        if row.key == first.key:
            raise UnicodeEncodeError("ascii", "é", 0, 1, "token-rahasia")
        return await keep_copy(room, row, web)

    monkeypatch.setattr(chores, "keep_copy", kept)
    notes = notes_of(keep_house(months), "salinan")
    assert [note.level for note in notes] == [Level.WARN, Level.GOOD]
    assert names[0] in notes[0].text
    assert notes[1].text == "1 salinan yang kurang disimpan"


def test_the_book_is_walked_on_from_last_night_and_a_change_behind_it_is_found_within_a_week(months: Months) -> None:
    months.publish()
    assert notes_of(keep_house(months), "buku catatan")[0].text == "utuh, diperiksa seluruhnya"
    assert notes_of(keep_house(months), "buku catatan")[0].text == "utuh sejak pemeriksaan terakhir"
    with months.ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'ketua', 'kutua') AS BLOB)")
    months.clock.advance(7 * 86400)
    assert [note.level for note in notes_of(keep_house(months), "buku catatan")] == [Level.PERSON]
    months.clock.advance(60)
    assert [note.level for note in notes_of(keep_house(months), "buku catatan")] == [Level.PERSON], "told until it is mended"


def test_a_cut_tail_is_found_the_next_night(months: Months) -> None:
    months.publish()
    keep_house(months)
    with months.ledger.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM entry WHERE seq > 3")
    assert [note.level for note in notes_of(keep_house(months), "buku catatan")] == [Level.PERSON]


def test_a_clock_that_is_wrong_and_a_token_that_is_refused_need_a_person(months: Months) -> None:
    secrets = months.home.path / "rahasia.env"
    secrets.write_text(secrets.read_text(encoding="utf-8").replace(months.town.tokens["site"], "salah-sekali"), encoding="utf-8")
    months.clock.advance(3600)
    told = {note.chore: note.text for note in keep_house(months).needs_person}
    assert "berbeda" in told["jam"]
    assert "token ditolak" in told["kanal website"]
    assert "salah-sekali" not in json.dumps(told)


def test_a_chore_that_fails_is_told_and_the_others_are_done(months: Months) -> None:
    ledger_notes = months.home.path / "ledger" / f".diperiksa-{OFFICE}.json"
    ledger_notes.mkdir()
    found = keep_house(months)
    assert [note.chore for note in found.needs_person] == ["buku catatan"]
    assert notes_of(found, "jam")


def test_disk_and_backup_are_told_by_how_bad_it_is() -> None:
    assert [disk_note(free).level for free in (GIB // 2, 3 * GIB, 50 * GIB)] == [Level.PERSON, Level.WARN, Level.GOOD]
    old = NOW - timedelta(days=8)
    assert backup_note(old, NOW, practice=False).level == Level.PERSON
    assert backup_note(None, NOW, practice=False).level == Level.PERSON
    assert backup_note(old, NOW, practice=True).level == Level.WARN
    assert backup_note(NOW - timedelta(days=6), NOW, practice=False).level == Level.GOOD


def test_a_second_round_at_the_same_time_leaves_quietly(months: Months) -> None:
    assert months.ledger.acquire(f"housekeeping:{OFFICE}", 600) is not None
    assert keep_house(months).skipped


async def test_the_flow_itself_gives_the_counts(months: Months) -> None:
    assert (await housekeeping(str(months.home.path), OFFICE))["person"] == 0


def test_the_commands_end_with_0_when_all_is_well_and_with_1_when_a_person_is_needed(months: Months) -> None:
    app = typer.Typer()
    register(app)
    home = ["--home", str(months.home.path)]
    run = CliRunner().invoke
    told = run(app, ["housekeeping", "--json", *home])
    assert told.exit_code == 0, told.output
    assert {line["level"] for line in json.loads(told.stdout)} <= {"good", "warn"}
    file = months.home.path.parent / "satu.zip"
    assert run(app, ["backup", str(file), *home]).exit_code == 0
    assert run(app, ["backup", str(file), *home]).exit_code == 1
    assert run(app, ["backup", "--check", str(file)]).exit_code == 0
    back = run(app, ["restore", str(file), str(months.home.path.parent / "lain")])
    assert back.exit_code == 0, back.output
    assert "TAYANG_LATIHAN_WEBSITE" in back.output
    secrets = months.home.path / "rahasia.env"
    secrets.write_text("# kosong\n", encoding="utf-8")
    assert run(app, ["housekeeping", *home]).exit_code == 1
    assert run(app, ["backup", "--check"]).exit_code == 2

"""A backup holds everything but secrets, whole or not at all, and comes back where it can be worked with."""

import os
import threading
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from config.settings import LEDGER_URL
from flows.backup import BackupError, check_backup
from flows.restore import restore_backup
from ledger import queries
from ledger.entries import Entry, Kind
from ledger.verify import verify
from tests.flows.homes import OFFICE
from tests.flows.loss import Loss, loss

__all__ = ["loss"]
pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def test_a_restored_home_holds_what_the_lost_one_held_and_no_secret(loss: Loss) -> None:
    loss.drop()
    loss.seal()
    (loss.home.path / "laporan" / "rekap.csv").write_text("satu", encoding="utf-8")
    (loss.home.path / "konsep" / "kosong").mkdir()
    (loss.home.path / "konsep" / "pintasan").symlink_to("/etc/passwd")
    (loss.home.path / "prefect").mkdir(exist_ok=True)
    (loss.home.path / "prefect" / "kata-sandi").write_text("tayang:canary", encoding="utf-8")
    days_off = '[[days_off]]\ndate = 2027-04-15\nname = "Hari jadi"\n'
    (loss.home.path / "hari-kerja.toml").write_text(days_off, encoding="utf-8")
    before = queries.history(loss.ledger, OFFICE)
    loss.back_up()
    with zipfile.ZipFile(loss.file) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert not [name for name in archive.namelist() if "rahasia" in name or "prefect" in name]
    assert not [token for token in loss.town.tokens.values() if token.encode() in everything]
    assert b"canary" not in everything
    assert loss.file.stat().st_mode & 0o777 == 0o600
    loss.lose_and_restore()
    assert queries.history(loss.ledger, OFFICE)[: len(before)] == before
    assert (loss.home.path / "laporan" / "rekap.csv").read_text(encoding="utf-8") == "satu"
    assert (loss.home.path / "hari-kerja.toml").read_text(encoding="utf-8") == days_off
    assert (loss.home.path / "konsep" / "kosong").is_dir()
    assert not (loss.home.path / "konsep" / "pintasan").exists()
    assert check_backup(loss.file, loss.clock).skipped == ("konsep/pintasan",)
    assert (loss.home.path / "rahasia.env").stat().st_mode & 0o777 == 0o600


def test_what_the_office_made_its_own_comes_back(loss: Loss) -> None:
    template, columns = b"templat Word kantor ini", '[kolom]\nno = "Nomor urut"\n'
    settings = loss.home.path / "offices" / f"{OFFICE}.toml"
    before = settings.read_text("utf-8").partition("\n[report]")[0]
    settings.write_text(before + '\n[report]\ntemplate = "templat/rekap.docx"\n', "utf-8")
    for folder in ("templat", "daftar"):
        (loss.home.path / folder).mkdir()
    (loss.home.path / "templat" / "rekap.docx").write_bytes(template)
    (loss.home.path / "templat" / "catatan.txt").write_text("bukan templat", "utf-8")
    (loss.home.path / "daftar" / "dip.toml").write_text(columns, "utf-8")
    loss.back_up()
    loss.lose_and_restore()
    assert (loss.home.path / "templat" / "rekap.docx").read_bytes() == template
    assert not (loss.home.path / "templat" / "catatan.txt").exists()
    assert (loss.home.path / "daftar" / "dip.toml").read_text("utf-8") == columns


def second_office(loss: Loss, folder: str = "kantor-dua") -> str:
    """The settings of another office of this home, not yet written."""
    told = (loss.home.path / "tayang.toml").read_text("utf-8")
    (loss.home.path / "tayang.toml").write_text(told.replace(f'["{OFFICE}"]', f'["{OFFICE}", "dua"]', 1), "utf-8")
    text = (loss.home.path / "offices" / f"{OFFICE}.toml").read_text("utf-8")
    return text.replace(f'slug = "{OFFICE}"', f'slug = "dua"\nfolder = "{folder}"', 1)


SLIPPED_IN = "\n[lagi]\npassword = 'Padi-Kuning-88!'\n"


@pytest.mark.parametrize("broken", [SLIPPED_IN, SLIPPED_IN + "[rusak"])
def test_a_password_that_somebody_wrote_into_an_office_s_file_is_in_no_backup(loss: Loss, broken: str) -> None:
    (loss.home.path / "offices" / "dua.toml").write_text(second_office(loss) + broken, "utf-8")
    done = CliRunner().invoke(app, ["backup", str(loss.file), "--home", str(loss.home.path)])
    assert done.exit_code == 0, done.output
    assert "memuat rahasia): offices/dua.toml" in done.output
    with zipfile.ZipFile(loss.file) as archive:
        assert not [name for name in archive.namelist() if b"Padi-Kuning" in archive.read(name)]
    assert "dua.toml" in " ".join(loss.lose_and_restore().broken)


def test_an_office_whose_folder_leads_out_of_the_home_is_in_the_backup_too(loss: Loss) -> None:
    (loss.home.path / "offices" / "dua.toml").write_text(second_office(loss), "utf-8")
    (loss.path / "samba" / "arsip" / "kabar").mkdir(parents=True)
    (loss.path / "samba" / "arsip" / "kabar" / "naskah.md").write_text("Kabar kantor dua", "utf-8")
    (loss.home.path / "kantor-dua").symlink_to(loss.path / "samba")
    loss.back_up()
    back = loss.lose_and_restore()
    assert (back.home / "kantor-dua" / "arsip" / "kabar" / "naskah.md").read_text("utf-8") == "Kabar kantor dua"


def test_an_office_that_left_before_the_backup_looks_first_as_well_when_it_comes_back(loss: Loss) -> None:
    ledger = loss.ledger
    ledger.append("dua", [Entry(Kind.PAUSE, "resumed", facts={"paused": False, "reason": ""})])
    loss.back_up()
    loss.lose_and_restore()
    assert len(queries.restores(loss.ledger, "dua")) == 1


@pytest.mark.parametrize("folder", ["kantor-dua", "../rumah/kantor-dua", "/kantor-dua"])
def test_one_office_s_broken_file_keeps_nobody_s_work_out_of_a_backup(loss: Loss, folder: str) -> None:
    sound = second_office(loss, folder)
    (loss.home.path / "offices" / "dua.toml").write_text(sound + "\n[rusak", "utf-8")
    waiting = loss.home.path / "kantor-dua" / "masuk" / "kabar" / "naskah.md"
    waiting.parent.mkdir(parents=True)
    waiting.write_text("Kabar kantor dua", "utf-8")
    everything_waits = loss.drop()
    done = CliRunner().invoke(app, ["backup", str(loss.file), "--home", str(loss.home.path)])
    assert done.exit_code == 0, done.output
    assert "dua.toml" in done.output
    back = loss.lose_and_restore()
    assert back.offices == (OFFICE, "dua")
    assert "dua.toml" in " ".join(back.broken)
    if folder == "kantor-dua":
        assert (back.home / folder / "masuk" / "kabar" / "naskah.md").read_text("utf-8") == "Kabar kantor dua"
    assert (back.home / everything_waits.relative_to(everything_waits.parents[1])).is_dir()
    (back.home / "offices" / "dua.toml").write_text(sound.replace(folder, "kantor-dua"), "utf-8")
    assert [len(queries.restores(loss.ledger, slug)) for slug in back.offices] == [1, 1], "mended, it must look first as well"


@pytest.mark.parametrize(
    "name", ["rahasia.env", "./rahasia.env", "ledger/kunci-rumah.pem", ".//ledger/kunci-rumah.pem", "prefect/kata-sandi"]
)
def test_a_setting_that_names_the_secrets_as_its_template_takes_them_nowhere(loss: Loss, name: str) -> None:
    (loss.home.path / "daftar").mkdir()
    (loss.home.path / "daftar" / "dip.toml").write_text("[kolom]\n", "utf-8")
    for secret in ("ledger/kunci-rumah.pem", "prefect/kata-sandi"):
        (loss.home.path / secret).parent.mkdir(exist_ok=True)
        (loss.home.path / secret).write_text("tayang:canary", "utf-8")
    settings = loss.home.path / "offices" / f"{OFFICE}.toml"
    before = settings.read_text("utf-8").partition("\n[report]")[0]
    settings.write_text(before + f'\n[report]\ntemplate = "{name}"\n', "utf-8")
    loss.back_up()
    with zipfile.ZipFile(loss.file) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(held) for held in names)
    assert "rumah/daftar/dip.toml" in names
    assert [held for held in names if held.startswith(("rumah/ledger", "rumah/prefect"))] == ["rumah/ledger/ledger.db"]
    assert not [held for held in names if "rahasia" in held or "kunci" in held]
    assert b"canary" not in everything
    assert not [token for token in loss.town.tokens.values() if token.encode() in everything]


def test_a_book_that_is_a_file_comes_back_on_a_local_disk_and_on_no_network_share(
    loss: Loss, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's locks cannot be trusted there; it is said before anything is written."""
    loss.back_up()
    mounts = loss.path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/kpu {loss.path / 'jauh'} nfs4 rw 0 0\n", "utf-8")
    monkeypatch.setattr("flows.restore.MOUNTS", mounts)
    with pytest.raises(BackupError, match=r"sistem berkas jaringan \(nfs4\); pilih map di cakram lokal"):
        restore_backup(loss.file, loss.path / "jauh" / "rumah", os.environ, loss.clock)
    assert not (loss.path / "jauh").exists()
    back = restore_backup(loss.file, loss.path / "dekat", os.environ, loss.clock)
    assert not [line for line in back.missing if LEDGER_URL in line], "its book needs no address"


def test_a_backup_made_while_others_write_holds(loss: Loss) -> None:
    stop = threading.Event()
    ledger = loss.ledger

    def write() -> None:
        while not stop.is_set():
            ledger.append(OFFICE, [Entry(Kind.QUEUE, "held", evidence={"folder": "x" * 200})])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            loss.file = loss.path / f"{number}.zip"
            loss.back_up()
            check_backup(loss.file, loss.clock)
    finally:
        stop.set()
        writer.join()
    assert verify(ledger, OFFICE) == []


def rewritten(source: Path, change: str) -> Path:
    """The same backup with one member changed, gone or added."""
    dest = source.with_name(f"{change}.zip")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(dest, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if change == "berubah" and name.endswith("naskah.md"):
                data = data.replace(b"menetapkan", b"membatalkan")
            if change == "buku" and name.endswith("ledger.db"):
                data = data.replace(b"sealed", b"seaIed", 1)
            if change == "hilang" and name.endswith("naskah.md"):
                continue
            new.writestr(name, data)
        if change == "tambahan":
            new.writestr("rumah/masuk/selundupan/naskah.md", "x")
    return dest


@pytest.mark.parametrize("change", ["berubah", "buku", "hilang", "tambahan"])
def test_a_backup_that_is_not_as_it_was_made_is_refused_and_leaves_nothing(loss: Loss, change: str) -> None:
    loss.drop()
    loss.seal()
    loss.back_up()
    check_backup(loss.file, loss.clock)
    bad = rewritten(loss.file, change)
    with pytest.raises(BackupError, match="tidak utuh"):
        restore_backup(bad, loss.path / "baru", os.environ, loss.clock)
    assert not (loss.path / "baru").exists()


def test_half_a_backup_is_none(loss: Loss) -> None:
    loss.back_up()
    half = loss.path / "separuh.zip"
    half.write_bytes(loss.file.read_bytes()[:-200])
    with pytest.raises(BackupError, match="bukan cadangan"):
        check_backup(half, loss.clock)


def test_nothing_is_overwritten_and_a_rotten_book_is_never_backed_up(loss: Loss) -> None:
    loss.back_up()
    with pytest.raises(BackupError, match="sudah ada"):
        loss.back_up()
    with pytest.raises(BackupError, match="sudah ada isinya"):
        restore_backup(loss.file, loss.home.path, os.environ, loss.clock)
    ledger = loss.ledger
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE entry SET hash = replace(hash, substr(hash, 1, 4), 'ffff')")
    loss.file = loss.path / "busuk.zip"
    with pytest.raises(BackupError, match="tidak utuh"):
        loss.back_up()
    assert not [entry for entry in loss.path.iterdir() if "busuk" in entry.name]

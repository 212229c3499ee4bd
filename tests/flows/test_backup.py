"""A home that was lost comes back from its backup, and nothing that went out in between goes out twice."""

import os
import shutil
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from config.new_home import practice_secrets
from config.settings import LEDGER_URL, load_home
from flows.backup import BackupError, check_backup, make_backup
from flows.publish import Sweep
from flows.restore import Restored, restore_backup
from ledger import queries
from ledger.entries import Entry, Kind
from ledger.store import Ledger
from ledger.verify import verify
from practice.town import Town
from publishing.states import ENDED, State
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, HomeInPractice, drop_news, home_with_accounts

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
EVERYWHERE = {"site": 1, "graph": 1, "x": 1}
NOWHERE = {"site": 0, "graph": 0, "x": 0}


class Loss(Day):
    """An office with three channels that backs up, goes on working, and loses its home."""

    def __init__(self, path: Path, town: Town) -> None:
        super().__init__(home_with_accounts(path / "rumah", town), town)
        self.path = path
        self.file = path / "aman" / "cadangan.zip"
        self.home.ledger().close()

    @property
    def ledger(self) -> Ledger:
        """The book of the home that there is now."""
        return self.home.ledger()

    def drop(self, name: str = NAME, channels: str = "website, facebook, x") -> Path:
        return drop_news(self.home, name, channels)

    def seal(self, name: str = NAME) -> None:
        super().seal()
        assert name in [row.key.package_id for row in queries.packages(self.ledger, OFFICE)]

    def back_up(self) -> None:
        make_backup(load_home(self.home.path, os.environ), self.file, os.environ, self.clock)

    def lose_and_restore(self, secrets: bool = True) -> Restored:
        shutil.rmtree(self.home.path)
        back = restore_backup(self.file, self.path / "baru", os.environ, self.clock)
        self.home = HomeInPractice(self.path / "baru")
        if secrets:
            self.fill_in_secrets()
        return back

    def fill_in_secrets(self) -> None:
        lines = [f"{name}={self.town.tokens[member]}\n" for member, name in practice_secrets().items()]
        (self.home.path / "rahasia.env").write_text("".join(lines), encoding="utf-8")

    def settle(self, sweeps: int = 14) -> Sweep:
        """Sweep for as long as the engine wants to look again before it believes that something is absent."""
        for _ in range(sweeps):
            last = self.sweep(60)
            if not last.closed and set(self.states().values()) <= {*ENDED, State.NEEDS_HUMAN}:
                break
        return last

    def states(self) -> dict[str, str]:
        return {channel: row.state for channel, row in self.rows().items()}

    def everywhere(self) -> dict[str, int]:
        """How many posts the public sees on each platform, whatever the ledger says."""
        return {member: len(self.public(member)) for member in EVERYWHERE}


@pytest.fixture
def loss(tmp_path: Path, town: Town) -> Iterator[Loss]:
    return Loss(tmp_path, town)


def everything_once(loss: Loss) -> None:
    assert loss.everywhere() == EVERYWHERE
    assert set(loss.states().values()) == {State.VERIFIED}
    assert verify(loss.ledger, OFFICE) == []


def test_what_was_published_after_the_backup_is_found_again_and_not_sent_twice(loss: Loss) -> None:
    loss.drop()
    loss.seal()
    loss.approve()
    loss.back_up()
    loss.sweep()
    everything_once(loss)
    links = {row.key.channel: row.url for row in queries.publications(loss.ledger, OFFICE)}

    loss.lose_and_restore()
    loss.settle()

    everything_once(loss)
    assert {row.key.channel: row.url for row in queries.publications(loss.ledger, OFFICE)} == links
    events = [entry["event"] for entry in queries.history(loss.ledger, OFFICE, kinds=[Kind.RESTORE])]
    assert events == ["restored", "reconciled"]


def test_what_was_approved_after_the_backup_and_is_approved_again_is_not_sent_twice(loss: Loss) -> None:
    loss.drop()
    loss.seal()
    loss.back_up()
    loss.approve()
    loss.sweep()
    everything_once(loss)
    loss.lose_and_restore()
    loss.settle()
    assert queries.packages(loss.ledger, OFFICE)[0].state == "awaiting_approval"
    loss.approve()
    loss.settle()
    everything_once(loss)


def test_what_was_dropped_after_the_backup_and_is_dropped_again_is_adopted(loss: Loss) -> None:
    loss.back_up()
    shutil.copytree(loss.drop(), loss.path / "simpanan-operator")
    loss.seal()
    loss.approve()
    loss.sweep()
    everything_once(loss)
    loss.lose_and_restore()
    loss.settle(1)
    shutil.copytree(loss.path / "simpanan-operator", loss.home.inbox / "penetapan-dpb")
    loss.seal()
    loss.approve()
    loss.settle()
    everything_once(loss)


def test_nothing_goes_out_before_absence_is_proved_and_then_everything_does_once(loss: Loss) -> None:
    loss.drop()
    loss.seal()
    loss.approve()
    loss.back_up()
    loss.lose_and_restore()
    first = loss.sweep()
    assert "dipulihkan dari cadangan" in first.closed
    assert loss.everywhere() == NOWHERE
    loss.settle()
    everything_once(loss)


def test_what_was_half_way_at_the_backup_and_went_out_afterwards_is_not_sent_twice(loss: Loss) -> None:
    for member, path in (("graph", "/feed"), ("x", "/tweets")):
        fault = {"action": "status_429", "method": "POST", "path": path, "times": 1}
        loss.misbehaves(member, **fault)
    loss.drop()
    loss.seal()
    loss.approve()
    loss.sweep()
    assert loss.states() == {"website": State.VERIFIED, "facebook": State.DEFERRED, "x": State.DEFERRED}
    loss.back_up()
    loss.sweep(300)
    everything_once(loss)
    loss.lose_and_restore()
    loss.settle()
    everything_once(loss)


def test_a_revision_that_was_mended_and_published_after_the_backup_keeps_the_older_one_from_going_out(loss: Loss) -> None:
    folder = loss.drop()
    loss.seal()
    loss.approve()
    loss.back_up()
    shutil.move(folder, loss.home.path / "konsep" / "diperbaiki")
    loss.sweep()
    mended = loss.home.path / "konsep" / "diperbaiki"
    (mended / "disposisi.yaml").unlink()
    naskah = mended / "naskah.md"
    naskah.write_text(naskah.read_text(encoding="utf-8").replace("triwulan ketiga", "triwulan keempat"), encoding="utf-8")
    shutil.move(mended, folder)
    loss.seal()
    loss.approve()
    loss.sweep()
    assert loss.everywhere() == EVERYWHERE
    loss.lose_and_restore()
    loss.settle()
    assert loss.everywhere() == EVERYWHERE
    assert loss.states()["website"] == State.NEEDS_HUMAN
    website = next(row for row in queries.publications(loss.ledger, OFFICE) if row.key.channel == "website")
    assert "revisi 2" in website.problem


def test_a_mended_revision_is_found_on_a_platform_that_keeps_posts_under_our_mark_without_a_hidden_stage(loss: Loss) -> None:
    folder = loss.drop(channels="bluesky")
    loss.seal()
    loss.approve()
    loss.back_up()
    shutil.move(folder, loss.home.path / "konsep" / "diperbaiki")
    loss.sweep()
    mended = loss.home.path / "konsep" / "diperbaiki"
    (mended / "disposisi.yaml").unlink()
    naskah = mended / "naskah.md"
    naskah.write_text(naskah.read_text(encoding="utf-8").replace("triwulan ketiga", "triwulan keempat"), encoding="utf-8")
    shutil.move(mended, folder)
    loss.seal()
    loss.approve()
    loss.sweep()
    assert len(loss.public("bluesky")) == 1
    loss.lose_and_restore()
    loss.settle()
    assert len(loss.public("bluesky")) == 1, "the older revision must not go out beside the mended one"
    assert loss.states()["bluesky"] == State.NEEDS_HUMAN
    assert "revisi 2" in loss.rows()["bluesky"].problem


def test_without_its_secrets_a_restored_home_sends_nothing_and_names_them(loss: Loss) -> None:
    loss.drop()
    loss.seal()
    loss.approve()
    loss.back_up()
    back = loss.lose_and_restore(secrets=False)
    assert any("TAYANG_LATIHAN_FACEBOOK" in line for line in back.missing)
    assert "TAYANG_LATIHAN_WEBSITE" in loss.settle(3).closed
    assert loss.everywhere() == NOWHERE
    loss.fill_in_secrets()
    loss.settle()
    everything_once(loss)


def test_a_person_who_resumes_opens_no_gate_that_a_restore_shut(loss: Loss) -> None:
    loss.drop()
    loss.seal()
    loss.approve()
    loss.back_up()
    loss.lose_and_restore()
    loss.ledger.append(OFFICE, [Entry(Kind.PAUSE, "resumed", facts={"paused": False, "reason": ""})])
    assert "dipulihkan" in loss.sweep().closed
    assert loss.everywhere() == NOWHERE


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

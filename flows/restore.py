"""A home out of a backup. It comes up in doubt: what may have gone out after the backup is looked for before anything is sent."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.credentials import SECRET_FILE
from config.filesystem import MOUNTS, network_filesystem_of
from config.settings import LEDGER_URL, HomeSettings, SettingsError, load_offices, missing_secrets
from flows.backup import BOOK, DUMP, INSIDE, Backup, BackupError, check_backup
from language.say import later, t
from ledger.snapshot import faults_of, free_leases, heads, is_sqlite, place_of
from ledger.store import Ledger
from publishing.reconcile import mark_restored
from safety.clock import Clock
from safety.files import sha256_of, sync_directory


@dataclass(frozen=True)
class Restored:
    """What came back, where, and which secrets must be filled in again."""

    backup: Backup
    home: Path
    offices: tuple[str, ...]
    missing: tuple[str, ...]
    broken: tuple[str, ...]
    """What keeps offices whose files are broken from being served, in sentences."""


def restore_backup(file: Path, directory: Path, environ: Mapping[str, str], clock: Clock) -> Restored:
    """Make a home of a backup in `directory` (absent or empty), whole or not at all. Raises BackupError, SettingsError."""
    target = directory.absolute()
    backup = check_backup(file, clock)
    _refuse(target, with_book=BOOK in backup.files)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        _unpack(backup, beside)
        settings, _ = load_offices(beside, environ)
        _bring_back_the_book(settings, beside, backup, clock)
        os.sync()
        beside.replace(target)
    except SettingsError as error:
        raise BackupError(str(error).replace(str(beside), str(target))) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    sync_directory(target.parent)
    settings, broken = load_offices(target, environ)
    missing = tuple(problem.message for problem in missing_secrets(settings, environ))
    if DUMP in backup.files:  # the environment of this command is not that of what runs from now on
        missing = (t("{name}: alamat basis data buku catatan", name=LEDGER_URL), *missing)
    return Restored(backup, target, settings.slugs, missing, tuple(str(problem) for problem in broken))


def _refuse(target: Path, *, with_book: bool) -> None:
    """A home whose book is in PostgreSQL may lie on a network's disk; a book that is a file may not."""
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise BackupError(t("{folder} sudah ada isinya dan tidak akan ditimpa; pilih map lain yang kosong", folder=target))
    if with_book and (kind := network_filesystem_of(target / "ledger", MOUNTS)):
        said = later("{folder} ada di sistem berkas jaringan ({kind}); pilih map di cakram lokal")
        raise BackupError(t(said, folder=target, kind=kind))


def _unpack(backup: Backup, home: Path) -> None:
    for name in ("ledger", "offices", "gudang", "salinan", "laporan"):
        (home / name).mkdir(mode=0o700)
    for name in backup.folders:
        (home / name).mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(backup.file) as archive:
        for name, told in backup.files.items():
            place = home / name
            place.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(INSIDE + name) as source, place.open("xb") as out:
                shutil.copyfileobj(source, out)
            place.chmod(int(told["mode"]) & 0o777)
            os.utime(place, ns=(int(told["mtime_ns"]), int(told["mtime_ns"])))
            if sha256_of(place) != told["sha256"]:
                raise BackupError(t("{name} tidak tertulis seperti di cadangan; periksa cakram, lalu ulangi", name=name))
    _empty_secrets(home)


def _empty_secrets(home: Path) -> None:
    """The file for secrets is never in a backup; an empty one waits for them, readable by its owner alone."""
    descriptor = os.open(home / SECRET_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        told = t("# Rahasia: satu baris NAMA=nilai. Berkas ini tidak ikut dicadangkan; isi lagi sesudah dipulihkan.")
        out.write(f"{told}\n")


def _bring_back_the_book(settings: HomeSettings, home: Path, backup: Backup, clock: Clock) -> None:
    """The book must be the one of the backup, to its last entry; then it says that it came back."""
    if is_sqlite(settings.database_url):
        _put_the_book_in_place(settings, home, backup)
    ledger = Ledger.open(settings.database_url, clock)
    try:
        if heads(ledger) != backup.heads:
            raise BackupError(t(_LOAD_FIRST, file=backup.file, dump=INSIDE + DUMP))
        if faults := faults_of(ledger, backup.heads):
            raise BackupError(t("buku catatan tidak utuh: {faults}", faults="; ".join(faults)))
        free_leases(ledger)
        evidence = {"file": backup.file.name, "tayang": backup.version, "with_copies": backup.with_copies}
        # One whose file is mended later, or that comes back into the home, must look first as well.
        for slug in sorted({*settings.slugs, *backup.heads}):
            head = backup.heads.get(slug)
            mark_restored(ledger, slug, backup.made_at, evidence | ({"head": dict(head)} if head else {}))
    finally:
        ledger.close()


def _put_the_book_in_place(settings: HomeSettings, home: Path, backup: Backup) -> None:
    if BOOK not in backup.files:
        said = later("cadangan ini memuat buku catatan PostgreSQL; isi TAYANG_LEDGER_URL dengan basis data tujuannya")
        raise BackupError(t(said))
    unpacked, place = home / BOOK, place_of(settings.database_url)
    if place.resolve() == unpacked.resolve():
        return
    if place.exists():
        said = later("buku catatan {file} sudah ada dan tidak akan ditimpa; pindahkan dahulu, atau ubah letaknya")
        raise BackupError(t(said, file=place))
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(unpacked, place)


_LOAD_FIRST = later("""\
buku catatan di basis data bukan yang ada di cadangan ini. Untuk PostgreSQL, isi dahulu basis data yang KOSONG:
  unzip -p {file} {dump} > ledger.pgdump
  pg_restore --no-owner --dbname=NAMA ledger.pgdump
lalu ulangi `tayang restore` dengan TAYANG_LEDGER_URL yang menunjuk ke sana.""")

"""Keeping a home: a backup while it works, a home out of a backup, and the nightly housekeeping."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from cli.context import (
    NEEDS_PERSON,
    HomeOption,
    JsonOption,
    OfficeOption,
    prepare_prefect,
    refuse,
    settings_of,
    show,
    slug_of,
    sound_part_of,
)
from flows.backup import BackupError, check_backup, default_file, make_backup
from flows.channels import UnknownChannel
from flows.restore import restore_backup
from language.say import t, tn
from safety.clock import SystemClock


def register(app: typer.Typer) -> None:
    """Add these commands to the front door."""
    for command in (backup, restore, housekeeping):
        app.command()(command)


def backup(
    file: Annotated[
        Path | None, typer.Argument(metavar="BERKAS", help="Berkas .zip, atau map; kosong: cadangan/ di rumah tayang.")
    ] = None,
    with_copies: Annotated[bool, typer.Option("--with-copies", help="Sertakan isi dokumentasi offline (besar).")] = False,
    check: Annotated[bool, typer.Option("--check", help="Periksa cadangan yang sudah ada, jangan membuat.")] = False,
    home: HomeOption = Path(),
) -> None:
    """Membuat cadangan satu berkas selagi tayang bekerja, atau memeriksa satu (--check). Tanpa rahasia.env."""
    clock = SystemClock()
    if check:
        if file is None:
            refuse(t("sebutkan cadangan yang diperiksa: tayang backup --check BERKAS"))
        try:
            seen = check_backup(file, clock)
        except BackupError as error:
            refuse(str(error), NEEDS_PERSON)
        typer.echo(
            tn(
                "Cadangan utuh: {n} berkas, dibuat {made_at} dengan tayang {version}.",
                len(seen.files),
                made_at=seen.made_at,
                version=seen.version,
            )
        )
        return
    settings = sound_part_of(home)
    dest = default_file(settings, clock)
    if file is not None:
        dest = file / dest.name if file.is_dir() else file
    try:
        made = make_backup(settings, dest.absolute(), os.environ, clock, with_copies=with_copies)
    except BackupError as error:
        refuse(str(error), NEEDS_PERSON)
    except OSError as error:
        refuse(
            t(
                "cadangan tidak dapat ditulis: {filename}: {strerror}",
                filename=error.filename or dest,
                strerror=error.strerror,
            ),
            NEEDS_PERSON,
        )
    typer.echo(
        tn(
            "Cadangan: {file} ({size} MB, {n} berkas)",
            len(made.files),
            file=made.file,
            size=f"{made.file.stat().st_size / 2**20:.1f}",
        )
    )
    for name in made.skipped:
        typer.echo(t("  Tidak ikut (bukan berkas biasa, tidak terbaca, bernama aneh, atau memuat rahasia): {name}", name=name))
    if made.with_copies:
        typer.echo(t("Tidak ikut: rahasia.env, map prefect/. Simpan rahasia.env di tempat lain yang aman."))
    else:
        typer.echo(
            t(
                "Tidak ikut: rahasia.env, map prefect/ dan isi salinan (sertakan dengan --with-copies). "
                "Simpan rahasia.env di tempat lain yang aman."
            )
        )
    typer.echo(t("Pindahkan cadangan ini ke luar komputer ini; di sini ia hilang bersama cakramnya."))


def restore(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas cadangan.")],
    directory: Annotated[Path, typer.Argument(metavar="MAP", help="Map kosong untuk rumah yang dipulihkan.")],
) -> None:
    """Memulihkan cadangan ke map kosong; sebelum menayangkan apa pun, tayang mencari dahulu apa yang sudah tayang."""
    try:
        back = restore_backup(file, directory, os.environ, SystemClock())
    except BackupError as error:
        refuse(str(error), NEEDS_PERSON)
    except OSError as error:
        refuse(
            t(
                "tidak dapat dipulihkan: {filename}: {strerror}",
                filename=error.filename or directory,
                strerror=error.strerror,
            ),
            NEEDS_PERSON,
        )
    typer.echo(
        t(
            "Dipulihkan: {home} ({offices}), seperti pada {made_at}.",
            home=back.home,
            offices=", ".join(back.offices),
            made_at=back.backup.made_at,
        )
    )
    if back.broken:
        typer.echo(t("Perbaiki dahulu, barulah satuan kerja ini dilayani:"))
        for line in back.broken:
            typer.echo(f"  {line}")
    if back.missing:
        typer.echo(t("Isi dahulu di rahasia.env:"))
        for line in dict.fromkeys(back.missing):
            typer.echo(f"  {line}")
    typer.echo(
        t(
            "Yang mungkin sudah tayang sesudah cadangan itu dicari dahulu di setiap kanal; selama itu tidak ada yang "
            "dikirim.\n"
            "Berikutnya: tayang publish --home {home} (ulangi sampai selesai), atau tayang serve.\n"
            "Paket yang ditaruh sesudah cadangan dibuat boleh ditaruh lagi di masuk/ dengan nama map yang sama: yang sudah "
            "tayang diakui, bukan ditayangkan dua kali.\n"
            "Jangan jalankan lagi rumah yang lama.",
            home=back.home,
        )
    )


def housekeeping(home: HomeOption = Path(), office: OfficeOption = "", as_json: JsonOption = False) -> None:
    """Merawat rumah tayang: sisa berkas, token, cakram, buku catatan, jam, salinan, cadangan."""
    prepare_prefect(home)
    from cli.progress import working
    from flows.housekeeping import run_housekeeping

    slug = slug_of(settings_of(home), office)
    try:
        with working(t("Merawat rumah tayang")):
            found = asyncio.run(run_housekeeping(home.resolve(), slug, SystemClock()))
    except UnknownChannel as error:
        refuse(str(error))
    if found.skipped:
        refuse(t("Tidak dirawat: {skipped}.", skipped=found.skipped), NEEDS_PERSON)
    rows = [
        {
            "chore": note.chore,
            "level": note.level.name.lower() if as_json else t(str(note.level)),
            "text": note.text,
        }
        for note in found.notes
    ]
    show(rows, {"chore": t("Urusan"), "level": t("Keadaan"), "text": t("Catatan")}, as_json)
    if found.needs_person:
        raise typer.Exit(NEEDS_PERSON)

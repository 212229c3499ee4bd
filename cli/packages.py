"""A package's way, as people drive it: made, checked, approved, published, and answered for."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from cli.context import (
    NEEDS_PERSON,
    HomeOption,
    OfficeOption,
    PackageArgument,
    TitleArgument,
    home_around,
    open_ledger,
    open_room,
    prepare_prefect,
    refuse,
    settings_of,
    slug_of,
)
from config.office import Office
from content_queue.new import new_package
from content_queue.package import Kind as PackageKind
from content_queue.problems import PackageProblems
from flows.answer import enter_answer
from language.say import t, tn
from publishing.answers import CannotAnswer
from safety.clock import SystemClock


def register(app: typer.Typer) -> None:
    """Add these commands to the front door."""
    for command in (new, check, publish, answer):
        app.command()(command)


def new(
    title: TitleArgument,
    kind: Annotated[PackageKind, typer.Option("--kind", help="Jenis paket.")] = PackageKind.NEWS,
    as_docx: Annotated[bool, typer.Option("--docx", help="Naskahnya formulir Word, bukan naskah.md.")] = False,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Membuat kerangka paket baru di konsep/."""
    settings = settings_of(home)
    slug = slug_of(settings, office)
    place = settings.office(slug)
    today, drafts = SystemClock().now().astimezone(place.zone).date(), settings.queue_root(slug) / "konsep"
    try:
        if as_docx:
            folder = new_package(drafts, title, kind, today, (_website_of(place),), word=True)
        else:
            folder = new_package(drafts, title, kind, today)
    except PackageProblems as error:
        refuse("\n".join(problem.text(settings.language) for problem in error.problems))
    name = "naskah.docx" if as_docx else "naskah.md"
    typer.echo(
        t(
            "Kerangka paket: {folder}\nIsi {name} dan media/, lalu pindahkan folder ini ke masuk/.",
            folder=folder,
            name=name,
        )
    )


def _website_of(office: Office) -> str:
    """What a form calls the office's website, or its first channel where there is none."""
    from flows.channels import website_of

    site = website_of(office)
    first = site or next(iter(office.channels))
    return office.channels[first].label or (t("Situs web") if site else first)


def check(
    folder: Annotated[Path, typer.Argument(metavar="MAP", help="Map paketnya, misalnya konsep/rapat-pleno.")],
    page: Annotated[Path | None, typer.Option("--page", help="Berkas pratinjau; kosong: konsep/NAMA.PRATINJAU.html.")] = None,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Memeriksa paket tanpa menayangkan: semua yang perlu diperbaiki, dan pratinjau tiap kanal."""
    from flows.preview import CannotWriteThere, PreviewDesk, check_package

    settings = settings_of(home_around(home, folder))
    desk = PreviewDesk(settings, settings.office(slug_of(settings, office)), os.environ, SystemClock())
    try:
        checked = check_package(desk, folder, page)
    except CannotWriteThere as error:
        refuse(str(error))
    except OSError as error:
        refuse(t("pratinjau tidak dapat ditulis: {filename}: {strerror}", filename=error.filename, strerror=error.strerror))
    data, seen = checked.data, t("Pratinjau: {page}", page=checked.page)
    if data.problems:
        refuse("\n".join((*data.problems, seen)), NEEDS_PERSON)
    for channel in data.channels:
        if channel.trouble:
            typer.echo(
                t(
                    "Catatan: kanal {channel} belum dapat dipakai. {trouble}",
                    channel=channel.channel,
                    trouble=channel.trouble,
                )
            )
    parts = [
        t("Baik: {title}", title=data.title),
        t("kanal {channels}", channels=", ".join(one.channel for one in data.channels)),
        tn("{n} gambar", checked.images),
        *([tn("{n} film", checked.films)] if checked.films else []),
    ]
    typer.echo(f"{' · '.join(parts)}\n{seen}")


def publish(home: HomeOption = Path(), office: OfficeOption = "") -> None:
    """Menyapu antrean sekali, sekarang."""
    prepare_prefect(home)
    from cli.progress import working
    from flows.gate import why_closed
    from flows.publish import run_publish

    with open_ledger(home, office) as (settings, slug, ledger):
        closed = asyncio.run(why_closed(ledger, slug, settings.path))
    if closed:
        refuse(t("Tidak ada yang ditayangkan: {closed}.", closed=closed), NEEDS_PERSON)
    with working(t("Menyapu antrean")):
        counts = asyncio.run(run_publish(home.resolve(), slug))
    typer.echo(
        t(
            "Terbukti tayang: {verified} · ditahan: {held} · menunggu persetujuan: {waiting} · perlu orang: {needs_person}",
            verified=counts["verified"],
            held=counts["held"],
            waiting=counts["waiting"],
            needs_person=counts["needs_person"],
        )
    )
    if counts["held"] or counts["needs_person"]:
        raise typer.Exit(NEEDS_PERSON)


def answer(
    package: PackageArgument,
    channel: Annotated[str, typer.Argument(metavar="KANAL", help="Nama kanal yang ditanyakan, seperti di papan.")],
    by: Annotated[str, typer.Option("--by", help="id orang yang melihatnya sendiri.")],
    live: Annotated[str, typer.Option("--live", help="Sudah tayang: alamatnya.")] = "",
    not_live: Annotated[bool, typer.Option("--not-live", help="Belum tayang: kirim (siapkan) lagi.")] = False,
    screenshot: Annotated[Path | None, typer.Option("--screenshot", help="Tangkapan layar, untuk kanal tanpa API.")] = None,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Menjawab penayangan yang menunggu orang: sudah tayang di mana, atau belum tayang."""
    prepare_prefect(home)
    from cli.progress import working
    from flows.publish import run_publish

    if bool(live) == not_live:
        refuse(t("pilih satu: --live ALAMAT atau --not-live"))
    with open_room(home, office) as room:
        if room.office.person(by) is None:
            refuse(
                t(
                    "{by} tidak ada di berkas satuan kerja; yang ada: {known}",
                    by=by,
                    known=", ".join(p.id for p in room.office.people),
                )
            )
        try:
            enter_answer(room, package, channel, by, live, screenshot)
        except CannotAnswer as error:
            refuse(str(error), NEEDS_PERSON)
        slug = room.office.slug
    with working(t("Memeriksa tautannya")):
        counts = asyncio.run(run_publish(home.resolve(), slug))
    typer.echo(
        t(
            "Jawaban dicatat. Terbukti tayang: {verified} · perlu orang: {needs_person}",
            verified=counts["verified"],
            needs_person=counts["needs_person"],
        )
    )
    if counts["needs_person"]:
        raise typer.Exit(NEEDS_PERSON)

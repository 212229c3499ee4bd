"""The commands by which people help counting: show where a page prints its count, take counts out and put them in."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli import counter_events
from cli.context import NEEDS_PERSON, HomeOption, JsonOption, OfficeOption, open_ledger, refuse, show
from cli.counter_evidence import evidence
from config.settings import SettingsError
from language.say import t, tn
from safety.clock import SystemClock

hand = typer.Typer(help="Jumlah pembaca: tabel untuk diisi dengan tangan, dan kejadian pada penghitungnya.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands to the front door."""
    app.command("teach")(teach)
    hand.command("export")(export)
    hand.command("import")(take_in)
    counter_events.register(hand)
    hand.command()(evidence)
    app.add_typer(hand, name="readers")


def teach(
    url: Annotated[str, typer.Argument(metavar="ALAMAT", help="Halaman yang menampilkan jumlah pembacanya.")],
    count: Annotated[str, typer.Argument(metavar="ANGKA", help="Angka seperti tampak di sana, misalnya 1.234.")],
    also: Annotated[list[str] | None, typer.Option("--also", help="Halaman lain sebagai bukti; boleh berkali-kali.")] = None,
    home: HomeOption = Path(),
    office: OfficeOption = "",
    as_json: JsonOption = False,
) -> None:
    """Mengajarkan di mana sebuah situs menampilkan jumlah pembaca; dibuktikan pada halaman lain."""
    from flows.teach_readers import run_teach
    from readership.teach import CannotTeach

    with open_ledger(home, office) as (settings, slug, ledger):
        try:
            lesson = asyncio.run(run_teach(settings, slug, ledger, SystemClock(), url, count, also or []))
        except (CannotTeach, SettingsError) as error:
            refuse(str(error), NEEDS_PERSON)
    rows = [{"url": url, "shows": lesson.taught.shows}, *({"url": u, "shows": n} for u, n in lesson.taught.others.items())]
    if not as_json:
        typer.echo(
            t(
                "{host}: angka dibaca dari “{selector}”, disimpan di {file}.",
                host=lesson.host,
                selector=lesson.taught.selector,
                file=lesson.file,
            )
        )
        typer.echo(t("Bandingkan dengan halamannya:"))
    show(rows, {"url": t("Halaman"), "shows": t("Terbaca")}, as_json)
    if not lesson.taught.others and not as_json:
        typer.echo(t("Baru terbukti pada satu halaman; ulangi dengan --also URL bila ada terbitan lain."))


def export(
    dest: Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas .xlsx atau .csv yang ditulis.")],
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Menulis tabel semua tautan dengan bacaan terakhir dan kolom kosong untuk diisi."""
    from flows.readers_by_hand import export_counts

    _table_name(dest)
    with open_ledger(home, office) as (settings, slug, ledger):
        try:
            count = export_counts(settings.office(slug), ledger, SystemClock(), dest)
        except OSError as error:
            refuse(t("{dest} tidak dapat ditulis: {strerror}", dest=dest, strerror=error.strerror))
    typer.echo(
        tn(
            "{n} tautan ditulis ke {dest}. Isi kolom “Jumlah pembaca”, lalu masukkan dengan `tayang readers import`.",
            count,
            dest=dest,
        )
    )


def take_in(
    source: Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas yang sudah diisi.")],
    person: Annotated[str, typer.Option("--by", help="Id orang yang membaca angkanya, seperti di berkas satuan kerja.")],
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Memasukkan jumlah pembaca yang diisi orang; satu baris salah, tidak ada yang masuk."""
    from flows.readers_by_hand import import_counts
    from readership.by_hand import WrongTable
    from readership.sheets import Unreadable

    _table_name(source)
    with open_ledger(home, office) as (settings, slug, ledger):
        who = settings.office(slug)
        if who.person(person) is None:
            refuse(
                t(
                    "tidak ada orang dengan id {person}; pilih: {known}",
                    person=person,
                    known=", ".join(one.id for one in who.people),
                )
            )
        try:
            new, known = import_counts(who, ledger, SystemClock(), source, person)
        except (WrongTable, Unreadable) as error:
            refuse(str(error))
        except OSError as error:
            refuse(t("{source} tidak dapat dibaca: {strerror}", source=source, strerror=error.strerror))
    if known:
        typer.echo(tn("{n} bacaan dimasukkan atas nama {person}; {known} sudah ada.", new, person=person, known=known))
    else:
        typer.echo(tn("{n} bacaan dimasukkan atas nama {person}.", new, person=person))


def _table_name(file: Path) -> None:
    if file.suffix.lower() not in (".xlsx", ".csv"):
        refuse(t("nama berkas harus berakhiran .xlsx atau .csv, bukan {name}", name=file.name))

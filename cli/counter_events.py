"""The commands by which a person says what happened to a counter: reset, put right, moved, replaced, or copied with its post."""

from pathlib import Path
from typing import Annotated

import typer

from cli.context import NEEDS_PERSON, HomeOption, JsonOption, OfficeOption, open_ledger, refuse, show
from language.say import t
from ledger.chain import instant
from ledger.reader_events import reader_events
from readership.events import EventKind
from reports.labels import EVENTS, label
from safety.clock import SystemClock

ByOption = Annotated[str, typer.Option("--by", help="Id orang yang menyatakan, seperti di berkas satuan kerja.")]
WhyOption = Annotated[str, typer.Option("--why", help="Alasannya; tercatat di buku dan pada rekapitulasi.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the group of readers."""
    app.command()(event)
    app.command()(events)
    app.command()(revoke)


def event(
    kind: Annotated[
        EventKind,
        typer.Argument(
            metavar="JENIS",
            help="reset (mulai lagi dari nol), correction (angka dibetulkan), migration (situs atau penghitung pindah), "
            "source-change (sumber lain mengambil alih), copied (naskah dibuat dari salinan yang sudah ada pembacanya)"
        ),
    ],
    by: ByOption,
    why: WhyOption,
    package: Annotated[
        str, typer.Argument(metavar="PAKET", help="Nama map paket; kosong: semua terbitan di kanal itu.")
    ] = "",
    channel: Annotated[str, typer.Option("--channel", help="Kanal yang penghitungnya dimaksud.")] = "",
    on: Annotated[str, typer.Option("--on", help="Hari atau waktunya, misalnya 2026-10-12 14.00; kosong: sekarang.")] = "",
    count: Annotated[int | None, typer.Option("--count", help="Angka penghitung sesudahnya; salinan: angka bawaannya.")] = None,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Menyatakan apa yang terjadi pada penghitung pembaca, agar turunnya angka tidak disangka reset dan bawaan bukan pembaca."""
    from flows.reader_events import CannotSay, say_event

    with open_ledger(home, office) as (settings, slug, ledger):
        try:
            said = say_event(
                settings.office(slug), ledger, SystemClock(), kind,
                person=by, reason=why, channel=channel, package=package.rstrip("/").rpartition("/")[2], when=on, count=count,
            )  # fmt: skip
        except CannotSay as error:
            refuse(str(error), NEEDS_PERSON)
    told = t(
        "Tercatat sebagai kejadian nomor {number}: {event}. Rekapitulasi bulannya kini menghitung dengannya;\n"
        "buat lagi dengan `tayang recap --month`. Bila keliru: `tayang readers revoke`.",
        number=said.number,
        event=label(EVENTS, said.what),
    )
    typer.echo(told)


def events(home: HomeOption = Path(), office: OfficeOption = "", as_json: JsonOption = False) -> None:
    """Kejadian penghitung yang berlaku, dengan nomornya."""
    with open_ledger(home, office) as (settings, slug, ledger):
        zone, found = settings.office(slug).zone, reader_events(ledger, slug)
    rows = [
        {
            "number": one.number,
            "what": label(EVENTS, one.what),
            "package": one.package_id or t("semua"),
            "channel": one.channel,
            "when": f"{instant(one.since).astimezone(zone):%Y-%m-%d %H.%M}",
            "count": one.count,
            "by": one.person,
            "why": one.reason,
        }
        for one in found
    ]
    columns = {"number": t("Nomor"), "what": t("Kejadian"), "package": t("Paket"), "channel": t("Kanal"), "when": t("Waktu")}
    show(rows, columns | {"count": t("Angka"), "by": t("Oleh"), "why": t("Alasan")}, as_json)


def revoke(
    number: Annotated[int, typer.Argument(metavar="NOMOR", help="Nomor kejadian, dari `tayang readers events`.")],
    by: ByOption,
    why: WhyOption,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Mencabut pernyataan yang keliru; keduanya tetap tercatat."""
    from flows.reader_events import CannotSay, revoke_event

    with open_ledger(home, office) as (settings, slug, ledger):
        try:
            event = revoke_event(settings.office(slug), ledger, number, person=by, reason=why)
        except CannotSay as error:
            refuse(str(error), NEEDS_PERSON)
    typer.echo(t("Dicabut: {event}. Rekapitulasi tidak lagi menghitung dengannya.", event=label(EVENTS, event.what)))

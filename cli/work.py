"""The commands for everything after publication: link checks, reader counts, the recap, the link record, the board."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Protocol, TypeVar

import typer

from cli.context import (
    NEEDS_PERSON,
    HomeOption,
    JsonOption,
    OfficeOption,
    open_ledger,
    open_room,
    prepare_prefect,
    refuse,
    settings_of,
    show,
    slug_of,
)
from flows.channels import UnknownChannel
from language.say import later, t, tn
from reports.labels import METRICS, SOURCES, VERDICTS, label
from safety.clock import SystemClock

MonthOption = Annotated[str, typer.Option("--month", help="Bulan, misalnya 2026-10; kosong: lihat keterangan perintah.")]

_FORMS = {"sop": later("Kepatuhan SOP (CSV)"), "links": later("Catatan link")}


def register(app: typer.Typer) -> None:
    """Add these commands to the front door."""
    app.command("check-links")(check_links)
    app.command("count-readers")(count_readers)
    app.command("recap")(recap)
    app.command("link-record")(link_record)
    app.command("board")(board)


def check_links(
    everything: Annotated[bool, typer.Option("--all", help="Semua tautan, juga yang belum waktunya diperiksa.")] = False,
    home: HomeOption = Path(),
    office: OfficeOption = "",
    as_json: JsonOption = False,
) -> None:
    """Memeriksa tautan yang sudah waktunya: masih ada, masih isi yang sama."""
    prepare_prefect(home)
    from flows.check_links import run_check_links

    found = _walked(
        partial(run_check_links, everything=everything),
        home,
        office,
        t("Memeriksa tautan"),
        later("Tautan tidak diperiksa: {why}."),
    )
    rows = [
        {
            "package": link.row.key.package_id,
            "channel": link.row.key.channel,
            "url": link.row.url,
            "verdict": str(link.verdict) if as_json else label(VERDICTS, link.verdict),
            "change": link.change.name.lower() if as_json else str(link.change),
            "detail": link.detail,
        }
        for link in found.links
    ]
    columns = {
        "package": t("Paket"),
        "channel": t("Kanal"),
        "url": t("Tautan"),
        "verdict": t("Putusan"),
        "change": t("Perubahan"),
    }
    _list(
        rows,
        columns | {"detail": t("Catatan")},
        as_json,
        t("Tidak ada tautan yang perlu diperiksa sekarang; --all memeriksa semuanya."),
    )
    if found.needs_person:
        raise typer.Exit(NEEDS_PERSON)


def count_readers(home: HomeOption = Path(), office: OfficeOption = "", as_json: JsonOption = False) -> None:
    """Menghitung pembaca setiap terbitan; yang tidak diketahui tetap kosong, bukan nol."""
    prepare_prefect(home)
    from flows.count_readers import run_count_readers

    found = _walked(run_count_readers, home, office, t("Menghitung pembaca"), later("Pembaca tidak dihitung: {why}."))
    rows = [
        {
            "package": reading.row.key.package_id,
            "channel": reading.row.key.channel,
            "readers": reading.value,
            "metric": reading.metric if as_json else label(METRICS, reading.metric),
            "source": reading.source if as_json else label(SOURCES, reading.source),
            "confidence": reading.confidence,
            "reason": reading.reason,
        }
        for reading in found.readings
    ]
    columns = {
        "package": t("Paket"),
        "channel": t("Kanal"),
        "readers": t("Pembaca"),
        "metric": t("Ukuran"),
        "source": t("Sumber"),
    }
    _list(
        rows, columns | {"confidence": t("Keyakinan"), "reason": t("Catatan")}, as_json, t("Belum ada terbitan untuk dihitung.")
    )
    if found.needs_person:
        raise typer.Exit(NEEDS_PERSON)


class _Skippable(Protocol):
    skipped: str


Round = TypeVar("Round", bound=_Skippable)


def _walked(walk: Callable[..., Coroutine[Any, Any, Round]], home: Path, office: str, doing: str, not_done: str) -> Round:
    """What a round over the office's links found; its progress is shown, and a round that may not be walked is refused."""
    from cli.progress import counted

    slug = slug_of(settings_of(home), office)
    try:
        with counted(doing) as progress:
            found = asyncio.run(walk(home.resolve(), slug, SystemClock(), progress))
    except UnknownChannel as error:
        refuse(str(error))
    if found.skipped:
        refuse(t(not_done, why=found.skipped), NEEDS_PERSON)
    return found


def recap(
    home: HomeOption = Path(),
    office: OfficeOption = "",
    month: MonthOption = "",
    province: Annotated[bool, typer.Option("--province", help="Semua satuan kerja di rumah ini dalam satu daftar.")] = False,
    mail: Annotated[bool, typer.Option("--mail", help="Kirim juga PDF dan XLSX-nya ke alamat surel pada [report].")] = False,
    as_package: Annotated[bool, typer.Option("--as-package", help="Taruh PDF-nya sebagai paket baru di konsep/.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Membuat rekapitulasi bulanan dan catatan link, siap ditandatangani (kosong: bulan lalu)."""
    prepare_prefect(home)
    if province:
        from cli.lists import province_recap

        province_recap(home, month, as_json)
        return
    from cli.progress import working
    from flows.monthly_recap import changed_told, run_monthly_recap
    from reports.recap_docx import BadTemplate

    slug = slug_of(settings_of(home), office)
    try:
        with working(t("Membuat rekapitulasi")):
            made = asyncio.run(run_monthly_recap(home.resolve(), slug, SystemClock(), month))
    except (ValueError, BadTemplate) as error:
        refuse(str(error))
    except OSError as error:
        refuse(
            t(
                "berkas rekapitulasi tidak dapat ditulis: {filename}: {strerror}",
                filename=error.filename,
                strerror=error.strerror,
            )
        )
    rows = [{"form": t(_FORMS[name]) if name in _FORMS else name.upper(), "path": str(path)} for name, path in made.named.items()]
    data = made.data
    if not as_json:
        values = {"month": f"{data.year}-{data.month:02d}", "version": data.version}
        if made.new:
            told = tn("Rekapitulasi {month} versi {version}: {n} konten.", data.count, **values)
        else:
            told = tn(
                "Rekapitulasi {month} versi {version}: {n} konten (tidak ada perubahan sejak versi ini).", data.count, **values
            )
        typer.echo(told)
        if made.changed:
            typer.echo(changed_told(made))
    show(rows, {"form": t("Bentuk"), "path": t("Berkas")}, as_json)
    if mail:
        from cli.recap_mail import mail_it

        mail_it(home.resolve(), slug, made, as_json=as_json)
    if as_package:
        from cli.recap_package import lay_it

        lay_it(home, slug, made, as_json=as_json)
    if data.readers_total.unknown:
        if not as_json:
            unknown = data.readers_total.unknown
            typer.echo(tn("{n} konten belum diketahui pembacanya; lihat Catatan sebelum menandatangani.", unknown))
        raise typer.Exit(NEEDS_PERSON)


def link_record(
    dest: Annotated[Path, typer.Argument(metavar="BERKAS.xlsx", help="Berkas XLSX yang ditulis.")],
    month: MonthOption = "",
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Menulis catatan link sebagai XLSX (kosong: semua tautan)."""
    prepare_prefect(home)
    from flows.monthly_recap import export_links

    if dest.suffix.lower() != ".xlsx":
        refuse(t("nama berkas harus berakhiran .xlsx, bukan {name}", name=dest.name))
    with open_ledger(home, office) as (settings, slug, ledger):
        try:
            count = export_links(settings, slug, ledger, SystemClock(), dest, month)
        except ValueError as error:
            refuse(str(error))
        except OSError as error:
            refuse(t("{dest} tidak dapat ditulis: {strerror}", dest=dest, strerror=error.strerror))
    typer.echo(tn("{n} tautan ditulis ke {dest}.", count, dest=dest))


def board(home: HomeOption = Path(), office: OfficeOption = "") -> None:
    """Memperbarui papan.html dan menunjukkan letaknya."""
    from flows.board import write_board

    with open_room(home, office) as room:
        path = write_board(room)
    typer.echo(t("Papan: {path}", path=path))


def _list(rows: list[dict[str, Any]], columns: dict[str, str], as_json: bool, nothing: str) -> None:
    if rows or as_json:
        show(rows, columns, as_json)
    else:
        typer.echo(nothing)

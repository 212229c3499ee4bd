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
from reports.labels import METRICS, SOURCES, VERDICTS, label
from safety.clock import SystemClock

MonthOption = Annotated[str, typer.Option("--month", help="Bulan, misalnya 2026-10; kosong: lihat keterangan perintah.")]

_FORMS = {"sop": "Kepatuhan SOP (CSV)", "links": "Catatan link"}


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

    found = _walked(partial(run_check_links, everything=everything), home, office, "Memeriksa tautan", "Tautan tidak diperiksa")
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
    columns = {"package": "Paket", "channel": "Kanal", "url": "Tautan", "verdict": "Putusan", "change": "Perubahan"}
    _list(
        rows,
        columns | {"detail": "Catatan"},
        as_json,
        "Tidak ada tautan yang perlu diperiksa sekarang; --all memeriksa semuanya.",
    )
    if found.needs_person:
        raise typer.Exit(NEEDS_PERSON)


def count_readers(home: HomeOption = Path(), office: OfficeOption = "", as_json: JsonOption = False) -> None:
    """Menghitung pembaca setiap terbitan; yang tidak diketahui tetap kosong, bukan nol."""
    prepare_prefect(home)
    from flows.count_readers import run_count_readers

    found = _walked(run_count_readers, home, office, "Menghitung pembaca", "Pembaca tidak dihitung")
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
    columns = {"package": "Paket", "channel": "Kanal", "readers": "Pembaca", "metric": "Ukuran", "source": "Sumber"}
    _list(rows, columns | {"confidence": "Keyakinan", "reason": "Catatan"}, as_json, "Belum ada terbitan untuk dihitung.")
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
        refuse(f"{not_done}: {found.skipped}.", NEEDS_PERSON)
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
    from flows.monthly_recap import run_monthly_recap
    from reports.recap_docx import BadTemplate

    slug = slug_of(settings_of(home), office)
    try:
        with working("Membuat rekapitulasi"):
            made = asyncio.run(run_monthly_recap(home.resolve(), slug, SystemClock(), month))
    except (ValueError, BadTemplate) as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"berkas rekapitulasi tidak dapat ditulis: {error.filename}: {error.strerror}")
    rows = [{"form": _FORMS.get(name, name.upper()), "path": str(path)} for name, path in made.named.items()]
    data = made.data
    if not as_json:
        what = "" if made.new else " (tidak ada perubahan sejak versi ini)"
        typer.echo(f"Rekapitulasi {data.year}-{data.month:02d} versi {data.version}: {data.count} konten{what}.")
    show(rows, {"form": "Bentuk", "path": "Berkas"}, as_json)
    if mail:
        from cli.recap_mail import mail_it

        mail_it(home.resolve(), slug, made, as_json=as_json)
    if as_package:
        from cli.recap_package import lay_it

        lay_it(home, slug, made, as_json=as_json)
    if data.readers_total.unknown:
        if not as_json:
            typer.echo(f"{data.readers_total.unknown} konten belum diketahui pembacanya; lihat Catatan sebelum menandatangani.")
        raise typer.Exit(NEEDS_PERSON)


def link_record(
    dest: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="Berkas XLSX yang ditulis.")],
    month: MonthOption = "",
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Menulis catatan link sebagai XLSX (kosong: semua tautan)."""
    prepare_prefect(home)
    from flows.monthly_recap import export_links

    if dest.suffix.lower() != ".xlsx":
        refuse(f"nama berkas harus berakhiran .xlsx, bukan {dest.name}")
    with open_ledger(home, office) as (settings, slug, ledger):
        try:
            count = export_links(settings, slug, ledger, SystemClock(), dest, month)
        except ValueError as error:
            refuse(str(error))
        except OSError as error:
            refuse(f"{dest} tidak dapat ditulis: {error.strerror}")
    typer.echo(f"{count} tautan ditulis ke {dest}.")


def board(home: HomeOption = Path(), office: OfficeOption = "") -> None:
    """Memperbarui papan.html dan menunjukkan letaknya."""
    from flows.board import write_board

    with open_room(home, office) as room:
        path = write_board(room)
    typer.echo(f"Papan: {path}")


def _list(rows: list[dict[str, Any]], columns: dict[str, str], as_json: bool, nothing: str) -> None:
    if rows or as_json:
        show(rows, columns, as_json)
    else:
        typer.echo(nothing)

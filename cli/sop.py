"""The procedure's clock: how a month kept the standard times, and who is awaited now."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.context import HomeOption, JsonOption, OfficeOption, open_room, refuse, show
from config.office import Office
from flows.form_links import open_links
from flows.recap_book import month_of
from flows.sop import month_of_steps
from flows.sop_now import SopNow, Waiting, told
from language.say import spoken, t, tn
from ledger.chain import stamp
from reports.model import SopMonth
from reports.say import Words
from reports.sop import sop_section


def register(app: typer.Typer) -> None:
    """Add this command to the front door."""
    app.command("sop")(sop)


def sop(
    month: Annotated[str, typer.Option("--month", help="Bulan, misalnya 2026-10; kosong: bulan ini.")] = "",
    home: HomeOption = Path(),
    office: OfficeOption = "",
    as_json: JsonOption = False,
) -> None:
    """Kepatuhan terhadap waktu baku SOP selama sebulan, dan siapa yang terlambat sekarang."""
    with open_room(home, office) as room:
        now = room.clock.now()
        try:
            asked = month_of(month or f"{now.astimezone(room.office.zone):%Y-%m}", now, room.office)
        except ValueError as error:
            refuse(str(error))
        steps = month_of_steps(room.ledger, room.settings, room.office, asked)
        waiting = SopNow(room.settings, room.office, room.ledger, room.desk, now).everybody()
        forms = open_links(room)
    if as_json:
        document = {
            "month": asked.name,
            **asdict(steps),
            "waiting": [_plain(one) | {"form": forms.get(one.package, "")} for one in waiting],
        }
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    _show_month(steps, asked.name)
    _show_late(waiting, room.office, forms)


def _show_month(steps: SopMonth, name: str) -> None:
    section = sop_section(steps, Words(spoken()))
    if not section.rows:
        typer.echo(t("Tidak ada paket yang mulai tayang pada {name}.", name=name))
        return
    rows: list[Mapping[str, Any]] = [dict(zip(section.columns, row, strict=True)) for row in section.rows]
    typer.echo(f"{section.title}, {name}")
    show(rows, {column: column for column in section.columns}, False)
    typer.echo(section.note)


def _show_late(waiting: list[Waiting], office: Office, forms: Mapping[str, str]) -> None:
    late = [one for one in waiting if one.late]
    typer.echo(t("Terlambat sekarang:") if late else t("Tidak ada yang terlambat sekarang."))
    for one in late:
        told_late = t(
            "  {package}: langkah {step} ({activity}) menunggu {who} {told}",
            package=one.package,
            step=one.step,
            activity=one.activity,
            who=", ".join(one.who),
            told=told(one, office),
        )
        typer.echo(told_late)
        if one.package in forms:
            typer.echo(t("    jawab di {form}", form=forms[one.package]))
    for one in (one for one in waiting if one.until and one.postponed):
        typer.echo(
            t(
                "Ditunda: {package}, langkah {step} ({activity}) dilihat {told}",
                package=one.package,
                step=one.step,
                activity=one.activity,
                told=told(one, office),
            )
        )
    if rest := len(waiting) - len(late):
        typer.echo(tn("Menunggu dan belum terlambat, atau ditunda: {n} paket.", rest))


def _plain(one: Waiting) -> dict[str, Any]:
    until = one.until.isoformat() if one.until else None
    return asdict(one) | {"since": stamp(one.since), "due": stamp(one.due) if one.due else None, "until": until}

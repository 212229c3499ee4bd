"""Looking at packages, links and the ledger itself, without changing an entry. No Prefect is needed."""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import NEEDS_PERSON, HomeOption, JsonOption, OfficeOption, open_ledger, refuse, show
from cli.roots import anchor_lines
from config.office import Office
from config.settings import HomeSettings
from flows.keys import pinned_roots
from language.say import t
from ledger import queries
from ledger.anchor_check import check_anchors
from ledger.emergency_queries import open_emergencies
from ledger.store import Ledger
from ledger.verify import rebuild, verify
from reports.labels import DRAFTS, EMERGENCY, PACKAGES, PUBLICATIONS, label
from reports.recap_csv import guarded

if TYPE_CHECKING:
    from flows.sop_now import Waiting

book = typer.Typer(help="Buku catatan: periksa, susun ulang tabelnya, ekspor.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands to the front door."""
    app.command()(status)
    book.command("verify")(verify_book)
    book.command("rebuild")(rebuild_book)
    book.command("export")(export_book)
    app.add_typer(book, name="ledger")


def status(home: HomeOption = Path(), office: OfficeOption = "", as_json: JsonOption = False) -> None:
    """Setiap paket: keadaannya, tautannya, dan apa yang harus dilakukan."""
    with open_ledger(home, office) as (settings, slug, ledger):
        rows: list[dict[str, object]] = list(_prepared(settings, slug, ledger))
        emergencies = open_emergencies(ledger, slug)
        for package in (one for one in queries.packages(ledger, slug) if one.state != "returned"):
            state = label(PACKAGES, package.state) + (f" – {t(EMERGENCY)}" if package.key in emergencies else "")
            publications = queries.publications(ledger, slug, package=package.key)
            rows += [
                {
                    "package": package.key.package_id,
                    "revision": package.key.revision,
                    "state": state,
                    "channel": p.key.channel,
                    "publication": label(PUBLICATIONS, p.state),
                    "url": p.url,
                    "problem": p.problem,
                }
                for p in publications
            ] or [
                {
                    "package": package.key.package_id,
                    "revision": package.key.revision,
                    "state": state,
                    "channel": "",
                    "publication": "",
                    "url": "",
                    "problem": package.problem,
                }
            ]
    columns = {
        "package": t("Paket"),
        "state": t("Keadaan"),
        "channel": t("Kanal"),
        "publication": t("Penayangan"),
        "url": t("Tautan"),
    }
    show(rows, columns | {"problem": t("Catatan")}, as_json)


def _prepared(settings: HomeSettings, slug: str, ledger: Ledger) -> Iterator[dict[str, object]]:
    """What lies in konsep/ and has been signed for."""
    from flows.sop_now import SopNow, drafts
    from flows.wiring import desk_of

    office, now = settings.office(slug), ledger.clock.now()
    for draft in drafts(SopNow(settings, office, ledger, desk_of(settings, office, None), now)):
        one = draft.waiting
        awaited = _awaited(one, office) if one else ""
        gone = "" if draft.there else t("mapnya tidak ada di konsep/")
        yield {
            "package": draft.name,
            "revision": draft.revision,
            "state": label(DRAFTS, draft.state),
            "channel": "",
            "publication": "",
            "url": "",
            "problem": "; ".join(part for part in (draft.trouble, gone, awaited, draft.note) if part),
        }


def _awaited(one: "Waiting", office: Office) -> str:
    from flows.sop_now import told

    return t("langkah {step} ({activity}) ditunggu {told}", step=one.step, activity=one.activity, told=told(one, office))


def verify_book(home: HomeOption = Path(), office: OfficeOption = "", as_json: JsonOption = False) -> None:
    """Memeriksa rantai buku catatan: yang diubah, dihapus, ditukar, atau dipotong."""
    with open_ledger(home, office) as (settings, slug, ledger):
        roots = check_anchors(ledger, slug, pinned_roots(settings))
        found = [(fault.seq, fault.what) for fault in verify(ledger, slug)] + [(0, fault) for fault in roots.faults]
    if as_json:
        show([{"seq": seq, "what": what} for seq, what in found], {"seq": t("Entri"), "what": t("Temuan")}, True)
    elif not found:
        typer.echo(t("Buku catatan {slug} utuh.", slug=slug))
        for line in anchor_lines(roots):
            typer.echo(line)
    if found:
        refuse("\n".join(what for _, what in found), NEEDS_PERSON)


def rebuild_book(home: HomeOption = Path(), office: OfficeOption = "") -> None:
    """Menyusun ulang tabel keadaan dari entri, bila rantainya utuh; tidak satu entri pun berubah."""
    with open_ledger(home, office) as (_, slug, ledger):
        broken = [fault.what for fault in verify(ledger, slug) if fault.seq]
        if broken:
            refuse("\n".join(broken), NEEDS_PERSON)
        rebuild(ledger, slug)
    typer.echo(t("Tabel keadaan {slug} disusun ulang dari buku catatan.", slug=slug))


def export_book(
    home: HomeOption = Path(),
    office: OfficeOption = "",
    form: Annotated[str, typer.Option("--format", help="json atau csv")] = "json",
) -> None:
    """Menuliskan seluruh entri ke keluaran baku."""
    with open_ledger(home, office) as (_, slug, ledger):
        entries = queries.history(ledger, slug)
    if form == "json":
        typer.echo(json.dumps(entries, ensure_ascii=False, indent=1))
    elif form == "csv":
        names = ["seq", "at", "kind", "event", "package_id", "revision", "channel", "facts", "hash"]
        writer = csv.DictWriter(sys.stdout, names, extrasaction="ignore")
        writer.writeheader()
        for entry in entries:
            facts = json.dumps(entry["facts"], ensure_ascii=False, sort_keys=True)
            cells = entry | {"facts": facts}
            writer.writerow({name: guarded(cell) if isinstance(cell, str) else cell for name, cell in cells.items()})
    else:
        refuse(t("--format hanya mengenal json dan csv"))

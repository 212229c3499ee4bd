"""The commands of tayang. Each is a few lines: find the home, call the room that does the work, show what it said."""

import asyncio
import csv
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from cli.context import (
    NEEDS_PERSON,
    ChannelOption,
    HomeOption,
    JsonOption,
    OfficeOption,
    open_ledger,
    open_room,
    refuse,
    settings_of,
    show,
    slug_of,
)
from config.new_home import init_home
from config.settings import HomeSettings, SettingsError
from connectors.contract import ConnectorError
from content_queue.new import new_package
from content_queue.package import Kind as PackageKind
from content_queue.problems import PackageProblems
from content_queue.read import read
from content_queue.seal import seal
from ledger import queries
from ledger.verify import verify
from publishing import approval, desk, switches
from publishing.answers import CannotAnswer
from publishing.states import State
from safety.clock import SystemClock

app = typer.Typer(
    help="Menayangkan yang sudah disetujui: sekali, terbukti, tercatat.", no_args_is_help=True, add_completion=False
)
book = typer.Typer(help="Buku catatan: periksa dan ekspor.", no_args_is_help=True)
app.add_typer(book, name="ledger")

PACKAGE_STATES = {
    desk.AWAITING: "MENUNGGU PERSETUJUAN",
    desk.APPROVED: "DISETUJUI",
    desk.DONE: "SELESAI",
    desk.CANCELLED: "BATAL",
    desk.REPLACED: "DIGANTI",
    desk.LATE: "TERLAMBAT",
}
PUBLICATION_STATES = {
    State.PLANNED: "direncanakan",
    State.INTENT: "sedang dikirim",
    State.STAGED: "tersimpan, belum tampak",
    State.LIVE: "tayang, belum terbukti",
    State.VERIFIED: "tayang dan terbukti",
    State.UNKNOWN: "belum jelas, sedang dicari",
    State.DEFERRED: "ditunda",
    State.REJECTED: "ditolak",
    State.NEEDS_HUMAN: "perlu keputusan orang",
    State.EXPIRED: "kedaluwarsa",
    State.WITHDRAWN: "ditarik",
    State.DEAD: "gagal",
}
GRADES = {"public": "dilihat publik", "platform": "menurut platform", "attested": "disaksikan"}


@app.command()
def init(
    directory: Path,
    office: Annotated[str, typer.Option("--office", help="Nama pendek satuan kerja, misalnya contoh.")],
    practice: Annotated[bool, typer.Option("--practice", help="Rumah latihan: semua kanal di kota latihan.")] = False,
) -> None:
    """Membuat rumah tayang: setelan, map antrean, buku catatan."""
    try:
        home = init_home(directory, office, practice)
    except SettingsError as error:
        refuse(str(error))
    typer.echo(f"Rumah tayang siap: {home}\nBerikutnya: isi {home}/offices/{office}.toml dan rahasia.env.")


@app.command()
def status(home: HomeOption = Path(), office: OfficeOption = "", as_json: JsonOption = False) -> None:
    """Setiap paket: keadaannya, tautannya, dan apa yang harus dilakukan."""
    with open_ledger(home, office) as (_, slug, ledger):
        rows = []
        for package in queries.packages(ledger, slug):
            state = PACKAGE_STATES.get(package.state, package.state)
            publications = queries.publications(ledger, slug, package=package.key)
            rows += [
                {
                    "package": package.key.package_id,
                    "revision": package.key.revision,
                    "state": state,
                    "channel": p.key.channel,
                    "publication": PUBLICATION_STATES[State(p.state)],
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
    columns = {"package": "Paket", "state": "Keadaan", "channel": "Kanal", "publication": "Penayangan", "url": "Tautan"}
    show(rows, columns | {"problem": "Catatan"}, as_json)


@app.command()
def new(
    title: str,
    kind: Annotated[PackageKind, typer.Option("--kind", help="Jenis paket.")] = PackageKind.NEWS,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Membuat kerangka paket baru di konsep/."""
    settings = settings_of(home)
    slug = slug_of(settings, office)
    today = SystemClock().now().astimezone(settings.office(slug).zone).date()
    try:
        folder = new_package(settings.queue_root(slug) / "konsep", title, kind, today)
    except PackageProblems as error:
        refuse("\n".join(problem.text(settings.language) for problem in error.problems))
    typer.echo(f"Kerangka paket: {folder}\nIsi naskah.md dan media/, lalu pindahkan folder ini ke masuk/.")


@app.command()
def check(folder: Path, home: HomeOption = Path(), office: OfficeOption = "") -> None:
    """Memeriksa paket tanpa menayangkan: semua yang perlu diperbaiki, sekaligus."""
    settings = settings_of(home)
    slug = slug_of(settings, office)
    with tempfile.TemporaryDirectory() as store:
        try:
            sealed = seal(folder, Path(store))
            package = read(sealed.path, slug, folder.name, 1, settings.office(slug).zone, Path(store) / "turunan")
        except PackageProblems as error:
            refuse("\n".join(problem.text(settings.language) for problem in error.problems), NEEDS_PERSON)
    typer.echo(f"Baik: {package.title} · kanal {', '.join(package.channels)} · {len(package.images)} gambar")


@app.command()
def approve(
    package: str,
    by: Annotated[str, typer.Option("--by", help="id orang dari berkas satuan kerja, misalnya ketua.")],
    step: Annotated[list[int] | None, typer.Option("--step", help="Langkah SOP; kosong: semua yang belum.")] = None,
    note: str = "",
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Mencatat persetujuan seseorang atas isi paket yang sudah disegel."""
    with open_room(home, office) as room:
        person = room.office.person(by)
        if person is None:
            refuse(f"{by} tidak ada di berkas satuan kerja; yang ada: {', '.join(p.id for p in room.office.people)}")
        try:
            verdict = approval.approve(room.ledger, room.desk, package, by, person.role, tuple(step or ()), note)
        except approval.CannotApprove as error:
            refuse(str(error), NEEDS_PERSON)
        if not verdict.approved:
            refuse(f"Tercatat. {package} belum boleh tayang:\n" + "\n".join(p.text() for p in verdict.problems), NEEDS_PERSON)
    typer.echo(f"{package} disetujui oleh {by}; lembar disposisinya ada di masuk/{package}/disposisi.yaml.")


@app.command()
def publish(home: HomeOption = Path(), office: OfficeOption = "") -> None:
    """Menyapu antrean sekali, sekarang."""
    from flows.publish import run_publish

    slug = slug_of(settings_of(home), office)
    counts = asyncio.run(run_publish(home.resolve(), slug))
    typer.echo(
        f"Terbukti tayang: {counts['verified']} · ditahan: {counts['held']} · "
        f"menunggu persetujuan: {counts['waiting']} · perlu orang: {counts['needs_person']}"
    )
    if counts["held"] or counts["needs_person"]:
        raise typer.Exit(NEEDS_PERSON)


@app.command()
def pause(reason: str, channel: ChannelOption = "", home: HomeOption = Path(), office: OfficeOption = "") -> None:
    """Menjeda semua penayangan (misalnya masa tenang), atau satu kanal."""
    with open_ledger(home, office) as (settings, slug, ledger):
        if channel:
            switches.pause_channel(ledger, slug, _known_channel(settings, slug, channel), reason)
        else:
            switches.pause_office(ledger, slug, reason)
    again = f" --channel {channel}" if channel else ""
    typer.echo(f"Penayangan {channel or slug} dijeda: {reason}. Lanjutkan dengan `tayang resume{again}`.")


@app.command()
def resume(channel: ChannelOption = "", home: HomeOption = Path(), office: OfficeOption = "") -> None:
    """Melanjutkan penayangan yang dijeda, seluruhnya atau satu kanal."""
    with open_ledger(home, office) as (settings, slug, ledger):
        if channel:
            switches.resume_channel(ledger, slug, _known_channel(settings, slug, channel))
        else:
            switches.resume_office(ledger, slug)
    typer.echo(f"Penayangan {channel or slug} dilanjutkan.")


def _known_channel(settings: HomeSettings, slug: str, channel: str) -> str:
    known = list(settings.office(slug).channels)
    if channel not in known:
        refuse(f"kanal {channel} tidak ada; yang ada: {', '.join(known)}")
    return channel


@app.command()
def answer(
    package: str,
    channel: str,
    by: Annotated[str, typer.Option("--by", help="id orang yang melihatnya sendiri.")],
    live: Annotated[str, typer.Option("--live", help="Sudah tayang: alamatnya.")] = "",
    not_live: Annotated[bool, typer.Option("--not-live", help="Belum tayang: kirim (siapkan) lagi.")] = False,
    screenshot: Annotated[Path | None, typer.Option("--screenshot", help="Tangkapan layar, untuk kanal tanpa API.")] = None,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Menjawab penayangan yang menunggu orang: sudah tayang di mana, atau belum tayang."""
    from flows.answer import enter_answer
    from flows.publish import run_publish

    if bool(live) == not_live:
        refuse("pilih satu: --live ALAMAT atau --not-live")
    with open_room(home, office) as room:
        if room.office.person(by) is None:
            refuse(f"{by} tidak ada di berkas satuan kerja; yang ada: {', '.join(p.id for p in room.office.people)}")
        try:
            enter_answer(room, package, channel, by, live, screenshot)
        except CannotAnswer as error:
            refuse(str(error), NEEDS_PERSON)
        slug = room.office.slug
    counts = asyncio.run(run_publish(home.resolve(), slug))
    typer.echo(f"Jawaban dicatat. Terbukti tayang: {counts['verified']} · perlu orang: {counts['needs_person']}")
    if counts["needs_person"]:
        raise typer.Exit(NEEDS_PERSON)


@app.command()
def links(home: HomeOption = Path(), office: OfficeOption = "", as_json: JsonOption = False) -> None:
    """Arsip link aktif: setiap tautan yang terbukti, dengan bukti dan salinannya."""
    with open_ledger(home, office) as (_, slug, ledger):
        copies = queries.latest_copies(ledger, slug)
        rows = [
            {
                "package": p.key.package_id,
                "channel": p.key.channel,
                "url": p.url,
                "grade": GRADES.get(p.grade, p.grade),
                "published_at": p.published_at,
                "copy": copies.get(p.key[1:], ""),
            }
            for p in queries.publications(ledger, slug)
            if p.url
        ]
    headings = {
        "package": "Paket",
        "channel": "Kanal",
        "url": "Tautan",
        "grade": "Bukti",
        "published_at": "Tayang",
        "copy": "Salinan",
    }
    show(rows, headings, as_json)


@app.command()
def doctor(home: HomeOption = Path(), office: OfficeOption = "", as_json: JsonOption = False) -> None:
    """Memeriksa setelan dan setiap akun: siapa kita di sana, bolehkah menayangkan."""
    rows = []
    with open_room(home, office) as room:
        rows += [{"channel": name, "ok": False, "account": "", "problem": reason} for name, reason in room.broken.items()]
        for name, connector in room.connectors.items():
            try:
                health = connector.check()
                rows.append({"channel": name, "ok": health.ok, "account": health.account, "problem": "; ".join(health.problems)})
            except ConnectorError as error:
                rows.append({"channel": name, "ok": False, "account": "", "problem": str(error)})
    show(rows, {"channel": "Kanal", "ok": "Baik", "account": "Akun", "problem": "Catatan"}, as_json)
    if not all(row["ok"] for row in rows):
        raise typer.Exit(NEEDS_PERSON)


@app.command()
def demo(
    directory: Annotated[Path, typer.Argument(help="Rumah latihan; isinya yang lama dihapus.")] = Path(".demo"),
) -> None:
    """Menjalankan seluruh pekerjaan di kota latihan dengan paket contoh."""
    from cli import practice
    from flows.publish import run_publish

    directory = directory.resolve()
    town_state = directory.with_name(f"{directory.name}-kota")
    shutil.rmtree(town_state, ignore_errors=True)
    with practice.running_town(town_state) as town:
        home = practice.new_practice_home(directory, town)
        practice.drop_examples(home)
        held = asyncio.run(practice.sweep_until_sealed(home))["held"]
        approved = practice.approve_all(home)
        asyncio.run(run_publish(home, practice.OFFICE))
        typer.echo(f"Disetujui: {', '.join(approved)} · ditahan: {held} (lihat {home}/ditahan)")
        links(home, practice.OFFICE)
        status(home, practice.OFFICE)
        typer.echo(f"Rumah latihan: {home}\nSitus latihan: {town.urls['site']}")
        if sys.stdin.isatty():
            typer.prompt("Situs latihan tetap terbuka. Tekan Enter untuk menutup", default="", show_default=False)


@book.command("verify")
def verify_book(home: HomeOption = Path(), office: OfficeOption = "", as_json: JsonOption = False) -> None:
    """Memeriksa rantai buku catatan: yang diubah, dihapus, ditukar, atau dipotong."""
    with open_ledger(home, office) as (_, slug, ledger):
        faults = verify(ledger, slug)
    if as_json:
        show([{"seq": fault.seq, "what": fault.what} for fault in faults], {"seq": "Entri", "what": "Temuan"}, True)
    elif not faults:
        typer.echo(f"Buku catatan {slug} utuh.")
    if faults:
        refuse("\n".join(fault.what for fault in faults), NEEDS_PERSON)


@book.command("export")
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
            writer.writerow(entry | {"facts": facts})
    else:
        refuse("--format hanya mengenal json dan csv")

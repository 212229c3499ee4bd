"""The archive of links and the offline copies: list them, verify them, open them, take old links in, hand a year out."""

from pathlib import Path
from typing import Annotated

import typer

from cli.context import NEEDS_PERSON, ChannelOption, HomeOption, JsonOption, OfficeOption, open_ledger, refuse, show
from cli.roots import anchor_lines
from flows.keys import pinned_roots
from flows.soundness import Soundness, soundness
from language.say import OWN, later, spoken, t, tn
from ledger import link_queries, queries
from ledger.anchor_check import check_anchors
from ledger.link_queries import CopyRow
from links.browser import PDF
from links.problems import Problem
from reports.labels import GRADES, VERDICTS, label
from safety.clock import SystemClock

archive = typer.Typer(help="Arsip link aktif: daftar semua tautan yang terbukti.", invoke_without_command=True)
kept = typer.Typer(help="Dokumentasi offline: periksa keutuhan salinan, buka salinan.", no_args_is_help=True)
_HEADINGS = {
    "package": later("Paket"),
    "channel": later("Kanal"),
    "url": later("Tautan"),
    "grade": later("Bukti"),
    "published_at": later("Waktu tayang"),
    "copy": later("Salinan"),
}


def register(app: typer.Typer) -> None:
    """Add these commands to the front door."""
    archive.callback()(links)
    archive.command("export")(export_year_folder)
    archive.command("import")(import_list)
    archive.command("inside")(inside)
    archive.command("leave")(leave_inside)
    kept.command("verify")(verify_copies)
    kept.command("open")(open_copy)
    app.add_typer(archive, name="links")
    app.add_typer(kept, name="copy")


def links(context: typer.Context, home: HomeOption = Path(), office: OfficeOption = "", as_json: JsonOption = False) -> None:
    """Arsip link aktif: setiap tautan yang terbukti, dengan bukti dan salinannya."""
    if context.invoked_subcommand:
        return
    with open_ledger(home, office) as (_, slug, ledger):
        copies, kept_elsewhere = queries.latest_copies(ledger, slug), link_queries.snapshots(ledger, slug)
        rows = [
            {
                "package": p.key.package_id,
                "channel": p.key.channel,
                "url": p.url,
                "grade": label(GRADES, p.grade),
                "published_at": p.published_at,
                "copy": copies.get(p.key[1:], ""),
                "wayback": kept_elsewhere.get(p.key[1:], ""),
            }
            for p in queries.publications(ledger, slug)
            if p.url
        ]
    show(rows, _HEADINGS, as_json)


def import_list(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="Sitemap .xml, atau tabel .csv/.xlsx dengan kolom url.")],
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Memasukkan tautan lama ke buku catatan; diperiksa sedikit demi sedikit, tiap bulan sekali."""
    from flows.old_links import import_links, read_list
    from readership.sheets import Unreadable

    try:
        listed = read_list(file.name, file.read_bytes())
    except (Unreadable, OSError) as error:
        refuse(f"{file}: {error}")
    with open_ledger(home, office) as (_, slug, ledger):
        new = import_links(ledger, slug, listed, file.name, SystemClock())
    typer.echo(
        tn(
            "{new} tautan baru dari {n} di {name}; pemeriksaan berjalan sedikit demi sedikit.",
            len(listed),
            new=new,
            name=file.name,
        )
    )


def inside(home: HomeOption = Path(), office: OfficeOption = "", as_json: JsonOption = False) -> None:
    """Tautan di dalam kiriman sendiri dan hasil pemeriksaannya; yang mati lebih dahulu."""
    from flows.inner_links import inner_links

    with open_ledger(home, office) as (_, slug, ledger):
        rows = [
            {
                "url": link.url,
                "verdict": label(VERDICTS, link.verdict) if link.verdict else t("belum diperiksa"),
                "detail": t("dibiarkan") if link.dead and link.left else link.detail,
                "checked_at": link.checked_at,
                "packages": ", ".join(key.package_id for key in link.packages),
            }
            for link in inner_links(ledger, slug)
        ]
    show(rows, {"url": t("Tautan"), "verdict": t("Putusan"), "detail": t("Catatan"), "packages": t("Di dalam paket")}, as_json)


def leave_inside(
    url: Annotated[str, typer.Argument(metavar="ALAMAT", help="Tautan mati di dalam kiriman, seperti di papan.")],
    by: Annotated[str, typer.Option("--by", help="Id orang yang memutuskan, seperti di berkas satuan kerja.")],
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Membiarkan tautan mati di dalam kiriman: tetap diperiksa, tidak ditanyakan lagi."""
    from flows.inner_links import NotInside, leave

    with open_ledger(home, office) as (settings, slug, ledger):
        try:
            leave(settings.office(slug), ledger, url, by)
        except NotInside as error:
            refuse(str(error), NEEDS_PERSON)
    typer.echo(t("{url} dibiarkan; papan tidak menanyakannya lagi.", url=url))


def export_year_folder(
    dest: Annotated[Path, typer.Argument(metavar="MAP|BERKAS.zip", help="Map baru atau berkas .zip yang ditulis.")],
    year: Annotated[int, typer.Option("--year", help="Tahun tayang, misalnya 2026.")],
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Menulis arsip setahun untuk pemeriksa: indeks, salinan, manifes, hasil pemeriksaan; terbaca tanpa tayang."""
    from flows.year_folder import export_year

    with open_ledger(home, office) as (settings, slug, ledger):
        try:
            made = export_year(settings, slug, ledger, SystemClock(), year, dest)
        except FileExistsError:
            refuse(t("{dest} sudah ada; sebutkan nama yang baru", dest=dest))
        except OSError as error:
            refuse(t("{dest} tidak dapat ditulis: {strerror}", dest=dest, strerror=error.strerror))
    typer.echo(t("{links} tautan dan {copies} salinan ditulis ke {dest}.", links=made.links, copies=made.copies, dest=dest))
    if made.faults:
        refuse("\n".join((t("Salinan yang tidak utuh:"), *made.faults)), NEEDS_PERSON)


def verify_copies(
    package: Annotated[str, typer.Argument(metavar="[PAKET]", help="Satu paket saja; kosong: semua salinan.")] = "",
    home: HomeOption = Path(),
    office: OfficeOption = "",
    as_json: JsonOption = False,
) -> None:
    """Memeriksa keutuhan setiap salinan terhadap manifesnya dan buku catatan."""
    with open_ledger(home, office) as (settings, slug, ledger):
        copies = link_queries.copies(ledger, slug, package)
        if package and not copies:
            refuse(t("tidak ada salinan untuk paket {package}; lihat `tayang links`", package=package))
        sound = soundness(ledger, slug)
        rows = [_verified(settings.path, copy, sound) for copy in copies]
        roots = check_anchors(ledger, slug, pinned_roots(settings))
    bad = [row for row in rows if row["problems"]]
    if as_json:
        show(rows, {}, True)
    elif bad:
        show(bad, {"package": t("Paket"), "channel": t("Kanal"), "copy": t("Salinan"), "problems": t("Temuan")}, False)
    else:
        typer.echo(tn("{n} salinan utuh.", len(rows)))
        if drawn := sum((settings.path / copy.path / PDF).is_file() for copy in copies):
            typer.echo(tn("{n} dengan PDF dan gambar halaman.", drawn))
    if not as_json:
        for line in anchor_lines(roots):
            typer.echo(line)
    if roots.faults:
        refuse("\n".join(roots.faults), NEEDS_PERSON)
    if bad:
        raise typer.Exit(NEEDS_PERSON)


def _verified(home: Path, copy: CopyRow, sound: Soundness) -> dict[str, str]:
    found = sound.faults(home, copy)
    return {
        "package": copy.package_id,
        "channel": copy.channel,
        "made_at": copy.made_at,
        "copy": copy.path,
        "problems": " ".join(f"{_told(problem)} {problem.mend}" for problem in found),
    }


def _told(problem: Problem) -> str:
    return problem.indonesian if spoken() == OWN else problem.english


def open_copy(
    package: Annotated[str, typer.Argument(metavar="PAKET", help="Nama paket.")],
    channel: ChannelOption = "",
    show_only: Annotated[bool, typer.Option("--path", help="Hanya menuliskan letaknya.")] = False,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Membuka salinan terbaru di peramban; tidak memerlukan jaringan."""
    with open_ledger(home, office) as (settings, slug, ledger):
        found = [copy for copy in link_queries.copies(ledger, slug, package) if channel in ("", copy.channel)]
        if not found:
            refuse(t("tidak ada salinan untuk paket {package}; lihat `tayang links`", package=package))
        newest = found[-1]
        page = (settings.path / newest.path / "salinan.html").resolve()
        faults = soundness(ledger, slug).faults(settings.path, newest)
    if not page.is_file():
        refuse(t("{page} tidak ada; periksa dengan `tayang copy verify {package}`", page=page, package=package), NEEDS_PERSON)
    typer.echo(t("Salinan: {page}", page=page))
    for fault in faults:
        typer.echo(t("Perhatian: {fault}", fault=_told(fault)), err=True)
    if not show_only:
        typer.launch(str(page))
    if faults:
        raise typer.Exit(NEEDS_PERSON)

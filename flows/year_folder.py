"""The year folder that an auditor gets: index, copies, manifests, how they were verified; needs no tayang to read."""

import html
import json
import shutil
import tempfile
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from config.settings import HomeSettings
from flows.findings import told as said_of
from flows.recap_book import NO_COPY, Book
from flows.recap_data import letterhead_of
from flows.roots_for_auditors import write_roots
from flows.soundness import Soundness, soundness
from flows.views import PAGE
from language.say import OWN, Language, later, said_in
from ledger import link_queries, queries
from ledger.chain import instant
from ledger.entries import Kind
from ledger.link_queries import CopyRow
from ledger.store import Ledger
from links.browser import PDF
from links.problems import Problem, problem
from reports.link_record import LINK_COLUMNS, LinkHeading, LinkRow, write_link_record
from reports.words import web_address
from safety.clock import Clock
from safety.files import sha256_of

_POLICY = (
    """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; """
    """base-uri 'none'; form-action 'none'">"""
)
README = later("""ARSIP LINK DAN DOKUMENTASI OFFLINE TAHUN {year}
{office}

indeks.html atau indeks.xlsx   daftar setiap tautan, buktinya, dan salinannya
salinan/                       salinan setiap halaman; buka salinan.html dengan peramban, tanpa jaringan
                               halaman.pdf dan halaman.jpg, bila ada, adalah gambaran halaman itu menurut salinannya
                               post.wacz dapat dibuka dengan ReplayWeb.page; naskah-disetujui.zip berisi naskah yang disetujui
pemeriksaan.txt                keutuhan setiap salinan saat arsip ini dibuat
akar/                          akar harian buku catatan dengan tanda tangan dan tanda waktunya; lihat akar/BACA-SAYA.txt
buku-catatan.json              entri buku catatan tentang tautan dan salinan tahun ini, dengan hash rantainya
SHA256SUMS                     periksa sendiri: sha256sum -c SHA256SUMS
""")


@dataclass(frozen=True)
class YearFolder:
    """What was written."""

    path: Path
    links: int
    copies: int
    faults: tuple[str, ...]


def export_year(settings: HomeSettings, slug: str, ledger: Ledger, clock: Clock, year: int, dest: Path) -> YearFolder:
    """Write the year to `dest`, a folder that is not there yet or a .zip; whole, or not at all. Raises FileExistsError."""
    if dest.exists():
        raise FileExistsError(dest)
    dest.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{dest.name}.", dir=dest.parent))
    try:
        made = _fill(beside / "arsip", settings, slug, ledger, clock, year)
        if dest.suffix.lower() == ".zip":
            _zip(beside / "arsip", beside / "arsip.zip")
            (beside / "arsip.zip").rename(dest)
        else:
            (beside / "arsip").rename(dest)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return replace(made, path=dest)


def _fill(folder: Path, settings: HomeSettings, slug: str, ledger: Ledger, clock: Clock, year: int) -> YearFolder:
    folder.mkdir()
    office, own = settings.office(slug), settings.office(slug).report.language
    book = Book(ledger, office, clock.now())
    published = [row for row in book.rows if _year_of(row.published_at, settings, slug) == year]
    wanted = {row.key[1:] for row in published}
    copies = [copy for copy in link_queries.copies(ledger, slug) if (copy.package_id, copy.revision, copy.channel) in wanted]
    places = {copy.path: _take(copy, settings, folder) for copy in copies}
    rows = [book.link_row(number, row) for number, row in enumerate(published, start=1)]
    rows = [replace(row, copy=places.get(row.copy) or said_in(own, NO_COPY)) for row in rows]
    heading = LinkHeading(office.name, said_in(own, "Tahun {year}", year=year), settings.practice.enabled, own)
    write_link_record(rows, letterhead_of(office), folder / "indeks.xlsx", clock.now(), heading)
    printed = {place for place in places.values() if (folder / place / PDF).is_file()}
    (folder / "indeks.html").write_text(_index(rows, heading, printed, own), encoding="utf-8")
    (folder / "BACA-SAYA.txt").write_text(said_in(own, README, year=year, office=office.name), encoding="utf-8")
    sound = soundness(ledger, slug)
    pointers = {copy.path: _pointers(settings.path / copy.path) for copy in copies}
    faults = _verification(folder, copies, places, pointers, sound, f"{clock.now():%Y-%m-%d %H:%M:%S} UTC", own)
    roots = write_roots(ledger, slug, settings, folder / "akar")
    packages = {key[0] for key in wanted}
    kinds = [Kind.PUBLICATION, Kind.CHECK, Kind.COPY, Kind.ADDITION, Kind.ALARM, Kind.WAYBACK]
    entries = [entry for entry in queries.history(ledger, slug, kinds=kinds) if entry["package_id"] in packages]
    (folder / "buku-catatan.json").write_text(json.dumps(entries, indent=1, ensure_ascii=False), encoding="utf-8")
    sums = "".join(f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder))
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    return YearFolder(folder, len(rows), len(copies), (*faults, *roots))


def _year_of(published_at: str | None, settings: HomeSettings, slug: str) -> int:
    return instant(published_at).astimezone(settings.office(slug).zone).year if published_at else 0


def _take(copy: CopyRow, settings: HomeSettings, folder: Path) -> str:
    """Copy one kept copy into the folder, without what only points elsewhere; its place there, told from the folder."""
    source = settings.path / copy.path
    place = PurePosixPath("salinan") / copy.package_id / copy.channel / source.name
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, folder / place, ignore=lambda at, names: [name for name in names if Path(at, name).is_symlink()])
    return str(place)


def _pointers(source: Path) -> list[Problem]:
    """What in a copy only points to another file: tayang writes none, and what it points to is no part of the copy."""
    found = [source] if source.is_symlink() else sorted(path for path in source.rglob("*") if path.is_symlink())
    return [problem("copy_pointer", name=path.relative_to(source) if path != source else path.name) for path in found]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _verification(
    folder: Path,
    copies: Sequence[CopyRow],
    places: dict[str, str],
    pointers: dict[str, list[Problem]],
    sound: Soundness,
    at: str,
    own: Language,
) -> list[str]:
    lines, faults = [said_in(own, "Pemeriksaan keutuhan salinan, {at}", at=at), ""], []
    for copy in copies:
        found = [*sound.faults(folder, copy, folder / places[copy.path]), *pointers[copy.path]]
        told = " ".join(said_of(problem, own) for problem in found) or said_in(own, "utuh")
        noted = said_in(own, "manifest.json sha256 menurut buku catatan: {digest}", digest=copy.manifest_sha256)
        lines += [f"{places[copy.path]}: {told}", f"  {noted}"]
        faults += [f"{places[copy.path]}: {told}"] if found else []
    (folder / "pemeriksaan.txt").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return faults


def _index(rows: Sequence[LinkRow], heading: LinkHeading, printed: Collection[str], own: Language = OWN) -> str:
    head = "".join(f"<th>{html.escape(said_in(own, name))}</th>" for name in LINK_COLUMNS)
    body = "".join(_line(row, printed, own) for row in rows)
    mark = html.escape(said_in(own, "PRAKTIK – bukan dokumen resmi"))
    practice = f"<p><b>{mark}</b></p>" if heading.practice else ""
    return (
        f'<!doctype html><html lang="{own}"><head><meta charset="utf-8">{_POLICY}<title>'
        + html.escape(" – ".join(heading.lines))
        + "</title><style>body{font:15px sans-serif;margin:1.5rem}table{border-collapse:collapse}"
        "td,th{border:1px solid #999;padding:.3rem .5rem;vertical-align:top;text-align:left}</style></head><body>"
        + practice
        + "".join(f"<h1>{html.escape(line)}</h1>" for line in heading.lines)
        + f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></body></html>\n"
    )


def _line(row: LinkRow, printed: Collection[str], own: Language) -> str:
    kept = row.copy.startswith("salinan/")
    look = html.escape(said_in(own, "buka salinan"))
    copy = f'<a href="{quote(row.copy)}/{PAGE}">{look}</a>' if kept else html.escape(row.copy)
    copy += f' · <a href="{quote(row.copy)}/{PDF}">PDF</a>' if row.copy in printed else ""
    link = f'<a href="{html.escape(row.url)}">{html.escape(row.url)}</a>' if web_address(row.url) else html.escape(row.url)
    plain = (str(row.no), row.date, row.title, row.channel)
    cells = [*map(html.escape, plain), link, html.escape(row.proof), html.escape(row.status), copy]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _zip(folder: Path, dest: Path) -> None:
    with zipfile.ZipFile(dest, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _files(folder):
            archive.write(path, f"{folder.name}/{path.relative_to(folder).as_posix()}")

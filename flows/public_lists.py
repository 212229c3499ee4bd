"""The lists that the law asks for, from the ledger: Daftar Informasi Publik and the metadata of legal documents for JDIH."""

import json
from collections.abc import Iterable
from pathlib import Path

from config.list_columns import UNCHECKED, list_columns
from config.office import Office
from config.settings import HomeSettings
from content_queue.package import Package
from content_queue.problems import PackageProblems
from content_queue.read import read
from flows.channels import is_website
from flows.recap_data import letterhead_of
from language.say import OWN
from ledger import queries
from ledger.chain import instant
from ledger.queries import PackageRow, PublicationRow
from ledger.store import Ledger
from publishing.desk import derivatives_in
from reports.lists import Row, list_csv, list_xlsx
from reports.words import long_date
from safety.clock import Clock
from safety.files import write_durably

_LEGAL = "produk-hukum"
_RETENTION = "Selama berlaku"


def write_dip(settings: HomeSettings, slug: str, ledger: Ledger, clock: Clock, dest: Path) -> int:
    """Write the Daftar Informasi Publik to a .xlsx or .csv file; how many lines it has."""
    office = settings.office(slug)
    columns, fixed = list_columns(settings.path, "dip")
    rows = [{**row, **fixed} for row in _dip_rows(settings, office, ledger)]
    now = clock.now().astimezone(office.zone)
    under = (office.name, f"Keadaan {long_date(now, OWN)}", UNCHECKED.format(file="daftar/dip.toml"))
    if dest.suffix.lower() == ".xlsx":
        content = list_xlsx("DAFTAR INFORMASI PUBLIK", under, columns, rows, letterhead_of(office), now)
    else:
        content = list_csv(columns, rows)
    write_durably(dest, content)
    return len(rows)


def write_jdih(settings: HomeSettings, slug: str, ledger: Ledger, clock: Clock, dest: Path) -> int:
    """Write the legal documents' metadata to a .json or .csv file; how many documents it names."""
    office = settings.office(slug)
    columns, fixed = list_columns(settings.path, "jdih")
    rows = [{**row, **fixed} for row in _jdih_rows(settings, office, ledger)]
    if dest.suffix.lower() == ".json":
        documents = [{field: row.get(field, "") for field in columns} for row in rows]
        feed = {
            "satuan_kerja": office.name,
            "dibuat": f"{clock.now().astimezone(office.zone):%Y-%m-%dT%H:%M:%S%z}",
            "catatan": UNCHECKED.format(file="daftar/jdih.toml"),
            "dokumen": documents,
        }
        content = (json.dumps(feed, ensure_ascii=False, indent=2) + "\n").encode()
    else:
        content = list_csv(columns, rows)
    write_durably(dest, content)
    return len(rows)


def _dip_rows(settings: HomeSettings, office: Office, ledger: Ledger) -> list[Row]:
    """One line for each content that the public can see on the website, newest revision only, oldest first."""
    signer = office.person(office.signer)
    rows: list[Row] = []
    for no, (package, publication) in enumerate(_on_the_website(office, ledger), start=1):
        content = _sealed(settings, office, package)
        day = instant(publication.published_at or "").astimezone(office.zone)
        rows.append(
            {
                "no": str(no),
                "ringkasan": f"{package.title}. {content.summary}".strip() if content and content.summary else package.title,
                "unit": package.unit or office.name,
                "penanggung_jawab": signer.role if signer else "",
                "waktu_tempat": f"{long_date(day, OWN)}, {office.city}",
                "bentuk": "Elektronik" + (" dan berkas unduhan" if content and content.attachments else ""),
                "retensi": _until(office, package),
                "tautan": publication.url,
            }
        )
    return rows


def _jdih_rows(settings: HomeSettings, office: Office, ledger: Ledger) -> list[Row]:
    rows: list[Row] = []
    for package, publication in _on_the_website(office, ledger, withdrawn=True):
        if package.kind != _LEGAL:
            continue
        content = _sealed(settings, office, package)
        legal = content.legal if content else None
        files = content.attachments if content else ()
        rows.append(
            {
                "jenis": legal.jenis if legal else "",
                "nomor": legal.nomor if legal else "",
                "tahun": str(legal.tahun) if legal else "",
                "judul": legal.tentang if legal and legal.tentang else package.title,
                "subjek": ", ".join(content.tags) if content else "",
                "tanggal": "",
                "dasar_hukum": "; ".join(basis.citation for basis in content.legal_basis) if content else "",
                "status": "Ditarik" if publication.state == "withdrawn" else "Berlaku",
                "berkas": "; ".join(file.public_name or file.name for file in files),
                "tautan": publication.url,
            }
        )
    return rows


def _on_the_website(office: Office, ledger: Ledger, withdrawn: bool = False) -> Iterable[tuple[PackageRow, PublicationRow]]:
    """Each package's newest public revision on the office's websites."""
    packages = {row.key: row for row in queries.packages(ledger, office.slug)}
    websites = [name for name, channel in office.channels.items() if is_website(channel)]
    newest: dict[tuple[str, str], PublicationRow] = {}
    for row in queries.publications(ledger, office.slug):
        if row.url and row.published_at and row.key.channel in websites and (withdrawn or row.state != "withdrawn"):
            newest[row.key.package_id, row.key.channel] = row
    listed = sorted(newest.values(), key=lambda row: (row.published_at or "", row.key))
    return [(packages[row.shown_key], row) for row in listed]


def _sealed(settings: HomeSettings, office: Office, package: PackageRow) -> Package | None:
    """The approved package itself, None where its bytes are no longer in the store."""
    try:
        key, store = package.key, settings.store
        return read(store / package.digest, office.slug, key.package_id, key.revision, office.zone, derivatives_in(store))
    except (PackageProblems, OSError):
        return None


def _until(office: Office, package: PackageRow) -> str:
    if not package.expires_at:
        return _RETENTION
    return f"Sampai {long_date(instant(package.expires_at).astimezone(office.zone), OWN)}"

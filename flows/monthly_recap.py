"""The month, ready to sign: the recap in five forms and the link record, from the ledger alone."""

import asyncio
import hashlib
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import rfc8785
from prefect import flow
from prefect.artifacts import acreate_markdown_artifact

from config.settings import HomeSettings, load_office_home
from flows.alongside import alongside
from flows.lateness import is_late
from flows.recap_book import Book, Month, month_of
from flows.recap_data import letterhead_of, month_data
from flows.recap_mail import mail_recap
from flows.secret_blocks import with_secret_blocks
from flows.sop import month_of_steps
from flows.spoken import speak_as
from language.say import later, said_in, t, tn
from ledger import month_queries
from ledger.chain import instant, stamp
from ledger.entries import Entry, Kind
from ledger.store import Ledger
from readership.gains import month_bounds
from reports.link_record import LinkHeading, LinkRow, write_link_record
from reports.model import MonthData
from reports.recap import RecapFiles, Write, write_recap
from reports.recap_docx import BadTemplate
from reports.words import month_name
from safety.clock import Clock, SystemClock
from safety.files import sha256_of, write_durably

LATE = timedelta(days=20)
"""A recap that was due while the machine was off is still wanted; only the next month's would be another one."""
_TROUBLE = later("Surel rekapitulasi {office} belum dapat diurus: {kind}: {why}")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class RecapMade:
    """One version of one month and where its files stand. `new` False: nothing had changed since that version."""

    data: MonthData
    files: RecapFiles
    links: Path
    new: bool
    changed: tuple[Path, ...] = ()
    """The files of an earlier version that are not what was entered when it was made; they are left as they are."""

    @property
    def named(self) -> dict[str, Path]:
        return {**self.files.named, "links": self.links}

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(self.named.values())


@flow(name="monthly_recap", flow_run_name="monthly-recap-{office}", validate_parameters=False)
async def monthly_recap(home: str, office: str, month: str = "") -> dict[str, str]:
    """Write the recap of a month (`2026-10`; empty: the month before) and its link record."""
    speak_as(home)
    if is_late(LATE):
        logger.info(t("Jadwal ini sudah lewat; rekapitulasi dapat diminta kapan saja dengan `tayang recap`."))
        return {}
    made = await recap_office(Path(home), office, month)
    return {name: str(path) for name, path in made.named.items()}


async def recap_office(home: Path, office: str, month: str = "") -> RecapMade:
    """Make one office's recap, tell of it and send it, within whatever run this is."""
    made = await run_monthly_recap(home, office, SystemClock(), month)
    await _report(office, made)
    await _mail(home, office, made)
    return made


async def run_monthly_recap(home: Path, office: str, clock: Clock, month: str = "") -> RecapMade:
    """The recap itself. What has not changed keeps its version and its bytes; what has, becomes the next version."""
    return await asyncio.to_thread(_make, home, office, clock, month)


def _make(home: Path, slug: str, clock: Clock, asked: str) -> RecapMade:
    settings = load_office_home(home, slug, os.environ)
    office = settings.office(slug)
    month = month_of(asked, clock.now(), office)
    ledger = Ledger.open(settings.database_url, clock)
    try:
        book = Book(ledger, office, clock.now(), month)
        recaps = month_queries.all_recaps(ledger, slug)
        earlier = [facts for facts in recaps if facts["month"] == month.name]
        template = _template(settings, office.report.template)
        digest = hashlib.sha256(template).hexdigest() if template is not None else ""
        steps = month_of_steps(ledger, settings, office, month)
        data = month_data(book, month, 1, settings.practice.enabled, _gained_before(recaps, month, office.zone), digest, steps)
        data, content, new = _version(data, book, month, earlier)
        place = report_folder(settings, slug) / month.name
        write = write_durably if new else _write_missing
        files = write_recap(data, place, template, write)
        links = _link_record(book, month, data, place, write)
        made = RecapMade(data, files, links, new)
        if not new:
            entered = month_queries.recap_files(ledger, slug, month.name, data.version)
            return replace(made, changed=_changed(settings, made, entered))
        ledger.append(slug, [_entry(settings, month, content, made)])
        return made
    finally:
        ledger.close()


def _write_missing(path: Path, content: bytes) -> None:
    """A version that is out stays as people have it: signed, mailed, finished by hand."""
    if not path.exists():
        write_durably(path, content)


def _changed(settings: HomeSettings, made: RecapMade, entered: Mapping[str, str]) -> tuple[Path, ...]:
    names = {path: str(path.relative_to(settings.path)) for path in made.paths}
    return tuple(path for path, name in names.items() if name in entered and sha256_of(path) != entered[name])


def changed_told(made: RecapMade) -> str:
    """That files are not what was entered with their version; empty where all are."""
    if not made.changed:
        return ""
    said = later("Dibiarkan seperti adanya, walaupun tidak sama lagi dengan yang tercatat saat versi ini dibuat: {files}.")
    return t(said, files=", ".join(path.name for path in made.changed))


def _gained_before(recaps: Sequence[Mapping[str, object]], month: Month, zone: ZoneInfo) -> dict[str, int | None]:
    """What the newest recap of each earlier month says was gained; one that was made while its month ran knows a part only."""
    found: dict[str, int | None] = {}
    for facts in recaps:
        name = str(facts["month"])
        if name < month.name:
            gained, end = facts["readers_gained"], month_bounds(int(name[:4]), int(name[5:]), zone)[1]
            found[name] = gained if isinstance(gained, int) and str(facts["cutoff"]) >= stamp(end) else None
    return found


def _template(settings: HomeSettings, name: str) -> bytes | None:
    """The office's own Word template. Raises BadTemplate where the file that is named cannot be read."""
    if not name:
        return None
    try:
        return (settings.path / name).read_bytes()
    except OSError as error:
        said = later("templat {name} tidak dapat dibaca: {why}; periksa report.template")
        raise BadTemplate(t(said, name=name, why=error.strerror)) from None


def report_folder(settings: HomeSettings, slug: str) -> Path:
    """laporan/, or the office's own folder in it where a home has several offices."""
    return settings.reports if len(settings.slugs) == 1 else settings.reports / slug


def export_links(settings: HomeSettings, slug: str, ledger: Ledger, clock: Clock, dest: Path, month: str = "") -> int:
    """Write the link record of every link (or of one month) to `dest`; how many links it holds."""
    office = settings.office(slug)
    book = Book(ledger, office, clock.now())
    chosen = month_of(month, clock.now(), office) if month else None
    rows = _link_rows(book, chosen)
    period = _period(book, chosen) if chosen else said_in(office.report.language, "semua tautan")
    heading = LinkHeading(office.name, period, settings.practice.enabled, office.report.language)
    write_link_record(rows, letterhead_of(office), dest, clock.now(), heading)
    return len(rows)


def _version(data: MonthData, book: Book, month: Month, earlier: Sequence[dict[str, object]]) -> tuple[MonthData, str, bool]:
    """The data with its version and cut-off: those of the newest version if nothing that is printed has changed."""
    links = [asdict(row) for row in _link_rows(book, month)]
    said = asdict(replace(data, cutoff=datetime(1970, 1, 1, tzinfo=UTC))) | {"cutoff": "", "links": links}
    content = hashlib.sha256(rfc8785.dumps(_plain(said))).hexdigest()  # type: ignore[arg-type]  # rfc8785's recursive type
    if earlier and earlier[-1]["content_sha256"] == content:
        last = earlier[-1]
        cutoff = instant(str(last["cutoff"])).astimezone(book.office.zone)
        return replace(data, version=int(str(last["version"])), cutoff=cutoff), content, False
    return replace(data, version=len(earlier) + 1), content, True


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return value


def _link_rows(book: Book, month: Month | None) -> list[LinkRow]:
    chosen = book.published(month) if month else book.rows
    return [book.link_row(no, row, dated=month is None) for no, row in enumerate(chosen, 1)]


def _link_record(book: Book, month: Month, data: MonthData, place: Path, write: Write) -> Path:
    name = f"catatan-link-{month.name}-v{data.version}{'-PRAKTIK' if data.practice else ''}.xlsx"
    heading = LinkHeading(data.office_name, _period(book, month), data.practice, book.say.language)
    return write_link_record(_link_rows(book, month), data.letterhead, place / name, data.cutoff, heading, write)


def _period(book: Book, month: Month) -> str:
    return book.say.t("Bulan {month} {year}", month=book.say.month_name(month.month), year=month.year)


def _entry(settings: HomeSettings, month: Month, content: str, made: RecapMade) -> Entry:
    facts = {
        "month": month.name,
        "version": made.data.version,
        "cutoff": stamp(made.data.cutoff),
        "content_sha256": content,
        "contents": made.data.count,
        "readers_total": made.data.readers_total.value,
        "readers_gained": made.data.readers_gained.value,
    }
    files = {str(path.relative_to(settings.path)): sha256_of(path) for path in made.paths}
    return Entry(Kind.RECAP, "made", facts=facts, evidence={"files": files})


async def _mail(home: Path, office: str, made: RecapMade) -> None:
    """Send the version where the office wants it; no trouble with a mail makes a recap fail that stands ready."""
    with alongside(_TROUBLE, office):
        environ = await with_secret_blocks(home, office, os.environ)
        for one in await asyncio.to_thread(mail_recap, home, office, SystemClock(), environ, made):
            said = later("Rekapitulasi {month} versi {version} ke {to}: {told}")
            logger.info(t(said, month=one.month, version=one.version, to=one.to, told=one.told))


async def _report(office: str, made: RecapMade) -> None:
    data = made.data
    named = f"{month_name(data.month)} {data.year}"
    title = t("Rekapitulasi {month}, versi {version}", month=named, version=data.version)
    lines = [
        f"# {title}{t(' – PRAKTIK') if data.practice else ''}",
        "",
        tn("{n} konten; cetak, periksa, lalu tanda tangani.", data.count),
        "",
        *(f"- `{path}`" for path in made.paths),
        *(["", changed_told(made)] if made.changed else []),
    ]
    await acreate_markdown_artifact("\n".join(lines), key=f"rekap-{office}", description=t("Berkas rekapitulasi bulan"))

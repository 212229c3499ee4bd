"""The home of tayang as its files describe it: tayang.toml and offices/*.toml, read once and then only passed on."""

import logging
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from config.added import added_kinds
from config.archive import ArchiveTable
from config.archive import contradictions as archive_contradictions
from config.credentials import MOVE_IT, NotUsable, SecretError, resolve_secret, resolve_secrets, secrets_written_in
from config.filesystem import MOUNTS, network_filesystem_of
from config.home_file import (
    HOME_HINTS,
    FleetTable,
    HomeFile,
    LinksTable,
    PracticeTable,
    PrefectTable,
    PublishingTable,
    QueueTable,
)
from config.office import Office, office_or_problems
from config.office_peek import peeks
from config.platforms import PLATFORMS
from config.problems import Problem, SettingsError, problems_of, read_toml
from config.spoken import language_in
from config.working_hours import FILE as WORKING_DAYS
from config.working_hours import WorkingDays, load_working_days
from language.say import Language, later, speak, t

__all__ = [
    "HomeSettings", "Problem", "SettingsError", "load_home", "load_office_home", "load_offices", "missing_secrets",
    "resolve_secret", "unknown_secrets",
]  # fmt: skip

LEDGER_URL = "TAYANG_LEDGER_URL"
NO_ADDRESS = later("bukan alamat basis data; tulis postgresql://NAMA:SANDI@HOST:PORTA/BASIS, tanda khusus di sandi dengan %XX")
FOLDERS = ("konsep", "masuk", "ditahan", "arsip")
STORE = "gudang"
_SEALED = re.compile(r"[0-9a-f]{64}")
"""A sealed package lies there under its digest."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class HomeSettings:
    """Everything that the files of one home say. `database_url` may hold a password: never print it.

    `slugs`: every office of the home; `offices`: those of them that were asked for and can be read.
    """

    path: Path
    language: Language
    queue: QueueTable
    publishing: PublishingTable
    links: LinksTable
    archive: ArchiveTable
    prefect: PrefectTable
    fleet: FleetTable
    practice: PracticeTable
    database_url: str
    slugs: tuple[str, ...]
    offices: tuple[Office, ...]
    working_days: WorkingDays

    def __repr__(self) -> str:
        return f"HomeSettings(path={self.path}, offices={[office.slug for office in self.offices]})"

    def office(self, slug: str) -> Office:
        """The office of this name; KeyError if the home has none."""
        for office in self.offices:
            if office.slug == slug:
                return office
        raise KeyError(slug)

    def queue_root(self, slug: str) -> Path:
        """Where konsep/, masuk/, ditahan/ and arsip/ of this office lie."""
        return self.path / self.office(slug).folder

    def is_first(self, slug: str) -> bool:
        """Whether this office is the one whose night also looks after what all offices share."""
        return self.slugs[0] == slug

    @property
    def store(self) -> Path:
        """The sealed packages."""
        return self.path / STORE

    @property
    def copies(self) -> Path:
        """The offline copies of what was published."""
        return self.path / "salinan"

    @property
    def reports(self) -> Path:
        """Recaps, link records and lists, ready to sign."""
        return self.path / "laporan"


def load_home(home: Path, environ: Mapping[str, str], mounts: Path = MOUNTS) -> HomeSettings:
    """Read a home; SettingsError lists every mistake of tayang.toml and of every office file at once."""
    settings, problems = _read(home, environ, mounts, None)
    if problems or settings is None:
        raise SettingsError(problems)
    return settings


def load_office_home(home: Path, slug: str, environ: Mapping[str, str], mounts: Path = MOUNTS) -> HomeSettings:
    """Read a home for one of its offices: a mistake in another office's file is that office's alone. Raises SettingsError; the
    home may know no such office. What is wrong with the working days stops nobody: the usual ones hold, and it is logged."""
    settings, problems = _read(home, environ, mounts, {slug})
    calendar = [problem for problem in problems if problem.file.name == WORKING_DAYS]
    if settings is None or len(problems) > len(calendar):
        raise SettingsError(problems)
    for problem in calendar:
        logger.warning(t("{problem}; sampai diperbaiki dihitung hari kerja yang biasa", problem=problem))
    return settings


def load_offices(
    home: Path, environ: Mapping[str, str], slugs: Collection[str] | None = None, mounts: Path = MOUNTS
) -> tuple[HomeSettings, tuple[Problem, ...]]:
    """The home with those of the named offices (None: of all) that can be read, and what keeps the others from it.

    Raises SettingsError for what concerns every office.
    """
    settings, problems = _read(home, environ, mounts, slugs)
    if settings is None:
        raise SettingsError(problems)
    return settings, tuple(problems)


def _read(
    home: Path, environ: Mapping[str, str], mounts: Path, wanted: Collection[str] | None
) -> tuple[HomeSettings | None, list[Problem]]:
    """None where no office can be helped; the mistakes in an office's file leave out that office."""
    home = home.resolve()
    file = home / "tayang.toml"
    tables = read_toml(file)
    problems = [Problem(file, key, t(MOVE_IT)) for key in secrets_written_in(tables)]
    told = {problem.key for problem in problems}
    parsed = None
    speak(language_in(tables))
    try:
        parsed = HomeFile.model_validate(tables)
    except ValidationError as error:
        problems += [p for p in problems_of(file, error, HOME_HINTS) if p.key not in told]
    slugs = tuple(dict.fromkeys(parsed.home.offices if parsed else _slugs_on_disk(home)))
    offices: list[Office] = []
    own: list[Problem] = []
    for slug in slugs if wanted is None else [slug for slug in slugs if slug in wanted]:
        office, found = office_or_problems(home / "offices" / f"{slug}.toml")
        own += found
        offices += [office] if office else []
    working_days = WorkingDays()
    try:
        working_days = load_working_days(home, slugs)
    except SettingsError as error:
        own += error.problems
    if parsed:
        problems += _contradictions(file, parsed)
        own += _between_offices(home, parsed, slugs, offices)
    url = _database_url(home, parsed, environ, problems)
    if url.startswith("sqlite") and (kind := network_filesystem_of(home / "ledger", mounts)):
        message = t("buku catatan ada di sistem berkas jaringan ({kind}); pindahkan ke cakram lokal", kind=kind)
        problems.append(Problem(file, "ledger", message))
    problems += _unknown_kinds(file, parsed) if parsed else []
    if problems or parsed is None:
        return None, [*problems, *own]
    at_fault = {problem.file for problem in own}
    settings = HomeSettings(
        path=home,
        language=parsed.home.language,
        queue=parsed.queue,
        publishing=parsed.publishing,
        links=parsed.links,
        archive=parsed.archive,
        prefect=parsed.prefect,
        fleet=parsed.fleet,
        practice=parsed.practice,
        database_url=url,
        slugs=slugs,
        offices=tuple(office for office in offices if home / "offices" / f"{office.slug}.toml" not in at_fault),
        working_days=working_days,
    )
    return settings, own


def missing_secrets(settings: HomeSettings, environ: Mapping[str, str]) -> tuple[Problem, ...]:
    """Every secret that something in use names and that is not there or not safe."""
    return tuple(
        Problem(settings.path / "offices" / f"{office.slug}.toml", key, why)
        for office in settings.offices
        for key, _, why in _missing(settings, office, environ)
    )


def unknown_secrets(settings: HomeSettings, slug: str, environ: Mapping[str, str]) -> frozenset[str]:
    """The names of an office's secrets that neither the environment nor the home knows."""
    return frozenset(name for _, name, _ in _missing(settings, settings.office(slug), environ))


def _missing(settings: HomeSettings, office: Office, environ: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Where it is named, its name, and why it cannot be had; values are dropped at once."""
    named = list(office.named_secrets())
    found = resolve_secrets({name for _, name in named}, environ, settings.path)
    yield from ((key, name, str(why)) for key, name in named if isinstance(why := found[name], SecretError))


def _slugs_on_disk(home: Path) -> list[str]:
    return sorted(file.stem for file in (home / "offices").glob("*.toml") if "." not in file.stem)


def _database_url(home: Path, parsed: HomeFile | None, environ: Mapping[str, str], problems: list[Problem]) -> str:
    try:
        url = resolve_secret(LEDGER_URL, environ, home)
        if _is_address(url):
            return url
        problems.append(Problem(home / "tayang.toml", f"ledger.database_url ({LEDGER_URL})", t(NO_ADDRESS)))
    except SecretError as error:
        if isinstance(error, NotUsable):
            problems.append(Problem(home / "rahasia.env", "", str(error)))
    written = parsed.ledger.database_url if parsed else ""
    url = written or f"sqlite:///{home / 'ledger' / 'ledger.db'}"
    if lost := _lost_book(home, url):
        problems.append(lost)
    return url


def _lost_book(home: Path, url: str) -> Problem | None:
    """An empty book beside packages that were sealed long ago would know of nothing that was published, and send it all again."""
    book = Path(url.removeprefix("sqlite:///").partition("?")[0])
    waits = home / "ledger" / "ledger.db"  # out of a backup, until it is put where the settings want it
    if not url.startswith("sqlite:///") or book.exists() or waits.exists() or not _holds_sealed(home / STORE):
        return None
    said = later(
        "buku catatan {book} tidak ada, padahal gudang/ memuat paket yang sudah disegel. Bila bukunya di PostgreSQL, isi {name} "
        "di rahasia.env; bila hilang, pulihkan rumah ini dari cadangan (tayang restore)"
    )
    return Problem(home / "tayang.toml", "ledger.database_url", t(said, book=book, name=LEDGER_URL))


def _holds_sealed(store: Path) -> bool:
    try:
        return any(_SEALED.fullmatch(entry.name) for entry in store.iterdir())
    except OSError:
        return False


def _is_address(url: str) -> bool:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        make_url(url)
    except (ArgumentError, ValueError):
        return False
    return True


def _contradictions(file: Path, parsed: HomeFile) -> list[Problem]:
    found: list[Problem] = []
    if parsed.publishing.lease_seconds <= parsed.publishing.request_deadline_seconds:
        found.append(Problem(file, "publishing.lease_seconds", t("harus lebih besar daripada request_deadline_seconds")))
    found += archive_contradictions(file, parsed.archive, parsed.links.allow_hosts)
    for twin in sorted(slug for slug, times in Counter(parsed.home.offices).items() if times > 1):
        found.append(Problem(file, "home.offices", t("`{twin}` tertulis dua kali; cukup sekali", twin=twin)))
    return found


def _unknown_kinds(file: Path, parsed: HomeFile) -> list[Problem]:
    """A limit for a kind of channel that there is not limits nothing."""
    told = later("tidak ada jenis kanal ini; yang ada: {known}")
    unknown = [kind for kind in parsed.fleet.per_minute if kind not in PLATFORMS]
    added = added_kinds() if unknown else ()
    known = ", ".join((*PLATFORMS, *added))
    return [Problem(file, f"fleet.per_minute.{kind}", t(told, known=known)) for kind in unknown if kind not in added]


def _between_offices(home: Path, parsed: HomeFile, slugs: Collection[str], offices: list[Office]) -> list[Problem]:
    """What two offices may not both have; the later one is at fault, whether or not the earlier one's file can be read."""
    found: list[Problem] = []
    keepers: dict[Path, str] = {}
    claimed = {slug: one.folder for slug, one in peeks(home / "offices", slugs).items()}
    claimed |= {office.slug: str(Path(office.folder)) for office in offices}
    for office in offices:
        place = home / "offices" / f"{office.slug}.toml"
        owner = next(slug for slug, folder in claimed.items() if folder == claimed[office.slug])
        if owner != office.slug:
            found.append(
                Problem(
                    place,
                    "folder",
                    t(
                        'sudah dipakai `{owner}`; isi map lain, misalnya folder = "{slug}"',
                        owner=owner,
                        slug=office.slug,
                    ),
                )
            )
        for file_of_keys in map(Path, office.key_files[:1]):
            if keeper := keepers.get(file_of_keys):
                message = t(
                    "sudah dipakai `{keeper}`; id orang berlaku di satu satuan kerja, beri tiap satuan kerja berkasnya",
                    keeper=keeper,
                )
                key = "pdf_signers" if office.sop.strength == "pdf" else "allowed_signers"
                found.append(Problem(place, f"sop.{key}", message))
            keepers.setdefault(file_of_keys, office.slug)
        found += _channel_contradictions(place, parsed, office)
    return found


def _channel_contradictions(place: Path, parsed: HomeFile, office: Office) -> list[Problem]:
    found = []
    spoken_to: dict[str, object] = {}
    for name, channel in office.channels.items():
        spoken_to[f"channels.{name}"] = channel
        if channel.only_in_practice and not parsed.practice.enabled:
            message = t("situs latihan hanya untuk rumah latihan; ganti jenisnya, atau isi enabled = true di [practice]")
            found.append(Problem(place, f"channels.{name}.type", message))
    spoken_to |= {f"readers.{name}": source for name, source in office.readers.items()}
    for key, party in spoken_to.items():
        for field in ("url", "api_url"):
            try:
                address = urlsplit(str(getattr(party, field, None) or ""))
            except ValueError:
                found.append(Problem(place, f"{key}.{field}", t("bukan alamat web")))
                continue
            if address.scheme == "http" and not {address.hostname, address.netloc} & set(parsed.links.allow_hosts):
                message = t("harus https://, kecuali host-nya tertulis di [links] allow_hosts (latihan, intranet)")
                found.append(Problem(place, f"{key}.{field}", message))
    return found

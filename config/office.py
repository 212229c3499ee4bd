"""One office: its letterhead, people, time zone, SOP and channels, from offices/SLUG.toml."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from config import procedure
from config.channels import Channel, channel_models
from config.credentials import MOVE_IT, resolve_secret, secrets_written_in
from config.messages import Messages, SecretName
from config.platforms import PLATFORMS
from config.problems import Hint, Problem, SettingsError, hints_of, problems_of, read_toml
from config.reader_sources import READER_MODELS, READER_TYPES, ReaderSource
from config.working_hours import Hours
from language.say import later, t

__all__ = ["Office", "Person", "Sop", "load_office", "resolve_secret"]

logger = logging.getLogger(__name__)
KEY_FOLDER = "offices"
"""Where the files of keys lie: operators do not write there, and every backup holds it."""
_KEY_FILES = {
    "allowed_signers": "signed", "revoked_keys": "signed", "pdf_roots": "pdf", "pdf_signers": "pdf", "pdf_revoked": "pdf",
}  # fmt: skip
ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_CLOSED = ConfigDict(extra="forbid", frozen=True)


class Person(BaseModel):
    """One person who signs or is named on a sheet; `id` is what the ledger keeps instead of the name."""

    model_config = _CLOSED

    id: Slug = Field(description=later("sebutan tetap, huruf kecil, misalnya ketua"))
    name: Text = Field(description=later("nama seperti tercetak di bawah tanda tangan"))
    role: Text = Field(description=later("jabatan, misalnya Sekretaris"))
    nip: str | None = Field(
        default=None, pattern=r"^\d{18}$", description=later("NIP 18 angka tanpa spasi, atau hapus baris ini")
    )


class Sop(BaseModel):
    """Which procedure the office follows, which of its steps must be signed, and who may sign them."""

    model_config = _CLOSED

    profile: str = Field(
        pattern=r"^[a-z0-9][a-z0-9._-]*$", description=later("nama profil SOP di config/sop/ tanpa akhiran berkas")
    )
    required_steps: tuple[str, ...] = Field(
        default=(), description=later("langkah wajib tanda tangan; [] berarti menurut profil")
    )
    signers: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description=later('siapa boleh menandatangani: langkah = ["id orang", …]')
    )
    strength: Literal["attested", "signed", "pdf"] = Field(
        default="attested",
        description=later(
            'kekuatan persetujuan: "attested" (dicatat), "signed" (kunci tiap orang) atau "pdf" (PDF bertanda tangan)'
        ),
    )
    emergency: tuple[str, ...] = Field(
        default=(),
        description=later("siapa boleh memerintahkan tayang darurat, sebelum SOP selesai; [] berarti tidak seorang pun"),
    )
    allowed_signers: str = Field(
        default="", description=later("berkas kunci para penanda tangan, di offices/; kosong: offices/NAMA.signers")
    )
    revoked_keys: str = Field(default="", description=later("berkas kunci yang dicabut, di offices/; kosong: tidak ada"))
    pdf_roots: str = Field(
        default="", description=later("sertifikat induk (PEM), di offices/; kosong: offices/NAMA.pdf-roots.pem")
    )
    pdf_signers: str = Field(
        default="", description=later("sertifikat tiap orang, di offices/; kosong: offices/NAMA.pdf-signers.toml")
    )
    pdf_revoked: str = Field(
        default="", description=later("daftar sertifikat yang dicabut (CRL, PEM), di offices/; kosong: tidak ada")
    )


class Report(BaseModel):
    """How the office wants its recap."""

    model_config = _CLOSED

    language: Literal["id", "en"] = Field(default="id", description=later('bahasa rekapitulasi: "id" atau "en"'))
    paper: Literal["A4", "F4"] = Field(default="A4", description=later('kertas: "A4" atau "F4"'))
    template: str = Field(default="", description=later("berkas .docx di rumah tayang sebagai dasar; kosong: bawaan tayang"))
    mail: tuple[SecretName, ...] = Field(
        default=(),
        description=later("nama rahasia berisi alamat surel (mailtos://…) yang mendapat rekapitulasi; []: tidak dikirim"),
    )


class Office(BaseModel):
    """One KPU office as its file describes it."""

    model_config = _CLOSED

    slug: Slug = Field(description=later("nama pendek, huruf kecil dan tanda hubung, sama dengan nama berkas"))
    name: Text = Field(description=later("nama satuan kerja lengkap"))
    letterhead: tuple[Text, ...] = Field(min_length=1, max_length=6, description=later("baris-baris kop surat"))
    address: Text = Field(description=later("alamat kantor"))
    city: Text = Field(description=later("tempat penandatanganan, misalnya Contoh"))
    time_zone: Literal["WIB", "WITA", "WIT"] = Field(description=later("zona waktu: WIB, WITA atau WIT"))
    signer: Slug = Field(description=later("id orang yang menandatangani rekapitulasi"))
    folder: str = Field(default=".", description=later("letak konsep/, masuk/, … di rumah tayang; tiap satuan kerja sendiri"))
    people: tuple[Person, ...] = Field(min_length=1, description=later("orang-orang: [[people]] dengan id, name, role"))
    sop: Sop = Field(description=later("tabel [sop] dengan profile"))
    channels: dict[Slug, Channel] = Field(min_length=1, description=later("kanal menurut urutan tayang: [channels.website], …"))
    readers: dict[Slug, ReaderSource] = Field(
        default_factory=dict, description=later("sumber jumlah pembaca satu kanal: [readers.website] dengan type")
    )
    hours: Hours = Field(default_factory=Hours, description=later("jam kerja: tabel [hours]"))
    report: Report = Field(default_factory=Report, description=later("bentuk rekapitulasi: tabel [report]"))
    messages: Messages = Field(default_factory=Messages, description=later("pesan ke telepon dan surel: tabel [messages]"))

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone by its IANA name."""
        return ZoneInfo(ZONES[self.time_zone])

    def named_secrets(self) -> Iterator[tuple[str, str]]:
        """Where in the office's file a channel or a source in use names a secret, and the name."""
        for name, channel in self.channels.items():
            if channel.enabled:
                yield from ((f"channels.{name}.{field}", secret) for field, secret in channel.secret_names().items())
        yield from ((f"readers.{name}.secret", source.secret) for name, source in self.readers.items() if source.enabled)
        yield from (("messages.to", secret) for secret in self.messages.to)
        yield from (("report.mail", secret) for secret in self.report.mail)

    @property
    def key_files(self) -> tuple[str, ...]:
        """Where an office that does not only attest keeps whose keys or certificates count, what these rest on, and which count
        no more; the first belongs to this office alone."""
        if self.sop.strength == "attested":
            return ()
        if self.sop.strength == "pdf":
            people = self.sop.pdf_signers or f"offices/{self.slug}.pdf-signers.toml"
            roots = self.sop.pdf_roots or f"offices/{self.slug}.pdf-roots.pem"
            return tuple(name for name in (people, roots, self.sop.pdf_revoked) if name)
        named = (self.sop.allowed_signers or f"offices/{self.slug}.signers", self.sop.revoked_keys)
        return tuple(name for name in named if name)

    def person(self, person_id: str) -> Person | None:
        """The person of this id, None if the office has none."""
        return next((person for person in self.people if person.id == person_id), None)


def _hints() -> dict[str, Hint]:
    """What to set, for every key; every platform's declaration is read for it, so only once there is a mistake to tell."""
    return hints_of(Person, Sop, Hours, Report, Messages, *READER_MODELS, *channel_models(), Office)


def load_office(file: Path) -> Office:
    """Read one office file; SettingsError names every mistake in it."""
    tables = read_toml(file)
    leaks = [Problem(file, key, t(MOVE_IT)) for key in secrets_written_in(tables)]
    told = {problem.key for problem in leaks}
    try:
        office = Office.model_validate(tables)
    except ValidationError as error:
        found = problems_of(file, error, _hints(), (*PLATFORMS, *READER_TYPES))
        raise SettingsError([*leaks, *(p for p in found if p.key not in told)]) from None
    problems = [*leaks, *_contradictions(file, office)]
    if problems:
        raise SettingsError(problems)
    return office


def _contradictions(file: Path, office: Office) -> list[Problem]:
    ids = [person.id for person in office.people]
    found: list[tuple[str, str]] = []
    if office.slug != file.stem:
        found.append(("slug", t("harus sama dengan nama berkas; isi `{stem}` atau ganti nama berkas", stem=file.stem)))
    for twin in sorted({name for name in ids if ids.count(name) > 1}):
        found.append(("people", t("id `{twin}` dipakai dua kali; beri tiap orang id sendiri", twin=twin)))
    if office.signer not in ids:
        found.append(
            (
                "signer",
                t(
                    "tidak ada orang dengan id `{signer}`; pilih salah satu: {ids}",
                    signer=office.signer,
                    ids=", ".join(ids),
                ),
            )
        )
    for step, signers in office.sop.signers.items():
        strangers = [name for name in signers if name not in ids]
        if strangers:
            found.append(
                (
                    f"sop.signers.{step}",
                    t(
                        "tidak ada orang dengan id {strangers}; pilih: {ids}",
                        strangers=", ".join(strangers),
                        ids=", ".join(ids),
                    ),
                )
            )
    if strangers := [name for name in office.sop.emergency if name not in ids]:
        found.append(
            (
                "sop.emergency",
                t(
                    "tidak ada orang dengan id {strangers}; pilih: {ids}",
                    strangers=", ".join(strangers),
                    ids=", ".join(ids),
                ),
            )
        )
    found += procedure.contradictions(office.sop.profile, office.sop.required_steps, office.sop.signers)
    found += _key_contradictions(office)
    for name in office.readers:
        if name not in office.channels:
            found.append(
                (
                    f"readers.{name}",
                    t(
                        "tidak ada kanal `{name}`; pilih salah satu: {channels}",
                        name=name,
                        channels=", ".join(office.channels),
                    ),
                )
            )
    if not office.hours.weekly:
        found.append(("hours", t("tidak ada jam kerja sama sekali; isi paling sedikit monday_thursday")))
    if _outside(office.report.template):
        found.append(("report.template", t("harus di dalam rumah tayang; tulis misalnya templat/rekap.docx")))
    if _outside(office.folder):
        found.append(("folder", t("harus di dalam rumah tayang; tulis nama map biasa, misalnya contoh")))
    return [Problem(file, key, message) for key, message in found]


def _outside(place: str) -> bool:
    return Path(place).is_absolute() or ".." in Path(place).parts


def _key_contradictions(office: Office) -> Iterator[tuple[str, str]]:
    for key, strength in _KEY_FILES.items():
        place = getattr(office.sop, key)
        if place and office.sop.strength != strength:
            now = office.sop.strength
            yield (
                f"sop.{key}",
                t(
                    'tidak dipakai selama strength = "{now}"; isi strength = "{strength}", atau hapus baris ini',
                    now=now,
                    strength=strength,
                ),
            )
        if place and (_outside(place) or len(Path(place).parts) < 2 or Path(place).parts[0] != KEY_FOLDER):
            name = Path(place).name or office.slug
            yield f"sop.{key}", t("harus di map offices/ rumah tayang; tulis misalnya offices/{name}", name=name)


def office_or_problems(file: Path) -> tuple[Office | None, tuple[Problem, ...]]:
    """The office, or everything that keeps it from being read; for callers that gather the mistakes of many files."""
    try:
        return load_office(file), ()
    except SettingsError as error:
        return None, error.problems
    except Exception as error:  # whatever is written in one office's file, the other offices are not to suffer from it
        logger.exception("%s", file)
        return None, (Problem(file, "", t("tidak dapat dibaca ({error})", error=type(error).__name__)),)


def tables_of(office: Office) -> dict[str, Any]:
    """The office as plain data, without empty values; for showing, never holding a secret."""
    return office.model_dump(mode="json", exclude_none=True)

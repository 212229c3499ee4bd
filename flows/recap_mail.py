"""The month's recap as a mail with its PDF and XLSX: every version once to every address, and never again by itself.

That it is about to be sent is entered before the first byte leaves, because no mail server can be asked what it has taken. An
answer that is not a clear yes waits for a person, who asks the recipient first.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from config.credentials import SecretError, resolve_secret
from config.office import Office
from config.settings import HomeSettings, load_office_home
from flows.sending import NoFiles, UnknownAddress, deliver, secret_parts
from flows.wiring import Workroom
from language.say import later, many_said_in, said_in, t
from ledger import queries
from ledger.chain import instant
from ledger.entries import Entry, Kind
from ledger.store import Ledger
from readership.gains import month_bounds
from reports.say import Words
from reports.words import month_name
from safety.clock import Clock
from safety.files import sha256_of
from safety.redaction import hide_in_logs

if TYPE_CHECKING:
    from flows.monthly_recap import RecapMade  # it knows Prefect, and the board, which asks here, does not need it

Send = Callable[[str, str, str, Sequence[Path]], bool]
LEASE = 900.0
_SENDING, _SENT, _UNCLEAR, _NOT_SENT = "sending", "sent", "unclear", "not_sent"
_STILL = timedelta(seconds=LEASE)
"""How long a mail may be under way before it counts as one of which nobody knows."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mailed:
    """What became of one version at one address, by the name of its secret."""

    month: str
    version: int
    to: str
    state: str
    at: datetime
    why: str = ""

    @property
    def told(self) -> str:
        """One line for a person."""
        match self.state:
            case "sent":
                return t("terkirim")
            case "not_sent":
                return t("TIDAK terkirim: {why}", why=self.why)
            case _:
                why = self.why or t("tayang terhenti saat mengirim")
                return t("BELUM PASTI terkirim: {why}; tanyakan penerimanya dahulu", why=why)


def mail_recap(
    home: Path,
    slug: str,
    clock: Clock,
    environ: Mapping[str, str],
    made: "RecapMade",
    *,
    by_person: bool = False,
    send: Send = deliver,
) -> list[Mailed]:
    """Send a version to every address that has not got it; where each stands then. Without a person only a month that has ended,
    and nothing of which nobody knows whether it arrived."""
    settings = load_office_home(home, slug, environ)
    office = settings.office(slug)
    ledger = Ledger.open(settings.database_url, clock)
    try:
        if not office.report.mail or not (by_person or _has_ended(made, office, clock.now())):
            return []
        lease = ledger.acquire(f"recap-mail:{slug}", LEASE)
        if lease is None:
            return []
        try:
            for to in _waiting(ledger, office, made, by_person=by_person):
                _send_one(settings, office, ledger, environ, made, to, send)
        finally:
            ledger.release(lease)
        return [one for one in mailed(ledger, office) if (one.month, one.version) == _key(made)]
    finally:
        ledger.close()


def mailed(ledger: Ledger, office: Office) -> list[Mailed]:
    """Where every version stands at every address that is in use, the oldest first."""
    last: dict[tuple[str, int, str], Mailed] = {}
    for entry in queries.history(ledger, office.slug, kinds=[Kind.MAIL]):
        facts = entry["facts"]
        one = Mailed(facts["month"], facts["version"], facts["to"], entry["event"], instant(entry["at"]), facts["why"])
        last[one.month, one.version, one.to] = one
    return [one for one in last.values() if one.to in office.report.mail]


def recap_mails_told(room: Workroom) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What of the newest recap did not surely arrive, and the command that sends it again."""
    if not room.office.report.mail:
        return
    found = mailed(room.ledger, room.office)
    newest = max(((one.month, one.version) for one in found), default=None)
    for one in found:
        under_way = one.state == _SENDING and room.clock.now() - one.at < _STILL
        if (one.month, one.version) == newest and one.state != _SENT and not under_way:
            said = later("Rekapitulasi {month} versi {version} ke {to} {told}. Kirim lagi dengan")
            text = t(said, month=_named(one.month), version=one.version, to=one.to, told=one.told.rstrip("."))
            yield text, ("recap", "--month", one.month, "--mail")


def _waiting(ledger: Ledger, office: Office, made: "RecapMade", *, by_person: bool) -> list[str]:
    states = {one.to: one.state for one in mailed(ledger, office) if (one.month, one.version) == _key(made)}
    settled = {_SENT} if by_person else {_SENT, _SENDING, _UNCLEAR}
    return [to for to in office.report.mail if states.get(to) not in settled]


def _send_one(
    settings: HomeSettings, office: Office, ledger: Ledger, environ: Mapping[str, str], made: "RecapMade", to: str, send: Send
) -> None:
    files = (made.files.pdf, made.files.xlsx)
    title, body = letter(office, made)
    try:
        address = resolve_secret(to, environ, settings.path)
    except SecretError as error:
        _enter(ledger, office, made, to, _NOT_SENT, str(error))
        return
    hide_in_logs(secret_parts(address))
    _enter(ledger, office, made, to, _SENDING, files=files)
    try:
        took = send(address, title, body, files)
    except UnknownAddress:
        _enter(ledger, office, made, to, _NOT_SENT, t("isi rahasia {name} bukan alamat Apprise yang dikenal", name=to))
    except NoFiles:
        why = t("layanan pada {name} tidak menerima lampiran; pakai alamat mailtos://", name=to)
        _enter(ledger, office, made, to, _NOT_SENT, why)
    else:
        why = "" if took else t("layanan surel menolak, terputus, atau tidak tercapai")
        _enter(ledger, office, made, to, _SENT if took else _UNCLEAR, why)


def _enter(
    ledger: Ledger, office: Office, made: "RecapMade", to: str, event: str, why: str = "", files: Sequence[Path] = ()
) -> None:
    month, version = _key(made)
    facts = {"month": month, "version": version, "to": to, "why": why}
    evidence = {"files": {file.name: sha256_of(file) for file in files}} if files else {}
    ledger.append(office.slug, [Entry(Kind.MAIL, event, facts=facts, evidence=evidence)])
    if why:
        said = later("Rekapitulasi {month} versi {version} ke {to}: {told}")
        logger.warning(t(said, month=month, version=version, to=to, told=why))


def letter(office: Office, made: "RecapMade") -> tuple[str, str]:
    """Subject and words of the mail, in the language of the recap that it brings."""
    data, own = made.data, office.report.language
    values = {"month": f"{Words(own).month_name(data.month)} {data.year}", "version": data.version, "office": office.name}
    lines = [
        many_said_in(
            own,
            "Rekapitulasi {month} {office}, versi {version}, terlampir sebagai PDF dan XLSX: {n} konten.",
            data.count,
            **values,
        ),
        said_in(own, "Cetak, periksa, lalu mintakan tanda tangan {role}.", role=data.signer.role),
        *(["", said_in(own, "INI LATIHAN, bukan dokumen resmi.")] if data.practice else []),
        "",
        said_in(own, "Sidik SHA-256 lampiran:"),
        *(f"{file.name}: {sha256_of(file)}" for file in (made.files.pdf, made.files.xlsx)),
    ]
    if data.practice:
        subject = said_in(own, "PRAKTIK · Rekapitulasi {month} (versi {version}) – {office}", **values)
    else:
        subject = said_in(own, "Rekapitulasi {month} (versi {version}) – {office}", **values)
    return subject, "\n".join(lines)


def _key(made: "RecapMade") -> tuple[str, int]:
    return f"{made.data.year:04d}-{made.data.month:02d}", made.data.version


def _named(month: str) -> str:
    year, number = month.split("-")
    return f"{month_name(int(number))} {year}"


def _has_ended(made: "RecapMade", office: Office, now: datetime) -> bool:
    return month_bounds(made.data.year, made.data.month, office.zone)[1] <= now

"""What a person must be told of a link: once when it happens, with what to do, and taken back when it is well again."""

from dataclasses import dataclass
from glob import escape
from pathlib import Path

from connectors.contract import Grade
from content_queue.folder import QueueFolder
from flows.wiring import Workroom
from language.say import t
from ledger.entries import Entry, Kind
from ledger.queries import PackageRow, PublicationRow
from links.problems import Verdict

_ENDED_BY_A_WARNING = ("dead", "unclear", "doubled")


@dataclass(frozen=True)
class Alarm:
    """One thing to tell: `what` is `dead`, `doubled`, `altered` or `unclear`."""

    what: str
    why: str


def alarm_entry(
    room: Workroom,
    row: PublicationRow,
    package: PackageRow,
    alarm: Alarm | None,
    verdict: Verdict,
    told: dict[str, str] | None,
    *,
    anew: bool = False,
) -> Entry | None:
    """The entry that raises or settles the alarm of one link; None where a person knows already, or need not know. `anew`:
    something has come since the last alarm of that kind."""
    key = row.key
    if alarm is not None and (told is None or anew or told.get("what") != alarm.what):
        facts = {"what": alarm.what, "url": row.url, "why": alarm.why, "do": what_to_do(room, row, package, alarm)}
        return Entry(Kind.ALARM, "raised", key.package_id, key.revision, key.channel, facts)
    if alarm is None and told is not None and _is_well_again(verdict, told.get("what", "")):
        return Entry(Kind.ALARM, "settled", key.package_id, key.revision, key.channel, {"what": told.get("what", "")})
    return None


def _is_well_again(verdict: Verdict, what: str) -> bool:
    """A link with a warning is there and clear: only what was altered is still so."""
    return verdict == Verdict.LIVE or (verdict == Verdict.LIVE_WARN and what in _ENDED_BY_A_WARNING)


def what_to_do(room: Workroom, row: PublicationRow, package: PackageRow, alarm: Alarm) -> str:
    """The way back, with the place of everything that is needed to publish again."""
    if alarm.what == "doubled":
        return t("Buka akun atau situsnya, sisakan terbitan yang tercatat dan hapus yang lain; tayang tidak menghapus sendiri.")
    if alarm.what == "unclear":
        return t("Buka tautannya di peramban dan tanyakan kepada pengelola situs; pemeriksaan berjalan terus.")
    if alarm.what == "dead" and is_an_account(room, row.key.channel):
        return " ".join(f"{text} {command}".strip() for text, command in post_again(room, row, package))
    if kit := kit_of(room, package):
        return t(
            "Buka tautannya di peramban dan minta pengelola situs memulihkan halamannya; isi paket yang disetujui ada di {kit}; "
            "bila tidak dapat dipulihkan, salin map itu ke masuk/ dengan nama baru dan ajukan persetujuan seperti biasa.",
            kit=kit,
        )
    return t(
        "Buka tautannya di peramban dan minta pengelola situs memulihkan halamannya; "
        "bila tidak dapat dipulihkan, salin map itu ke masuk/ dengan nama baru dan ajukan persetujuan seperti biasa."
    )


def is_an_account(room: Workroom, channel: str) -> bool:
    """Whether it is an account on a platform that tells what is there; what somebody deleted there nobody can restore."""
    connector = room.connectors.get(channel)
    return connector is not None and connector.limits.grade is Grade.PLATFORM


def post_again(room: Workroom, row: PublicationRow, package: PackageRow) -> tuple[tuple[str, str], ...]:
    """What somebody deleted on an account: entered as taken down, and where it shall be seen again, approved again. Each
    sentence with the command that it ends in."""
    name, channel = row.key.package_id, row.key.channel
    reason = t("terhapus di {channel}", channel=channel)
    gone = f'tayang withdraw {name} --channel {channel} --by ID --reason "{reason}"'
    again = t(
        "Bila harus tampak lagi: salin {kit} ke masuk/ dengan nama baru, "
        "tulis channels: [{channel}] di kepala naskahnya, dan ajukan persetujuan seperti biasa.",
        kit=kit_of(room, package) or t("paketnya"),
        channel=channel,
    )
    return (t("Kirimannya sudah tidak ada. Catat dahulu sebagai ditarik:"), gone), (again, "")


def kit_of(room: Workroom, package: PackageRow) -> str:
    """Where the approved package lies, told from the home: the filed folder, else the sealed bytes."""
    home = room.settings.path
    filed = filed_folder(room.desk.queue, package.folder)
    sealed = room.desk.store / package.digest
    place = filed or (sealed if sealed.is_dir() else None)
    return str(place.relative_to(home)) if place and place.is_relative_to(home) else str(place or "")


def filed_folder(queue: QueueFolder, name: str) -> Path | None:
    """The newest folder of this name in arsip/YYYY/MM/."""
    found = sorted(queue.done.glob(f"*/*/{escape(name)}")) if name else []
    return found[-1] if found else None

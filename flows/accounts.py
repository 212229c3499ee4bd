"""The office's accounts: who we are on each, whether we may publish, and what a person must do before it is too late.

One examination for `tayang doctor`, `tayang connect` and the nightly round. An end that is near is told by the round once
90 days and once 14 days ahead, too much power once; it is entered in the ledger and stands on the board until it is settled.
"""

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from config.channels import ChannelBase
from config.credentials import is_from_outside
from connectors.contract import Budget, Connector, ConnectorError, Health
from flows.channels import guide_of
from flows.chores import DAY, Level, Note
from flows.wiring import Workroom
from language.say import later, t, tn
from ledger.channel_queries import standing
from ledger.entries import Entry, Kind
from safety.redaction import Redactor

EARLY = 90 * DAY
LATE = 14 * DAY
MOVED = 7 * DAY
POWER = "power"
_AT_ONCE = 4
logger = logging.getLogger(__name__)
_WORST = (Level.PERSON, Level.WARN, Level.GOOD)


@dataclass(frozen=True)
class Finding:
    """One thing that is so, and what to do about it."""

    level: Level
    text: str
    do: str = ""

    def __str__(self) -> str:
        return f"{self.text}; {self.do}" if self.do else self.text


@dataclass(frozen=True)
class Standing:
    """What holds until somebody acts and is told once: an end that is near (anew at each `stage`, days ahead), too much power."""

    what: str
    finding: Finding
    stage: int = 0
    at: datetime | None = None


@dataclass(frozen=True)
class Account:
    """What was found out about one channel."""

    channel: str
    type: str
    account: str = ""
    may_publish: bool = False
    reached: bool = False
    findings: tuple[Finding, ...] = ()
    standing: tuple[Standing, ...] = ()
    token_ends: datetime | None = None
    version_ends: datetime | None = None
    cost: str = ""
    budget: Budget | None = None

    @property
    def told(self) -> tuple[Finding, ...]:
        """Everything that was found."""
        return (*self.findings, *(one.finding for one in self.standing))

    @property
    def usable(self) -> bool:
        """Whether it may be published with now, however soon something of it ends."""
        return worst(f.level for f in self.findings) != Level.PERSON and POWER not in (one.what for one in self.standing)

    @property
    def level(self) -> Level:
        return worst(finding.level for finding in self.told)


def worst(levels: Iterable[Level]) -> Level:
    """The gravest of these."""
    return min(levels, key=_WORST.index, default=Level.GOOD)


def examine(room: Workroom) -> list[Account]:
    """Every channel in use, in the order of the office file; the platforms are asked side by side."""
    in_use = [name for name, channel in room.office.channels.items() if channel.enabled]
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="akun") as threads:
        return list(threads.map(lambda name: examine_one(room, name), in_use))


def examine_one(room: Workroom, name: str) -> Account:
    """One channel of the room; whatever goes wrong is an answer."""
    channel, connector = room.office.channels[name], room.connectors.get(name)
    if connector is None:
        broken = Finding(Level.PERSON, room.redactor.redact(room.broken.get(name) or t("kanal tidak dapat dipakai")))
        return Account(name, channel.type, findings=(broken,))
    return ask(name, channel, connector, room.redactor, room.clock.now())


def ask(name: str, channel: ChannelBase, connector: Connector, redactor: Redactor, now: datetime) -> Account:
    """What the platform says of the account that this connector speaks for."""
    health = _asked(connector, channel)
    findings = [Finding(f.level, redactor.redact(f.text), f.do) for f in _findings(channel, health)]
    return Account(
        channel=name,
        type=channel.type,
        account=health.account,
        may_publish=health.may_publish,
        reached=health.ok,
        findings=tuple(findings),
        standing=(*_power(channel, health), *_ends(name, channel, health, now)),
        token_ends=health.token_ends,
        version_ends=health.version_ends,
        cost=health.cost,
        budget=health.budget,
    )


def _asked(connector: Connector, channel: ChannelBase) -> Health:
    try:
        return connector.check()
    except ConnectorError as error:
        return Health(ok=False, account="", may_publish=False, problems=(str(error),))
    except Exception as error:
        logger.exception(t("{type}: pemeriksaan akun terhenti", type=channel.type))
        return Health(ok=False, account="", may_publish=False, problems=(_failed(channel, type(error).__name__),))


def _failed(channel: ChannelBase, error: str) -> str:
    if channel.declared:
        told = later("Paket yang menambahkan jenis {type} gagal memeriksa akunnya ({error}); laporkan kepada pembuatnya.")
    else:
        told = later("Konektor {type} gagal memeriksa akunnya ({error}); laporkan kepada pembuatnya.")
    return t(told, type=channel.type, error=error)


def _findings(channel: ChannelBase, health: Health) -> Iterator[Finding]:
    for problem in health.problems:
        yield Finding(Level.WARN if health.ok and health.may_publish else Level.PERSON, problem)
    if not health.may_publish and not health.problems:
        yield Finding(Level.PERSON, t("akun tidak boleh menayangkan"), t("minta pengelola akun memberi hak itu"))
    if health.excess and channel.allow_more_power:
        yield Finding(Level.GOOD, t("{finding} (dibolehkan oleh allow_more_power)", finding=_too_much(health)))
    if (budget := health.budget) and budget.used >= budget.total:
        text = t("jatah {what} habis ({used} dari {total})", what=budget.what, used=budget.used, total=budget.total)
        yield Finding(Level.WARN, text, t("kiriman berikutnya menunggu sampai ada jatah lagi"))


def _power(channel: ChannelBase, health: Health) -> Iterator[Standing]:
    if health.excess and not channel.allow_more_power:
        do = t("{least}, atau tulis allow_more_power = true bila memang disengaja", least=_least(channel))
        yield Standing(POWER, Finding(Level.PERSON, _too_much(health), do))


def _too_much(health: Health) -> str:
    return t("akun lebih berkuasa daripada yang perlu: boleh {rights}", rights=", ".join(health.excess))


def _least(channel: ChannelBase) -> str:
    guide = guide_of(channel)
    needed = t(guide.rights).split(";")[0] if guide and guide.rights else t("hak yang perlu saja")
    return t("pakai akun atau token dengan {rights}", rights=needed)


def _ends(name: str, channel: ChannelBase, health: Health, now: datetime) -> Iterator[Standing]:
    guide = guide_of(channel)
    early = min(EARLY, timedelta(days=guide.token_days) / 2) if guide and guide.token_days else EARLY
    for what, told, at, ahead, do in (
        ("token", t("token"), health.token_ends, early, _renewal(name, channel)),
        ("version", t("versi API"), health.version_ends, EARLY, t("perbarui tayang sebelum tanggal itu")),
    ):
        if at is not None and (end := ending(what, told, at, now, ahead, do)):
            yield end


def _renewal(name: str, channel: ChannelBase) -> str:
    """How a person renews a token: where it is kept decides who can change it."""
    secret = str(getattr(channel, "secret", None) or "")
    if secret and is_from_outside(secret, os.environ):
        told = later("buat token baru, lalu ganti nilai {secret} di lingkungan proses tayang (variabel atau kredensial systemd)")
        return t(told, secret=secret)
    return t("buat token baru, lalu jalankan `tayang connect {channel}`", channel=name)


def ending(what: str, told: str, at: datetime, now: datetime, early: timedelta, do: str) -> Standing | None:
    """What is told of an end: a word some months ahead, from two weeks ahead on a person is needed."""
    left = at - now
    if left > early:
        return None
    stage = 0 if left <= timedelta(0) else LATE.days if left <= LATE else early.days
    day = f"{at:%Y-%m-%d}"
    if stage:
        text = tn("{what} berakhir {n} hari lagi ({day})", left.days, what=told, day=day)
    else:
        text = t("{what} SUDAH berakhir {day}", what=told, day=day)
    level = Level.PERSON if stage <= LATE.days else Level.WARN
    return Standing(what, Finding(level, text, do), stage, at)


def enter_standing(room: Workroom, examined: Iterable[Account]) -> set[tuple[str, str]]:
    """Enter in the ledger what stands and what is settled; gives what nobody was told of before."""
    known = standing(room.ledger, room.office.slug)
    entries, fresh = [], set()
    for account in examined:
        now = {one.what: one for one in account.standing}
        for what, one in now.items():
            if _is_news(one, known.get((account.channel, what))):
                facts = {"what": what, "stage": one.stage, "why": one.finding.text, "do": one.finding.do, "ends": _day(one)}
                entries.append(Entry(Kind.ALARM, "raised", channel=account.channel, facts=facts))
                fresh.add((account.channel, what))
        gone = [what for channel, what in known if channel == account.channel and what not in now and account.reached]
        entries += [Entry(Kind.ALARM, "settled", channel=account.channel, facts={"what": what}) for what in gone]
    if entries:
        room.ledger.append(room.office.slug, entries)
    return fresh


def _day(one: Standing) -> str:
    return f"{one.at:%Y-%m-%d}" if one.at else ""


def _is_news(one: Standing, told: Mapping[str, Any] | None) -> bool:
    """Nobody was told, or of another stage or token; a platform that moves the end along each day tells nothing new."""
    if told is None or told["stage"] != one.stage:
        return True
    if one.at is None:
        return bool(told["why"] != one.finding.text)
    return abs(datetime.fromisoformat(told["ends"]).replace(tzinfo=UTC) - one.at) > MOVED


def notes_of(account: Account, fresh: set[tuple[str, str]]) -> Iterator[Note]:
    """What the night tells of an account; all that is known of one that is well."""
    chore = t("kanal {channel}", channel=account.channel)
    notes = [Note(chore, finding.level, str(finding)) for finding in account.findings]
    for one in account.standing:
        known = (account.channel, one.what) not in fresh
        text = t("{finding} (sudah diberitahukan)", finding=one.finding) if known else str(one.finding)
        notes.append(Note(chore, Level.GOOD if known else one.finding.level, text))
    yield from notes or [Note(chore, Level.GOOD, "; ".join(_well(account)))]


def _well(account: Account) -> Iterator[str]:
    yield t("masuk sebagai {account}", account=account.account)
    if account.token_ends:
        yield t("token berlaku sampai {day}", day=f"{account.token_ends:%Y-%m-%d}")
    if account.version_ends:
        yield t("versi API berlaku sampai {day}", day=f"{account.version_ends:%Y-%m-%d}")
    if budget := account.budget:
        yield t("jatah {used} dari {total} {what} terpakai", used=budget.used, total=budget.total, what=budget.what)
    if account.cost:
        yield t("biaya: {cost}", cost=account.cost)

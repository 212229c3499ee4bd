"""Tells an office's people by message what needs them, each thing once, and once a day what went out.

The newest entry of its kind in the ledger says what has been told and when, so it does not matter which machine looks. A crash
between a message and its entry sends that message again; none is lost.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from config.credentials import SecretError, resolve_secret
from config.messages import Messages
from config.settings import load_office_home
from flows.alongside import alongside
from flows.message_text import Message, of_the_day, test_message, what_is_new
from flows.messages_told import Told, told_so_far
from flows.news import News, news, went_out
from flows.secret_blocks import with_secret_blocks
from flows.sending import UnknownAddress, deliver, secret_parts
from flows.wiring import Workroom, open_workroom
from language.say import later, t
from ledger import queries
from ledger.chain import stamp
from ledger.entries import Entry, Kind
from safety.clock import SystemClock
from safety.redaction import hide_in_logs

logger = logging.getLogger(__name__)
_TROUBLE = later("Pesan {office} belum dapat diurus: {kind}: {why}")
Deliver = Callable[[str, str, str], bool]
LEASE = 300.0


async def with_messages(room: Workroom, environ: Mapping[str, str]) -> None:
    """See to the messages in a room that is open for other work, which no trouble with a message may stop."""
    with alongside(_TROUBLE, room.office.slug):
        await asyncio.to_thread(run_messages, room, environ)


async def with_messages_of(home: Path, office: str) -> None:
    """The same where no room is open."""
    with alongside(_TROUBLE, office):
        if load_office_home(home, office, os.environ).office(office).messages.to:
            environ = await with_secret_blocks(home, office, os.environ)
            with open_workroom(home, office, environ, SystemClock()) as room:
                await asyncio.to_thread(run_messages, room, environ)


def run_messages(room: Workroom, environ: Mapping[str, str], send: Deliver = deliver) -> Message | None:
    """Tell what is new, if it may be told now; the message that was sent."""
    if not room.office.messages.to:
        return None
    lease = room.ledger.acquire(f"messages:{room.office.slug}", LEASE)
    if lease is None:
        return None
    try:
        return _look_and_tell(room, environ, send)
    finally:
        room.ledger.release(lease)


def try_out(room: Workroom, environ: Mapping[str, str], send: Deliver = deliver) -> dict[str, str]:
    """Send a test message to every address; what became of it, by the name of its secret. Nothing is entered."""
    return {name: _send_one(room, environ, name, test_message(room.office.name), send) for name in room.office.messages.to}


def _look_and_tell(room: Workroom, environ: Mapping[str, str], send: Deliver) -> Message | None:
    wanted, now, told = room.office.messages, room.clock.now(), told_so_far(room)
    local = now.astimezone(room.office.zone)
    found = news(room)
    known = told.standing & {one.key for one in found}
    fresh = [one for one in found if one.key not in known]
    listed = _list_from(told, wanted, local)
    if wanted.is_quiet(local.time()) or not told.may_try(wanted, now, f"{local:%Y-%m-%d}") or not (fresh or listed):
        _forget(room, told, known)
        return None
    message = _message(room, fresh, went_out(room, listed, now) if listed else [])
    failed = _send(room, environ, message, send) if message else {}
    _enter(room, told, known, fresh, message, failed, now if listed else told.listed)
    return message


def _list_from(told: Told, wanted: Messages, local: datetime) -> datetime | None:
    """From when on the list of the day tells what went out; None while it is not its time."""
    if wanted.daily_at is None:
        return None
    due = local.replace(hour=wanted.daily_at.hour, minute=wanted.daily_at.minute, second=0, microsecond=0)
    if local < due or (told.listed is not None and told.listed >= due):
        return None
    return told.listed or local.replace(hour=0, minute=0, second=0, microsecond=0)


def _message(room: Workroom, fresh: Sequence[News], listed: Sequence[str]) -> Message | None:
    named, practice = room.office.messages.titles, room.settings.practice.enabled
    if fresh:
        return what_is_new(room.office.name, fresh, listed, named=named, practice=practice)
    return of_the_day(room.office.name, listed, practice=practice, named=named) if listed else None


def _send(room: Workroom, environ: Mapping[str, str], message: Message, send: Deliver) -> dict[str, str]:
    """What went wrong, by the name of the address's secret."""
    became = {name: _send_one(room, environ, name, message, send) for name in room.office.messages.to}
    for name, why in became.items():
        if why:
            logger.warning(t("Pesan ke {name} tidak sampai: {why}", name=name, why=why))
    return {name: why for name, why in became.items() if why}


def _send_one(room: Workroom, environ: Mapping[str, str], name: str, message: Message, send: Deliver) -> str:
    try:
        address = resolve_secret(name, environ, room.settings.path)
        hide_in_logs(secret_parts(address))
        refused = t("ditolak layanannya, atau layanannya tidak tercapai")
        return "" if send(address, message.title, message.body) else refused
    except SecretError as error:
        return str(error)
    except UnknownAddress:
        return t("isi rahasia {name} bukan alamat Apprise yang dikenal; lihat docs/admin.md, Pesan", name=name)


def _enter(
    room: Workroom, told: Told, known: frozenset[str], fresh: Sequence[News], message: Message | None, failed: Mapping[str, str],
    listed: datetime | None,
) -> None:  # fmt: skip
    now = room.clock.now()
    today = f"{now.astimezone(room.office.zone):%Y-%m-%d}"
    in_vain = bool(message) and len(failed) == len(room.office.messages.to)
    sent = told.sent if told.day == today else 0
    facts = {
        "standing": sorted(known if in_vain else known | {one.key for one in fresh}),
        "tried_at": stamp(now) if message else stamp(told.tried_at) if told.tried_at else "",
        "day": today,
        "sent": sent + bool(message and not in_vain),
        "in_vain": told.in_vain + 1 if in_vain else 0,
        "listed": (stamp(told.listed) if told.listed else "") if in_vain else stamp(listed) if listed else "",
        "failed": sorted(failed),
    }
    event = "in_vain" if in_vain else "sent" if message else "nothing_to_list"
    room.ledger.append(room.office.slug, [Entry(Kind.MESSAGE, event, facts=facts)])


def _forget(room: Workroom, told: Told, known: frozenset[str]) -> None:
    """What has been seen to may be told again when it comes again."""
    if known == told.standing:
        return
    entry = queries.newest(room.ledger, room.office.slug, Kind.MESSAGE)
    if entry is not None:
        facts = entry["facts"] | {"standing": sorted(known)}
        room.ledger.append(room.office.slug, [Entry(Kind.MESSAGE, "settled", facts=facts)])

"""The nightly chore of the accounts: each is examined, a token that its platform lengthens is renewed in time, the rest is told.

A new token is tried out on the platform before it takes the old one's place, in one step; until then, and after anything that
goes wrong, the old one stays where it is and goes on to its own end.
"""

import asyncio
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from config.credentials import SECRET_FILE, SecretError, is_from_outside, resolve_secret
from connectors.contract import ConnectorError, Renews
from flows.accounts import Account, ask, enter_standing, examine, notes_of
from flows.chores import DAY, Level, Note
from flows.connect import write_in_file
from flows.secret_blocks import keep_in_block
from flows.spoken import Said
from flows.wiring import Workroom
from language.say import later, t
from safety.redaction import Redactor, hide_in_logs

BEFORE = 40 * DAY
"""So long before its end a token is renewed: well before anybody is told of the end, and never on the day it was made."""


class Home(Said):
    """Where a secret lies that tayang may write anew."""

    FILE = "rahasia.env"
    BLOCK = later("blok Secret Prefect")


@dataclass(frozen=True)
class Due:
    """A token to be renewed: of which account, under which name, and where it lies."""

    account: Account
    connector: Renews
    secret: str
    home: Home


async def accounts(room: Workroom) -> list[Note]:
    """Every channel; what stands until somebody acts is told once."""
    examined, renewals = [], []
    for account in await asyncio.to_thread(examine, room):
        due = due_now(room, account)
        now, told = await renewed(room, due) if due else (account, [])
        examined.append(now)
        renewals += told
    fresh = await asyncio.to_thread(enter_standing, room, examined)
    return renewals + [note for account in examined for note in notes_of(account, fresh)]


def due_now(room: Workroom, account: Account) -> Due | None:
    """What is to be renewed of an account, if its platform lengthens tokens, it is time, and tayang may write the place."""
    connector: object = room.connectors.get(account.channel)
    if not isinstance(connector, Renews) or not account.usable or account.token_ends is None:
        return None
    if not timedelta(0) < account.token_ends - room.clock.now() <= BEFORE:
        return None
    secret = str(getattr(room.office.channels[account.channel], "secret", ""))
    home = home_of(secret, room.settings.path) if secret else None
    return Due(account, connector, secret, home) if home else None


def home_of(secret: str, home: Path) -> Home | None:
    """Where a secret lies; None where the environment or systemd gives it, which tayang cannot write."""
    if is_from_outside(secret, os.environ):
        return None
    try:
        resolve_secret(secret, {}, home)
    except SecretError:
        return Home.BLOCK
    return Home.FILE


async def renewed(room: Workroom, due: Due) -> tuple[Account, list[Note]]:
    """The account with its new token, or as it was, and what a person should know of it."""
    before = due.account

    def stays(why: str) -> tuple[Account, list[Note]]:
        told = t("token belum diperbarui ({why}); yang lama tetap dipakai, dicoba lagi malam berikutnya", why=why)
        return before, [Note(t("kanal {channel}", channel=before.channel), Level.WARN, told)]

    try:
        renewal = await asyncio.to_thread(due.connector.renew)
    except ConnectorError as error:
        return stays(room.redactor.redact(str(error)))
    hide_in_logs([renewal.token])
    channel, redactor = room.office.channels[before.channel], Redactor([renewal.token])
    now = await asyncio.to_thread(ask, before.channel, channel, renewal.connector, redactor, room.clock.now())
    if not now.usable or now.account != before.account:
        return stays(t("token baru tidak diterima"))
    if now.token_ends is None or before.token_ends is None or now.token_ends <= before.token_ends:
        return stays(t("token baru tidak berlaku lebih lama"))
    if not await _keep(room.settings.path, due, renewal.token):
        return stays(t("token baru tidak dapat disimpan di {place}", place=due.home))
    told = t("token diperbarui di {place}, berlaku sampai {day}", place=due.home, day=f"{now.token_ends:%Y-%m-%d}")
    return now, [Note(t("kanal {channel}", channel=before.channel), Level.GOOD, told)]


async def _keep(home: Path, due: Due, token: str) -> bool:
    """Put a token in the old one's place, whole or not at all, and read it back."""
    if due.home == Home.BLOCK:
        try:
            return await keep_in_block(due.secret, token)
        except Exception:  # whatever Prefect's client says: it is not kept there, and its words may show what was sent
            return False
    try:
        await asyncio.to_thread(write_in_file, home / SECRET_FILE, due.secret, token)
        return resolve_secret(due.secret, {}, home) == token
    except (OSError, SecretError):
        return False

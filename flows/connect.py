"""Connecting a channel: its secrets are tried out on the platform first, and only then kept where they are looked for."""

import asyncio
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from config.channels import ChannelBase
from config.credentials import SECRET_FILE, SecretError, resolve_secret, text_of
from config.settings import HomeSettings
from connectors import http
from connectors.added import Means
from flows.accounts import Account, Finding, ask
from flows.channels import UnknownChannel, connector_of
from flows.chores import Level
from language.say import later, t
from safety.addresses import AddressPolicy
from safety.clock import Clock
from safety.files import write_durably
from safety.redaction import Redactor, hide_in_logs


class Place(StrEnum):
    """Where a secret came to lie; the value is the sentence for people, with the secret's name."""

    BLOCK = later("{name} disimpan dalam blok Secret Prefect `{block}`.")
    FILE = later("{name} disimpan di rahasia.env di rumah tayang (izin 0600).")
    SAME = later("{name} sudah berisi nilai itu.")
    ELSEWHERE = later(
        "{name} masih diisi oleh lingkungan proses ini (variabel atau kredensial systemd) dengan nilai lain, yang didahulukan. "
        "Ganti nilainya di sana."
    )
    NOWHERE = later(
        "{name} BELUM disimpan: Prefect tidak dapat dihubungi. Jalankan perintah ini selagi `tayang serve` berjalan, atau dengan "
        "--file agar disimpan di rahasia.env, atau setel sendiri variabel lingkungan {name}."
    )


@dataclass(frozen=True)
class Kept:
    """What became of one secret."""

    name: str
    place: Place

    @property
    def needs_person(self) -> bool:
        return self.place in (Place.ELSEWHERE, Place.NOWHERE)

    def __str__(self) -> str:
        return t(self.place, name=self.name, block=self.name.lower().replace("_", "-"))


def known(names: Iterable[str], environ: Mapping[str, str], home: Path | None) -> dict[str, str]:
    """The secrets of these names that can be had already."""
    found = {}
    for name in names:
        try:
            found[name] = resolve_secret(name, environ, home)
        except SecretError:
            continue
    return found


def try_out(settings: HomeSettings, name: str, channel: ChannelBase, secrets: Mapping[str, str], clock: Clock) -> Account:
    """Ask the platform with these secrets who we are there; nothing is kept and nothing is published."""
    hide_in_logs(secrets.values())
    redactor = Redactor(secrets.values())
    timeouts = http.Timeouts(total=settings.publishing.request_deadline_seconds)
    session = http.session(AddressPolicy(frozenset(settings.links.allow_hosts)), redactor, timeouts, clock)
    try:
        connector = connector_of(channel, Means(name, session, secrets, settings.path, clock))
    except UnknownChannel as error:
        return Account(name, channel.type, findings=(Finding(Level.PERSON, str(error)),))
    return ask(name, channel, connector, redactor, clock.now())


def keep(home: Path, secrets: Mapping[str, str], environ: Mapping[str, str], in_file: bool = False) -> list[Kept]:
    """Keep each secret where it lies already, as the order of looking wants it; else in a Secret block, or in the file."""
    return [Kept(name, _keep(home, name, value, environ, in_file)) for name, value in secrets.items()]


def _keep(home: Path, name: str, value: str, environ: Mapping[str, str], in_file: bool) -> Place:
    outside = known([name], environ, None).get(name)
    if outside is not None:
        return Place.SAME if outside == value else Place.ELSEWHERE
    if in_file or name in known([name], {}, home):
        write_in_file(home / SECRET_FILE, name, value)
        return Place.FILE
    return Place.BLOCK if _keep_in_block(name, value) else Place.NOWHERE


def write_in_file(file: Path, name: str, value: str) -> None:
    """One line in the old one's place, for the same owner: whoever types this may be root, whoever reads it is not. Raises
    NotUsable for a file that cannot be read: what else stands in it would be lost."""
    owner = file.stat() if file.exists() else file.parent.stat()
    before = text_of(file).splitlines()
    quote = ("'" if value[0] == '"' else '"') if value[0] == value[-1] and value[0] in "'\"" else ""
    assigned = f"{name}={quote}{value}{quote}"
    lines = [line for line in before if not _assigns(line, name)]
    place = next((at for at, line in enumerate(before) if _assigns(line, name)), len(lines))
    write_durably(file, "\n".join([*lines[:place], assigned, *lines[place:], ""]).encode(), mode=0o600)
    if os.geteuid() == 0:
        os.chown(file, owner.st_uid, owner.st_gid)


def _assigns(line: str, name: str) -> bool:
    return line.strip().removeprefix("export ").partition("=")[0].strip() == name


def _keep_in_block(name: str, value: str) -> bool:
    """Imports Prefect, whose settings must stand by now. False if no server answers."""
    from flows.secret_blocks import keep_in_block

    try:
        return asyncio.run(keep_in_block(name, value))
    except Exception:  # whatever Prefect's client says: it is not kept there, and its words may show what was sent
        return False

"""Secrets that an admin keeps in Prefect Secret blocks instead of the environment or rahasia.env."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prefect.blocks.system import Secret
from prefect.settings import PREFECT_API_URL

from config.credentials import SecretError
from config.settings import load_home, resolve_secret


async def with_secret_blocks(home: Path, office: str, environ: Mapping[str, str]) -> Mapping[str, str]:
    """The environment, and for every secret of the office that nothing else knows what its Secret block holds.

    A block is named like the secret, in small letters with hyphens: `tayang-website-password`. Without a Prefect server in
    the settings nothing is asked.
    """
    if not PREFECT_API_URL.value():
        return environ
    settings = load_home(home, environ)
    found = dict(environ)
    asked_for = settings.office(office)
    named = [name for channel in asked_for.channels.values() if channel.enabled for name in channel.secret_names().values()]
    for name in (*named, *(source.secret for source in asked_for.readers.values() if source.enabled)):
        try:
            resolve_secret(name, found, settings.path)
        except SecretError:
            if value := await _from_block(name):
                found[name] = value
    return found


def block_name(secret: str) -> str:
    """The name of the block that holds a secret; Prefect allows small letters, digits and hyphens."""
    return secret.lower().replace("_", "-")


async def _from_block(secret: str) -> str:
    try:
        block: Secret[Any] = await Secret.aload(block_name(secret), validate=False)
    except ValueError:
        return ""  # there is no such block
    return str(block.get())

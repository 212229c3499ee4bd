"""Secrets that an admin keeps in Prefect Secret blocks instead of the environment or rahasia.env."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prefect.blocks.system import Secret
from prefect.settings import PREFECT_API_URL
from pydantic import SecretStr

from config.settings import load_office_home, unknown_secrets


async def with_secret_blocks(home: Path, office: str, environ: Mapping[str, str]) -> Mapping[str, str]:
    """The environment, and for every secret of the office that nothing else knows what its Secret block holds.

    A block is named like the secret, in small letters with hyphens: `tayang-website-password`. Without a Prefect server in
    the settings nothing is asked.
    """
    if not PREFECT_API_URL.value():
        return environ
    unknown = sorted(unknown_secrets(load_office_home(home, office, environ), office, environ))
    blocks = {name: value for name in unknown if (value := await _from_block(name))}
    return {**environ, **blocks}


async def keep_in_block(name: str, value: str) -> bool:
    """Keep a secret in its block, in place of what it held; False without a Prefect server in the settings."""
    if not PREFECT_API_URL.value():
        return False
    await Secret(value=SecretStr(value)).asave(block_name(name), overwrite=True)
    return True


def block_name(secret: str) -> str:
    """The name of the block that holds a secret; Prefect allows small letters, digits and hyphens."""
    return secret.lower().replace("_", "-")


async def _from_block(secret: str) -> str:
    try:
        block: Secret[Any] = await Secret.aload(block_name(secret), validate=False)
    except ValueError:
        return ""  # there is no such block
    return str(block.get())

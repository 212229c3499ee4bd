"""One message to one address, through Apprise: messengers, mail and a hundred other services."""

import logging
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

from language.say import t

_A_KEY = 8
"""Shorter parts of an address are the names of users, rooms and options."""
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+")
logger = logging.getLogger(__name__)


class UnknownAddress(Exception):
    """Apprise knows no service of this form; the address itself is a secret and never told."""


def secret_parts(address: str) -> list[str]:
    """What of an address no log may show: all of it, its password, and every part that may be a key, as services put them
    where others put a host or a path."""
    rest = unquote(address.partition("://")[2])
    login, at, _ = rest.rpartition("@")
    password = login.partition(":")[2] if at else ""
    parts = re.split(r"[/@?&=,;:]", rest)
    return [address, *filter(None, [password]), *(part for part in parts if len(part) >= _A_KEY and not _HOST.fullmatch(part))]


class NoFiles(Exception):
    """The service of this address takes no files."""


def deliver(address: str, title: str, body: str, files: Sequence[Path] = ()) -> bool:
    """Whether the service took the message, with its files where there are any. Raises UnknownAddress, NoFiles; then nothing
    was sent."""
    from apprise import Apprise, AppriseAsset, NotifyFormat  # takes a third of a second, and most runs have nothing to tell

    box = Apprise(asset=AppriseAsset(app_id="tayang", app_desc="tayang", app_url="", async_mode=False))
    if not box.add(address):
        raise UnknownAddress
    if files and not all(service.attachment_support for service in box):
        raise NoFiles
    try:
        return bool(box.notify(body=body, title=title, body_format=NotifyFormat.TEXT, attach=[str(file) for file in files]))
    except Exception as error:  # a service's own code must not stop a round
        logger.warning(t("Pesan tidak terkirim: {error}", error=type(error).__name__))
        return False

"""How the text of a package names its own pictures and attachments, for as long as no platform has given them addresses."""

import html
import re
from collections.abc import Mapping

_MEDIA = "tayang-media"
_FILE = "tayang-file"
_PLACE = re.compile(rf"(?:{_MEDIA}|{_FILE}):([0-9a-f]{{64}})")
SCHEMES = frozenset({_MEDIA, _FILE})
"""What a link or a picture may begin with besides a public address."""


def of_picture(sha256: str) -> str:
    """The place of a picture or a film."""
    return f"{_MEDIA}:{sha256}"


def of_attachment(sha256: str) -> str:
    """The place of an attachment."""
    return f"{_FILE}:{sha256}"


def film(sha256: str, told: str, caption: str) -> str:
    """A film as a text shows it, with its place for the address: `told` to who cannot see it, `caption` to everybody."""
    below = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
    source = of_picture(sha256)
    return f'<figure><video controls preload="metadata" src="{source}" aria-label="{html.escape(told)}"></video>{below}</figure>'


def named_in(text: str) -> frozenset[str]:
    """The digests of all files that a text shows or links to."""
    return frozenset(_PLACE.findall(text))


def filled(text: str, addresses: Mapping[str, str]) -> str:
    """The HTML with the address of each file in its place; a file without one leaves it empty."""
    return _PLACE.sub(lambda found: html.escape(addresses.get(found[1], "")), text)

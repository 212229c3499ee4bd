"""The mark by which a publication is found again: the same for the same publication, on every machine, for ever."""

import base64
import hashlib

from ledger.entries import PublicationKey


def marker(key: PublicationKey) -> str:
    """Sixteen letters and digits out of the publication's key (80 bits of its SHA-256, base32)."""
    text = "|".join((key.office, key.package_id, str(key.revision), key.channel))
    return base64.b32encode(hashlib.sha256(text.encode()).digest()[:10]).decode().lower()

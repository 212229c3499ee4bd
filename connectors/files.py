"""The files of a package as they leave the house: the approved bytes or none."""

import hashlib

from connectors.contract import Refused
from content_queue.package import Attachment, Image


def approved_bytes(item: Image | Attachment) -> bytes:
    """The file's bytes, which must still be those that were approved. Raises Refused."""
    data = item.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != item.sha256:
        raise Refused(f"Berkas {item.name} di penyimpanan bukan lagi berkas yang disetujui.")
    return data

"""Pictures between the office's website and the platforms that fetch theirs from it."""

from collections.abc import Mapping
from dataclasses import replace

from connectors.contract import Connector, Refused
from content_queue.package import Image, Package
from ledger import queries
from ledger.entries import Kind
from ledger.queries import PublicationRow
from ledger.store import Ledger

_MEDIA = "media:"


def for_the_website(package: Package, connectors: Mapping[str, Connector]) -> Package:
    """The package as the website gets it: with the pictures that other channels will fetch there, in the shape they need."""
    own = {image.sha256 for image in package.images}
    wanted: dict[str, Image] = {}
    for channel in package.channels:
        connector = connectors.get(channel)
        if connector is None or not connector.limits.fetches_pictures:
            continue
        try:
            wanted |= {image.sha256: image for image in connector.preview(package).images}
        except Refused:
            continue  # told when that channel's turn comes
    return replace(package, fetched=tuple(image for sha256, image in wanted.items() if sha256 not in own))


def on_the_website(ledger: Ledger, package: Package, website: PublicationRow) -> Package:
    """The package as the other channels get it: with the address of every picture that the website shows or keeps."""
    noted = {
        name.removeprefix(_MEDIA): value.rpartition(" ")[2]
        for name, value in website.handles.items()
        if name.startswith(_MEDIA) and value.rpartition(" ")[2].startswith(("http://", "https://"))
    }
    return replace(package, addresses={**_proved(ledger, website), **noted})


def _proved(ledger: Ledger, website: PublicationRow) -> dict[str, str]:
    """What an anonymous look saw on the page; for a website whose uploads are not noted in this ledger."""
    entries = queries.history(ledger, website.key.office, website.key.package_id, [Kind.PUBLICATION])
    seen: dict[str, str] = {}
    for entry in entries:
        if entry["event"] == "Proved" and entry["channel"] == website.key.channel and entry["revision"] == website.key.revision:
            images = entry["evidence"].get("images", [])
            seen |= {image["sha256"]: image["url"] for image in images if image.get("ok") and image.get("url")}
    return seen

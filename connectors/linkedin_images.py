"""Pictures on LinkedIn: uploaded unseen in two steps, processed there, then named by the post."""

from collections.abc import Mapping, Sequence

from connectors._social_errors import Step, json_object
from connectors._social_text import described
from connectors.contract import AtWork, NeedsHuman, Record, Refused, Rendering, TryLater
from connectors.files import approved_bytes
from connectors.linkedin_client import Json, LinkedInClient
from connectors.linkedin_media import FAILED, READY, WAITING, WORKING, settled, state_of
from connectors.linkedin_text import NAME
from content_queue.package import Image
from language.say import t

KINDS = frozenset({"image/jpeg", "image/png", "image/gif"})
PIXELS = 36_152_320
ALT_LENGTH = 4086
EDGE = "images"


def expect_usable(images: Sequence[Image]) -> None:
    """Raises Refused for a picture that LinkedIn never takes."""
    described(images, NAME, ALT_LENGTH)
    if other := [image.name for image in images if image.mime not in KINDS]:
        raise Refused(
            t("{name}: gambar {files} bukan JPEG, PNG atau GIF. Simpan ulang sebagai JPEG.", name=NAME, files=", ".join(other))
        )
    if large := [image.name for image in images if image.width * image.height >= PIXELS]:
        raise Refused(
            t("{name}: gambar {files} melebihi 36 juta piksel. Perkecil lalu ajukan lagi.", name=NAME, files=", ".join(large))
        )


def uploaded(
    linkedin: LinkedInClient, owner: str, images: Sequence[Image], handles: Mapping[str, str], record: Record
) -> dict[str, str]:
    """Every picture as LinkedIn has it, processed; what was recorded by an earlier try and still stands is used again."""
    kept = dict(handles)

    def keep(name: str, handle: str) -> None:
        record(name, handle)
        kept[name] = handle

    for image in images:
        name = f"image:{image.sha256}"
        state = state_of(linkedin, EDGE, kept[name]) if name in kept else ""
        if state not in (READY, WORKING):
            keep(name, _brought(linkedin, owner, image, kept, keep))
            state = ""
        if state != READY:
            _wait(linkedin, kept[name], image)
    return kept


def _brought(linkedin: LinkedInClient, owner: str, image: Image, kept: Mapping[str, str], keep: Record) -> str:
    """The URN of a picture whose bytes LinkedIn has. An address that an earlier try was given is used before another is asked
    for, and not even that where the bytes had arrived and only the answer was lost."""
    name, data = f"upload:{image.sha256}", approved_bytes(image)
    urn, _, address = kept.get(name, "").partition(";")
    if urn and address:
        state = state_of(linkedin, EDGE, urn)
        if state in (READY, WORKING):
            return urn
        if state == WAITING:
            try:
                linkedin.upload(address, data, image.mime)
            except (Refused, NeedsHuman):  # the address is over: another one is asked for
                pass
            else:
                return urn
    urn, address = _address(linkedin, owner, image)
    keep(name, f"{urn};{address}")
    linkedin.upload(address, data, image.mime)
    return urn


def content_of(rendering: Rendering, handles: Mapping[str, str]) -> Json:
    """What a post shows beside its text: its film or pictures, else the card of its link, for which LinkedIn reads no page."""
    if rendering.videos:
        return {"media": {"id": handles[f"film:{rendering.videos[0].sha256}"]}}
    media = [
        {"id": handles[f"image:{i.sha256}"]} | ({"altText": i.alt} if i.alt else {}) for i in rendering.images
    ]  # fmt: skip
    if len(media) > 1:
        return {"multiImage": {"images": media}}
    if media:
        return {"media": media[0]}
    card = {"source": rendering.link, "title": rendering.title, "description": rendering.summary}
    return {"article": {name: value for name, value in card.items() if value}} if rendering.link and rendering.title else {}


def _address(linkedin: LinkedInClient, owner: str, image: Image) -> tuple[str, str]:
    """The URN that a picture will have, and where its bytes are to be sent."""
    asked = {"initializeUploadRequest": {"owner": owner}}
    body = json_object(linkedin.call(Step.STAGE, "POST", "images?action=initializeUpload", json=asked)) or {}
    value = body.get("value") or {}
    urn, address = value.get("image"), value.get("uploadUrl")
    if not isinstance(urn, str) or not isinstance(address, str):
        raise TryLater(t("{name}: unggahan {file} tidak disiapkan LinkedIn; belum ada yang tayang.", name=NAME, file=image.name))
    return urn, address


def _wait(linkedin: LinkedInClient, urn: str, image: Image) -> None:
    """Until LinkedIn has processed a picture; a post that names it before may be refused."""
    state = settled(linkedin, EDGE, urn)
    if state == FAILED:
        raise Refused(
            t(
                "{name}: gambar {file} tidak dapat diolah LinkedIn. Simpan ulang sebagai JPEG atau PNG.",
                name=NAME,
                file=image.name,
            )
        )
    if state != READY:
        raise AtWork(t("{name}: gambar masih diolah LinkedIn; belum ada yang tayang, dicoba lagi nanti.", name=NAME))

"""How Meta's servers fetch a picture from an address, and what they have against it."""

import io
from collections.abc import Collection
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from PIL import Image, UnidentifiedImageError
from yarl import URL

from practice.graph_said import problem

MOST_BYTES = 8 * 2**20
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Fetched:
    """What was got at an address; empty where nobody answered as a web server should."""

    mime: str = ""
    data: bytes = b""


async def fetched(url: str) -> Fetched:
    """Fetch a picture as Meta does. The town speaks with nobody outside of this computer."""
    try:
        if URL(url).host != LOOPBACK:
            return Fetched()
        async with aiohttp.ClientSession() as line, line.get(url, allow_redirects=False) as answer:
            return Fetched(answer.content_type, await answer.read()) if answer.status == 200 else Fetched()
    except (aiohttp.ClientError, ValueError):
        return Fetched()


def wrong_picture(picture: Fetched | None, kinds: Collection[str], narrowest: float, widest: float) -> web.Response | None:
    """What is wrong with a picture, in Meta's words; None if nothing is."""
    if picture is None or not picture.data:
        return problem(9004, "The media could not be fetched from this URI.", error_subcode=2207052)
    if len(picture.data) > MOST_BYTES:
        return problem(36000, "The image size is too large.", error_subcode=2207004)
    try:
        with Image.open(io.BytesIO(picture.data)) as opened:
            kind, ratio = str(opened.format), opened.width / opened.height
    except (UnidentifiedImageError, OSError):
        kind, ratio = "", 1.0
    if kind not in kinds or picture.mime != f"image/{kind.lower()}":
        return problem(36001, "The image format is not supported", error_subcode=2207005)
    if not narrowest <= ratio <= widest:
        return problem(36003, "The aspect ratio is not supported", error_subcode=2207009)
    return None

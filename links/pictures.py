"""Are the approved pictures what the page shows? Judged by the bytes behind the page's own image addresses."""

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote, urljoin, urlsplit

from links.problems import Problem, problem
from links.session import Budget, FetchFailed, WebSession
from safety.clock import Clock

IMAGE_BYTES = 12 * 1024 * 1024
MOST_LOOKS = 30
# What sites add to a picture's name: WordPress sizes, "-scaled", a counter.
_ADDED = re.compile(r"(?:-\d{2,5}x\d{2,5}|-scaled|-e\d{10,}|-\d{1,2})+$")


@dataclass(frozen=True)
class ExpectedImage:
    """One approved picture: the digest of its bytes as sent, and its file name where it is known."""

    sha256: str
    name: str = ""


@dataclass(frozen=True)
class ImageEvidence:
    """One look at one picture: where, the digest of what came, and whether those are the approved bytes."""

    url: str
    sha256: str
    ok: bool


def stem(name: str) -> str:
    """A picture's name without what sites add to it."""
    base = unquote(urlsplit(name).path).rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()
    return _ADDED.sub("", base) or base


async def compare(
    session: WebSession, addresses: tuple[str, ...], expected: tuple[ExpectedImage, ...], clock: Clock, budget: Budget
) -> tuple[tuple[ImageEvidence, ...], tuple[Problem, ...]]:
    """Fetch the page's pictures, likely ones first, until every expected one is found or the looks are used up."""
    wanted = {image.sha256 for image in expected}
    names = {stem(image.name) for image in expected if image.name}
    evidence: list[ImageEvidence] = []
    decodable: set[str] = set()
    unclear = len(addresses) > MOST_LOOKS
    for url in sorted(addresses, key=lambda address: stem(address) not in names)[:MOST_LOOKS]:
        if not wanted:
            break
        body, trouble = await _bytes_of(session, url, clock, budget)
        unclear = unclear or trouble
        if body is None:
            continue
        digest = hashlib.sha256(body).hexdigest()
        evidence.append(ImageEvidence(url, digest, any(digest == image.sha256 for image in expected)))
        wanted.discard(digest)
        if is_picture(body):
            decodable.add(stem(url))
    lost = tuple(image for image in expected if image.sha256 in wanted)
    return tuple(evidence), tuple(_finding(image, decodable, unclear) for image in lost)


def _finding(image: ExpectedImage, decodable: set[str], unclear: bool) -> Problem:
    name = image.name or image.sha256[:12]
    if image.name and stem(image.name) in decodable:
        return problem("image_changed", name=name)
    return problem("image_unclear" if unclear else "image_missing", name=name)


async def _bytes_of(session: WebSession, url: str, clock: Clock, budget: Budget) -> tuple[bytes | None, bool]:
    """The picture's bytes, or None; and whether the failure may pass by itself."""
    try:
        answer = await session.get(url, clock, budget, IMAGE_BYTES)
        for _ in range(3):
            if answer.status not in (301, 302, 303, 307, 308) or not answer.header("Location"):
                break
            answer = await session.get(urljoin(answer.url, answer.header("Location")), clock, budget, IMAGE_BYTES)
    except FetchFailed as failure:
        return None, failure.code not in ("forbidden", "tls")
    except ValueError:  # a Location that is no address
        return None, False
    if answer.status == 200 and not answer.cut:
        return answer.body, False
    return None, bool(answer.cut) or answer.status not in (404, 410)


def is_picture(body: bytes) -> bool:
    """Whether the bytes are a whole picture that can be shown."""
    from PIL import Image  # a look at a page without pictures does without it

    try:
        with Image.open(BytesIO(body)) as image:
            image.verify()
    except Exception:  # whatever a foreign file makes a decoder do, it is no picture
        return False
    return True

"""The films of a page as they lie beside its copy: each in a file of its own, never whole in memory."""

import mimetypes
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from links.session import Budget, Download, FetchFailed, WebSession
from safety.clock import Clock
from safety.patience import extra_seconds

ROOM = 600 * 1024 * 1024
MOST = 20
PATIENCE = 180.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass
class KeptFilms:
    """What was fetched: where each film of the page lies now, and why others are missing, by the page's own addresses."""

    files: dict[str, Path] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def small(self, room: int) -> Iterator[tuple[str, str, Path]]:
        """Address, kind and place of the films that fit into so much room, the first ones first."""
        for url, path in self.files.items():
            if (size := path.stat().st_size) <= room:
                room -= size
                yield url, mimetypes.guess_type(path.name)[0] or "video/mp4", path

    @property
    def names(self) -> dict[str, str]:
        """The name of each film beside the copy, by its address."""
        return {url: path.name for url, path in self.files.items()}


async def fetch_films(session: WebSession, addresses: Iterable[str], into: Path, clock: Clock) -> KeptFilms:
    """Put the films behind these addresses into a folder, the first ones first, as long as there is room and patience."""
    kept, room, budget = KeptFilms(), ROOM, Budget(PATIENCE + extra_seconds(ROOM))
    for number, url in enumerate(dict.fromkeys(addresses), 1):
        if number > MOST or room <= 0:
            kept.missing[url] = "limit"
            continue
        path = into / f"film-{number:02}-{_plain(url)}"
        try:
            trouble = await _fetch(session, url, path, room, clock, budget)
        except FetchFailed as failure:
            trouble = failure.code
        except ValueError:  # a Location that is no address
            trouble = "unreachable"
        if trouble:
            kept.missing[url] = trouble
            path.unlink(missing_ok=True)
            continue
        kept.files[url] = path
        room -= path.stat().st_size
    return kept


async def _fetch(session: WebSession, url: str, path: Path, room: int, clock: Clock, budget: Budget) -> str:
    """Why it could not be kept; empty if it was."""
    with path.open("wb") as file:
        for _ in range(4):
            found: Download = await session.download(
                url, clock, budget, room, lambda told: told is None or told <= room, file.write
            )
            if found.status not in _REDIRECTS or not found.location:
                break
            url = urljoin(url, found.location)
    if found.status != 200:
        return str(found.status)
    return found.cut or ("" if found.sha256 else "limit")


def _plain(url: str) -> str:
    name = re.sub(r"[^\w.-]+", "-", unquote(urlsplit(url).path).rsplit("/", 1)[-1])[-80:].lstrip(".-")
    return name or "film.mp4"

"""A film that Meta fetches from the office's website: looked at there as Meta will, and waited for while Meta processes it."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests

from connectors._social_errors import Step, send
from connectors.contract import AtWork, NeedsHuman, Refused, Rendering, TryLater
from connectors.files import approved_file
from connectors.meta_pictures import seen_in_public
from content_queue.package import Video

SAMPLE = 64 * 2**10
SOON, LONGEST = timedelta(seconds=10), timedelta(hours=1)


def film_form(film: Video, addresses: Mapping[str, str], kind: str) -> dict[str, Any]:
    """What is sent of one film: as what it is to be shown, and where it lies."""
    return {"media_type": kind, "video_url": addresses[film.sha256]}


def still_at_work(name: str, made: str, now: datetime) -> TryLater:
    """What is raised while something is processed; `made`: since when, of a film. A film is left alone for twice as long as it
    has taken, so that it is asked rarely, and asking costs no attempt."""
    if not made.isdigit():
        return TryLater(f"{name}: gambar masih diolah; belum ada yang tayang.", now + SOON)
    taken = now - datetime.fromtimestamp(int(made), UTC)
    return AtWork(f"{name}: video masih diolah; belum ada yang tayang.", now + min(max(2 * taken, SOON), LONGEST))


def all_seen_in_public(session: requests.Session, name: str, rendering: Rendering, *, plain: bool = False) -> None:
    """Look at every picture, and the beginning of every film, without credentials, as Meta will. `plain`: http will do."""
    seen_in_public(session, name, rendering.images, rendering.addresses, plain=plain)
    for film in rendering.videos:
        url = rendering.addresses.get(film.sha256, "")
        if not url:
            raise Refused(
                f"{name} mengambil video dari situs kantor, dan alamat {film.name} di situs tidak diketahui. "
                "Tayangkan paket ini juga di situs (channels) yang memuat video."
            )
        if urlsplit(url).scheme != "https" and not plain:
            raise NeedsHuman(f"{name}: alamat {film.name} di situs bukan https ({url}). Pasang https di situs.")
        _seen(session, name, film, url)


def _seen(session: requests.Session, name: str, film: Video, url: str) -> None:
    answer = send(session, name, Step.LOOK, "GET", url, headers={"Range": f"bytes=0-{SAMPLE - 1}"})
    if answer.status_code == 429 or answer.status_code >= 500:
        raise TryLater(
            f"{name}: {film.name} belum dapat diambil dari situs (HTTP {answer.status_code}); belum ada yang terkirim."
        )
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if answer.status_code not in (200, 206) or kind != film.mime:
        told = f"HTTP {answer.status_code}, {kind or 'tanpa jenis'}"
        raise NeedsHuman(f"{name}: {film.name} di situs tidak terbuka untuk umum sebagai {film.mime} ({told}): {url}")
    if not _is_approved(answer, film):
        raise NeedsHuman(f"{name}: {film.name} di situs bukan video yang disetujui; matikan pengubah video di situs: {url}")


def _is_approved(answer: requests.Response, film: Video) -> bool:
    """Whether what the website sent, the whole or the beginning with its length, is of the approved film."""
    if answer.status_code == requests.codes.ok:
        return hashlib.sha256(answer.content).hexdigest() == film.sha256
    with approved_file(film) as file:
        beginning = file.read(SAMPLE)
    return answer.content == beginning and answer.headers.get("Content-Range", "").endswith(f"/{film.size}")

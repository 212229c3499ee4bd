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
from language.say import later, t

SAMPLE = 64 * 2**10
SOON, LONGEST = timedelta(seconds=10), timedelta(hours=1)
_FILM = later("{name}: video masih diolah; belum ada yang tayang.")
_PICTURES = later("{name}: gambar masih diolah; belum ada yang tayang.")


def film_form(film: Video, addresses: Mapping[str, str], kind: str) -> dict[str, Any]:
    """What is sent of one film: as what it is to be shown, and where it lies."""
    return {"media_type": kind, "video_url": addresses[film.sha256]}


def still_at_work(name: str, made: str, now: datetime, *, film: bool = False) -> TryLater:
    """What is raised while something is processed; `made`: since when (seconds since 1970, "" unknown). It is left alone for
    twice as long as it has taken, so that it is asked rarely, and asking costs no attempt: for a film however long it takes,
    for pictures within an hour, which no picture needs."""
    told = t(_FILM, name=name) if film else t(_PICTURES, name=name)
    taken = now - datetime.fromtimestamp(int(made), UTC) if made.isdigit() else LONGEST
    if taken >= LONGEST and not film:
        return TryLater(told)
    return AtWork(told, now + min(max(2 * taken, SOON), LONGEST))


def all_seen_in_public(session: requests.Session, name: str, rendering: Rendering, *, plain: bool = False) -> None:
    """Look at every picture, and the beginning of every film, without credentials, as Meta will. `plain`: http will do."""
    seen_in_public(session, name, rendering.images, rendering.addresses, plain=plain)
    for film in rendering.videos:
        url = rendering.addresses.get(film.sha256, "")
        if not url:
            raise Refused(
                t(
                    "{name} mengambil video dari situs kantor, dan alamat {file} di situs tidak diketahui. "
                    "Tayangkan paket ini juga di situs (channels) yang memuat video.",
                    name=name,
                    file=film.name,
                )
            )
        if urlsplit(url).scheme != "https" and not plain:
            raise NeedsHuman(
                t(
                    "{name}: alamat {file} di situs bukan https ({url}). Pasang https di situs.",
                    name=name,
                    file=film.name,
                    url=url,
                )
            )
        _seen(session, name, film, url)


def _seen(session: requests.Session, name: str, film: Video, url: str) -> None:
    answer = send(session, name, Step.LOOK, "GET", url, headers={"Range": f"bytes=0-{SAMPLE - 1}"})
    if answer.status_code == 429 or answer.status_code >= 500:
        raise TryLater(
            t(
                "{name}: {file} belum dapat diambil dari situs (HTTP {status}); belum ada yang terkirim.",
                name=name,
                file=film.name,
                status=answer.status_code,
            )
        )
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if answer.status_code not in (200, 206) or kind != film.mime:
        told = f"HTTP {answer.status_code}, {kind or t('tanpa jenis')}"
        raise NeedsHuman(
            t(
                "{name}: {file} di situs tidak terbuka untuk umum sebagai {mime} ({told}): {url}",
                name=name,
                file=film.name,
                mime=film.mime,
                told=told,
                url=url,
            )
        )
    if not _is_approved(answer, film):
        raise NeedsHuman(
            t(
                "{name}: {file} di situs bukan video yang disetujui; matikan pengubah video di situs: {url}",
                name=name,
                file=film.name,
                url=url,
            )
        )


def _is_approved(answer: requests.Response, film: Video) -> bool:
    """Whether what the website sent, the whole or the beginning with its length, is of the approved film."""
    if answer.status_code == requests.codes.ok:
        return hashlib.sha256(answer.content).hexdigest() == film.sha256
    with approved_file(film) as file:
        beginning = file.read(SAMPLE)
    return answer.content == beginning and answer.headers.get("Content-Range", "").endswith(f"/{film.size}")

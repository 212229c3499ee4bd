"""Google's resumable upload: a session, then the film in pieces; what was lost is asked for, what arrived is never sent again.

Until the last piece has arrived there is no video, not even a hidden one.
"""

import re
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

import requests

from connectors._social_errors import Step, json_object
from connectors.contract import NeedsHuman, TryLater
from connectors.files import approved_file
from connectors.youtube_client import Json, YouTubeClient
from connectors.youtube_errors import NAME
from content_queue.package import Video
from language.say import t
from safety.fence import unasked

UNIT = 256 * 1024
"""Every piece but the last is a multiple of this."""
PIECE = 16 * UNIT
PATH = "/upload/youtube/v3/videos"
_RANGE = re.compile(r"bytes=0-(\d+)")


class SessionGone(Exception):
    """Google does not know this session any more; it lives about a week."""


@dataclass(frozen=True)
class Arrived:
    """How many bytes Google has, and the video once it has them all."""

    bytes: int
    video: str = ""


@dataclass(frozen=True)
class Upload:
    """One film on its way, in pieces of `piece` bytes."""

    client: YouTubeClient
    film: Video
    piece: int = PIECE

    def begin(self, body: Json) -> str:
        """Open a session for this film; its address."""
        size = {"X-Upload-Content-Length": str(self.film.size), "X-Upload-Content-Type": self.film.mime}
        query = {"uploadType": "resumable", "part": "snippet,status"}
        url = self.client.places.api + PATH
        response = self.client.raw(Step.STAGE, "POST", url, headers=size, params=query, json=body)
        place = response.headers.get("Location", "")
        if response.status_code not in (200, 201) or not place:
            raise self.client.error(response, Step.STAGE)
        if not _is_google(place, url):
            raise NeedsHuman(
                t("{name}: tempat unggahan yang ditunjuk bukan milik Google. Periksa alamat API kanal ini.", name=NAME)
            )
        return place

    def finish(self, session: str, resumed: bool) -> str:
        """Send what Google does not have yet; the video's number. Raises SessionGone."""
        with approved_file(self.film) as file:
            arrived, stalled = self.asked(session) if resumed else Arrived(0), False
            while not arrived.video:
                before, arrived = arrived, self._onward(session, file, arrived)
                gone_on = bool(arrived.video) or arrived.bytes > before.bytes
                if stalled and not gone_on:
                    raise TryLater(
                        t(
                            "{name}: unggahan tidak maju ({arrived} dari {size} bita); diteruskan nanti.",
                            name=NAME,
                            arrived=arrived.bytes,
                            size=self.film.size,
                        )
                    )
                stalled = not gone_on
            return arrived.video

    def asked(self, session: str) -> Arrived:
        """How far it has come. Changes nothing."""
        with unasked():
            return self._put(session, b"", f"bytes */{self.film.size}")

    def _onward(self, session: str, file: BinaryIO, arrived: Arrived) -> Arrived:
        """One piece more; if its answer is lost, what Google says of it."""
        if arrived.bytes >= self.film.size:
            raise TryLater(
                t("{name}: film sudah terkirim semua tetapi videonya belum disebut; ditanyakan lagi nanti.", name=NAME)
            )
        file.seek(arrived.bytes)
        data = file.read(self.piece)
        span = f"bytes {arrived.bytes}-{arrived.bytes + len(data) - 1}/{self.film.size}"
        try:
            return self._put(session, data, span)
        except TryLater as lost:
            if lost.at is not None:
                raise
            return self.asked(session)

    def _put(self, session: str, data: bytes, span: str) -> Arrived:
        headers = {"Content-Range": span, "Content-Type": self.film.mime}
        response = self.client.raw(Step.STAGE, "PUT", session, headers=headers, data=data)
        if response.status_code == requests.codes.permanent_redirect:
            known = _RANGE.fullmatch(response.headers.get("Range", ""))
            return Arrived(int(known[1]) + 1 if known else 0)
        if response.status_code in (404, 410):
            raise SessionGone
        told = json_object(response)
        if response.status_code in (200, 201) and told and isinstance(told.get("id"), str):
            return Arrived(self.film.size, told["id"])
        raise self.client.error(response, Step.STAGE)


def _is_google(place: str, asked: str) -> bool:
    """Whether our access may go there: where we asked, or another house of Google's."""
    there, here = urlsplit(place), urlsplit(asked)
    if there.netloc == here.netloc:
        return there.scheme == here.scheme
    google = ".googleapis.com"
    return there.scheme == "https" and f".{there.hostname}".endswith(google) and f".{here.hostname}".endswith(google)

"""The town's half of Google's resumable upload: sessions that live a week, pieces in their order, nothing half-made."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from practice.store import Store, Thing
from practice.youtube_rules import MOST, bad, problem, video_in, wrong_query

PATH = "/upload/youtube/v3/videos"
UNIT = 256 * 1024
WEEK = 7 * 24 * 3600
KIND = "session"
_SPAN = re.compile(r"bytes (?:\*|(\d+)-(\d+))/(\d+)")


@dataclass(frozen=True)
class Uploads:
    """The upload sessions of one channel. `made` turns a whole film into a video; `told` is how a video is told."""

    store: Store
    member: str
    made: Callable[[dict[str, Any], bytes, str], Thing]
    told: Callable[[Thing], web.Response]
    video: Callable[[str], Thing | None]

    async def begin(self, request: web.Request, base_url: str) -> web.Response:
        if wrong := wrong_query(request.query, {"part", "uploadType"}, {"notifySubscribers"}):
            return wrong
        if request.query["uploadType"] != "resumable":
            return bad("Invalid upload request.")
        written = await video_in(request)
        if isinstance(written, web.Response):
            return written
        _, body = written
        size, mime = request.headers.get("X-Upload-Content-Length", ""), request.headers.get("X-Upload-Content-Type", "")
        if not size.isdecimal() or not 0 < int(size) <= MOST:
            return problem(400, "mediaBodyRequired", "The request does not include the video content.")
        if not mime.startswith("video/") and mime != "application/octet-stream":
            kinds = "[video/*, application/octet-stream]"
            return problem(400, "badContent", f"Media type '{mime}' is not supported. Valid media types: {kinds}", "global")
        kept = {"meta": body, "size": int(size), "mime": mime, "received": 0, "video": "", "forgotten": False}
        thing = self.store.add(self.member, KIND, kept, first_id=700000)
        place = f"{base_url}{PATH}?uploadType=resumable&upload_id=latihan-{thing.id}"
        return web.Response(headers={"Location": place, "X-GUploader-UploadID": f"latihan-{thing.id}"})

    async def piece(self, request: web.Request, keeps: int | None) -> web.Response:
        """One piece, or the question how far it has come. `keeps`: no more than so many bytes of a piece are kept."""
        data = await request.read()
        session = self.store.get(self.member, KIND, request.query.get("upload_id", "").removeprefix("latihan-"))
        if session is None or session.body["forgotten"] or self._too_old(session):
            return web.Response(status=404, text="Not Found")
        span = _SPAN.fullmatch(request.headers.get("Content-Range", ""))
        if span is None or int(span[3]) != session.body["size"]:
            return web.Response(status=400, text="Failed to parse Content-Range header.")
        if number := session.body["video"]:
            video = self.video(number)
            return self.told(video) if video else web.Response(status=404, text="Not Found")
        if span[1] is None:
            return self._more(session) if not data else web.Response(status=400, text="Invalid request.")
        return self._taken(session, int(span[1]), int(span[2]), data, keeps)

    def _taken(self, session: Thing, first: int, last: int, data: bytes, keeps: int | None) -> web.Response:
        size, received = session.body["size"], session.body["received"]
        whole = last - first + 1 == len(data) and last < size and (last + 1 == size or len(data) % UNIT == 0)
        if not whole or first > received:
            return web.Response(status=400, text=f"Invalid request. There were {len(data)} byte(s) in the request body.")
        if first < received:
            return self._more(session)  # it came late: all of this is there already
        kept = data if keeps is None else data[: keeps // UNIT * UNIT]
        self.store.put_blob(self.member, f"{session.id}:{first:015d}", session.body["mime"], kept)
        session.body["received"] = first + len(kept)
        if session.body["received"] < size:
            self.store.save(self.member, session)
            return self._more(session)
        video = self.made(session.body["meta"], self._film(session), session.body["mime"])
        session.body["video"] = video.id
        self.store.save(self.member, session)
        return self.told(video)

    def _film(self, session: Thing) -> bytes:
        pieces: list[bytes] = []
        at = 0
        while at < session.body["size"]:
            name = f"{session.id}:{at:015d}"
            blob = self.store.blob(self.member, name)
            pieces.append(blob.data if blob else b"")
            self.store.put_blob(self.member, name, session.body["mime"], b"")
            at += len(pieces[-1])
        return b"".join(pieces)

    def _more(self, session: Thing) -> web.Response:
        received = session.body["received"]
        return web.Response(status=308, headers={"Range": f"bytes=0-{received - 1}"} if received else {})

    def _too_old(self, session: Thing) -> bool:
        return self.store.clock.now().timestamp() - session.created > WEEK

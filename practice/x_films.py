"""How X takes a film: opened, piece by piece, closed, and processed until a post may name it. Strict about the order."""

from abc import ABC, abstractmethod
from typing import Any

from aiohttp import web

from practice import films
from practice.store import Store, Thing

MEMBER = "x"
MOST_BYTES = 512 * 2**20
PIECE = 5 * 2**20
FIRST = 1800000000000000000
FIELDS = {"media_type", "total_bytes", "media_category", "additional_owners", "shared"}
FAILED = {"code": 1, "name": "InvalidMedia", "message": "Unsupported video format"}


def invalid(message: str) -> web.Response:
    body = {
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": "about:blank",
        "status": 400,
        "errors": [{"message": message}],
    }
    return web.json_response(body, status=400, content_type="application/problem+json")


class FilmDesk(ABC):
    """The part of X that takes films."""

    store: Store

    @abstractmethod
    def _denied(self, request: web.Request) -> web.Response | None:
        """Why this request is not answered."""

    def add_films(self, app: web.Application) -> None:
        films.add_routes(app, self, MEMBER)
        app.router.add_post("/2/media/upload/initialize", self.initialize)
        app.router.add_post("/2/media/upload/{id}/append", self.append)
        app.router.add_post("/2/media/upload/{id}/finalize", self.finalize)
        app.router.add_get("/2/media/upload", self.status)

    async def initialize(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        body = await request.json()
        if set(body) - FIELDS or body.get("media_category") != "tweet_video" or body.get("media_type") != "video/mp4":
            return invalid("media_category and media_type do not fit")
        total = body.get("total_bytes")
        if not isinstance(total, int) or not 0 < total <= MOST_BYTES:
            return invalid(f"The total_bytes query parameter value [{total}] is not valid: maxFileSizeExceeded")
        thing = self.store.add(MEMBER, "media", {"alt": "", "film": True, "total": total, "pieces": [], "closed": False}, FIRST)
        return web.json_response({"data": {"id": thing.id, "media_key": f"7_{thing.id}", "expires_after_secs": 86400}})

    def _film(self, identity: str) -> Thing | None:
        thing = self.store.get(MEMBER, "media", identity)
        return thing if thing and thing.body.get("film") else None

    async def append(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        form = await request.post()
        film, piece, number = self._film(request.match_info["id"]), form.get("media"), str(form.get("segment_index", ""))
        if film is None or film.body["closed"]:
            return invalid("The media id does not name an open upload")
        if set(form) != {"media", "segment_index"} or not isinstance(piece, web.FileField) or not number.isdigit():
            return invalid("media and segment_index are required")
        data = piece.file.read()
        if int(number) > 999 or not 0 < len(data) <= PIECE:
            return invalid("segment_index or size of the segment out of range")
        self.store.put_blob(MEMBER, f"{film.id}/{number}", "application/octet-stream", data)
        film.body["pieces"] = sorted({*film.body["pieces"], int(number)})
        self.store.save(MEMBER, film)
        return web.json_response({"data": {"expires_at": int(self.store.clock.now().timestamp()) + 86400}})

    async def finalize(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        film = self._film(request.match_info["id"])
        if film is None or film.body["closed"]:
            return invalid("The media id does not name an open upload")
        blobs = [self.store.blob(MEMBER, f"{film.id}/{number}") for number in range(len(film.body["pieces"]))]
        data = b"".join(blob.data for blob in blobs if blob)
        if film.body["pieces"] != list(range(len(blobs))) or len(data) != film.body["total"]:
            return invalid("Segments do not add up to provided total file size.")
        self.store.put_blob(MEMBER, film.id, "video/mp4", data)
        film.body.update(films.begun(self.store, MEMBER, data), closed=True)
        self.store.save(MEMBER, film)
        info = {"state": "pending", "check_after_secs": 1} if film.body["asks"] or film.body["fails"] else None
        return web.json_response({"data": self._told(film, info)})

    async def status(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        film = self._film(request.query.get("media_id", ""))
        if film is None or not film.body["closed"] or set(request.query) != {"media_id", "command"}:
            return invalid("The media id does not name a finalized upload")
        if films.at_work(self.store, MEMBER, film):
            info: dict[str, Any] = {"state": "in_progress", "check_after_secs": 5, "progress_percent": 50}
            return web.json_response({"data": self._told(film, info)})
        if film.body["fails"]:
            name = FAILED["name"] if film.body["fails"] == "unreadable" else film.body["fails"]
            return web.json_response({"data": self._told(film, {"state": "failed", "error": {**FAILED, "name": name}})})
        return web.json_response({"data": self._told(film, {"state": "succeeded", "progress_percent": 100})})

    def _told(self, film: Thing, info: dict[str, Any] | None) -> dict[str, Any]:
        told = {"id": film.id, "media_key": f"7_{film.id}", "expires_after_secs": 86400, "size": film.body["total"]}
        return told | ({"processing_info": info} if info else {"video": {"video_type": "video/mp4"}})

    def usable(self, identity: str) -> bool:
        """Whether a post may name this upload."""
        thing = self.store.get(MEMBER, "media", identity)
        if thing is None:
            return False
        return not thing.body.get("film") or bool(thing.body["closed"] and not thing.body["asks"] and not thing.body["fails"])

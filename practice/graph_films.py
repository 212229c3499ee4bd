"""How a Facebook page takes a film: begun, uploaded, ended, processed, then a post. Strict about phases, offsets and sizes."""

from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from practice import films
from practice.graph_said import PAGE_ID, PROOF, VERSION, problem, unknown
from practice.store import Store, Thing

MEMBER = "graph"
FIRST = 700000
SPAN = 2**20
LARGEST = 2**30
VIDEO_FIELDS = {"id", "status", "published", "permalink_url", "created_time", "description", "post_id"}
START = {"upload_phase", "file_size"} | PROOF
REEL_END = {"upload_phase", "video_id", "video_state", "description", "title"} | PROOF
VIDEO_END = {"upload_phase", "upload_session_id", "description", "title"} | PROOF
PIECE = {"upload_phase", "upload_session_id", "start_offset", "video_file_chunk"} | PROOF
TROUBLE = "Resolution too low. Video must have a minimum resolution of 540p."


def refusal(kind: str, message: str, retriable: bool, status: int = 400) -> web.Response:
    """An error as the place for uploads writes it."""
    return web.json_response({"debug_info": {"retriable": retriable, "type": kind, "message": message}}, status=status)


class PageFilmDesk(ABC):
    """The part of a page that takes films."""

    store: Store
    token: str
    base_url: str

    @abstractmethod
    async def _denied(self, request: web.Request) -> web.Response | None:
        """Why this request is not answered."""

    def add_films(self, app: web.Application) -> None:
        films.add_routes(app, self, MEMBER)
        root = f"/{VERSION}/{PAGE_ID}"
        app.router.add_post(f"{root}/video_reels", self.reels)
        app.router.add_post(f"{root}/videos", self.videos)
        app.router.add_post(f"/video-upload/{VERSION}/{{id}}", self.upload)

    def film(self, identity: str) -> Thing | None:
        thing = self.store.get(MEMBER, "video", identity)
        return thing if thing and not thing.body["deleted"] else None

    def ended_again(self, film: Thing) -> web.Response | None:
        """A film is published once."""
        return problem(100, "(#100) The video has already been published") if film.body["post"] else None

    async def reels(self, request: web.Request) -> web.Response:
        if denied := await self._denied(request):
            return denied
        form = await request.post()
        if form.get("upload_phase") == "start":
            if bad := unknown(START - {"file_size"}, set(form)):
                return bad
            film = self._begun("video_reels", 0)
            return web.json_response({"video_id": film.id, "upload_url": f"{self.base_url}/video-upload/{VERSION}/{film.id}"})
        if bad := unknown(REEL_END, set(form)):
            return bad
        reel = self.film(str(form.get("video_id", "")))
        if form.get("upload_phase") != "finish" or form.get("video_state") != "PUBLISHED" or reel is None:
            return problem(100, "(#100) Invalid parameter: video_id, upload_phase and video_state are required")
        return self._end(reel, str(form.get("description", "")))

    async def videos(self, request: web.Request) -> web.Response:
        if denied := await self._denied(request):
            return denied
        form = await request.post()
        phase = form.get("upload_phase")
        if bad := unknown({"start": START, "transfer": PIECE, "finish": VIDEO_END}.get(str(phase), set()), set(form)):
            return bad
        if phase == "start":
            return self._open(str(form.get("file_size", "")))
        number = str(form.get("upload_session_id", "")).removeprefix("9")
        video = self.film(number)
        if video is None or video.body["edge"] != "videos":
            return problem(100, "(#100) Invalid parameter: upload_session_id")
        if phase == "finish":
            return self._end(video, str(form.get("description", "")))
        piece = form.get("video_file_chunk")
        if not isinstance(piece, web.FileField):
            return problem(100, "(#100) Invalid parameter: video_file_chunk")
        return self._piece(video, str(form.get("start_offset", "")), piece.file.read())

    def _open(self, size: str) -> web.Response:
        if not size.isdigit() or not 0 < int(size) <= LARGEST:
            return problem(100, "(#100) Invalid parameter: file_size")
        video = self._begun("videos", int(size))
        return web.json_response({"video_id": video.id, "upload_session_id": f"9{video.id}", **self._wanted(video)})

    def _piece(self, video: Thing, start: str, data: bytes) -> web.Response:
        wanted = self._wanted(video)
        if start != wanted["start_offset"] or not 0 < len(data) <= SPAN or self._got(video) + len(data) > video.body["size"]:
            more: dict[str, Any] = {"error_subcode": 1363037, "is_transient": False, "error_data": wanted}
            return problem(6001, "There was a problem uploading your video. Please try again.", **more)
        self._keep(video, data)
        return web.json_response(self._wanted(video))

    def _wanted(self, video: Thing) -> dict[str, str]:
        got = self._got(video)
        return {"start_offset": str(got), "end_offset": str(min(got + SPAN, video.body["size"]))}

    async def upload(self, request: web.Request) -> web.Response:
        """The rest of a reel, from where it broke off."""
        if request.headers.get("Authorization", "") != f"OAuth {self.token}":
            return problem(190, "Invalid OAuth access token - Cannot parse access token", 401)
        reel = self.film(request.match_info["id"])
        size, offset = request.headers.get("file_size", ""), request.headers.get("offset", "")
        if reel is None or reel.body["edge"] != "video_reels" or not size.isdigit() or not 0 < int(size) <= LARGEST:
            return refusal("ProcessingFailedError", "Request processing failed", retriable=False)
        if offset != str(self._got(reel)):
            return refusal("OffsetInvalidError", "Request starting offset is invalid", retriable=True)
        data = await request.read()
        cut = self.store.setting(f"{MEMBER}:cut") or ""
        self.store.set(f"{MEMBER}:cut", "")
        reel.body["size"] = int(size)
        self._keep(reel, data[: int(cut)] if cut else data)
        if self._got(reel) != int(size):
            return refusal("PartialRequestError", "Partial request (did not match length of file)", retriable=True, status=206)
        return web.json_response({"success": True})

    def _begun(self, edge: str, size: int) -> Thing:
        body = {"edge": edge, "size": size, "description": "", "finished": False, "post": "", "deleted": False}
        thing = self.store.add(MEMBER, "video", body, first_id=FIRST)
        self.store.put_blob(MEMBER, thing.id, "video/mp4", b"")
        return thing

    def _got(self, film: Thing) -> int:
        blob = self.store.blob(MEMBER, film.id)
        return len(blob.data) if blob else 0

    def _keep(self, film: Thing, data: bytes) -> None:
        blob = self.store.blob(MEMBER, film.id)
        self.store.put_blob(MEMBER, film.id, "video/mp4", (blob.data if blob else b"") + data)
        self.store.save(MEMBER, film)

    def _end(self, film: Thing, description: str) -> web.Response:
        if again := self.ended_again(film):
            return again
        if not film.body["size"] or self._got(film) != film.body["size"]:
            return problem(6000, "There was a problem uploading your video file", error_subcode=1363030)
        blob = self.store.blob(MEMBER, film.id)
        film.body.update(films.begun(self.store, MEMBER, blob.data if blob else b""), finished=True, description=description)
        self.store.save(MEMBER, film)
        self._shown(film)
        return web.json_response({"success": True})

    def _shown(self, film: Thing) -> None:
        """A film that is processed becomes a post."""
        if not film.body["finished"] or film.body["asks"] or film.body["fails"]:
            return
        post = {"message": film.body["description"], "link": "", "media": [], "film": film.id, "deleted": False, "readers": 0}
        film.body.update(post=self.store.add(MEMBER, "post", post, first_id=500000).id)
        self.store.save(MEMBER, film)

    def told(self, film: Thing) -> dict[str, Any]:
        """A film as Graph describes it; being asked brings the end of its processing nearer."""
        out, got = bool(film.body["post"]), self._got(film)
        view: dict[str, Any] = {
            "id": film.id,
            "created_time": datetime.fromtimestamp(film.created, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "published": out,
            "status": self._status(film, got),
        }
        if film.body["finished"]:
            view["description"] = film.body["description"]
        if out:
            view |= {"post_id": film.body["post"], "permalink_url": f"{self.base_url}/posts/{film.body['post']}"}
        elif film.body["finished"]:
            films.at_work(self.store, MEMBER, film)
            self._shown(film)
        return view

    def _status(self, film: Thing, got: int) -> dict[str, Any]:
        whole, ended, fails = got == film.body["size"] > 0, film.body["finished"], film.body.get("fails")
        uploading = {"status": "complete"} if whole else {"status": "in_progress", "bytes_transfered": got}
        if ended and fails and not film.body["asks"]:
            broken = {"status": "error", "error": {"message": TROUBLE}}
            phases = {"processing_phase": broken, "publishing_phase": {"status": "not_started"}}
            return {"video_status": "error", "uploading_phase": uploading, **phases}
        out = bool(film.body["post"])
        processing = "complete" if out else "in_progress" if ended else "not_started"
        publishing = {"status": "complete", "publish_status": "published"} if out else {"status": "not_started"}
        return {
            "video_status": "ready" if out else "processing" if whole else "uploading",
            "uploading_phase": uploading,
            "processing_phase": {"status": processing},
            "publishing_phase": publishing,
        }

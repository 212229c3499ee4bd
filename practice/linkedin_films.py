"""The stand-in of LinkedIn's films: asked for with their size, sent in pieces, put together by their marks, then processed."""

import hashlib
from typing import Any

from aiohttp import web

from practice.linkedin_rules import PAGE, missing, problem
from practice.store import Store, Thing

MEMBER = "linkedin"
FILM = "urn:li:video:"
PIECE = 4 * 2**20
FIRST_FILM = 5_700_000_000_000_000_000
LOOKS = 2
"""A film is still processed when it is first asked for, so many times."""


class FilmUploads:
    """The part of the stand-in that takes films."""

    store: Store
    base_url: str

    def add_films(self, app: web.Application) -> None:
        app.router.add_post("/rest/videos", self.film_action)
        app.router.add_put("/dms-video/{id}/{piece}", self.film_piece)
        app.router.add_get("/rest/videos/{urn}", self.film)

    def _film(self, urn: str) -> Thing | None:
        return self.store.get(MEMBER, "video", urn.removeprefix(FILM))

    def film_state(self, urn: str) -> str:
        thing = self._film(urn)
        if thing is None:
            return ""
        if not thing.body["done"]:
            return "WAITING_UPLOAD"
        return "PROCESSING" if thing.body["waits"] else "AVAILABLE"

    async def film_action(self, request: web.Request) -> web.Response:
        body: dict[str, Any] = await request.json()
        match request.query.get("action"):
            case "initializeUpload":
                return self._begin(body.get("initializeUploadRequest", {}))
            case "finalizeUpload":
                return self._finish(body.get("finalizeUploadRequest", {}))
        return problem(400, "ILLEGAL_ARGUMENT", "Unknown action")

    def _begin(self, asked: dict[str, Any]) -> web.Response:
        size = asked.get("fileSizeBytes")
        known = set(asked) == {"owner", "fileSizeBytes", "uploadCaptions", "uploadThumbnail"} and asked.get("owner") == PAGE
        if not known or not isinstance(size, int) or not 0 < size <= 500 * 2**20:
            return problem(400, "ILLEGAL_ARGUMENT", "initializeUploadRequest is not valid")
        body = {"size": size, "marks": {}, "token": "latihan", "done": False, "waits": LOOKS}
        thing = self.store.add(MEMBER, "video", body, FIRST_FILM)
        pieces = [
            {"uploadUrl": f"{self.base_url}/dms-video/{thing.id}/{n}", "firstByte": at, "lastByte": min(at + PIECE, size) - 1}
            for n, at in enumerate(range(0, size, PIECE))
        ]
        told = {"video": f"{FILM}{thing.id}", "uploadInstructions": pieces, "uploadToken": "latihan"}
        return web.json_response({"value": told})

    async def film_piece(self, request: web.Request) -> web.Response:
        thing = self.store.get(MEMBER, "video", request.match_info["id"])
        if thing is None:
            return missing()
        data = await request.read()
        mark = hashlib.sha256(data).hexdigest()
        thing.body["marks"][request.match_info["piece"]] = [mark, len(data)]
        self.store.save(MEMBER, thing)
        self.store.put_blob(MEMBER, f"{thing.id}/{request.match_info['piece']}", "application/octet-stream", data)
        return web.Response(status=200, headers={"ETag": f'"{mark}"'})

    def _finish(self, asked: dict[str, Any]) -> web.Response:
        thing = self._film(str(asked.get("video", "")))
        if thing is None or asked.get("uploadToken") != thing.body["token"]:
            return missing()
        sent = [thing.body["marks"][n] for n in sorted(thing.body["marks"], key=int)]
        if asked.get("uploadedPartIds") != [mark for mark, _ in sent] or sum(size for _, size in sent) != thing.body["size"]:
            return problem(400, "MULTIPART_UPLOAD_INCOMPLETE", "uploadedPartIds are not those of every part")
        thing.body["done"] = True
        self.store.save(MEMBER, thing)
        return web.Response(status=200)

    async def film(self, request: web.Request) -> web.Response:
        urn = request.match_info["urn"]
        thing, state = self._film(urn), self.film_state(urn)
        if thing is None:
            return missing()
        if thing.body["done"] and thing.body["waits"]:
            thing.body["waits"] -= 1
            self.store.save(MEMBER, thing)
        return web.json_response({"id": urn, "owner": PAGE, "status": state})

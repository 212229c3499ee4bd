"""What the stand-ins of Instagram and Threads have in common: containers that live a day and can be published once.

Strict where Meta is: unknown fields, missing pictures, spent containers and a spent day are refused in Meta's own words.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from aiohttp import web

from practice import blobs, films
from practice import faults as faults_module
from practice.fetching import Fetched, fetched
from practice.graph import throttled
from practice.graph_said import PROOF, problem, unknown
from practice.names import Names
from practice.store import Store, Thing

DAY = 24 * 3600
FIRST_CONTAINER = 17_900_000_000_000_000
FIRST_POST = 17_950_000_000_000_000
TOKEN_DAYS = 60
Handler = Callable[[web.Request], Awaitable[web.Response]]


@dataclass
class TwoStepMember(ABC):
    """One account of the town on a service with containers."""

    store: Store
    token: str
    base_url: str = ""

    names: ClassVar[Names]
    create_fields: ClassVar[frozenset[str]]
    unfetched: ClassVar[str]
    unusable: ClassVar[str]
    """What its containers say of a film that was not to be had, and of one that is none."""

    @abstractmethod
    def wrong(self, form: Mapping[str, str], picture: Fetched | None) -> web.Response | None:
        """What the platform has against making this container; `picture` is what it got at `image_url`."""

    @abstractmethod
    def page(self, thing: Thing, shown: str) -> web.Response:
        """The post as its readers see it; `shown` are its pictures or its film."""

    @abstractmethod
    def permalink(self, thing: Thing) -> str:
        """Where its readers see it."""

    def published_again(self, container: Thing) -> web.Response | None:
        """A container is published once."""
        return problem(24, "The requested resource does not exist", error_subcode=2207006) if container.body["post"] else None

    def app(self, faults: faults_module.Faults) -> web.Application:
        app = web.Application(middlewares=[faults_module.middleware(faults, throttled)], client_max_size=2**20)
        names = self.names
        faults_module.add_routes(app, faults, self.store, names.member)
        root = f"/{names.version}/{names.account}"
        app.router.add_post("/__practice/containers", self.force)
        films.add_routes(app, self, names.member)
        app.router.add_get(root, self._open(self.me))
        app.router.add_get(f"{root}/{names.budget}", self._open(self.budget))
        app.router.add_get(f"{root}/{names.posts}", self._open(self.listed))
        app.router.add_post(f"{root}/{names.create}", self._open(self.create))
        app.router.add_post(f"{root}/{names.publish}", self._open(self.publish))
        app.router.add_post(f"/{names.version}/debug_token", self._open(self.debug_token))
        app.router.add_get(f"/{names.version}/{{id}}/insights", self._open(self.insights))
        app.router.add_get(f"/{names.version}/{{id}}", self._open(self.one))
        app.router.add_delete(f"/{names.version}/{{id}}", self._open(self.delete))
        blobs.add_route(app, self, names.member)
        app.router.add_get("/", self.wall)
        self.add_pages(app)
        return app

    @abstractmethod
    def add_pages(self, app: web.Application) -> None:
        """The addresses under which readers see posts."""

    @abstractmethod
    async def wall(self, _request: web.Request) -> web.Response:
        """The account's page."""

    def _open(self, handler: Handler) -> Handler:
        """Behind the token, which is taken from the header alone: in an address it would end up in somebody's log."""

        async def asked(request: web.Request) -> web.Response:
            if self.born(request.headers.get("Authorization", "").removeprefix("Bearer ")) is None:
                return problem(190, "Invalid OAuth access token - Cannot parse access token", 401)
            answer = await handler(request)
            answer.headers["facebook-api-version"] = self.names.version
            return answer

        return asked

    def born(self, token: str) -> float | None:
        """When a token was made; None for one that is not known or over. The town's own is always new."""
        return self.store.clock.now().timestamp() if token == self.token else None

    async def force(self, request: web.Request) -> web.Response:
        """A trainer lets a container run out, fail or take its time."""
        asked = await request.json()
        thing = self.store.get(self.names.member, "container", asked["id"])
        if thing is None:
            return web.json_response({}, status=404)
        thing.body.update({"forced": asked["state"], "trouble": asked.get("trouble", "")})
        self.store.save(self.names.member, thing)
        return web.json_response({})

    def posts(self) -> list[Thing]:
        return [t for t in self.store.all(self.names.member, "post") if not t.body["deleted"]]

    def post(self, identity: str) -> Thing | None:
        return next((t for t in self.posts() if t.id == identity), None)

    def missing(self, request: web.Request) -> web.Response:
        message = f"Unsupported get request. Object with ID '{request.match_info['id']}' does not exist"
        return problem(100, message, error_subcode=33)

    async def me(self, request: web.Request) -> web.Response:
        fields = set(request.query.get("fields", "id").split(","))
        if bad := unknown({"fields"} | PROOF, set(request.query)) or unknown({"id", "username", "name"}, fields):
            return bad
        return web.json_response({"id": self.names.account, "username": self.names.username})

    async def debug_token(self, request: web.Request) -> web.Response:
        form = await request.post()
        born = self.born(str(form.get("input_token", "")))
        if form.get("method") != "get" or born is None:
            return problem(100, "(#100) The parameter input_token is required")
        ends = int(born) + TOKEN_DAYS * DAY
        return web.json_response({"data": {"is_valid": True, "scopes": list(self.names.scopes), "expires_at": ends}})

    def _spent(self) -> int:
        since = self.store.clock.now().timestamp() - DAY
        return sum(t.created >= since for t in self.store.all(self.names.member, "post"))

    async def budget(self, request: web.Request) -> web.Response:
        if bad := unknown({"fields"} | PROOF, set(request.query)):
            return bad
        config = {"quota_total": self.names.quota, "quota_duration": DAY}
        return web.json_response({"data": [{"quota_usage": self._spent(), "config": config}]})

    async def create(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        if bad := unknown(set(self.create_fields) | PROOF, set(form)):
            return bad
        place = form.get("image_url") or form.get("video_url")
        picture = await fetched(place) if place else None
        if bad := self.wrong(form, picture):
            return bad
        body: dict[str, Any] = {**form, "post": "", "forced": "", "trouble": ""}
        if "video_url" in form and picture:
            body |= films.begun(self.store, self.names.member, picture.data)
            body["fails"] = body["fails"].replace("unreadable", self.unusable) if picture.data else self.unfetched
        body.pop("appsecret_proof", None)
        thing = self.store.add(self.names.member, "container", body, first_id=FIRST_CONTAINER)
        if picture:
            self.store.put_blob(self.names.member, thing.id, picture.mime, picture.data)
        return web.json_response({"id": thing.id})

    def wrong_children(self, form: Mapping[str, str]) -> web.Response | None:
        children = [self.store.get(self.names.member, "container", c) for c in form.get("children", "").split(",") if c]
        sound = all(c and c.body.get("is_carousel_item") == "true" and self.state(c)[0] == "FINISHED" for c in children)
        if sound and 2 <= len(children) <= self.names.most_children:
            return None
        return problem(100, "Carousel validation failed", error_subcode=2207028)

    def state(self, container: Thing) -> tuple[str, str]:
        if container.body["post"]:
            return "PUBLISHED", ""
        if container.body["forced"]:
            return container.body["forced"], container.body["trouble"]
        if container.body.get("asks"):
            return "IN_PROGRESS", ""
        if container.body.get("fails"):
            return "ERROR", container.body["fails"]
        old = self.store.clock.now().timestamp() - container.created > DAY
        return ("EXPIRED" if old else "FINISHED"), ""

    async def publish(self, request: web.Request) -> web.Response:
        form = await request.post()
        if bad := unknown({"creation_id"} | PROOF, set(form)):
            return bad
        container = self.store.get(self.names.member, "container", str(form.get("creation_id", "")))
        if container is None or container.body.get("is_carousel_item"):
            return problem(24, "The requested resource does not exist", error_subcode=2207008)
        if again := self.published_again(container):
            return again
        match self.state(container)[0]:
            case "EXPIRED":
                return problem(-2, "The media you are trying to access has expired", error_subcode=2207020)
            case "IN_PROGRESS":
                return problem(9007, "Media ID is not available", error_subcode=2207027)
            case "ERROR":
                return problem(-1, "Create media fail, please try to re-create media", error_subcode=2207032)
        if self._spent() >= self.names.quota:
            return problem(9, "Application request limit reached", 403, error_subcode=2207042)
        post = self.store.add(self.names.member, "post", self._content(container), first_id=FIRST_POST)
        container.body["post"] = post.id
        self.store.save(self.names.member, container)
        return web.json_response({"id": post.id})

    def _content(self, container: Thing) -> dict[str, Any]:
        parts = [self.store.get(self.names.member, "container", c) for c in container.body.get("children", "").split(",") if c]
        shown = [part for part in (parts or [container]) if part and {"image_url", "video_url"} & set(part.body)]
        media = [{"picture": p.id, "alt": p.body.get("alt_text", ""), "film": "video_url" in p.body} for p in shown]
        text = container.body.get(self.names.text, "")
        return {"text": text, "link": container.body.get("link_attachment", ""), "media": media, "deleted": False, "readers": 0}

    def view(self, thing: Thing) -> dict[str, Any]:
        media = thing.body["media"]
        view: dict[str, Any] = {
            "id": thing.id,
            self.names.text: thing.body["text"],
            "media_type": "VIDEO" if [one["film"] for one in media] == [True] else self.kind(len(media)),
            "permalink": self.permalink(thing),
            "timestamp": datetime.fromtimestamp(thing.created, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "username": self.names.username,
        }
        if len(media) > 1:
            view["children"] = {"data": [{"id": f"{thing.id}{number}"} for number, _ in enumerate(media)]}
        return view

    def kind(self, pictures: int) -> str:
        return "CAROUSEL_ALBUM" if pictures > 1 else "IMAGE"

    def _fields(self, request: web.Request) -> tuple[set[str], web.Response | None]:
        names = {name.partition("{")[0] for name in request.query.get("fields", "id").split(",")}
        allowed = {"id", self.names.text, "media_type", "permalink", "timestamp", "username", "children"}
        wrong = sorted(names - allowed)
        bad = problem(100, f"(#100) Tried accessing nonexisting field ({wrong[0]})") if wrong else None
        return names | {"id"}, bad

    async def listed(self, request: web.Request) -> web.Response:
        names, wrong = self._fields(request)
        if bad := wrong or unknown({"fields", "since", "until", "limit", "after"} | PROOF, set(request.query)):
            return bad
        since, limit = float(request.query.get("since", 0)), min(int(request.query.get("limit", 25)), 100)
        start = int(request.query.get("after", 0))
        posts = [t for t in reversed(self.posts()) if t.created >= since]
        data = [{k: v for k, v in self.view(t).items() if k in names} for t in posts[start : start + limit]]
        body: dict[str, Any] = {"data": data}
        if start + limit < len(posts):
            following = f"{self.base_url}{request.path}?access_token={self.token}&after={start + limit}"
            body["paging"] = {"cursors": {"after": str(start + limit)}, "next": following}
        return web.json_response(body)

    async def one(self, request: web.Request) -> web.Response:
        if bad := unknown({"fields"} | PROOF, set(request.query)):
            return bad
        container = self.store.get(self.names.member, "container", request.match_info["id"])
        if container is not None:
            if bad := unknown({"id", self.names.state, self.names.trouble}, set(request.query.get("fields", "id").split(","))):
                return bad
            state, trouble = self.state(container)
            films.at_work(self.store, self.names.member, container)
            return web.json_response({"id": container.id, self.names.state: state, self.names.trouble: trouble})
        names, wrong = self._fields(request)
        thing = self.post(request.match_info["id"])
        if thing is None:
            return self.missing(request)
        return wrong or web.json_response({k: v for k, v in self.view(thing).items() if k in names})

    async def delete(self, _request: web.Request) -> web.Response:
        return problem(3, "(#3) Application does not have the capability to make this API call.", 400)

    async def insights(self, request: web.Request) -> web.Response:
        wanted = request.query.get("metric", "").split(",")
        if not set(wanted) <= set(self.names.metrics):
            return problem(100, "(#100) metric[0] must be one of the following values: " + ", ".join(self.names.metrics))
        thing = self.post(request.match_info["id"])
        if thing is None:
            return self.missing(request)
        readers = thing.body["readers"]
        counts = {name: readers if name in ("views", "reach") else 0 for name in wanted}
        data = [{"name": name, "period": "lifetime", "values": [{"value": count}]} for name, count in counts.items()]
        return web.json_response({"data": data if readers else []})

    async def public_page(self, request: web.Request) -> web.Response:
        thing = next((t for t in self.posts() if self.permalink(t).endswith(request.path)), None)
        if thing is None:
            return web.Response(status=404, text="Kiriman tidak ada", content_type="text/plain")
        thing.body["readers"] += 1
        self.store.save(self.names.member, thing)
        return self.page(thing, "".join(films.medium(one) for one in thing.body["media"]))

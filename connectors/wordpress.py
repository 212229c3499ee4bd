"""A WordPress website through its REST interface, with an application password.

The hidden stage is a draft that carries our marker; revealing is one status change that may be repeated. Withdrawing
moves the post to the trash, from where an editor can bring it back.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, datetime

from connectors.contract import (
    ConnectorError,
    Grade,
    Health,
    Limits,
    Link,
    MaybePublished,
    NeedsHuman,
    ReaderCount,
    Refused,
    TryLater,
)
from connectors.http import Session
from connectors.wordpress_api import Api, Json
from connectors.wordpress_desk import Desk
from connectors.wordpress_library import RestLibrary, raw
from connectors.wordpress_site import Account, Payload, Post, T, U
from connectors.wordpress_types import POST, PostType, RestTypes, no_role, others, reference, split
from language.say import later, t

LIMITS = Limits(
    platform="wordpress",
    website=True,
    text_length=None,
    images=50,
    image_bytes=10 * 1024 * 1024,
    alt_text=True,
    attachments=True,
    html=True,
    hidden_stage=True,
    repeatable_reveal=True,
    can_find=True,
    can_count_readers=True,
    can_withdraw=True,
    can_amend=True,
    walls_off_bots=False,
    grade=Grade.PUBLIC,
    reader_metric="views",
    videos=20,
    video_bytes=500 * 2**20,
)

EXCESS = {
    "unfiltered_html": later("menyimpan HTML tanpa saringan (unfiltered_html)"),
    "manage_options": later("mengubah setelan situs (manage_options)"),
    "install_plugins": later("memasang plugin (install_plugins)"),
    "edit_users": later("mengubah pengguna lain (edit_users)"),
}
"""Powers that whoever steals the password has, and that publishing does not need."""
NOT_PUBLIC = later("Naskah {number} tidak tayang; pembacanya bukan pembaca halaman yang tayang.")
_GONE = ("rest_post_invalid_id", "rest_already_trashed")


class WordPress(Desk):
    """One WordPress site, written to as one user. Implements `Connector`."""

    def __init__(
        self,
        base_url: str,
        username: str,
        password: str,
        session: Session,
        channel: str,
        post_types: Mapping[str, str] | None = None,
    ) -> None:
        self._api = Api(base_url, username, password, session)
        kinds = others(post_types)
        self._rest = RestSite(self._api, kinds.values())
        super().__init__(self._rest, channel, LIMITS, kinds)

    def check(self) -> Health:
        """Who we are on the site and what is wrong with that; never raises for what a person can read here."""
        try:
            me = self._rest.me()
            can = me.get("capabilities") or {}
            wrong, without = self._rest.judged_types(can)
        except ConnectorError as error:
            return Health(ok=False, account="", may_publish=False, problems=(str(error),))
        lacking = [c for c in ("publish_posts", "upload_files") if not can.get(c)]
        problems = [
            t("Akun tidak memiliki hak {name}; minta admin situs memberi peran penulis atau editor.", name=name)
            for name in lacking
        ]
        if lacking and not any(can.values()):
            problems = [no_role(self._rest.address)]
        problems += wrong or without
        excess = tuple(t(told) for name, told in EXCESS.items() if can.get(name))
        name, may = str(me.get("username") or me.get("name") or me.get("id")), bool(can.get("publish_posts"))
        return Health(not lacking and not wrong, name, may, tuple(problems), cost=t("gratis"), excess=excess)

    def readers(self, link: Link) -> ReaderCount:
        """Views as a statistics plugin of the site counts them; None where no plugin answers."""
        if not link.remote_id:
            return ReaderCount(None, "views", "wordpress", 0.0, t("Nomor naskah tidak tercatat."))
        path = self._rest.path(link.remote_id)
        asked = self._api.ask("GET", path, params={"_fields": "id,status,views"}, expected=_GONE)
        if asked.code:
            return ReaderCount(None, "views", "wordpress:views", 0.0, t("Naskah tidak ada lagi."))
        told = asked.body if isinstance(asked.body, dict) else {}
        if told.get("status", "publish") != "publish":  # what the public reads at our address, somebody wrote beside it
            return ReaderCount(None, "views", "wordpress:views", 0.0, t(NOT_PUBLIC, number=link.remote_id))
        views = view_count(told.get("views"))
        if views is not None:
            return ReaderCount(views, "views", "wordpress:views", 0.9)
        try:
            path = f"/post-views-counter/get-post-views/{split(link.remote_id)[1]}"
            counted = view_count(self._api.ask("GET", path, expected=("rest_no_route",)).body)
        except (NeedsHuman, Refused, TryLater):
            counted = None
        if counted is not None:
            return ReaderCount(counted, "views", "post-views-counter", 0.9)
        return ReaderCount(
            None, "views", "wordpress", 0.0, t("Situs tidak memiliki penghitung pembaca yang menjawab lewat REST.")
        )


class RestSite:
    """A site through REST. Implements `Site`."""

    def __init__(self, api: Api, post_types: Iterable[str] = ()) -> None:
        self._api = api
        self._types = RestTypes(api)
        self._used = (POST, *sorted(set(post_types)))
        self.address = api.site
        self.library = RestLibrary(api)

    def me(self) -> Json:
        me = self._api.ask("GET", "/wp/v2/users/me", params={"context": "edit"}).body
        if not isinstance(me, dict) or "id" not in me:
            raise TryLater(t("{site} tidak menyebut akun kita.", site=self.address))
        return me

    def together(self, first: Callable[[], T], second: Callable[[], U], *others: Callable[[], object]) -> tuple[T, U]:
        """All at once: a site answers several readers, and most of the time of a publication is waiting for it.

        The fence of this thread holds in the threads beside it too.
        """
        with ThreadPoolExecutor(1 + len(others)) as beside:
            answer = beside.submit(copy_context().run, second)
            rest = [beside.submit(copy_context().run, other) for other in others]
            found = first(), answer.result()
            for other in rest:
                other.result()
            return found

    def account(self) -> Account:
        me = self.me()
        can = me.get("capabilities") or {}
        wrong, _ = self.judged_types(can) if any(can.values()) else ([no_role(self.address)], [])
        return Account(str(me["id"]), bool(can.get("publish_posts")) and not wrong, tuple(wrong))

    def judged_types(self, can: Json) -> tuple[list[str], list[str]]:
        """The types that the office chose, judged by what this account may do."""
        return self._types.judged(self._used[1:], lambda right: bool(can.get(right)))

    def type_named(self, name: str) -> PostType:
        return self._types.named(name)

    def path(self, kept: str) -> str:
        """Where REST keeps one post."""
        name, number = split(kept)
        return f"{self._types.named(name).route}/{number}"

    def post(self, kept: str) -> Post | None:
        answer = self._api.ask("GET", self.path(kept), params={"context": "edit"}, expected=_GONE)
        if answer.code:
            return None
        if not isinstance(answer.body, dict) or str(answer.body.get("id")) != split(kept)[1]:
            raise TryLater(t("{site} menjawab tentang naskah lain.", site=self.address))
        return None if answer.body.get("status") == "trash" else _post(answer.body)

    def candidates(self, marker: str, slug: str) -> list[Post]:
        return [post for name in self._used for post in self._marked_as(name, marker, slug)]

    def _marked_as(self, name: str, marker: str, slug: str) -> list[Post]:
        route, wanted = self._types.named(name).route, {"context": "edit", "status": "any"}
        seen = self._api.list(route, {**wanted, "search": f"tayang:{marker}"})
        # A search plugin may not look into comments; the address shows the post all the same.
        if slug and not any(marker in raw(p, "content") for p in seen):
            seen += self._api.list(route, {**wanted, "slug": f"{slug},{slug}-2,{slug}-3"})
        return [_post(p) for p in seen]

    def create(self, payload: Payload, post_type: str) -> Post:
        body = self._api.post(self._types.named(post_type).route, {**_fields(payload), "status": "draft"})
        if "id" not in body:
            raise MaybePublished(t("{site} tidak menyebut nomor naskah; hasilnya perlu dilihat dahulu.", site=self.address))
        return _post(body)

    def change(self, post: Post, payload: Payload) -> Post:
        return self._written(post.id, _fields(payload))

    def show(self, post: Post) -> Post:
        return self._written(post.id, {"status": "publish"})

    def trash(self, kept: str) -> None:
        """Where the site has no trash the post becomes a draft."""
        path, number = self.path(kept), split(kept)[1]
        answer = self._api.ask("DELETE", path, expected=(*_GONE, "rest_trash_not_supported"))
        if answer.code in _GONE:
            return
        post = self._api.post(path, {"status": "draft"}) if answer.code else answer.body
        if not isinstance(post, dict) or str(post.get("id")) != number or post.get("status") == "publish":
            raise MaybePublished(
                t("{site} tidak menjawab dengan jelas apakah naskah {number} sudah ditarik.", site=self.address, number=number)
            )

    def _written(self, kept: str, fields: Json) -> Post:
        body = self._api.post(self.path(kept), fields)
        if str(body.get("id")) != split(kept)[1]:
            raise MaybePublished(t("{site} menjawab tentang naskah lain; hasilnya perlu dilihat dahulu.", site=self.address))
        return _post(body)


def _fields(payload: Payload) -> Json:
    fields: Json = {
        "title": payload.title,
        "content": payload.content,
        "excerpt": payload.excerpt,
        "featured_media": payload.featured,
    }
    if payload.tags is not None:
        fields["tags"] = list(payload.tags)
    if payload.categories:
        fields["categories"] = list(payload.categories)
    if payload.slug:
        fields["slug"] = payload.slug
    return fields


def _post(body: Json) -> Post:
    try:
        date: datetime | None = datetime.fromisoformat(str(body.get("date_gmt"))).replace(tzinfo=UTC)
    except ValueError:
        date = None
    return Post(
        id=reference(str(body.get("type") or POST), body["id"]),
        status=str(body.get("status", "")),
        title=raw(body, "title"),
        content=raw(body, "content"),
        link=str(body.get("link", "")),
        modified=str(body.get("modified_gmt", "")),
        date=date,
        images=str((body.get("content") or {}).get("rendered", "")).count("<img"),
    )


def view_count(value: object) -> int | None:
    """A count as a plugin tells it; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value)
    return int(text) if text.isdecimal() else None

"""A WordPress website whose REST interface is switched off, through XML-RPC.

The way of a post is that of the REST connector. What XML-RPC lacks: it has no trash (a withdrawn post is given the
status `trash`, never deleted), no views but those kept in a public custom field, and no alt text on the media itself.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from xmlrpc.client import DateTime

from wordpress_xmlrpc.methods.posts import EditPost, GetPost, GetPosts, NewPost
from wordpress_xmlrpc.methods.users import GetProfile

from connectors.contract import (
    ConnectorError,
    Grade,
    Health,
    Limits,
    Link,
    MaybePublished,
    NeedsHuman,
    ReaderCount,
    TryLater,
)
from connectors.http import Session
from connectors.wordpress import EXCESS, NOT_PUBLIC, view_count
from connectors.wordpress_desk import Desk
from connectors.wordpress_site import Account, Payload, Post, T, U
from connectors.wordpress_types import CATEGORY, POST, TAG, PostType, number_of, others, reference, split
from connectors.wordpress_xmlrpc_library import XmlRpcLibrary
from connectors.wordpress_xmlrpc_types import XmlRpcTypes, may
from connectors.wordpress_xmlrpc_wire import Wordpress, storable
from language.say import t
from safety.clock import Clock, SystemClock

LIMITS = Limits(
    platform="wordpress_xmlrpc",
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
    video_bytes=20 * 2**20,  # XML-RPC carries a file as text in one piece, here and in PHP's memory
)

# All of them, always: the library takes a date that is missing for the present moment.
_FIELDS = ["post_title", "post_content", "post_status", "post_name", "post_date_gmt", "post_modified_gmt", "link", "post_type"]
_WRITERS = frozenset({"administrator", "editor", "author"})
_PAGE = 20
_PAGES = 50
_SKEW = timedelta(minutes=2)


class WordPressXmlRpc(Desk):
    """One WordPress site, written to as one user. Implements `Connector`."""

    def __init__(
        self,
        url: str,
        username: str,
        password: str,
        session: Session,
        channel: str = "website",
        blog_id: int = 0,
        clock: Clock | None = None,
        post_types: Mapping[str, str] | None = None,
    ) -> None:
        self._server = Wordpress(url, username, password, session, blog_id)
        self._username = username
        kinds = others(post_types)
        self._xmlrpc = XmlRpcSite(self._server, clock or SystemClock(), kinds.values(), lambda: session.ahead)
        super().__init__(self._xmlrpc, channel, LIMITS, kinds)

    def check(self) -> Health:
        """Who we are on the site and what is wrong with that; never raises for what a person can read here."""
        try:
            account = self._xmlrpc.account()
        except ConnectorError as error:
            return Health(ok=False, account="", may_publish=False, problems=(str(error),))
        name, good = account.name or self._username, account.may_publish
        return Health(good, name, good, account.problems, cost=t("gratis"), excess=account.excess)

    def readers(self, link: Link) -> ReaderCount:
        """Views as a statistics plugin keeps them in the post's custom field `views`; None where there is none."""
        if not link.remote_id:
            return ReaderCount(None, "views", "wordpress_xmlrpc", 0.0, t("Nomor naskah tidak tercatat."))
        asked = GetPost(number_of(link.remote_id), ["custom_fields", "post_status", "post_date_gmt", "post_modified_gmt"])
        post = self._server.read(asked, missing=True)
        if post is None:
            return ReaderCount(None, "views", "wordpress_xmlrpc", 0.0, t("Naskah tidak ada lagi."))
        if getattr(post, "post_status", "publish") != "publish":
            return ReaderCount(None, "views", "wordpress_xmlrpc", 0.0, t(NOT_PUBLIC, number=link.remote_id))
        kept = [f.get("value") for f in getattr(post, "custom_fields", []) if isinstance(f, dict) and f.get("key") == "views"]
        views = view_count(kept[0]) if len(kept) == 1 else None
        if views is None:
            reason = t("Situs tidak memiliki penghitung pembaca yang terbaca lewat XML-RPC.")
            return ReaderCount(None, "views", "wordpress_xmlrpc", 0.0, reason)
        return ReaderCount(views, "views", "wordpress_xmlrpc:views", 0.9)


class XmlRpcSite:
    """A site through XML-RPC. Implements `Site`."""

    def __init__(
        self, server: Wordpress, clock: Clock, post_types: Iterable[str] = (), ahead: Callable[[], timedelta] = timedelta
    ) -> None:
        self._server = server
        self._ahead = ahead
        self._types = XmlRpcTypes(server)
        self._used = (POST, *sorted(set(post_types)))
        self._clock = clock
        self.address = server.address
        self.library = XmlRpcLibrary(server)

    def together(self, first: Callable[[], T], second: Callable[[], U], *others: Callable[[], object]) -> tuple[T, U]:
        """One after the other: the client's proxy carries one call at a time."""
        found = first(), second()
        for other in others:
            other()
        return found

    def account(self) -> Account:
        """XML-RPC tells roles, not rights: of a role of the site's own making we cannot know what it may see."""
        me = self._server.read(GetProfile())
        roles = {str(r) for r in getattr(me, "roles", None) or []}
        problems: list[str] = []
        excess = _excess(roles)
        if not roles & _WRITERS:
            named = ", ".join(sorted(roles)) or t("tanpa peran")
            problems.append(
                t("Akun ({named}) bukan penulis atau editor; minta admin situs memberi salah satu peran itu.", named=named)
            )
        if "author" in roles and not excess:
            problems.append(
                t(
                    "Lewat XML-RPC penulis tidak dapat membuat tagar baru; buat tagar dahulu, atau pakai peran editor "
                    "dengan allow_more_power = true."
                )
            )
        wrong, without = self._types.judged(self._used[1:], lambda right: may(roles, right))
        problems += wrong or without
        return Account(str(getattr(me, "username", "")), bool(roles & _WRITERS) and not wrong, tuple(problems), excess)

    def type_named(self, name: str) -> PostType:
        return self._types.named(name)

    def post(self, kept: str) -> Post | None:
        known = self._server.read(GetPost(number_of(kept), _FIELDS), missing=True)
        if known is None:
            return None
        if str(getattr(known, "id", "")) != split(kept)[1]:
            raise TryLater(t("{site} menjawab tentang naskah lain.", site=self.address))
        post = self._post(known)
        return None if post.status == "trash" else post

    def candidates(self, marker: str, slug: str) -> list[Post]:  # noqa: ARG002  # XML-RPC cannot ask for an address
        """Every hit of a search; should a plugin hinder searching, the newest posts show ours all the same."""
        return [post for name in self._used for post in self._marked_as(self._types.named(name), marker)]

    def _marked_as(self, one: PostType, marker: str) -> list[Post]:
        seen: list[Post] = []
        of_type = {"post_type": one.name}
        for page in range(_PAGES):
            place = {"orderby": "ID", "order": "ASC", "number": _PAGE, "offset": page * _PAGE}
            hits = self._listed({**of_type, "s": f"tayang:{marker}", **place})
            # A short page is not the last: WordPress leaves out what we may not edit only after it has counted.
            if not hits:
                return seen or self._listed({**of_type, "orderby": "ID", "order": "DESC", "number": _PAGE})
            seen += hits
        raise TryLater(t("{site} tidak menjawab pencarian dengan lengkap.", site=self.address))

    def create(self, payload: Payload, post_type: str) -> Post:
        number = self._server.write(NewPost({**_fields(payload), "post_type": post_type, "post_status": "draft"}))
        if not str(number).isdecimal():
            raise MaybePublished(t("{site} tidak menyebut nomor naskah; hasilnya perlu dilihat dahulu.", site=self.address))
        return self._reread(reference(post_type, number))

    def change(self, post: Post, payload: Payload) -> Post:
        return self._written(post.id, _fields(payload) | _unless_changed(post))

    def show(self, post: Post) -> Post:
        return self._written(post.id, {"post_status": "publish"} | _unless_changed(post))

    def trash(self, kept: str) -> None:
        """By status: wp.deletePost deletes for good what is in the trash already, and where the trash is switched off."""
        if self.post(kept) is None:
            return
        self._edit(kept, {"post_status": "trash"})
        try:
            left = self.post(kept)
        except TryLater as error:
            raise MaybePublished(str(error)) from None
        if left is not None:
            raise NeedsHuman(
                t("Naskah {number} di {site} tidak masuk tempat sampah; tarik di WordPress.", number=kept, site=self.address)
            )

    def _written(self, kept: str, fields: dict[str, Any]) -> Post:
        self._edit(kept, fields)
        return self._reread(kept)

    def _edit(self, kept: str, fields: dict[str, Any]) -> None:
        if self._server.write(EditPost(number_of(kept), fields)) is not True:
            raise MaybePublished(t("{site} tidak menjawab dengan jelas; hasilnya perlu dilihat dahulu.", site=self.address))

    def _reread(self, kept: str) -> Post:
        """What was just written; a look that fails now leaves the outcome unknown."""
        try:
            post = self.post(kept)
        except TryLater as error:
            raise MaybePublished(str(error)) from None
        if post is None:
            raise MaybePublished(t("Naskah {number} yang baru ditulis tidak tampak di {site}.", number=kept, site=self.address))
        return post

    def _listed(self, wanted: dict[str, Any]) -> list[Post]:
        return [self._post(p) for p in self._server.listed(GetPosts(wanted, _FIELDS))]

    def _post(self, known: Any) -> Post:
        content = str(getattr(known, "content", ""))
        date = known.date.replace(tzinfo=UTC)
        status = str(getattr(known, "post_status", ""))
        if status == "publish" and date > self._clock.now() + self._ahead() + _SKEW:
            status = "future"  # XML-RPC calls a scheduled post published
        return Post(
            id=reference(str(getattr(known, "post_type", "") or POST), known.id),
            status=status,
            title=str(getattr(known, "title", "")),
            content=content,
            link=str(getattr(known, "link", "")),
            modified=known.date_modified.isoformat(),
            date=date,
            images=content.count("<img"),
        )


def _unless_changed(post: Post) -> dict[str, Any]:
    """WordPress itself refuses with 409 if someone saved the post after we looked at it."""
    return {"if_not_modified_since": DateTime(datetime.fromisoformat(post.modified))}


def _fields(payload: Payload) -> dict[str, Any]:
    terms: dict[str, list[int]] = {} if payload.tags is None else {TAG: list(payload.tags)}
    if payload.categories:
        terms[CATEGORY] = list(payload.categories)
    fields: dict[str, Any] = {
        "post_title": storable(payload.title),
        "post_content": storable(payload.content),
        "post_excerpt": storable(payload.excerpt),
    }
    if terms:
        fields["terms"] = terms
    fields["post_thumbnail"] = payload.featured  # 0 takes an earlier one away
    if payload.slug:
        fields["post_name"] = payload.slug
    return fields


def _excess(roles: Collection[str]) -> tuple[str, ...]:
    """What a role lets whoever steals the password do."""
    most = tuple(EXCESS) if "administrator" in roles else ("unfiltered_html",) if "editor" in roles else ()
    return tuple(t(EXCESS[one]) for one in most)

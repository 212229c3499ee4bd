"""A WordPress website whose REST interface is switched off, through XML-RPC.

The way of a post is that of the REST connector. What XML-RPC lacks: it has no trash (a withdrawn post is given the
status `trash`, never deleted), no views but those kept in a public custom field, and no alt text on the media itself.
"""

from collections.abc import Callable
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
from connectors.wordpress import EXCESS, view_count
from connectors.wordpress_desk import Desk
from connectors.wordpress_site import Account, Payload, Post, T, U
from connectors.wordpress_xmlrpc_library import XmlRpcLibrary
from connectors.wordpress_xmlrpc_wire import Wordpress, storable
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
    video_bytes=50 * 2**20,
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
    ) -> None:
        self._server = Wordpress(url, username, password, session, blog_id)
        self._username = username
        self._xmlrpc = XmlRpcSite(self._server, clock or SystemClock())
        super().__init__(self._xmlrpc, channel, LIMITS)

    def check(self) -> Health:
        """Who we are on the site and what is wrong with that; never raises for what a person can read here."""
        try:
            account = self._xmlrpc.account()
        except ConnectorError as error:
            return Health(ok=False, account="", may_publish=False, problems=(str(error),))
        name, good = account.name or self._username, account.may_publish
        return Health(good, name, good, account.problems, cost="gratis", excess=account.excess)

    def readers(self, link: Link) -> ReaderCount:
        """Views as a statistics plugin keeps them in the post's custom field `views`; None where there is none."""
        if not link.remote_id:
            return ReaderCount(None, "views", "wordpress_xmlrpc", 0.0, "Nomor naskah tidak tercatat.")
        asked = GetPost(int(link.remote_id), ["custom_fields", "post_date_gmt", "post_modified_gmt"])
        post = self._server.read(asked, missing=True)
        if post is None:
            return ReaderCount(None, "views", "wordpress_xmlrpc", 0.0, "Naskah tidak ada lagi.")
        kept = [f.get("value") for f in getattr(post, "custom_fields", []) if isinstance(f, dict) and f.get("key") == "views"]
        views = view_count(kept[0]) if len(kept) == 1 else None
        if views is None:
            reason = "Situs tidak memiliki penghitung pembaca yang terbaca lewat XML-RPC."
            return ReaderCount(None, "views", "wordpress_xmlrpc", 0.0, reason)
        return ReaderCount(views, "views", "wordpress_xmlrpc:views", 0.9)


class XmlRpcSite:
    """A site through XML-RPC. Implements `Site`."""

    def __init__(self, server: Wordpress, clock: Clock) -> None:
        self._server = server
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
        excess = tuple(EXCESS.values()) if "administrator" in roles else (EXCESS["unfiltered_html"],) if "editor" in roles else ()
        if not roles & _WRITERS:
            named = ", ".join(sorted(roles)) or "tanpa peran"
            problems.append(f"Akun ({named}) bukan penulis atau editor; minta admin situs memberi salah satu peran itu.")
        if "author" in roles and not excess:
            told = "Lewat XML-RPC penulis tidak dapat membuat tagar baru; buat tagar dahulu, atau pakai peran editor"
            problems.append(f"{told} dengan allow_more_power = true.")
        return Account(str(getattr(me, "username", "")), bool(roles & _WRITERS), tuple(problems), excess)

    def post(self, number: str) -> Post | None:
        known = self._server.read(GetPost(int(number), _FIELDS), missing=True)
        if known is None:
            return None
        if str(getattr(known, "id", "")) != number:
            raise TryLater(f"{self.address} menjawab tentang naskah lain.")
        post = self._post(known)
        return None if post.status == "trash" else post

    def candidates(self, marker: str, slug: str) -> list[Post]:  # noqa: ARG002  # XML-RPC cannot ask for an address
        """Every hit of a search; should a plugin hinder searching, the newest posts show ours all the same."""
        seen: list[Post] = []
        for page in range(_PAGES):
            wanted = {"s": f"tayang:{marker}", "orderby": "ID", "order": "ASC", "number": _PAGE, "offset": page * _PAGE}
            hits = self._listed(wanted)
            # A short page is not the last: WordPress leaves out what we may not edit only after it has counted.
            if not hits:
                return seen or self._listed({"orderby": "ID", "order": "DESC", "number": _PAGE})
            seen += hits
        raise TryLater(f"{self.address} tidak menjawab pencarian dengan lengkap.")

    def create(self, payload: Payload) -> Post:
        number = self._server.write(NewPost({**_fields(payload), "post_type": "post", "post_status": "draft"}))
        if not str(number).isdecimal():
            raise MaybePublished(f"{self.address} tidak menyebut nomor naskah; hasilnya perlu dilihat dahulu.")
        return self._reread(str(number))

    def change(self, number: str, payload: Payload) -> Post:
        return self._written(number, _fields(payload))

    def show(self, post: Post) -> Post:
        # WordPress itself refuses with 409 if someone saved the draft after we looked at it.
        noted = DateTime(datetime.fromisoformat(post.modified))
        return self._written(post.id, {"post_status": "publish", "if_not_modified_since": noted})

    def trash(self, number: str) -> None:
        """By status: wp.deletePost deletes for good what is in the trash already, and where the trash is switched off."""
        if self.post(number) is None:
            return
        self._edit(number, {"post_status": "trash"})
        try:
            left = self.post(number)
        except TryLater as error:
            raise MaybePublished(str(error)) from None
        if left is not None:
            raise NeedsHuman(f"Naskah {number} di {self.address} tidak masuk tempat sampah; tarik di WordPress.")

    def _written(self, number: str, fields: dict[str, Any]) -> Post:
        self._edit(number, fields)
        return self._reread(number)

    def _edit(self, number: str, fields: dict[str, Any]) -> None:
        if self._server.write(EditPost(int(number), fields)) is not True:
            raise MaybePublished(f"{self.address} tidak menjawab dengan jelas; hasilnya perlu dilihat dahulu.")

    def _reread(self, number: str) -> Post:
        """What was just written; a look that fails now leaves the outcome unknown."""
        try:
            post = self.post(number)
        except TryLater as error:
            raise MaybePublished(str(error)) from None
        if post is None:
            raise MaybePublished(f"Naskah {number} yang baru ditulis tidak tampak di {self.address}.")
        return post

    def _listed(self, wanted: dict[str, Any]) -> list[Post]:
        return [self._post(p) for p in self._server.listed(GetPosts(wanted, _FIELDS))]

    def _post(self, known: Any) -> Post:
        content = str(getattr(known, "content", ""))
        date = known.date.replace(tzinfo=UTC)
        status = str(getattr(known, "post_status", ""))
        if status == "publish" and date > self._clock.now() + _SKEW:
            status = "future"  # XML-RPC calls a scheduled post published
        return Post(
            id=str(known.id),
            status=status,
            title=str(getattr(known, "title", "")),
            content=content,
            link=str(getattr(known, "link", "")),
            modified=known.date_modified.isoformat(),
            date=date,
            images=content.count("<img"),
        )


def _fields(payload: Payload) -> dict[str, Any]:
    terms = {"post_tag": list(payload.tags)}
    if payload.categories:
        terms["category"] = list(payload.categories)
    fields: dict[str, Any] = {
        "post_title": storable(payload.title),
        "post_content": storable(payload.content),
        "post_excerpt": storable(payload.excerpt),
        "terms": terms,
    }
    if payload.featured:
        fields["post_thumbnail"] = payload.featured
    if payload.slug:
        fields["post_name"] = payload.slug
    return fields

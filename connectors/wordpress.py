"""A WordPress website through its REST interface, with an application password.

The hidden stage is a draft that carries our marker; revealing is one status change that may be repeated. Withdrawing
moves the post to the trash, from where an editor can bring it back.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from connectors.contract import (
    Absent,
    CannotTell,
    ConnectorError,
    Finding,
    Fingerprint,
    Found,
    Grade,
    Health,
    Limits,
    Link,
    Look,
    MaybePublished,
    NeedsHuman,
    ReaderCount,
    Record,
    Refused,
    Rendering,
    Staged,
    TryLater,
)
from connectors.http import Session
from connectors.wordpress_api import Api, Json
from connectors.wordpress_body import MARKER, body_of, final, marker_comment, plain, words
from connectors.wordpress_library import Library, raw
from content_queue.package import Attachment, Image, Package

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
)

_POSTS = "/wp/v2/posts"
_GONE = ("rest_post_invalid_id", "rest_already_trashed")


class WordPress:
    """One WordPress site, written to as one user. Implements `Connector`."""

    def __init__(self, base_url: str, username: str, password: str, session: Session, channel: str) -> None:
        self._api = Api(base_url, username, password, session)
        self._library = Library(self._api)
        self._channel = channel

    @property
    def limits(self) -> Limits:
        return LIMITS

    def preview(self, package: Package, link: str = "") -> Rendering:
        """The post with placeholders for addresses that only the site can give; the first picture is the featured one."""
        heavy = [i.name for i in package.images if i.size > LIMITS.image_bytes]
        if heavy or len(package.images) > LIMITS.images:
            raise Refused(f"Gambar terlalu besar atau terlalu banyak untuk situs: {', '.join(heavy) or len(package.images)}.")
        return Rendering(
            channel=self._channel,
            platform=LIMITS.platform,
            title=package.title,
            text=body_of(package.body_html, package.images, package.attachments),
            slug=package.slug,
            summary=package.summary,
            language=package.language,
            category=package.category,
            tags=package.tags,
            link=link,
            made_with_ai=package.made_with_ai,
            publish_at=package.publish_at,
            images=package.images,
            attachments=package.attachments,
        )

    def check(self) -> Health:
        """Who we are on the site and what is wrong with that; never raises for what a person can read here."""
        try:
            me = self._me()
        except ConnectorError as error:
            return Health(ok=False, account="", may_publish=False, problems=(str(error),))
        can = me.get("capabilities") or {}
        lacking = [c for c in ("publish_posts", "upload_files") if not can.get(c)]
        problems = [f"Akun tidak memiliki hak {name}; minta admin situs memberi peran penulis atau editor." for name in lacking]
        if can.get("unfiltered_html"):
            problems.append("Akun boleh menyimpan HTML tanpa saringan (unfiltered_html); peran penulis lebih aman.")
        name = str(me.get("username") or me.get("name") or me.get("id"))
        return Health(ok=not lacking, account=name, may_publish=bool(can.get("publish_posts")), problems=tuple(problems))

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        """Upload, file under its category and tags, and keep as a draft; what an earlier try left is used again."""
        kept = dict(handles)

        def keep(name: str, handle: str) -> None:
            record(name, handle)
            kept[name] = handle

        post = self._earlier(kept, marker, rendering)
        if post is None:
            fields = self._fields(rendering, marker, kept, keep)
            post = self._api.post(_POSTS, {**fields, "slug": rendering.slug, "status": "draft"})
            if marker_comment(marker) not in raw(post, "content"):
                raise MaybePublished(f"{self._api.site} tidak mengembalikan penanda kami; hasilnya perlu dilihat dahulu.")
        if kept.get("draft") != str(post["id"]):
            kept.pop("draft_modified", None)
            keep("draft", str(post["id"]))
        if "draft_modified" not in kept:
            keep("draft_modified", str(post["modified_gmt"]))
        return Staged(rendering, marker, str(post["id"]), kept)

    def reveal(self, staged: Staged) -> Link:
        """Turn the draft public; already public is success, touched by a person since is not."""
        post = self._post(staged.remote_id)
        if post is None:
            raise NeedsHuman(f"Naskah {staged.remote_id} di {self._api.site} sudah dihapus; pastikan apakah masih akan tayang.")
        if post.get("status") == "publish":
            return _link(post)
        self._unchanged(post, staged)
        shown = self._api.post(f"{_POSTS}/{staged.remote_id}", {"status": "publish"})
        if str(shown.get("id")) != staged.remote_id:
            raise MaybePublished(f"{self._api.site} menjawab tentang naskah lain; hasilnya perlu dilihat dahulu.")
        if shown.get("status") != "publish":
            raise NeedsHuman(f"Naskah {staged.remote_id} di {self._api.site} berstatus {shown.get('status')}, bukan tayang.")
        return _link(shown)

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:  # noqa: ARG002  # the marker needs no window
        """Count the posts and drafts that carry the marker; Absent only for an account that could have seen them."""
        me = self._me()  # first: to a dead password WordPress answers a search with a complaint about its parameters
        posts = self._marked(fingerprint.marker, fingerprint.slug)
        if not posts and fingerprint.remote_id:
            known = self._post(fingerprint.remote_id)
            posts = [known] if known else []
        if not posts:
            if not (me.get("capabilities") or {}).get("publish_posts"):
                return CannotTell(f"Akun di {self._api.site} tidak boleh melihat naskah.")
            return Absent()
        best = posts[0]
        public = best.get("status") == "publish"
        url = str(best.get("link", "")) if public else ""
        return Found(str(best["id"]), public, url, _when(best) if public else None, len(posts))

    def look(self, link: Link) -> Look:
        if not link.remote_id:
            return Look("unknown", "Nomor naskah tidak tercatat.", link.url)
        post = self._post(link.remote_id)
        if post is None:
            return Look("gone", "Naskah tidak ada lagi atau berada di tempat sampah.", link.url)
        images = str((post.get("content") or {}).get("rendered", "")).count("<img")
        state = "public" if post.get("status") == "publish" else "hidden"
        return Look("public" if state == "public" else "hidden", str(post.get("status", "")), str(post.get("link", "")), images)

    def readers(self, link: Link) -> ReaderCount:
        """Views as a statistics plugin of the site counts them; None where no plugin answers."""
        if not link.remote_id:
            return ReaderCount(None, "views", "wordpress", 0.0, "Nomor naskah tidak tercatat.")
        asked = self._api.ask("GET", f"{_POSTS}/{link.remote_id}", params={"_fields": "id,link,views"}, expected=_GONE)
        if asked.code:
            return ReaderCount(None, "views", "wordpress:views", 0.0, "Naskah tidak ada lagi.")
        views = _count(asked.body.get("views")) if isinstance(asked.body, dict) else None
        if views is not None:
            return ReaderCount(views, "views", "wordpress:views", 0.9)
        try:
            path = f"/post-views-counter/get-post-views/{link.remote_id}"
            counted = _count(self._api.ask("GET", path, expected=("rest_no_route",)).body)
        except (NeedsHuman, Refused, TryLater):
            counted = None
        if counted is not None:
            return ReaderCount(counted, "views", "post-views-counter", 0.9)
        return ReaderCount(None, "views", "wordpress", 0.0, "Situs tidak memiliki penghitung pembaca yang menjawab lewat REST.")

    def withdraw(self, link: Link) -> None:
        """Move the post to the trash; where the site has no trash it becomes a draft. Withdrawn already is success."""
        path = f"{_POSTS}/{link.remote_id}"
        answer = self._api.ask("DELETE", path, expected=(*_GONE, "rest_trash_not_supported"))
        if answer.code in _GONE:
            return
        post = self._api.post(path, {"status": "draft"}) if answer.code else answer.body
        if not isinstance(post, dict) or str(post.get("id")) != link.remote_id or post.get("status") == "publish":
            raise MaybePublished(f"{self._api.site} tidak menjawab dengan jelas apakah {link.url} sudah ditarik.")

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:
        """Replace what the post says and shows; its address and its marker stay."""
        post = self._post(link.remote_id)
        found = MARKER.search(raw(post, "content")) if post else None
        if post is None or found is None:
            raise NeedsHuman(f"{link.url} tidak ada lagi atau tidak memuat penanda kami; perbaiki langsung di WordPress.")
        changed = self._api.post(f"{_POSTS}/{link.remote_id}", self._fields(rendering, found[1], {}, record))
        if str(changed.get("id")) != link.remote_id or found[0] not in raw(changed, "content"):
            raise MaybePublished(f"{self._api.site} tidak menjawab dengan jelas apakah {link.url} sudah diperbaiki.")
        return _link(changed)

    def _me(self) -> Json:
        me = self._api.ask("GET", "/wp/v2/users/me", params={"context": "edit"}).body
        if not isinstance(me, dict) or "id" not in me:
            raise TryLater(f"{self._api.site} tidak menyebut akun kita.")
        return me

    def _post(self, remote_id: str) -> Json | None:
        """The post as its editor sees it; None if it is deleted or in the trash."""
        answer = self._api.ask("GET", f"{_POSTS}/{remote_id}", params={"context": "edit"}, expected=_GONE)
        if answer.code:
            return None
        if not isinstance(answer.body, dict) or str(answer.body.get("id")) != remote_id:
            raise TryLater(f"{self._api.site} menjawab tentang naskah lain.")
        return None if answer.body.get("status") == "trash" else answer.body

    def _marked(self, marker: str, slug: str) -> list[Json]:
        """Every post and draft that carries the marker, the public and oldest first."""
        wanted = {"context": "edit", "status": "any"}
        seen = self._api.list(_POSTS, {**wanted, "search": f"tayang:{marker}"})
        if slug:  # a search plugin may not look into comments; the address shows the post all the same
            seen += self._api.list(_POSTS, {**wanted, "slug": f"{slug},{slug}-2,{slug}-3"})
        ours = {int(p["id"]): p for p in seen if marker_comment(marker) in raw(p, "content") and p.get("status") != "trash"}
        return sorted(ours.values(), key=lambda p: (p.get("status") != "publish", int(p["id"])))

    def _earlier(self, kept: Mapping[str, str], marker: str, rendering: Rendering) -> Json | None:
        if known := kept.get("draft"):
            post = self._post(known)
            if post:
                return post
        self._me()
        posts = self._marked(marker, rendering.slug)
        if posts and posts[0].get("status") != "publish":
            self._same_words(posts[0], rendering)
        return posts[0] if posts else None

    def _unchanged(self, post: Json, staged: Staged) -> None:
        noted = staged.handles.get("draft_modified")
        if noted is None:
            self._same_words(post, staged.rendering)
        elif noted != post.get("modified_gmt"):
            raise self._touched(post)

    def _same_words(self, post: Json, rendering: Rendering) -> None:
        same = words(raw(post, "content")) == words(rendering.text)
        if not same or words(raw(post, "title")) != words(plain(rendering.title)):
            raise self._touched(post)

    def _touched(self, post: Json) -> NeedsHuman:
        return NeedsHuman(
            f"Naskah {post['id']} di {self._api.site} sudah diubah orang di WordPress; yang disetujui belum tayang. "
            "Kembalikan isinya atau hapus naskah itu."
        )

    def _fields(self, rendering: Rendering, marker: str, kept: Mapping[str, str], keep: Record) -> Json:
        categories = [self._library.category(rendering.category)] if rendering.category else []
        items: tuple[Image | Attachment, ...] = (*rendering.images, *rendering.attachments)
        files = {item.sha256: self._library.upload(item, kept, keep) for item in items}
        fields: Json = {
            "title": plain(rendering.title),
            "content": final(rendering.text, {sha: url for sha, (_, url) in files.items()}, marker),
            "excerpt": plain(rendering.summary),
            "tags": [self._library.tag(name, kept, keep) for name in rendering.tags],
        }
        if categories:
            fields["categories"] = categories
        if rendering.images:
            fields["featured_media"] = files[rendering.images[0].sha256][0]
        return fields


def _when(post: Json) -> datetime | None:
    try:
        return datetime.fromisoformat(str(post.get("date_gmt"))).replace(tzinfo=UTC)
    except ValueError:
        return None


def _link(post: Json) -> Link:
    return Link(str(post.get("link", "")), str(post["id"]), _when(post))


def _count(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value)
    return int(text) if text.isdecimal() else None

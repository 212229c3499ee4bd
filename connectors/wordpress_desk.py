"""The way of a post through WordPress, one for REST and XML-RPC: a marked draft, one visible act, and looking again.

A draft carries our marker and a seal over its words. By the seal a draft of an earlier try is told from one that a
person changed: the first is brought to the present rendering, the second stays as it is until a person decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from connectors.article import article_of, rendering_of
from connectors.contract import (
    Absent,
    CannotTell,
    ConnectorError,
    Finding,
    Fingerprint,
    Found,
    Limits,
    Link,
    Look,
    MaybePublished,
    NeedsHuman,
    Record,
    Refused,
    Rendering,
    Staged,
    Strays,
)
from connectors.wordpress_body import MARKER, marker_comment, plain, unbroken, words
from connectors.wordpress_content import Content
from connectors.wordpress_site import Account, Post, Site, T
from connectors.wordpress_types import POST, number_of
from content_queue.package import Package
from language.say import t


class Desk:
    """One account on one WordPress site: everything of `Connector` but `check` and `readers`.

    `kinds`: the kinds of package that do not go among the posts, with the type of post in which they do.
    """

    def __init__(self, site: Site, channel: str, limits: Limits, kinds: Mapping[str, str]) -> None:
        self._site = site
        self._content = Content(site.library)
        self._channel = channel
        self._limits = limits
        self._kinds = dict(kinds)

    @property
    def limits(self) -> Limits:
        return self._limits

    def preview(self, package: Package, link: str = "") -> Rendering:
        """The post with placeholders for addresses that only the site can give; the first picture is the featured one."""
        heavy = [i.name for i in package.images if i.size > self._limits.image_bytes]
        if heavy or len(package.images) > self._limits.images:
            raise Refused(
                t("Gambar terlalu besar atau terlalu banyak untuk situs: {files}.", files=", ".join(heavy) or len(package.images))
            )
        if large := [v.name for v in package.videos if v.size > self._limits.video_bytes]:
            most = self._limits.video_bytes // 2**20
            raise Refused(
                t(
                    "Situs memuat video paling besar {most} MB: {files}. Perkecil lalu ajukan lagi.",
                    most=most,
                    files=", ".join(large),
                )
            )
        text = article_of(package.body_html, package.images, package.attachments, package.videos)
        rendering = rendering_of(package, self._channel, self._limits.platform, text, link)
        return replace(rendering, post_type=self._kinds.get(package.kind, ""))

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        """Upload, file under its category and tags, and keep as a draft; what an earlier try left is used again."""
        if not rendering.title.strip() or not rendering.text.strip():
            raise Refused(t("{site}: judul dan isi tulisan wajib ada.", site=self._site.address))
        kept = dict(handles)

        def keep(name: str, handle: str) -> None:
            record(name, handle)
            kept[name] = handle

        post = self._earlier(rendering, marker, kept, keep)
        if post is None:
            one = self._site.type_named(rendering.post_type or POST)
            post = self._ours(self._site.create(self._content.payload(rendering, marker, kept, keep, one), one.name), marker)
        elif not post.public and not self._settled(post, rendering, kept):
            if kept.get("draft") != post.id or kept.get("draft_modified") != post.modified:
                self._intact(post, rendering)
            payload = self._content.payload(rendering, marker, kept, keep, self._site.type_named(post.type))
            post = self._ours(self._site.change(post, payload), marker)
        # `draft_modified` last: a crash before it leaves a draft that is looked at again, never one that is trusted.
        for name, handle in (("draft", post.id), ("draft_digest", rendering.digest), ("draft_modified", post.modified)):
            if kept.get(name) != handle:
                keep(name, handle)
        return Staged(rendering, marker, post.id, kept)

    def reveal(self, staged: Staged) -> Link:
        """Turn the draft public; already public is success, touched by a person since is not."""
        post = self._site.post(staged.remote_id)
        if post is None:
            raise NeedsHuman(
                t(
                    "Naskah {number} di {site} sudah dihapus; pastikan apakah masih akan tayang.",
                    number=staged.remote_id,
                    site=self._site.address,
                )
            )
        if post.public:
            return _link(post)
        noted = staged.handles.get("draft_modified")
        if noted is None:
            self._same_words(post, staged.rendering)
        elif noted != post.modified:
            raise self._touched(post)
        shown = self._site.show(post)
        if not shown.public:
            raise NeedsHuman(
                t(
                    "Naskah {number} di {site} berstatus {status}, bukan tayang.",
                    number=post.id,
                    site=self._site.address,
                    status=shown.status,
                )
            )
        return _link(shown)

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:  # noqa: ARG002  # the marker needs no window
        """Count the posts that carry the marker, and drafts beside them; Absent only for an account that could see them."""
        try:
            posts = self._marked(fingerprint.marker, fingerprint.slug)
        except ConnectorError:
            self._site.account()  # to a dead password a search may answer with anything but a refusal; this tells it plainly
            raise
        if not posts and fingerprint.remote_id:
            known = self._site.post(fingerprint.remote_id)
            posts = [known] if known else []
        if not posts:
            if not self._site.account().may_publish:
                return CannotTell(t("Akun di {site} tidak boleh melihat naskah.", site=self._site.address))
            return Absent()
        best, count = posts[0], sum(post.public for post in posts) or 1
        strays = len(posts) - count
        if not best.public:
            return Found(best.id, False, strays=strays)
        return Found(best.id, True, best.link, best.date, count, strays)

    def look(self, link: Link) -> Look:
        if not link.remote_id:
            return Look("unknown", t("Nomor naskah tidak tercatat."), link.url)
        post = self._site.post(link.remote_id)
        if post is None:
            return Look("gone", t("Naskah tidak ada lagi atau berada di tempat sampah."), link.url)
        return Look("public" if post.public else "hidden", post.status, post.link, post.images)

    def withdraw(self, link: Link) -> None:
        """Move the post to where an editor can bring it back from. Withdrawn already is success."""
        if not link.remote_id:
            raise NeedsHuman(t("Nomor naskah tidak tercatat; tarik sendiri {url} di WordPress.", url=link.url))
        self._site.trash(link.remote_id)

    def strays(self, fingerprint: Fingerprint, published: str) -> Strays:
        """Only while the published post stands there with our mark: without it a draft may be all that is left."""
        posts = self._marked(fingerprint.marker, fingerprint.slug)
        if not any(post.public and post.id == published for post in posts):
            return Strays()
        drafts = [post for post in posts if _is_stray(post, published)]
        ours = tuple(post.id for post in drafts if unbroken(post.title, post.content))
        return Strays(ours, tuple(post.id for post in drafts if post.id not in ours))

    def discard(self, stray: str, fingerprint: Fingerprint) -> bool:
        post = self._site.post(stray)
        if post is None or not _is_stray(post, fingerprint.remote_id) or not unbroken(post.title, post.content):
            return False
        if marker_comment(fingerprint.marker) not in post.content:
            return False
        self._site.trash(stray)
        return True

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:
        """Replace all that the post says and shows, in one write; address, mark and publicity stay. May be repeated.

        Files are uploaded first. A post that a person changed since our last write stays as it is until a person decides.
        """
        if not rendering.title.strip() or not rendering.text.strip():
            raise Refused(t("{site}: judul dan isi tulisan wajib ada.", site=self._site.address))
        before = self._amendable(link)
        payload = self._content.payload(rendering, _mark(before), {}, record, self._site.type_named(before.type), keep_slug=True)
        now = self._amendable(link)  # uploads take their time
        if (now.modified, now.content, now.title) != (before.modified, before.content, before.title):
            raise self._changed_since(link)
        after = self._ours(self._site.change(now, payload), _mark(before))
        record("amended", f"{after.id} {after.modified}")
        if not after.public:
            raise NeedsHuman(
                t(
                    "{url} sudah dibetulkan, tetapi kini berstatus {status}. Tayangkan lagi di WordPress.",
                    url=link.url,
                    status=after.status,
                )
            )
        return _link(after)

    def _amendable(self, link: Link) -> Post:
        """The public post as our own last write left it."""
        post = self._site.post(link.remote_id) if link.remote_id else None
        if post is None or not _mark(post):
            raise NeedsHuman(
                t("{url} tidak ada lagi atau tidak memuat penanda kami; perbaiki langsung di WordPress.", url=link.url)
            )
        if not post.public:
            raise NeedsHuman(
                t(
                    "{url} berstatus {status}, tidak tayang. Tayangkan lagi di WordPress atau tarik penayangannya.",
                    url=link.url,
                    status=post.status,
                )
            )
        if not unbroken(post.title, post.content):
            raise self._changed_since(link)
        return post

    def _changed_since(self, link: Link) -> NeedsHuman:
        return NeedsHuman(
            t(
                "{url} sudah diubah orang di WordPress sesudah tayang; ralat belum dipasang dan tidak ada yang ditimpa. "
                "Pulihkan isi lama lewat riwayat revisi WordPress lalu ulangi, atau pasang ralatnya langsung di WordPress.",
                url=link.url,
            )
        )

    def _earlier(self, rendering: Rendering, marker: str, kept: Mapping[str, str], keep: Record) -> Post | None:
        """What an earlier try left, if anything; meanwhile the files, which take longest, are already on their way."""
        if (known := kept.get("draft")) and (post := self._site.post(known)):
            return post
        account, posts = self._if_allowed(
            lambda: self._site.together(
                self._site.account,
                lambda: self._marked(marker, rendering.slug),
                lambda: self._content.terms(rendering, kept, keep, self._site.type_named(rendering.post_type or POST)),
                lambda: self._content.files(rendering, kept, keep),
            )
        )
        if not posts and not account.may_publish:
            raise self._no_right(account)
        return posts[0] if posts else None

    def _marked(self, marker: str, slug: str) -> list[Post]:
        """Every post and draft that carries the marker, the public and oldest first."""
        seen = self._if_allowed(lambda: self._site.candidates(marker, slug))
        ours = {p.id: p for p in seen if marker_comment(marker) in p.content and p.status != "trash"}
        return sorted(ours.values(), key=lambda p: (not p.public, number_of(p.id)))

    def _if_allowed(self, ask: Callable[[], T]) -> T:
        """The answer. What a site refuses to an account that may not publish there says nothing against the package."""
        try:
            return ask()
        except Refused:
            if not (account := self._site.account()).may_publish:
                raise self._no_right(account) from None
            raise

    def _no_right(self, account: Account) -> NeedsHuman:
        told = t("Akun di {site} tidak boleh menayangkan; minta peran penulis atau editor.", site=self._site.address)
        return NeedsHuman(" ".join(account.problems) or told)

    def _ours(self, post: Post, marker: str) -> Post:
        if marker_comment(marker) not in post.content:
            raise MaybePublished(
                t("{site} tidak mengembalikan penanda kami; hasilnya perlu dilihat dahulu.", site=self._site.address)
            )
        return post

    @staticmethod
    def _settled(post: Post, rendering: Rendering, kept: Mapping[str, str]) -> bool:
        noted = (kept.get("draft"), kept.get("draft_digest"), kept.get("draft_modified"))
        return noted == (post.id, rendering.digest, post.modified)

    def _intact(self, post: Post, rendering: Rendering) -> None:
        if not unbroken(post.title, post.content):
            self._same_words(post, rendering)

    def _same_words(self, post: Post, rendering: Rendering) -> None:
        if words(post.content) != words(rendering.text) or words(post.title) != words(plain(rendering.title)):
            raise self._touched(post)

    def _touched(self, post: Post) -> NeedsHuman:
        return NeedsHuman(
            t(
                "Naskah {number} di {site} sudah diubah orang di WordPress; yang disetujui belum tayang. "
                "Kembalikan isinya atau hapus naskah itu.",
                number=post.id,
                site=self._site.address,
            )
        )


def _mark(post: Post) -> str:
    found = MARKER.search(post.content)
    return found[1] if found else ""


def _is_stray(post: Post, published: str) -> bool:
    return post.status == "draft" and post.id != published


def _link(post: Post) -> Link:
    return Link(post.link, post.id, post.date)

"""The two steps in which Instagram and Threads publish: a container that nobody sees, then the one visible act.

A container can be published once, and it says itself whether it was: after an unclear answer it is asked, and only what it
calls published is looked for in the account's own list.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from connectors._social_errors import Step, unclear
from connectors._social_text import Post, recognise, too_many
from connectors.contract import (
    Absent,
    ConnectorError,
    Finding,
    Fingerprint,
    Found,
    Link,
    Look,
    MaybePublished,
    NeedsHuman,
    Record,
    Rendering,
    StageAgain,
    Staged,
    TryLater,
)
from connectors.facebook_errors import Missing, Service
from connectors.facebook_graph import GraphClient, Json
from connectors.meta_errors import NotReady, by_subcode, by_words
from connectors.meta_films import all_seen_in_public, still_at_work
from language.say import t

CONTAINER = "wadah:"
"""Before the number of a container, so that it is never taken for the number of a post."""
DAY = timedelta(hours=24)
WHOLE_LIFE = timedelta(hours=26)
"""A container is published within 24 hours of its making, or never."""
READY, WORKING, OUT, OVER, FAILED = "FINISHED", "IN_PROGRESS", "PUBLISHED", "EXPIRED", "ERROR"


@dataclass(frozen=True)
class Ways:
    """Where one service keeps its two steps, and how it names the parts of a post."""

    service: Service
    create: str
    publish: str
    posts: str
    budget: str
    state: str
    trouble: str
    text: str
    api_url: str
    """Where the service itself answers; anywhere else is a stand-in on this computer."""
    home: str
    """The account's page is this and its name; a post's own address is not yet known for a moment."""

    @property
    def fields(self) -> str:
        """What is asked of a post."""
        return f"id,{self.text},media_type,permalink,timestamp,children{{id}}"


@dataclass(frozen=True)
class Parts:
    """What is sent to make one container: a form for each picture of an album, and the form of the whole."""

    pictures: tuple[Json, ...]
    whole: Json


@dataclass(frozen=True)
class TwoSteps:
    """One account's containers and posts."""

    graph: GraphClient
    account: str
    username: str
    ways: Ways

    @property
    def name(self) -> str:
        return self.ways.service.name

    def stage(
        self, rendering: Rendering, parts: Callable[[Rendering], Parts], marker: str, handles: Mapping[str, str], record: Record
    ) -> Staged:
        """Make the container. Before Meta is asked to fetch anything, every file is looked at on the website as Meta will."""
        if earlier := self._earlier(rendering, handles):
            return _staged(rendering, marker, earlier, handles)
        states = [self._living(handles.get(handle, "")) for handle in _handles_of_pictures(rendering)]
        if not states or not all(states):  # Meta has not yet fetched everything
            plain = self.graph.api_url != self.ways.api_url
            all_seen_in_public(self.graph.session, self.name, rendering, plain=plain)
        self._within_budget()
        return self._make(rendering, parts(rendering), states, marker, handles, record)

    def _earlier(self, rendering: Rendering, handles: Mapping[str, str]) -> str:
        """The container of exactly this rendering from an earlier try, if it can still be published or was."""
        known = handles.get(_handle(rendering), "")
        return known if self._living(known) else ""

    def _make(
        self,
        rendering: Rendering,
        parts: Parts,
        states: Sequence[str],
        marker: str,
        handles: Mapping[str, str],
        record: Record,
    ) -> Staged:
        """Make the container, an album's pictures first; every number is recorded before the next request. `states`: how the
        pictures of an earlier try stand, as they were just asked; "" for one that is to be made."""
        kept = dict(handles)

        def keep(handle: str, identity: str) -> str:
            made = str(int(self.graph.clock.now().timestamp()))
            for name, told in ((handle, identity), (_since(handle), made)):
                record(name, told)
                kept[name] = told
            return identity

        # The picture of a post that is no album is part of the whole.
        album = list(zip(_handles_of_pictures(rendering), parts.pictures, states, strict=True)) if parts.pictures else []
        children = [kept[handle] if state else keep(handle, self._create(form)) for handle, form, state in album]
        for (handle, _, state), child in zip(album, children, strict=True):
            if not state:
                self._expect_ready(child, kept[_since(handle)])
            elif state == WORKING:
                raise still_at_work(self.name, kept.get(_since(handle), ""), self.graph.clock.now())
        whole = parts.whole | ({"children": ",".join(children)} if children else {})
        container = keep(_handle(rendering), self._create(whole))
        return _staged(rendering, marker, container, kept)

    def reveal(self, staged: Staged) -> Link:
        """Publish the container, unless it says that it is published already."""
        container, film = staged.remote_id.removeprefix(CONTAINER), bool(staged.rendering.videos)
        made = staged.handles.get(_since(_handle(staged.rendering)), "")
        try:
            if self._expect_ready(container, made, film=film) == OUT:
                return self._published_already(staged)
        except Missing:  # Meta denies some containers that are there; publishing is asked all the same, it happens once
            pass
        try:
            answer = self.graph.put(Step.REVEAL, self.account, self.ways.publish, creation_id=container)
        except NotReady:
            raise still_at_work(self.name, made, self.graph.clock.now(), film=film) from None
        remote_id = answer.get("id")
        if not isinstance(remote_id, str) or not remote_id:
            raise unclear(self.name, Step.REVEAL, t("jawaban tanpa nomor kiriman"))
        return self._link(remote_id)

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:
        """The account's own list first; where it does not show the post, the container says whether it ever will."""
        self.ours()
        finding = self._in_list(fingerprint, since)
        if isinstance(finding, Found) or not fingerprint.remote_id.startswith(CONTAINER):
            return finding
        try:
            state, _ = self._state(fingerprint.remote_id.removeprefix(CONTAINER))
        except Missing:
            return finding
        if state == OUT and isinstance(finding, Absent):
            raise TryLater(
                t("{name}: kiriman sudah tayang tetapi belum tampak di daftar akun; dilihat lagi sebentar.", name=self.name)
            )
        if state in (READY, WORKING):
            return Found(fingerprint.remote_id, public=False)
        return finding if state == OUT else Absent()

    def look(self, link: Link) -> Look:
        try:
            post = self._post(self.graph.get(link.remote_id, fields=self.ways.fields))
        except Missing:
            return self._gone()
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        if post.remote_id != link.remote_id or not post.url:
            return Look("unknown", t("{name}: jawaban bukan tentang kiriman ini.", name=self.name))
        return Look("public", url=post.url, images=post.images, videos=post.videos)

    def ours(self) -> str:
        """The account's name; nothing is believed of an account that is not ours."""
        me = self.graph.get(self.account, fields="id,username")
        if not me.get("id") or not me.get("username"):
            raise TryLater(t("{name}: jawaban tidak menyebut akun; dilihat lagi nanti.", name=self.name))
        if str(me["id"]) != self.account or str(me["username"]).lower() != self.username.lower():
            raise NeedsHuman(
                t(
                    "{name}: token milik @{other}, bukan @{username}. Pasang token akun itu.",
                    name=self.name,
                    other=me["username"],
                    username=self.username,
                )
            )
        return str(me["username"])

    def spent(self) -> tuple[int, int]:
        """How many posts of the last 24 hours the account has made through the API, and how many it may make."""
        body = self.graph.connection(self.account, self.ways.budget, fields="quota_usage,config")
        rows = body.get("data")
        first = rows[0] if isinstance(rows, list) and rows else {}
        used, total = first.get("quota_usage"), (first.get("config") or {}).get("quota_total")
        if not isinstance(used, int) or not isinstance(total, int):
            raise TryLater(t("{name}: sisa jatah kiriman tidak disebut; belum ada yang tayang.", name=self.name))
        return used, total

    def _within_budget(self) -> None:
        """Raises TryLater, with the hour at which the oldest post of the day no longer counts, if nothing is left."""
        used, total = self.spent()
        if used < total:
            return
        now = self.graph.clock.now()
        times = [self._post(body).published_at for body in self._listed(now - DAY) if body is not None]
        oldest = min((at for at in times if at is not None), default=now - DAY + timedelta(hours=1))
        at = max(oldest + DAY, now + timedelta(minutes=1))
        raise TryLater(
            t("{name}: jatah {total} kiriman dalam 24 jam sudah terpakai; belum ada yang tayang.", name=self.name, total=total),
            at,
        )

    def _create(self, form: Json) -> str:
        identity = self.graph.put(Step.STAGE, self.account, self.ways.create, **form).get("id")
        if not isinstance(identity, str) or not identity:
            raise unclear(self.name, Step.STAGE, t("jawaban tanpa nomor"))
        return identity

    def _state(self, container: str) -> tuple[str, str]:
        body = self.graph.get(container, fields=f"id,{self.ways.state},{self.ways.trouble}")
        state = str(body.get(self.ways.state, ""))
        if state not in (READY, WORKING, OUT, OVER, FAILED):
            raise TryLater(t("{name}: keadaan kiriman yang disiapkan tidak disebut; dilihat lagi nanti.", name=self.name))
        return state, str(body.get(self.ways.trouble, ""))[:200]

    def _living(self, container: str) -> str:
        """The state of a container that can still be published or was; "" where there is none."""
        try:
            state = self._state(container)[0] if container else ""
        except Missing:
            return ""
        return state if state in (READY, WORKING, OUT) else ""

    def _expect_ready(self, container: str, made: str, *, film: bool = False) -> str:
        """FINISHED or PUBLISHED; raises for a container that cannot be published now. `made`: since when it is processed."""
        state, why = self._state(container)
        if state == WORKING:
            raise still_at_work(self.name, made, self.graph.clock.now(), film=film)
        if state == OVER:
            raise StageAgain(
                t("{name}: yang disiapkan sudah kedaluwarsa (24 jam); disiapkan lagi, belum ada yang tayang.", name=self.name)
            )
        if state == FAILED:
            raise self._failed(why)
        return state

    def _failed(self, why: str) -> ConnectorError:
        subcode = re.search(r"\b(2207\d{3})\b", why)
        service = self.ways.service
        error = by_subcode(int(subcode[1]), Step.STAGE, self.graph.clock, service) if subcode else by_words(why, service)
        if error is not None and not isinstance(error, TryLater):
            return error
        at = error.at if isinstance(error, TryLater) else None
        return StageAgain(
            t("{name}: penyiapan gagal ({why}); disiapkan lagi, belum ada yang tayang.", name=self.name, why=why), at
        )

    def _published_already(self, staged: Staged) -> Link:
        rendering = staged.rendering
        images, videos = len(rendering.images), len(rendering.videos)
        ours = Fingerprint(staged.marker, "", rendering.text, rendering.link, "", images, videos=videos)
        found = self._in_list(ours, self.graph.clock.now() - WHOLE_LIFE)
        if not isinstance(found, Found) or found.count > 1:
            raise MaybePublished(t("{name}: kiriman ini sudah tayang menurut {name}; dicari di daftar akun.", name=self.name))
        return Link(found.url, found.remote_id, found.published_at)

    def _in_list(self, fingerprint: Fingerprint, since: datetime) -> Finding:
        posts = []
        for body in self._listed(since):
            if body is None:
                return too_many(self.name, since)
            post = self._post(body)
            posts.append(replace(post, text=_bare(post.text)))
        return recognise(self.name, posts, replace(fingerprint, text=_bare(fingerprint.text)))

    def _listed(self, since: datetime) -> Sequence[Json | None]:
        return list(self.graph.listed(self.account, self.ways.posts, since, self.ways.fields))

    def _link(self, remote_id: str) -> Link:
        """The post is out: whatever goes wrong here may not make it look otherwise; the proof asks for its own address again."""
        try:
            post = self._post(self.graph.get(remote_id, fields=self.ways.fields))
        except ConnectorError:
            return Link(f"{self.ways.home}{self.username}", remote_id)
        return Link(post.url, remote_id, post.published_at)

    def _gone(self) -> Look:
        try:
            self.ours()
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        return Look("gone")

    def _post(self, body: Json) -> Post:
        children = (body.get("children") or {}).get("data", [])
        images = len(children) or int(body.get("media_type") == "IMAGE")
        at = body.get("timestamp")
        moment = datetime.strptime(at, "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC) if isinstance(at, str) else None
        text, url = str(body.get(self.ways.text, "")), str(body.get("permalink", ""))
        videos = int(not children and body.get("media_type") == "VIDEO")
        return Post(str(body.get("id", "")), text, images, url, moment, videos)


def _bare(text: str) -> str:
    """Meta gives a caption back without its @ where the app's user does not administer the page."""
    return text.replace("@", "")


def _staged(rendering: Rendering, marker: str, container: str, handles: Mapping[str, str]) -> Staged:
    return Staged(rendering, marker, CONTAINER + container, dict(handles))


def _handle(rendering: Rendering) -> str:
    """A container holds words and pictures: another rendering never takes it up."""
    return f"container:{rendering.digest[:16]}"


def _handles_of_pictures(rendering: Rendering) -> list[str]:
    return [f"{_handle(rendering)}:{number}" for number in range(len(rendering.images))]


def _since(handle: str) -> str:
    """Beside a container, or a picture of an album: since when the service processes it."""
    return f"{handle}:sejak"

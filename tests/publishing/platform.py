"""A platform in memory: keeps state, has the faults of real ones, dies where it is told to. For the engine's tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from connectors.contract import (
    Absent,
    CannotTell,
    Finding,
    Fingerprint,
    Found,
    Grade,
    Health,
    Limits,
    Link,
    Look,
    MaybePublished,
    ReaderCount,
    Record,
    Rendering,
    Staged,
)
from content_queue.package import Package

HIDDEN_STAGE = Limits(
    platform="memory",
    website=True,
    text_length=None,
    images=10,
    image_bytes=10_000_000,
    alt_text=True,
    attachments=True,
    html=True,
    hidden_stage=True,
    repeatable_reveal=True,
    can_find=True,
    can_count_readers=False,
    can_withdraw=True,
    can_amend=True,
    walls_off_bots=False,
    grade=Grade.PUBLIC,
)
SINGLE_STEP = replace(HIDDEN_STAGE, website=False, hidden_stage=False, repeatable_reveal=False)
KEYED = replace(SINGLE_STEP, repeatable_reveal=True)
"""A post lies under a key of its mark, known before it is sent: sent again it stays one."""


@dataclass
class Post:
    marker: str
    text: str
    public: bool


@dataclass
class MemoryPlatform:
    """`hurt(effect)` is called before and after each effect; what it raises is what the caller sees."""

    limits: Limits
    hurt: Callable[[str], None] = lambda effect: None
    posts: list[Post] = field(default_factory=list)
    writes: int = 0

    def preview(self, package: Package, link: str = "") -> Rendering:
        return Rendering("website", self.limits.platform, package.title, package.body_text, link=link)

    def check(self) -> Health:
        return Health(ok=True, account="memory", may_publish=True)

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        if not self.limits.hidden_stage:
            return Staged(rendering, marker, f"key {marker}" if self.limits.repeatable_reveal else "", handles)
        drafts = [n for n, post in enumerate(self.posts) if post.marker == marker]
        if not drafts:
            self._effect("draft", lambda: self.posts.append(Post(marker, rendering.text, public=False)))
            drafts = [len(self.posts) - 1]
        record("draft", str(drafts[0]))
        return Staged(rendering, marker, str(drafts[0]), {**handles, "draft": str(drafts[0])})

    def reveal(self, staged: Staged) -> Link:
        if self.limits.hidden_stage:
            number = int(staged.remote_id)
            self._effect("flip", lambda: setattr(self.posts[number], "public", True))
        else:
            self._effect("post", lambda: self._post(staged))
            number = len(self.posts) - 1
        return Link(f"https://contoh.example/{number}", str(number))

    def _post(self, staged: Staged) -> None:
        if not self.limits.repeatable_reveal or all(post.marker != staged.marker for post in self.posts):
            self.posts.append(Post(staged.marker, staged.rendering.text, public=True))

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:
        if not self.limits.can_find:
            return CannotTell("this platform cannot be asked")
        ours = [(n, post) for n, post in enumerate(self.posts) if post.marker == fingerprint.marker]
        public = [pair for pair in ours if pair[1].public]
        if not ours:
            return Absent()
        number, post = (public or ours)[0]
        return Found(str(number), post.public, f"https://contoh.example/{number}", count=max(len(public), 1))

    def look(self, link: Link) -> Look:
        return Look("public")

    def readers(self, link: Link) -> ReaderCount:
        return ReaderCount(None, "views", "memory", 0.0, "no counter")

    def withdraw(self, link: Link) -> None:
        self.posts[int(link.remote_id)].public = False

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:
        return link

    def public(self) -> list[Post]:
        return [post for post in self.posts if post.public]

    def _effect(self, name: str, act: Callable[[], None]) -> None:
        self.writes += 1
        self.hurt(f"before {name}")
        act()
        self.hurt(f"after {name}")


class Killed(BaseException):
    """The process ended here."""


def lost_answer(effect: str) -> None:
    """Every answer is lost after the platform has acted."""
    if effect.startswith("after"):
        raise MaybePublished("the connection broke before the answer came")

"""The contract that every platform is spoken to through. Types and errors only; no platform, no network.

A connector never decides: it makes one outward step and says what it knows. What to do after an unclear
answer is decided in `publishing` alone, so errors are named by the caller's next act:

    ConnectorError
    ├── Refused         the platform said no for good: mend the content
    ├── NeedsHuman      credentials, permission, block, budget: a person must act
    ├── TryLater        surely not published: may be sent again from `at` on
    │   ├── StageAgain  and what was staged is gone: stage it anew
    │   ├── Unreached   nobody answered and nothing left: again and again, until the package is late
    │   └── AtWork      the platform processes what it got: ask again, as often as it takes
    └── MaybePublished  bytes left and no clear answer came back: look first, never just send again
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol, runtime_checkable

import rfc8785

from connectors.appearance import PLAIN, Appearance
from content_queue.package import Attachment, Image, Package, Video
from safety.redaction import hidden

Record = Callable[[str, str], None]
"""`record(name, handle)` commits one handle of the platform (a media id, a draft id) before it returns."""


class ConnectorError(Exception):
    """Says what happened and what to do next, in one plain sentence, without any secret: not even one that a platform repeats."""

    def __init__(self, message: str = "") -> None:
        super().__init__(hidden(message))


class Refused(ConnectorError):
    """The platform refused this content for good. Nothing is public. Mend the package."""


class NeedsHuman(ConnectorError):
    """A person must act before this channel can go on. Nothing was published by this step."""


class Redirected(NeedsHuman):
    """What was sent with POST was answered with another address, which is never followed."""


class TryLater(ConnectorError):
    """Surely not published. `at` is the earliest time to try again (UTC), None if the platform named none."""

    def __init__(self, message: str, at: datetime | None = None) -> None:
        super().__init__(message)
        self.at = at


class StageAgain(TryLater):
    """Surely not published, and the hidden stage is gone (its time was over, its making failed): stage it anew."""


class Unreached(TryLater):
    """Surely not published: the server was not reached, not a byte left. A line that is down all day costs no attempt."""


class AtWork(TryLater):
    """Surely not published, and nothing is wrong: the platform still processes what it got. Waiting costs no attempt."""


class MaybePublished(ConnectorError):
    """The request left and its outcome is unknown. Ask `find` before anything is sent again."""


class Grade(StrEnum):
    """How strong the proof is that the public can see a link (DESIGN 4.7)."""

    PUBLIC = "public"
    PLATFORM = "platform"
    ATTESTED = "attested"


@dataclass(frozen=True)
class Limits:
    """What a platform allows and can do: declared data, checked by `preview` and shown to people."""

    platform: str
    website: bool
    text_length: int | None
    images: int
    image_bytes: int
    alt_text: bool
    attachments: bool
    html: bool
    hidden_stage: bool
    repeatable_reveal: bool
    can_find: bool
    can_count_readers: bool
    can_withdraw: bool
    can_amend: bool
    walls_off_bots: bool
    grade: Grade
    needs_link: bool = False
    fetches_pictures: bool = False
    assisted: bool = False
    reader_metric: str = ""
    videos: int = 0
    video_bytes: int = 0
    video_seconds: int | None = None
    piece_bytes: int = 0
    """A film leaves in pieces of so many bytes, each a request of its own; 0: whole, in one."""
    appearance: Appearance = PLAIN

    @property
    def takes_pages(self) -> bool:
        """Whether a PDF is shown here by pictures of its first pages, because the file itself cannot come along."""
        return self.images > 0 and not self.attachments and not self.website


@dataclass(frozen=True)
class Rendering:
    """Exactly what will be sent to one channel. Pure data; its digest is frozen in the INTENT entry."""

    channel: str
    platform: str
    title: str
    text: str
    slug: str = ""
    summary: str = ""
    language: str = "id"
    category: str = ""
    tags: tuple[str, ...] = ()
    link: str = ""
    made_with_ai: bool = False
    publish_at: datetime | None = None
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    videos: tuple[Video, ...] = ()
    fetched: tuple[Image, ...] = ()
    """Pictures that a website keeps for the channels that fetch theirs from it; no article shows them."""
    post_type: str = ""
    """The type of post that the office chose for this kind of package, in the site's own word; empty: the site's usual one."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Where the website shows each picture, by SHA-256, for a platform that fetches its pictures from there."""
    notes: tuple[str, ...] = ()
    """What a person should know before approving: text was cut, pictures were left out, what the post costs."""

    @property
    def digest(self) -> str:
        """Hex SHA-256 over everything that reaches the public; two renderings with one digest are the same post."""
        content: dict[str, object] = {
            "channel": self.channel,
            "platform": self.platform,
            "title": self.title,
            "text": self.text,
            "slug": self.slug,
            "summary": self.summary,
            "language": self.language,
            "category": self.category,
            "tags": list(self.tags),
            "link": self.link,
            "made_with_ai": self.made_with_ai,
            "publish_at": self.publish_at.isoformat() if self.publish_at else None,
            "images": [[i.sha256, i.alt, i.caption] for i in self.images],
            "attachments": [[a.sha256, a.name, a.title] for a in self.attachments],
        }
        if self.videos:  # left out where there is none: publications that stand in a ledger keep their digest
            content["videos"] = [[v.sha256, v.alt, v.caption] for v in self.videos]
        if self.post_type:
            content["post_type"] = self.post_type
        return hashlib.sha256(rfc8785.dumps(content)).hexdigest()  # type: ignore[arg-type]  # rfc8785's recursive type


@dataclass(frozen=True)
class Budget:
    """How much of an allowance is used up; `what` says of which: "kiriman 24 jam terakhir"."""

    used: int
    total: int
    what: str


@dataclass(frozen=True)
class Health:
    """The answer to: who am I here, may I publish, for how long still; `excess`: powers that publishing does not need."""

    ok: bool
    account: str
    may_publish: bool
    problems: tuple[str, ...] = ()
    token_ends: datetime | None = None
    version_ends: datetime | None = None
    cost: str = ""
    budget: Budget | None = None
    excess: tuple[str, ...] = ()


@dataclass(frozen=True)
class Staged:
    """The hidden stage of a post: `remote_id` of the draft (empty where the platform has none) and every recorded handle."""

    rendering: Rendering
    marker: str
    remote_id: str
    handles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """Where the public sees a publication."""

    url: str
    remote_id: str
    published_at: datetime | None = None


@dataclass(frozen=True)
class Fingerprint:
    """How to recognise our own post: the marker where one can be hidden, else text, link, media count and time window."""

    marker: str
    title: str
    text: str
    link: str
    slug: str
    images: int
    remote_id: str = ""
    videos: int = 0


@dataclass(frozen=True)
class Found:
    """Our post is there. `public` False: still the hidden stage. `count` objects like it carry the fingerprint (more: alarm).

    `strays`: hidden objects with our mark beside it, left by a write that arrived late or twice; no reader ever sees them.
    """

    remote_id: str
    public: bool
    url: str = ""
    published_at: datetime | None = None
    count: int = 1
    strays: int = 0


@dataclass(frozen=True)
class Absent:
    """An authenticated, complete read did not find it. Believed only after the settle window and several looks."""


@dataclass(frozen=True)
class CannotTell:
    """The platform cannot be asked, or did not answer completely."""

    reason: str


Finding = Found | Absent | CannotTell


@dataclass(frozen=True)
class Strays:
    """Hidden drafts by number: `ours` as a write of ours left them, `touched` which a person changed since and may want."""

    ours: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()


@dataclass(frozen=True)
class Look:
    """What the platform's own API says about a link: `public`, `hidden`, `gone` or `unknown`."""

    state: Literal["public", "hidden", "gone", "unknown"]
    detail: str = ""
    url: str = ""
    images: int | None = None
    videos: int | None = None
    retry_at: datetime | None = None
    """When the platform allows the next look, where it named a time."""


@dataclass(frozen=True)
class ReaderCount:
    """One reading from a platform. `value` is None when unknown, never 0 for unknown; a rounded one lies from `low` to `high`."""

    value: int | None
    metric: str
    source: str
    confidence: float
    reason: str = ""
    others: Mapping[str, int | None] = field(default_factory=dict)
    low: int | None = None
    high: int | None = None


class Connector(Protocol):
    """One account on one platform. Synchronous; flows run it in threads. No method retries a write."""

    @property
    def limits(self) -> Limits: ...

    def preview(self, package: Package, link: str = "") -> Rendering:
        """What would be sent; pure, no request. `link` is the website's link once it is known. Raises Refused."""
        ...

    def check(self) -> Health: ...

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        """Do everything that the public cannot see. Handles recorded by an earlier try are used again."""
        ...

    def reveal(self, staged: Staged) -> Link:
        """The one visible act."""
        ...

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:
        """Look, with credentials, whether our post is there. Raises NeedsHuman or TryLater, never says Absent by mistake."""
        ...

    def look(self, link: Link) -> Look: ...

    def readers(self, link: Link) -> ReaderCount: ...

    def withdraw(self, link: Link) -> None: ...

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link: ...


@dataclass(frozen=True, repr=False)
class Renewal:
    """A new token, and the same account spoken to with it."""

    token: str
    connector: Connector


@runtime_checkable
class Renews(Protocol):
    """A connector of a platform that lengthens a token which still lives: the one that the channel names as `secret`."""

    def renew(self) -> Renewal:
        """A token that lasts longer; the old one goes on to its own end. Changes nothing that anybody sees."""
        ...


@runtime_checkable
class Measures(Protocol):
    """A connector of a platform that counts a text in its own way."""

    def measured(self, rendering: Rendering) -> tuple[int, int | None]:
        """How long a text is as the platform counts, and how long it may be; pure."""
        ...


@runtime_checkable
class Tidies(Protocol):
    """A connector of a site where a draft that arrived late may lie hidden beside the published post."""

    def strays(self, fingerprint: Fingerprint, published: str) -> Strays:
        """Hidden drafts with our mark beside the published post; never that post itself, never anything public."""
        ...

    def discard(self, stray: str, fingerprint: Fingerprint) -> bool:
        """Move one of them to where a person can bring it back from; False if it is not a hidden draft of ours any more."""
        ...

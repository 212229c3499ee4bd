"""What staging, revealing and finding need of a WordPress site, whichever way it is spoken to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from connectors.contract import Record
from connectors.files import Item
from connectors.wordpress_types import PostType, split

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True)
class Post:
    """A post as its editor sees it: title and content as stored, `modified` as the site writes it.

    `id` is its reference: its number, behind the name of its type where that is not WordPress' own posts.
    """

    id: str
    status: str
    title: str
    content: str
    link: str
    modified: str
    date: datetime | None
    images: int

    @property
    def public(self) -> bool:
        return self.status == "publish"

    @property
    def type(self) -> str:
        return split(self.id)[0]


@dataclass(frozen=True)
class Payload:
    """All that a post says and shows; `categories` empty: the site's own default, `tags` None: its type has none.

    `featured` 0: none.
    """

    title: str
    content: str
    excerpt: str
    slug: str
    categories: tuple[int, ...]
    tags: tuple[int, ...] | None
    featured: int


@dataclass(frozen=True)
class Account:
    """Who we are on the site. Only who may publish can also see every post of ours, whatever its state."""

    name: str
    may_publish: bool
    problems: tuple[str, ...] = ()
    excess: tuple[str, ...] = ()


class Library(Protocol):
    """A site's terms and media library. What an earlier try recorded is believed without asking."""

    def category(self, name: str) -> int: ...

    def tag(self, name: str, kept: Mapping[str, str], keep: Record) -> int: ...

    def upload(self, item: Item, kept: Mapping[str, str], keep: Record) -> tuple[int, str]:
        """The number and address of one file; the same bytes are never kept twice on the site."""
        ...


class Site(Protocol):
    """One site with one user's credentials. Writes are sent once; each answers with the post as it then stands."""

    @property
    def address(self) -> str: ...

    @property
    def library(self) -> Library: ...

    def together(self, first: Callable[[], T], second: Callable[[], U], *others: Callable[[], object]) -> tuple[T, U]:
        """Calls that do not need each other, and what the first two answer; of several faults the first call's is told."""
        ...

    def account(self) -> Account: ...

    def type_named(self, name: str) -> PostType:
        """A type of post; NeedsHuman where the site does not let us use it."""
        ...

    def post(self, reference: str) -> Post | None:
        """The post; None if it is deleted or in the trash."""
        ...

    def candidates(self, marker: str, slug: str) -> list[Post]:
        """A complete list of everything, of each type that the channel uses, that may carry the marker, or TryLater."""
        ...

    def create(self, payload: Payload, post_type: str) -> Post: ...

    def change(self, post: Post, payload: Payload) -> Post:
        """Replace what this post says, its status untouched; refused where the site can tell that it changed since."""
        ...

    def show(self, post: Post) -> Post:
        """Make it public."""
        ...

    def trash(self, reference: str) -> None:
        """Move it to where an editor can bring it back from; gone already is success."""
        ...

"""The real WordPress behind the fault proxy; what is public there is asked of its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from content_queue.package import Package
from safety.clock import ManualClock
from tests.faults.proxy import FaultProxy, Line, forwarding_app
from tests.faults.schedule import Asked
from tests.faults.stands import MOST_WRITES, Public
from tests.wordpress.server import RealWordPress, start


@dataclass
class WordPressStand:
    """One site, asked through REST as its editor. It lives in real time: since when a post is public is not compared."""

    site: RealWordPress
    proxy: FaultProxy
    line: Line
    member: str = "wordpress"
    url: str = ""
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        app = forwarding_app(self.site.host)
        app.middlewares.insert(0, self.proxy.middleware())
        self.url = self.line.serve(app)
        self.tokens = {"site": self.site.passwords["editor"]}

    @property
    def others(self) -> tuple[str, ...]:
        return (self.site.url,)

    def begin(self, seed: int, clock: ManualClock) -> None:
        """Takes every post away, also what another client published in the same world."""
        self.site.sql("DELETE FROM wp_posts WHERE post_type='post'")

    @property
    def called(self) -> str:
        return self.member

    @property
    def most_writes(self) -> int:
        return MOST_WRITES

    def changes(self, asked: Asked) -> bool:
        return asked.writes

    def hand(self, package: Package) -> Package:
        return package

    def public(self, words: str) -> list[Public]:
        rows = self._rows(words, "publish")
        late = datetime(9999, 1, 1, tzinfo=UTC)
        return [Public(late, bytes.fromhex(row).decode(), -1) for row in rows]

    def hidden(self, words: str) -> int:
        return len(self._rows(words, "draft"))

    def _rows(self, words: str, status: str) -> list[str]:
        where = f"post_type='post' AND post_status='{status}' AND post_title='{words}'"
        query = f"SELECT HEX(CONCAT(post_title, ' ', post_content)) FROM wp_posts WHERE {where}"  # noqa: S608  # constants
        return self.site.sql(query).splitlines()


@contextmanager
def wordpress_stand(clock: ManualClock, line: Line) -> Iterator[WordPressStand]:
    """A fresh WordPress, ended with the block."""
    site = start()
    try:
        yield WordPressStand(site, FaultProxy(clock, drip=0.0), line)
    finally:
        site.stop()

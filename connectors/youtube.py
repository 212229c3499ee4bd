"""A YouTube channel: one film a package, uploaded hidden and made public in a second step.

The film goes up as a private video, piece by piece, and its upload is continued where it stopped, by another process too. The one
visible act sets it to public; doing that twice leaves one public video. A tag carries our mark, by which a look at everything the
channel has uploaded finds it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import requests

from connectors._social_errors import Step, unclear
from connectors.accounts.youtube import PLATFORM
from connectors.appearance import Appearance
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
    NeedsHuman,
    ReaderCount,
    Record,
    Rendering,
    Staged,
    Strays,
    TryLater,
)
from connectors.youtube_client import Keys, Places, YouTubeClient
from connectors.youtube_errors import NAME, Missing
from connectors.youtube_rights import excess, lacking, rights_of
from connectors.youtube_stage import Staging, still_processed
from connectors.youtube_text import (
    DESCRIPTION,
    MARKED,
    description_of,
    left_out,
    mark_of,
    one_film,
    says_the_same,
    snippet_of,
    status_of,
    tags_of,
    title_of,
)
from connectors.youtube_upload import PIECE
from connectors.youtube_videos import VIDEOS, Videos
from content_queue.package import Package
from language.say import later, t
from safety.clock import Clock

HOURS = 12
LIMITS = Limits(
    platform="youtube",
    website=False,
    text_length=DESCRIPTION,
    images=0,
    image_bytes=0,
    alt_text=False,
    attachments=False,
    html=False,
    hidden_stage=True,
    repeatable_reveal=True,
    can_find=True,
    can_count_readers=True,
    can_withdraw=True,
    can_amend=True,
    walls_off_bots=True,
    grade=Grade.PLATFORM,
    needs_link=True,
    reader_metric="viewCount",
    videos=1,
    video_bytes=256 * 2**30,
    video_seconds=HOURS * 3600,
    piece_bytes=PIECE,
    appearance=Appearance(
        shape="player",
        folded_at=150,
        fold_word=later("selengkapnya"),
        below=(later("Suka"), later("Bagikan"), later("Simpan")),
        tint="#c00000",
    ),
)
NEWS = 25
STRAYS_FOR = timedelta(days=7)
COST = PLATFORM.guide.cost
COUNTS = ("likeCount", "commentCount")
KEPT = ("embeddable", "license", "publicStatsViewable", "selfDeclaredMadeForKids", "privacyStatus", "publishAt")
LOCKED = later(
    "{name} menahan video ini sebagai pribadi walaupun diminta publik. Proyek Google yang belum diaudit hanya boleh mengunggah "
    "video pribadi: ajukan auditnya (YouTube API Services, Audit and Quota Extension Form), atau jadikan video ini publik "
    "sendiri di YouTube Studio, lalu jawab"
)
CHANGED = later(
    "{name}: judul atau keterangan video yang disiapkan bukan lagi yang disetujui. Kembalikan di YouTube Studio, atau hapus "
    "videonya, lalu jawab; belum ada yang tayang"
)
OTHER_FILM = later(
    "film yang sudah tayang tidak dapat diganti, hanya kata-katanya. Tarik video itu, lalu tayangkan film yang benar"
)
DELETED = later("{name}: video yang disiapkan tidak ada lagi di kanal ini; belum ada yang tayang. Jawab untuk mengunggahnya lagi")


@dataclass(frozen=True, repr=False)
class YouTube:
    """One channel, by its number (UC…), with the permission of its owner. Implements `Connector`."""

    session: requests.Session
    channel_id: str
    keys: Keys
    clock: Clock
    channel: str = "youtube"
    category: int = NEWS
    places: Places = field(default_factory=Places)
    piece: int = PIECE
    _client: YouTubeClient = field(init=False, compare=False)
    _videos: Videos = field(init=False, compare=False)

    def __post_init__(self) -> None:
        client = YouTubeClient(self.session, self.keys, self.clock, self.places)
        object.__setattr__(self, "_client", client)
        object.__setattr__(self, "_videos", Videos(client, self.channel_id))

    def __repr__(self) -> str:
        return f"YouTube({self.channel_id})"

    @property
    def limits(self) -> Limits:
        return LIMITS

    @property
    def api_url(self) -> str:
        """Where Google answers; it also tells the time."""
        return self.places.api

    def preview(self, package: Package, link: str = "") -> Rendering:
        """The package's one film with its title, its text as description, and as many tags as fit."""
        film = one_film(package, LIMITS.video_bytes, HOURS * 3600)
        wanted = package.link_in_post.get(self.channel, True)
        title, tags = title_of(package), tags_of(package)
        composed = description_of(package, self.channel, link, wanted, title)
        return Rendering(
            channel=self.channel,
            platform=LIMITS.platform,
            title=title,
            text=composed.text,
            language=package.language,
            category=str(self.category),
            tags=tags,
            link=link if wanted else "",
            made_with_ai=package.made_with_ai,
            videos=(film,),
            notes=(*left_out(package, tags, film, title), *composed.notes),
        )

    def measured(self, rendering: Rendering) -> tuple[int, int | None]:
        """The length in bytes, as YouTube counts a description."""
        return len(rendering.text.encode("utf-8")), DESCRIPTION

    def check(self) -> Health:
        try:
            access = self._client.access()
            channel = self._videos.ours("id,snippet")
        except ConnectorError as error:
            return Health(ok=False, account="", may_publish=False, problems=(str(error),))
        held = rights_of(access.scopes)
        problems = tuple(
            t("Izin ini tidak memiliki hak {right}; buat izin baru dengan hak itu.", right=right) for right in lacking(held)
        )
        account = f"{channel.get('snippet', {}).get('title', '')} ({self.channel_id})".strip()
        return Health(not problems, account, not problems, problems, access.refresh_ends, cost=t(COST), excess=excess(held))

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        """Upload the film as a private video, or go on with what an earlier try left, and wait until YouTube has processed it."""
        staging = Staging(self._client, self._videos, rendering, marker, dict(handles), record, self.piece)
        return Staged(rendering, marker, staging.staged(), staging.kept)

    def reveal(self, staged: Staged) -> Link:
        film = self._videos.film_unless_gone(staged.remote_id)
        if film is None:
            raise NeedsHuman(f"{t(DELETED, name=NAME)}.")
        if film.visible:
            return self._link(film.id)
        if not film.expect_processed():
            raise still_processed(self.clock.now(), film.published_at)
        if not says_the_same(film.snippet, staged.rendering):
            raise NeedsHuman(f"{t(CHANGED, name=NAME)}.")
        body = {"id": film.id, "status": status_of(staged.rendering, "public")}
        told = self._client.call(Step.REVEAL, "PUT", VIDEOS, params={"part": "status"}, json=body)
        standing = told.get("status", {}).get("privacyStatus") if told.get("id") == film.id else None
        if standing == "private":
            raise NeedsHuman(f"{t(LOCKED, name=NAME)}.")
        if standing != "public":
            raise unclear(NAME, Step.REVEAL, t("jawaban tanpa keadaan video"))
        return self._link(film.id)

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:
        """By our mark among everything uploaded, and by number where that is known."""
        marked = self._videos.marked(mark_of(fingerprint.marker), since)
        if isinstance(marked, CannotTell):
            return marked
        known = self._videos.films([fingerprint.remote_id] if fingerprint.remote_id else [])
        films = {film.id: film for film in (*known, *marked) if not film.lost}
        seen = [film for film in films.values() if film.visible]
        hidden = [film for film in films.values() if not film.visible]
        if seen:
            first = seen[0]
            return Found(first.id, True, self._link(first.id).url, first.published_at, len(seen), len(hidden))
        return Found(hidden[0].id, False, strays=len(hidden) - 1) if hidden else Absent()

    def strays(self, fingerprint: Fingerprint, published: str) -> Strays:
        """Private videos with our mark beside the public one. All are left to a person: YouTube keeps no trash."""
        marked = self._videos.marked(mark_of(fingerprint.marker), self.clock.now() - STRAYS_FOR)
        if isinstance(marked, CannotTell):
            return Strays()
        return Strays(touched=tuple(film.id for film in marked if not film.visible and film.id != published))

    def discard(self, stray: str, fingerprint: Fingerprint) -> bool:  # noqa: ARG002  # the contract's names
        """Nothing is deleted here that nobody could bring back."""
        return False

    def look(self, link: Link) -> Look:
        try:
            film = self._videos.film_unless_gone(_number(link))
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        if film is None:
            return Look("gone")
        detail = str(film.status.get("rejectionReason") or film.status.get("failureReason") or film.status.get("privacyStatus"))
        return Look("public" if film.visible else "hidden", detail, self._link(film.id).url)

    def readers(self, link: Link) -> ReaderCount:
        try:
            told = self._client.call(Step.LOOK, "GET", VIDEOS, params={"part": "statistics", "id": _number(link)})
            (counts,) = [one["statistics"] for one in told.get("items", [])]
        except ConnectorError as error:
            return ReaderCount(None, LIMITS.reader_metric, "api", 0.0, str(error))
        except (ValueError, KeyError, TypeError):
            return ReaderCount(
                None, LIMITS.reader_metric, "api", 0.0, t("{name} tidak menyebut hitungan untuk video ini.", name=NAME)
            )
        others = {name: _count(counts.get(name)) for name in COUNTS}
        value = _count(counts.get("viewCount"))
        reason = "" if value is not None else t("{name} tidak menampakkan jumlah penonton video ini.", name=NAME)
        return ReaderCount(value, LIMITS.reader_metric, "api", 0.0 if value is None else 1.0, reason, others)

    def withdraw(self, link: Link) -> None:
        try:
            self._client.call(Step.REVEAL, "DELETE", VIDEOS, params={"id": _number(link)})
        except Missing:
            self._videos.ours()  # gone is what was wanted, but only of our own channel

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:  # noqa: ARG002  # nothing is uploaded
        """Title, description, tags and the word on made media anew; the film itself and everything else stay as they are."""
        film = self._videos.film_unless_gone(_number(link), "snippet,status,fileDetails")
        if film is not None and film.size not in (None, *(one.size for one in rendering.videos)):
            raise NeedsHuman(f"{NAME}: {t(OTHER_FILM)}.")
        if film is None:
            raise NeedsHuman(
                t("{name}: video {url} tidak ada lagi di kanal ini; tidak ada yang dapat diralat.", name=NAME, url=link.url)
            )
        marks = [tag for tag in film.snippet.get("tags", []) if MARKED.fullmatch(str(tag))]
        standing = {name: film.status[name] for name in KEPT if name in film.status}
        body = {
            "id": film.id,
            "snippet": snippet_of(rendering, marks),
            "status": standing | {"containsSyntheticMedia": rendering.made_with_ai},
        }
        told = self._client.call(Step.REVEAL, "PUT", VIDEOS, params={"part": "snippet,status"}, json=body)
        if told.get("id") != film.id or not says_the_same(told.get("snippet", {}), rendering):
            raise unclear(NAME, Step.REVEAL, t("perubahan tidak dipastikan"))
        return Link(self._link(film.id).url, film.id, link.published_at)

    def _link(self, number: str) -> Link:
        return Link(f"{self.places.watch}?v={number}", number)


def _number(link: Link) -> str:
    """A video's number; of one that a person found, what its address says."""
    parts = urlsplit(link.url)
    named = parse_qs(parts.query).get("v", [parts.path.rpartition("/")[2]])[0]
    known = link.remote_id or named
    if not known.replace("-", "").replace("_", "").isalnum():
        raise NeedsHuman(t("{name}: nomor video tidak diketahui; lihat sendiri di YouTube Studio.", name=NAME))
    return known


def _count(value: object) -> int | None:
    return int(value) if isinstance(value, str) and value.isdecimal() else None

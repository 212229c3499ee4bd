"""Our films on YouTube as its API tells them: by number, and by our mark among everything the channel has uploaded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors._social_errors import Step
from connectors._social_text import as_told
from connectors.contract import CannotTell, NeedsHuman, Refused, TryLater
from connectors.http import in_their_time
from connectors.youtube_client import Json, YouTubeClient
from connectors.youtube_errors import NAME, PERSON, Missing
from language.say import later, t

VIDEOS, UPLOADS = "/youtube/v3/videos", "/youtube/v3/playlistItems"
WHOLE = "snippet,status"
PAGE = 50
PAGES = 400
"""YouTube itself lists no more than 20,000 uploads."""
SESSION_LIVES = timedelta(days=8)
"""An upload may be begun so long before it ends; a film may be as much older than the moment of its publication."""
VISIBLE = ("public", "unlisted")
LOST = ("failed", "rejected", "deleted")
REASONS = {
    "claim": later("diklaim pemilik hak"),
    "copyright": later("melanggar hak cipta"),
    "duplicate": later("film yang sama sudah ada di kanal ini"),
    "inappropriate": later("isinya dinilai tidak pantas"),
    "legal": later("alasan hukum"),
    "length": later("terlalu panjang untuk kanal ini"),
    "termsOfUse": later("melanggar ketentuan YouTube"),
    "trademark": later("melanggar merek"),
    "codec": later("pengodean filmnya tidak dikenal; buat ulang sebagai MP4 (H.264)"),
    "conversion": later("filmnya tidak dapat diolah; buat ulang sebagai MP4 (H.264)"),
    "emptyFile": later("berkasnya kosong"),
    "invalidFile": later("berkasnya bukan film"),
    "tooSmall": later("berkasnya terlalu kecil"),
    "uploadAborted": later("unggahannya terputus"),
}
ACCOUNT = {"uploaderAccountClosed": "accountClosed", "uploaderAccountSuspended": "accountSuspended"}


@dataclass(frozen=True)
class Film:
    """One video as the API tells it."""

    id: str
    snippet: Json = field(default_factory=dict)
    status: Json = field(default_factory=dict)
    size: int | None = None
    """Of the file that was uploaded, where that was asked for and is told."""

    @property
    def visible(self) -> bool:
        """Whether whoever has the link can see it."""
        return self.status.get("privacyStatus") in VISIBLE and not self.lost

    @property
    def lost(self) -> bool:
        """Whether YouTube threw it out: nobody will ever see it."""
        return self.status.get("uploadStatus") in LOST

    @property
    def published_at(self) -> datetime | None:
        return moment(self.snippet.get("publishedAt"))

    def expect_processed(self) -> bool:
        """Whether it may be shown by now. Raises Refused or NeedsHuman for one that never will be."""
        if not self.lost:
            return self.status.get("uploadStatus") == "processed"
        reason = str(self.status.get("rejectionReason") or self.status.get("failureReason") or "")
        if account := ACCOUNT.get(reason):
            raise NeedsHuman(f"{NAME}: {t(PERSON[account])}.")
        unknown = t("tanpa alasan yang dikenal ({reason})", reason=reason or t("tidak disebut"))
        told = t(REASONS[reason]) if reason in REASONS else unknown
        raise Refused(
            t(
                "{name} menolak film ini: {told}. Belum ada yang tayang; videonya tersembunyi di YouTube Studio.",
                name=NAME,
                told=told,
            )
        )


@dataclass(frozen=True)
class Videos:
    """What the channel `channel_id` has; nothing is believed of another channel."""

    client: YouTubeClient
    channel_id: str

    def ours(self, parts: str = "id,contentDetails") -> Json:
        """Our channel; raises NeedsHuman where the access belongs to another one."""
        items = self._items("/youtube/v3/channels", part=parts, mine="true")
        if not items:
            raise TryLater(
                t("{name}: {why}; belum ada yang tayang, dilihat lagi nanti.", name=NAME, why=t(PERSON["youtubeSignupRequired"]))
            )
        if not (mine := [one for one in items if one.get("id") == self.channel_id]):
            raise NeedsHuman(
                t(
                    "{name}: izin ini milik kanal {other}, bukan {wanted}. Beri izin dengan akun kanal itu.",
                    name=NAME,
                    other=items[0].get("id"),
                    wanted=self.channel_id,
                )
            )
        return mine[0]

    def film(self, number: str, parts: str = WHOLE) -> Film | None:
        """One video with its words and standing; None where this answer shows none of that number."""
        return next(iter(self.films([number], parts)), None)

    def film_unless_gone(self, number: str, parts: str = WHOLE) -> Film | None:
        """The same; None only where the list of uploads does not have it either. Raises TryLater if the two disagree."""
        if film := self.film(number, parts):
            return film
        try:
            listed = self._items(UPLOADS, part="contentDetails", playlistId=_uploads_of(self.ours()), videoId=number)
        except Missing:
            return None
        if listed:
            raise TryLater(t("{name} belum memperlihatkan video ini; dilihat lagi nanti.", name=NAME))
        return None

    def films(self, numbers: Iterable[str], parts: str = WHOLE) -> list[Film]:
        """These videos, without those that are gone."""
        if not (asked := list(numbers)):
            return []
        return [_film(one, parts) for one in self._items(VIDEOS, part=parts, id=",".join(asked))]

    def marked(self, mark: str, since: datetime) -> list[Film] | CannotTell:
        """Every video with our mark that was uploaded since then or a little before: a complete look."""
        uploads = _uploads_of(self.ours())
        oldest = in_their_time(self.client.session, since) - SESSION_LIVES
        found: list[Film] = []
        page: Json = {}
        for _ in range(PAGES):
            try:
                told = self._told(UPLOADS, part="contentDetails,snippet", playlistId=uploads, maxResults=PAGE, **page)
            except Missing:
                return found  # a channel that has not uploaded anything yet has no such list
            listed = [_listed(one) for one in _list(told)]
            found += [film for film in self.films(number for number, _ in listed) if mark in _tags(film)]
            if not (token := told.get("nextPageToken")) or all(at < oldest for _, at in listed):
                return found
            page = {"pageToken": str(token)}
        return CannotTell(
            t("{name}: terlalu banyak video sejak {since} UTC untuk dibaca semuanya.", name=NAME, since=as_told(since))
        )

    def _items(self, path: str, **query: Any) -> list[Json]:
        return list(_list(self._told(path, **query)))

    def _told(self, path: str, **query: Any) -> Json:
        return self.client.call(Step.LOOK, "GET", path, params=query)


def moment(value: object) -> datetime | None:
    """An instant as YouTube writes it."""
    try:
        return datetime.fromisoformat(str(value)).astimezone(UTC) if value else None
    except ValueError:
        return None


def _list(told: Json) -> Iterator[Json]:
    """The items of an answer; where there is nothing YouTube leaves them out of a channel's answer, but says what it answers."""
    items = told.get("items", [] if str(told.get("kind", "")).startswith("youtube#") else None)
    if not isinstance(items, list):
        raise _incomplete()
    for one in items:
        if not isinstance(one, dict):
            raise _incomplete()
        yield one


def _film(one: Json, parts: str) -> Film:
    size = str(one.get("fileDetails", {}).get("fileSize", ""))
    film = Film(str(one.get("id", "")), one.get("snippet", {}), one.get("status", {}), int(size) if size.isdecimal() else None)
    whole = all(isinstance(one.get(part), dict) for part in parts.split(",") if part in ("snippet", "status"))
    if not film.id or not whole:
        raise _incomplete()
    return film


def _listed(one: Json) -> tuple[str, datetime]:
    number = one.get("contentDetails", {}).get("videoId")
    at = moment(one.get("snippet", {}).get("publishedAt"))
    if not isinstance(number, str) or at is None:
        raise _incomplete()
    return number, at


def _uploads_of(channel: Json) -> str:
    number = channel.get("contentDetails", {}).get("relatedPlaylists", {}).get("uploads")
    if not isinstance(number, str) or not number:
        raise _incomplete()
    return number


def _tags(film: Film) -> list[str]:
    tags = film.snippet.get("tags", [])
    return [str(tag).lower() for tag in tags] if isinstance(tags, list) else []


def _incomplete() -> TryLater:
    return TryLater(t("{name}: jawaban tidak lengkap; dilihat lagi nanti.", name=NAME))

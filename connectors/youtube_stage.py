"""What is done to one film before anybody can see it: its upload, its words, and the wait until YouTube has processed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors._social_errors import Step
from connectors.contract import AtWork, CannotTell, NeedsHuman, Record, Rendering, TryLater
from connectors.youtube_client import YouTubeClient
from connectors.youtube_errors import NAME
from connectors.youtube_text import mark_of, snippet_of, status_of
from connectors.youtube_upload import SessionGone, Upload
from connectors.youtube_videos import VIDEOS, Film, Videos, moment
from language.say import t

CONTENT = "content"
TRIES, BETWEEN = 3, 3.0
SOONEST = timedelta(minutes=1)
PATIENCE = timedelta(days=1)


@dataclass(frozen=True)
class Staging:
    """One film on its way to being a private video. `kept` holds every handle; what is new in it is recorded at once."""

    client: YouTubeClient
    videos: Videos
    rendering: Rendering
    marker: str
    kept: dict[str, str]
    record: Record
    piece: int

    def staged(self) -> str:
        """The number of the processed video, whose words are those of the rendering."""
        film = self._left() or self._uploaded()
        self._keep(self._video, film.id)
        if not film.visible and self.kept.get(CONTENT) != self.rendering.digest:
            self._told_anew(film)
            self._keep(CONTENT, self.rendering.digest)
        self._wait(film)
        return film.id

    @property
    def _session(self) -> str:
        return f"session:{self.rendering.videos[0].sha256}"

    @property
    def _video(self) -> str:
        return f"video:{self.rendering.videos[0].sha256}"

    def _keep(self, name: str, handle: str) -> None:
        if self.kept.get(name) != handle:
            self.record(name, handle)
            self.kept[name] = handle

    def _left(self) -> Film | None:
        """The video that an earlier try left: by its number, else by our mark. Raises Refused for one that YouTube threw out."""
        if number := self.kept.get(self._video):
            film = self.videos.film_unless_gone(number)
            if film is not None:
                film.expect_processed()
                return film
            self._keep(self._session, "")  # in this order: what is forgotten halfway is found gone once more
            self._keep(self._video, "")
        return None if self.kept.get(self._session) else self._marked()

    def _marked(self) -> Film | None:
        marked = self.videos.marked(mark_of(self.marker), self.client.clock.now())
        if isinstance(marked, CannotTell):
            raise NeedsHuman(marked.reason)
        usable = sorted((film for film in marked if not film.lost), key=lambda film: not film.visible)
        return usable[0] if usable else None

    def _uploaded(self) -> Film:
        """A session that an earlier try opened is gone on with; what came of one that is over is looked for before another."""
        upload = Upload(self.client, self.rendering.videos[0], self.piece)
        if session := self.kept.get(self._session):
            try:
                return self._made(upload.finish(session, resumed=True))
            except SessionGone:
                if left := self._marked():
                    return left
        session = upload.begin(self._body())
        self._keep(self._session, session)
        self._keep(CONTENT, self.rendering.digest)
        try:
            return self._made(upload.finish(session, resumed=False))
        except SessionGone:
            raise TryLater(
                t("{name}: tempat unggahan tidak dikenal lagi; belum ada yang tayang, diunggah lagi nanti.", name=NAME)
            ) from None

    def _made(self, number: str) -> Film:
        """The video that has just come of an upload, as YouTube shows it; else all that is known of it."""
        return self.videos.film(number) or Film(number, status={"privacyStatus": "private", "uploadStatus": "uploaded"})

    def _body(self) -> dict[str, Mapping[str, object]]:
        marks = [mark_of(self.marker)]
        return {"snippet": snippet_of(self.rendering, marks), "status": status_of(self.rendering, "private")}

    def _told_anew(self, film: Film) -> None:
        """A hidden video whose words are of another time than the rendering."""
        body = {"id": film.id, **self._body()}
        self.client.call(Step.STAGE, "PUT", VIDEOS, params={"part": "snippet,status"}, json=body)

    def _wait(self, film: Film) -> None:
        """A short while; a film that takes longer is asked for again after as long as it has taken until then."""
        clock = self.client.clock
        for turn in range(TRIES):
            if film.visible or film.expect_processed():
                return
            if turn < TRIES - 1:
                clock.sleep(BETWEEN)
                film = self.videos.film(film.id) or film
        name = f"processing:{film.id}"
        self._keep(name, self.kept.get(name) or clock.now().isoformat())
        raise still_processed(clock.now(), moment(self.kept[name]))


def still_processed(now: datetime, since: datetime | None) -> TryLater:
    """Looked at again after as long as it has taken until then; what takes more than a day uses up attempts, so that it ends."""
    waited = now - (since or now)
    kind = AtWork if waited < PATIENCE else TryLater
    return kind(
        t("{name} masih mengolah film; belum ada yang tayang, dilihat lagi nanti.", name=NAME), now + max(SOONEST, waited)
    )

"""A film on a Facebook page: begun, uploaded unseen, ended (the one visible act), processed and then shown.

An upright film of 3 to 90 seconds goes out as a reel, any other as a video of the page: neither way takes every film (decision
021). Both give the film its number at the beginning, so that after an unclear answer the film itself is asked.
Sources: Meta's pages "Reels Publishing API" (30 July 2026) and "Publishing", "Resumable Upload"; Page's edges in its SDK's
specification.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

from connectors._social_errors import Step, json_object, send, unclear
from connectors._social_text import normalised
from connectors.contract import Absent, ConnectorError, Finding, Found, Link, Look, NeedsHuman, Refused, Rendering, TryLater
from connectors.facebook_errors import NAME, Missing, explained
from connectors.facebook_graph import API_URL, GraphClient, Json
from connectors.files import approved_file
from content_queue.package import Video
from language.say import t

FILM = "film:"
"""Before the number of a film, which is no number of a post."""
REEL, VIDEO = "video_reels", "videos"
UPLOADS = "https://rupload.facebook.com"
HOME = "https://www.facebook.com/"
PIECE = 2**20
"""Facebook says which piece of a video it wants next; none is smaller."""
MOST = 16 * 2**20
"""And none of ours is larger: a request that takes long needs a right that lasts long."""
SHORTEST, LONGEST_FILM, LARGEST = 1.0, 20 * 60, 2**30
"""What every way of uploading takes; Meta's pages disagree on more."""
FRESH = timedelta(hours=20)
SOON, LONGEST = timedelta(seconds=20), timedelta(hours=1)
FIELDS = "id,status,permalink_url,created_time,description,post_id"
UPRIGHT = 9 / 16
DONE = ("complete", "completed")
Keep = Callable[[str, str], None]


def is_reel(film: Video) -> bool:
    """Whether the page takes this film as a reel."""
    upright = abs(film.width / max(1, film.height) - UPRIGHT) <= 0.01 and film.width >= 540
    return upright and 3 <= film.seconds <= 90


def told_as(film: Video) -> str:
    """What readers will call it."""
    return t("reel") if is_reel(film) else t("video biasa")


@dataclass(frozen=True)
class Told:
    """What Facebook says of a film. `arrived`: the visible act has reached it, though it may still be processed."""

    out: bool
    arrived: bool
    failed: str
    uploaded: bool
    got: int
    url: str
    post: str
    at: datetime | None


@dataclass(frozen=True)
class PageFilms:
    """The films of one page."""

    graph: GraphClient
    page_id: str

    def stage(self, film: Video, kept: Mapping[str, str], keep: Keep) -> str:
        """Upload the film unseen, or go on with what a killed process had uploaded; its number."""
        number, told = self._earlier(film, kept)
        if told is not None and (told.uploaded or told.arrived or told.out):
            return number
        with approved_file(film) as file:
            if told is None:
                number = self._begin(film, keep)
            edge, place = _edge(kept[_name(film)]), _place(kept[_name(film)])
            try:
                if edge == REEL:
                    self._send_rest(number, file, film, place, told.got if told else 0)
                else:
                    self._send_pieces(file, film, place, told.got if told else 0, kept, keep)
            except _Anew as error:
                keep(_name(film), "")
                raise TryLater(str(error)) from None
        return number

    def reveal(self, number: str, rendering: Rendering, handles: Mapping[str, str]) -> Link:
        """Publish the film, unless the order to do so has reached Facebook already."""
        told = self._told(number)
        if not (told.out or told.arrived):
            self._end(number, handles[_name(rendering.videos[0])], rendering.text)
        return self._link(number)

    def found(self, number: str, otherwise: Finding) -> Finding:
        """What the film itself says where the page's list does not show it."""
        try:
            told = self._told(number)
        except Missing:
            return otherwise
        if told.out:
            return Found(FILM + number, True, told.url, told.at)
        if told.failed:
            return Absent()
        if told.arrived:
            raise TryLater(t("{name}: video masih diolah; dilihat lagi.", name=NAME), self._later(told))
        return Found(FILM + number, public=False) if told.uploaded else Absent()

    def look(self, number: str) -> Look:
        """Public is what has passed Facebook's publishing phase; what has not is neither public nor hidden. Raises Missing."""
        told = self._told(number)
        if told.out:
            return Look("public", url=told.url, images=0, videos=1)
        if told.failed:
            return Look("hidden", told.failed, told.url, 0, 1)
        return Look("unknown", t("video masih diolah Facebook"), told.url, 0, 1, self._later(told))

    def post_of(self, number: str) -> str:
        """The number of the post that shows a film, which readers are counted by; empty while there is none."""
        post = self._told(number).post
        return post if not post or "_" in post else f"{self.page_id}_{post}"

    def _earlier(self, film: Video, kept: Mapping[str, str]) -> tuple[str, Told | None]:
        handle = kept.get(_name(film), "")
        number, _, begun = handle.split(";")[:3] if handle.count(";") >= 3 else ("", "", "")
        if not number or self.graph.clock.now() - datetime.fromtimestamp(int(begun), UTC) > FRESH:
            return "", None
        try:
            told = self._told(number)
        except Missing:
            return "", None
        if told.failed and told.arrived:
            raise Refused(
                t("{name}: {why}. Simpan ulang videonya sebagai MP4 (H.264, AAC), lalu ajukan lagi.", name=NAME, why=told.failed)
            )
        return ("", None) if told.failed else (number, told)

    def _begin(self, film: Video, keep: Keep) -> str:
        edge = REEL if is_reel(film) else VIDEO
        size = {} if edge == REEL else {"file_size": str(film.size)}
        told = self.graph.put(Step.STAGE, self.page_id, edge, upload_phase="start", **size)
        number = told.get("video_id")
        place = told.get("upload_url" if edge == REEL else "upload_session_id")
        if not isinstance(number, str) or not number.isdigit() or not isinstance(place, str) or not place:
            raise unclear(NAME, Step.STAGE, t("jawaban tanpa nomor video"))
        if edge == VIDEO:
            keep(_piece(film), f"{number};{_span(told)}")
        keep(_name(film), f"{number};{edge};{int(self.graph.clock.now().timestamp())};{place}")
        return number

    def _send_rest(self, number: str, file: BinaryIO, film: Video, place: str, first: int) -> None:
        """What Facebook has not got yet, piece by piece: after each it is asked how far it is. Where it moves no further with
        a piece, it gets the rest in one."""
        self._expect_ours(place)
        at, most = first, MOST
        while not self._sent(file, film, place, at, most):
            got = self._told(number).got
            if got <= at and most >= film.size:
                raise TryLater(t("{name}: unggahan video belum lengkap; dilanjutkan, belum ada yang tayang.", name=NAME))
            at, most = max(got, at), MOST if got > at else film.size

    def _sent(self, file: BinaryIO, film: Video, place: str, at: int, most: int) -> bool:
        """Send so many bytes at most; True if Facebook has the whole film then."""
        file.seek(at)
        headers = {
            "Authorization": f"OAuth {self.graph.token}",
            "offset": str(at),
            "file_size": str(film.size),
            "Content-Type": "application/octet-stream",
        }
        data = file if most >= film.size else file.read(most)
        answer = send(self.graph.session, NAME, Step.STAGE, "POST", place, data=data, headers=headers)
        told = json_object(answer) or {}
        trouble = told.get("debug_info")
        if not isinstance(trouble, dict):
            if answer.ok and told.get("success") is True:
                return True
            raise explained(answer, Step.STAGE, self.graph.clock, self.graph.service)
        if trouble.get("type") == "ProcessingFailedError":
            raise _Anew(t("{name}: unggahan video gagal; diunggah lagi dari awal, belum ada yang tayang.", name=NAME))
        if trouble.get("type") != "PartialRequestError":
            raise TryLater(t("{name}: unggahan video belum lengkap; dilanjutkan, belum ada yang tayang.", name=NAME))
        return False

    def _expect_ours(self, place: str) -> None:
        """The token goes nowhere but to Meta, whatever an answer names as the place for the film."""
        wanted = UPLOADS if self.graph.api_url == API_URL else self.graph.api_url
        if urlsplit(place)[:2] != urlsplit(wanted)[:2]:
            raise NeedsHuman(
                t("{name} menyebut tempat unggahan yang bukan milik Meta; video tidak dikirim. Beri tahu admin.", name=NAME)
            )

    def _send_pieces(self, file: BinaryIO, film: Video, session: str, first: int, kept: Mapping[str, str], keep: Keep) -> None:
        """The pieces that Facebook asks for, one after the other."""
        number, start, end = kept[_piece(film)].split(";")
        span, at = max(int(end) - int(start), 1), first or int(start)
        until = at + span
        while at < film.size:
            file.seek(at)
            piece = ("potongan.mp4", file.read(min(until - at, MOST)), film.mime)
            told = self.graph.film_piece(self.page_id, piece, upload_session_id=session, start_offset=str(at))
            keep(_piece(film), f"{number};{_span(told)}")
            start, _, end = _span(told).partition(";")
            if int(start) <= at:
                raise TryLater(t("{name}: unggahan video tidak bergerak maju; dilanjutkan, belum ada yang tayang.", name=NAME))
            at, until = int(start), max(int(end), int(start))

    def _end(self, number: str, handle: str, text: str) -> None:
        edge, place = _edge(handle), _place(handle)
        words = {"description": text} if text else {}
        which = {"video_id": number, "video_state": "PUBLISHED"} if edge == REEL else {"upload_session_id": place}
        answer = self.graph.put(Step.REVEAL, self.page_id, edge, upload_phase="finish", **which, **words)
        if answer.get("success") is not True:
            raise unclear(NAME, Step.REVEAL, t("jawaban tidak memastikan penayangan video"))

    def _link(self, number: str) -> Link:
        """The order has gone out: whatever goes wrong here may not make it look otherwise."""
        try:
            told = self._told(number)
        except ConnectorError:
            return Link(f"{HOME}{number}", FILM + number)
        return Link(told.url or f"{HOME}{number}", FILM + number, told.at)

    def _later(self, told: Told) -> datetime:
        """Twice as long as it has taken until now: asked rarely, however long Facebook takes."""
        now = self.graph.clock.now()
        return now + min(max(2 * (now - (told.at or now)), SOON), LONGEST)

    def _told(self, number: str) -> Told:
        body = self.graph.get(number, fields=FIELDS)
        if str(body.get("id")) != number or not isinstance(body.get("status"), dict):
            raise TryLater(t("{name}: keadaan video tidak disebut; dilihat lagi nanti.", name=NAME))
        return told_of(body)


class _Anew(Exception):
    """What was uploaded is of no use."""


def told_of(body: Json) -> Told:
    """A film as Graph describes it."""
    status = body["status"]
    uploading, processing, publishing = (_phase(status, name) for name in ("uploading", "processing", "publishing"))
    out = publishing.get("status") in DONE or publishing.get("publish_status") == "published"
    troubles = [phase for phase in (uploading, processing, publishing) if phase.get("status") == "error" or phase.get("error")]
    broken = troubles or status.get("video_status") in ("error", "expired", "upload_failed")
    created = body.get("created_time")
    at = datetime.strptime(created, "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC) if isinstance(created, str) else None
    path = str(body.get("permalink_url") or "")
    return Told(
        out=out,
        arrived=bool(normalised(str(body.get("description") or ""))) or publishing.get("status") == "in_progress",
        failed=_why(troubles, status) if broken and not out else "",
        uploaded=uploading.get("status") in DONE,
        got=int(uploading.get("bytes_transfered") or uploading.get("bytes_transferred") or 0),
        url=urljoin(HOME, path) if path else "",
        post=str(body.get("post_id") or ""),
        at=at,
    )


def _phase(status: Json, name: str) -> Json:
    found = status.get(f"{name}_phase")
    return found if isinstance(found, dict) else {}


def _why(troubles: list[Json], status: Json) -> str:
    said = [(phase.get("error") or {}).get("message") for phase in troubles if isinstance(phase.get("error"), dict)]
    return t(
        "video gagal di {name} ({why})",
        name=NAME,
        why=next((str(s) for s in said if s), status.get("video_status", "error"))[:200],
    )


def _span(told: Json) -> str:
    """Where Facebook wants the next piece to begin and to end."""
    start, end = str(told.get("start_offset", "")), str(told.get("end_offset", ""))
    if not start.isdigit() or not end.isdigit():
        raise unclear(NAME, Step.STAGE, t("jawaban tanpa batas potongan video"))
    return f"{start};{end}"


def _name(film: Video) -> str:
    return f"film:{film.sha256}"


def _piece(film: Video) -> str:
    return f"film:{film.sha256}:potongan"


def _edge(handle: str) -> str:
    return handle.split(";")[1]


def _place(handle: str) -> str:
    return handle.split(";", 3)[3]

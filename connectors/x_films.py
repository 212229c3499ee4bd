"""A film on its way to X: begun, sent piece by piece, ended, and waited for until X has processed it. Nothing of it is public.

What a killed process had sent is gone on with; what X no longer knows is begun anew. Sources: X's pages "Chunked media upload"
and its OpenAPI description of `/2/media/upload`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any, BinaryIO

from connectors.contract import AtWork, Refused, TryLater
from connectors.files import approved_file
from connectors.x_client import Json, XClient
from connectors.x_text import NAME
from content_queue.package import Video
from language.say import t
from safety.clock import Clock

PIECE = 4 * 2**20
"""X takes pieces of up to 5 MB."""
SHORTEST = 0.5
MARGIN = timedelta(hours=1)
SOON, LONGEST = timedelta(seconds=10), timedelta(minutes=30)
WORKING = ("pending", "in_progress")
HOPELESS = ("InvalidMedia", "UnsupportedMedia", "InvalidVideo")
ENDED, MISSED, READY = "selesai", "hilang", "siap"
Keep = Callable[[str, str], None]


def handle_of(data: Json, clock: Clock) -> str:
    """An upload's number and when X throws it away; empty if the answer names none."""
    identity = data.get("id")
    if not isinstance(identity, str) or not identity:
        return ""
    ends = clock.now() + timedelta(seconds=int(data.get("expires_after_secs", 86400)))
    return f"{identity};{int(ends.timestamp())}"


def ends_soon(handle: str, clock: Clock) -> bool:
    """Whether an upload is gone, or will be before a post can use it."""
    ends = handle.partition(";")[2]
    return not ends.isdigit() or clock.now() + MARGIN > datetime.fromtimestamp(int(ends), UTC)


@dataclass(frozen=True)
class FilmUpload:
    """One film of one publication: `kept` is what is recorded of it, `keep` records more."""

    x: XClient
    film: Video
    kept: Mapping[str, str]
    keep: Keep

    def bring(self) -> None:
        """Until a post can name the film. Raises TryLater while X processes it, Refused if it cannot."""
        known = bool(self._identity())
        if known and self._far() == READY:
            return
        try:
            self._go_on(known)
        except _Unusable:
            raise
        except Refused:
            if not known:
                raise
            raise self._anew(t("X tidak mengenal lagi unggahan video ini")) from None

    def _go_on(self, known: bool) -> None:
        with approved_file(self.film) as file:
            if not known:
                self._begin()
            told = self._state() if self._far() in (ENDED, MISSED) else self._sent(file)
        self._judge(told)

    def _begin(self) -> None:
        handle = handle_of(self.x.begin_film(self.film.size, self.film.mime), self.x.clock)
        if not handle:
            raise TryLater(t("{name}: unggahan {file} tidak dipastikan; belum ada yang tayang.", name=NAME, file=self.film.name))
        self.keep(f"media:{self.film.sha256}", handle)

    def _sent(self, file: BinaryIO) -> Json:
        """Send what X has not got yet and end the upload; what X says of the film then."""
        first, pieces = int(self._far() or 0), ceil(self.film.size / PIECE)
        if first == pieces and (told := self._ended_already()):
            return told
        file.seek(first * PIECE)
        for number in range(first, pieces):
            self.x.send_piece(self._identity(), number, file.read(PIECE))
            self._note(str(number + 1))
        told = self.x.end_film(self._identity())
        self._note(ENDED)
        return told

    def _state(self) -> Json:
        """X's word on a film that was sent whole. That X does not know it is believed the second time: one look may come too
        early or from the wrong server, and a film costs many requests. Raises AtWork, then Refused."""
        try:
            told = self.x.film_state(self._identity())
        except Refused:
            if self._far() == MISSED:
                raise
            self._note(MISSED)
            raise AtWork(
                t("{name}: video belum ditemukan; dilihat sekali lagi, belum ada yang tayang.", name=NAME), self._soon()
            ) from None
        if self._far() == MISSED:
            self._note(ENDED)
        return told

    def _ended_already(self) -> Json | None:
        """X's word on a film whose end may have arrived without an answer; None if it has not."""
        try:
            told = self.x.film_state(self._identity())
        except Refused:
            return None
        if "processing_info" not in told:
            return None
        self._note(ENDED)
        return told

    def _judge(self, told: Json) -> None:
        info = told.get("processing_info") or {}
        state = info.get("state", "succeeded")
        if state in WORKING:
            named = timedelta(seconds=int(info.get("check_after_secs", 0)))
            raise AtWork(t("{name}: video masih diolah; belum ada yang tayang.", name=NAME), self._soon(named))
        if state == "succeeded":
            self._note(READY)
            return
        error: dict[str, Any] = info.get("error") or {}
        if error.get("name") in HOPELESS:
            why = str(error.get("message") or error["name"])[:200]
            self._forget()
            raise _Unusable(
                t(
                    "{name}: video {file} tidak dapat diolah ({why}). Simpan ulang sebagai MP4 (H.264, AAC).",
                    name=NAME,
                    file=self.film.name,
                    why=why,
                )
            )
        raise self._anew(t("X gagal mengolah video ini"))

    def _soon(self, named: timedelta = SOON) -> datetime:
        """When to ask again: as X says, and not before twice as long as it has taken until now: few asks, however slow X is."""
        since = self.kept.get(f"sent:{self.film.sha256}", "").rpartition(";")[2]
        taken = self.x.clock.now() - datetime.fromtimestamp(int(since), UTC)
        return self.x.clock.now() + max(named, min(max(2 * taken, SOON), LONGEST))

    def _anew(self, why: str) -> TryLater:
        self._forget()
        return TryLater(t("{name}: {why}; diunggah lagi, belum ada yang tayang.", name=NAME, why=why))

    def _forget(self) -> None:
        self.keep(f"media:{self.film.sha256}", "")

    def _identity(self) -> str:
        handle = self.kept.get(f"media:{self.film.sha256}", "")
        return "" if ends_soon(handle, self.x.clock) else handle.split(";")[0]

    def _far(self) -> str:
        """How far this upload is: pieces that X has, ended, or ready for a post."""
        identity, _, rest = self.kept.get(f"sent:{self.film.sha256}", "").partition(";")
        far = rest.split(";")[0] if identity and identity == self._identity() else ""
        return MISSED if far.startswith(f"{ENDED},") else far  # as an earlier release noted it

    def _note(self, far: str) -> None:
        since = int(self.x.clock.now().timestamp())
        self.keep(f"sent:{self.film.sha256}", f"{self._identity()};{far};{since}")


class _Unusable(Refused):
    """X has looked at the film itself: sent again it would say the same."""

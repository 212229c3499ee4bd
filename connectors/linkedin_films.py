"""A film on LinkedIn: sent unseen in pieces, put together there, processed, then named by the post.

Source: LinkedIn's page "Videos API": MP4 of up to 30 minutes and 500 MB, pieces of 4 MiB whose ETags the last request names.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from connectors._social_errors import Step, json_object
from connectors.contract import AtWork, Record, Refused, TryLater
from connectors.files import approved_file
from connectors.linkedin_client import Json, LinkedInClient
from connectors.linkedin_media import FAILED, READY, WORKING, settled, state_of
from connectors.linkedin_text import NAME
from content_queue.package import Video
from language.say import t

PIECE = 4 * 2**20
MOST_BYTES, MOST_SECONDS = 500 * 2**20, 30 * 60
EDGE = "videos"
WHILE_IT_WORKS = timedelta(minutes=2)


def brought(
    linkedin: LinkedInClient, owner: str, films: Sequence[Video], handles: Mapping[str, str], record: Record
) -> dict[str, str]:
    """Every film as LinkedIn has it, processed. One whose last answer was lost is asked for by its URN, not sent again."""
    kept = dict(handles)
    for film in films:
        name = f"film:{film.sha256}"
        state = state_of(linkedin, EDGE, kept[name]) if name in kept else ""
        if state not in (READY, WORKING):
            kept[name] = _send(linkedin, owner, film, partial(record, name))
            state = ""
        if state != READY:
            _wait(linkedin, kept[name], film)
    return kept


def _send(linkedin: LinkedInClient, owner: str, film: Video, note: Callable[[str], None]) -> str:
    """The URN of a film whose bytes LinkedIn has; noted before the first byte leaves."""
    with approved_file(film) as file:
        begun = _begin(linkedin, owner, film)
        urn = str(begun["video"])
        note(urn)
        parts = []
        for piece in begun["uploadInstructions"]:
            file.seek(int(piece["firstByte"]))
            data = file.read(int(piece["lastByte"]) - int(piece["firstByte"]) + 1)
            parts.append(linkedin.piece(str(piece["uploadUrl"]), data))
    asked = {"video": urn, "uploadToken": str(begun.get("uploadToken", "")), "uploadedPartIds": parts}
    linkedin.call(Step.STAGE, "POST", "videos?action=finalizeUpload", json={"finalizeUploadRequest": asked})
    return urn


def _begin(linkedin: LinkedInClient, owner: str, film: Video) -> Json:
    asked = {"owner": owner, "fileSizeBytes": film.size, "uploadCaptions": False, "uploadThumbnail": False}
    answer = linkedin.call(Step.STAGE, "POST", "videos?action=initializeUpload", json={"initializeUploadRequest": asked})
    value = (json_object(answer) or {}).get("value")
    pieces = value.get("uploadInstructions") if isinstance(value, dict) else None
    whole = isinstance(pieces, list) and sum(int(p["lastByte"]) - int(p["firstByte"]) + 1 for p in pieces) == film.size
    if not isinstance(value, dict) or not isinstance(value.get("video"), str) or not whole:
        raise TryLater(t("{name}: unggahan {file} tidak disiapkan LinkedIn; belum ada yang tayang.", name=NAME, file=film.name))
    return value


def _wait(linkedin: LinkedInClient, urn: str, film: Video) -> None:
    """Until LinkedIn has processed a film; a post that names it before would stand there without it."""
    state = settled(linkedin, EDGE, urn)
    if state == FAILED:
        raise Refused(
            t("{name}: video {file} tidak dapat diolah LinkedIn. Simpan ulang sebagai MP4 (H.264).", name=NAME, file=film.name)
        )
    if state != READY:
        at = linkedin.clock.now() + WHILE_IT_WORKS
        raise AtWork(t("{name}: video masih diolah LinkedIn; belum ada yang tayang, dilihat lagi nanti.", name=NAME), at)

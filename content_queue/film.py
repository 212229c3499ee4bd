"""Films, judged by their bytes: an MP4 that every platform and browser plays, published without the traces a camera leaves."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pymediainfo import MediaInfo, Track

from content_queue.mp4 import Boxes, Broken, Half, walk, without_needless
from content_queue.problems import PackageProblems, Problem, fail
from safety.files import sha256_of, write_stream

MIME = "video/mp4"
SUFFIX = ".mp4"
_KINDS = {
    ".mp4": "MP4", ".m4v": "M4V", ".mov": "MOV (QuickTime)", ".qt": "MOV (QuickTime)", ".avi": "AVI", ".webm": "WebM",
    ".mkv": "Matroska (MKV)", ".wmv": "WMV", ".asf": "WMV", ".flv": "FLV", ".3gp": "3GP", ".3g2": "3GP", ".mpg": "MPEG",
    ".mpeg": "MPEG", ".vob": "MPEG", ".ts": "MPEG-TS", ".mts": "AVCHD", ".m2ts": "AVCHD", ".ogv": "Ogg",
}  # fmt: skip
_STILL = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
_OLD_QUICKTIME = (b"moov", b"mdat", b"wide", b"pnot")
_HEADS = (
    (b"\x1aE\xdf\xa3", "WebM/Matroska"), (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMV"), (b"FLV\x01", "FLV"), (b"OggS", "Ogg"),
    (b"\x00\x00\x01\xba", "MPEG"), (b"\x00\x00\x01\xb3", "MPEG"),
)  # fmt: skip
_TRACKS = frozenset({b"vide", b"soun", b"tmcd"})


@dataclass(frozen=True)
class Film:
    """A film as it will be published."""

    path: Path
    sha256: str
    size: int
    width: int
    height: int
    seconds: float


def may_be_film(name: str) -> bool:
    """Whether a file's name is that of a film, of a kind that can be published or not."""
    return os.path.splitext(name)[1].lower() in _KINDS  # noqa: PTH122  # the name of a file in a listing, no path


def is_film(path: Path) -> bool:
    """Whether a file is a film by its name or by its first bytes."""
    with path.open("rb") as file:
        return may_be_film(path.name) or bool(_kind_of(file.read(16)))


def _kind_of(head: bytes) -> str:
    """The format of a film that begins so; empty if it is none that we know."""
    if head[4:8] == b"ftyp":
        return "" if head[8:12] in _STILL else "MOV (QuickTime)" if head[8:12] == b"qt  " else "MP4"
    if head[4:8] in _OLD_QUICKTIME:
        return "MOV (QuickTime)"
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return "AVI"
    return next((kind for start, kind in _HEADS if head.startswith(start)), "")


def prepare(source: Path, sha256: str, where: str, root: Path) -> Film:
    """The publishable film for a sealed file with this digest, the same bytes every time. Raises PackageProblems."""
    boxes = _boxes(source, where)
    tracks = _tracks(source, where)
    problems = [*_name_problems(where), *_problems(boxes, tracks, where)]
    if problems:
        raise PackageProblems(problems)
    picture = next(track for track in tracks if track.track_type == "Video")
    path, digest = _derivative(source, sha256, boxes, root)
    width, height = int(picture.width), int(picture.height)
    if round(float(picture.rotation or 0)) % 180:
        width, height = height, width
    return Film(path, digest, boxes.size, width, height, _seconds(tracks))


def _boxes(source: Path, where: str) -> Boxes:
    with source.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        kind = _kind_of(file.read(16))
        if kind != "MP4":
            named = _KINDS.get(source.suffix.lower(), "")
            shown = kind or (named if named != "MP4" else "yang tidak dikenal")
            raise fail("film-not-mp4", where, kind=shown)
        try:
            return walk(file, size)
        except Half:
            raise PackageProblems([Problem("film-half", where), *_name_problems(where)]) from None
        except Broken:
            raise PackageProblems([Problem("film-broken", where), *_name_problems(where)]) from None


def _tracks(source: Path, where: str) -> list[Track]:
    try:
        with source.open("rb") as file:  # opened here: the library reads a path in the system's own character set
            return list(MediaInfo.parse(file).tracks)
    except (OSError, RuntimeError, ValueError) as error:
        raise fail("film-broken", where) from error


def _name_problems(where: str) -> list[Problem]:
    return [] if where.endswith(SUFFIX) else [Problem("film-name", where)]


def _problems(boxes: Boxes, tracks: list[Track], where: str) -> Iterator[Problem]:
    pictures = [track for track in tracks if track.track_type == "Video"]
    sounds = [track for track in tracks if track.track_type == "Audio"]
    others = sorted({kind.decode("latin-1") for kind in boxes.tracks if kind not in _TRACKS})
    if len(pictures) != 1 or not pictures[0].width or not pictures[0].height or _seconds(tracks) <= 0:
        yield Problem("film-no-picture", where)
    for picture in pictures:
        if picture.format != "AVC":
            yield Problem("film-codec", where, None, {"codec": picture.format or "?"})
        elif (picture.chroma_subsampling, picture.bit_depth) != ("4:2:0", 8):
            shown = f"{picture.chroma_subsampling or '?'} {picture.bit_depth or '?'} bit"
            yield Problem("film-colours", where, None, {"colours": shown})
    for sound in sounds:
        if sound.format != "AAC":
            yield Problem("film-sound", where, None, {"codec": sound.format or "?"})
    if others:
        yield Problem("film-extra-track", where, None, {"tracks": ", ".join(others)})


def _seconds(tracks: list[Track]) -> float:
    lengths = [float(track.duration) for track in tracks if track.track_type in ("General", "Video") and track.duration]
    return max(lengths, default=0.0) / 1000


def _derivative(source: Path, sha256: str, boxes: Boxes, root: Path) -> tuple[Path, str]:
    """The film without what no player needs; the sealed file itself where there is nothing of that in it."""
    digest = hashlib.sha256()
    with source.open("rb") as file:
        for piece in without_needless(file, boxes):
            digest.update(piece)
        made = digest.hexdigest()
        if made == sha256:
            return source, made
        path = root / f"{made}{SUFFIX}"
        if not path.exists() or sha256_of(path) != made:
            write_stream(path, without_needless(file, boxes), 0o444)
        return path, made

"""Films, judged by their bytes: an MP4 that every platform and browser plays, published without the traces a camera leaves."""

import hashlib
import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from content_queue.mp4 import Boxes, Broken, Half, walk, without_needless
from content_queue.problems import PackageProblems, Problem, fail
from language.say import t
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
_PROGRAM = Path(__file__).with_name("film_tracks.py")
_PATIENCE = 120
Track = Mapping[str, str]
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


def prepare(source: Path, sha256: str, where: str, root: Path, *, make: bool = True) -> Film:
    """The publishable film for a sealed file with this digest, the same bytes every time. Raises PackageProblems.

    Unless `make`, it is only told of: its file may be missing, and none is written.
    """
    boxes = _boxes(source, where)
    tracks = _tracks(source, where)
    problems = [*_name_problems(where), *_problems(boxes, tracks, where)]
    if problems:
        raise PackageProblems(problems)
    picture = next(track for track in tracks if track["track_type"] == "Video")
    path, digest = _derivative(source, sha256, boxes, root, make=make)
    width, height = _whole(picture, "width"), _whole(picture, "height")
    if _whole(picture, "rotation") % 180:
        width, height = height, width
    return Film(path, digest, boxes.size, width, height, _seconds(tracks))


def _boxes(source: Path, where: str) -> Boxes:
    with source.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        kind = _kind_of(file.read(16))
        if kind != "MP4":
            named = _KINDS.get(source.suffix.lower(), "")
            shown = kind or (named if named != "MP4" else t("yang tidak dikenal"))
            raise fail("film-not-mp4", where, kind=shown)
        try:
            return walk(file, size)
        except Half:
            raise PackageProblems([Problem("film-half", where), *_name_problems(where)]) from None
        except Broken:
            raise PackageProblems([Problem("film-broken", where), *_name_problems(where)]) from None


def _tracks(source: Path, where: str) -> list[Track]:
    """What libmediainfo says, in a process of its own that it cannot take more than a little time and memory."""
    with source.open("rb") as film:
        command = [sys.executable, "-I", str(_PROGRAM)]
        try:
            ran = subprocess.run(command, stdin=film, capture_output=True, env={}, timeout=_PATIENCE, check=False)
        except subprocess.TimeoutExpired as error:  # its own bound counts its work only; the machine may have slept
            raise OSError(t("{name} belum dapat diperiksa: komputer terlalu sibuk", name=where)) from error
    try:
        told: list[Track] = json.loads(ran.stdout) if ran.returncode == 0 else []
    except ValueError:
        told = []
    if not told:
        raise fail("film-broken", where)
    return told


def _name_problems(where: str) -> list[Problem]:
    return [] if where.endswith(SUFFIX) else [Problem("film-name", where)]


def _problems(boxes: Boxes, tracks: list[Track], where: str) -> Iterator[Problem]:
    pictures = [track for track in tracks if track["track_type"] == "Video"]
    sounds = [track for track in tracks if track["track_type"] == "Audio"]
    others = sorted({kind.decode("latin-1") for kind in boxes.tracks if kind not in _TRACKS})
    measured = all(_whole(track, "width") > 0 and _whole(track, "height") > 0 for track in pictures)
    if len(pictures) != 1 or not measured or _seconds(tracks) <= 0:
        yield Problem("film-no-picture", where)
    for picture in pictures:
        colours = (picture.get("chroma_subsampling", "?"), picture.get("bit_depth", "?"))
        if picture.get("format") != "AVC":
            yield Problem("film-codec", where, None, {"codec": picture.get("format", "?")})
        elif colours != ("4:2:0", "8"):
            yield Problem("film-colours", where, None, {"colours": f"{colours[0]} {colours[1]} bit"})
    for sound in sounds:
        if sound.get("format") != "AAC":
            yield Problem("film-sound", where, None, {"codec": sound.get("format", "?")})
    if others:
        yield Problem("film-extra-track", where, None, {"tracks": ", ".join(others)})


def _number(track: Track, name: str) -> float:
    try:
        found = float(track.get(name, "0"))
    except ValueError:
        return 0.0
    return found if math.isfinite(found) else 0.0


def _whole(track: Track, name: str) -> int:
    return round(_number(track, name))


def _seconds(tracks: list[Track]) -> float:
    lengths = [_number(track, "duration") for track in tracks if track["track_type"] in ("General", "Video")]
    return max(lengths, default=0.0) / 1000


def _derivative(source: Path, sha256: str, boxes: Boxes, root: Path, *, make: bool) -> tuple[Path, str]:
    """The film without what no player needs; the sealed file itself where there is nothing of that in it."""
    digest = hashlib.sha256()
    with source.open("rb") as file:
        for piece in without_needless(file, boxes):
            digest.update(piece)
        made = digest.hexdigest()
        if made == sha256:
            return source, made
        path = root / f"{made}{SUFFIX}"
        if make and (not path.exists() or sha256_of(path) != made):
            write_stream(path, without_needless(file, boxes), 0o444)
        return path, made

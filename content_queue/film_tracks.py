"""Says what the tracks of one film are. A program of its own: libmediainfo is native code that reads what strangers have made.

The film is its standard input; its standard output is one JSON list, a track each, with the fields that `film` asks for.
"""

import json
import resource
import sys

from pymediainfo import MediaInfo

FIELDS = ("track_type", "format", "width", "height", "rotation", "chroma_subsampling", "bit_depth", "duration")
MOST_TRACKS = 50
MEMORY = 2**30
SECONDS = 5


def confine() -> None:
    """Bound what this process may take, whatever the film makes of it."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))


def main() -> None:
    """Read the film and tell."""
    confine()
    with open(0, "rb") as film:  # a descriptor, no path
        tracks = MediaInfo.parse(film).tracks[:MOST_TRACKS]
    told = [{name: str(value)[:100] for name in FIELDS if (value := getattr(track, name)) is not None} for track in tracks]
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()

"""Which bytes lie in a folder of konsep/ now, for whoever asks each minute what a sign-off there was about."""

from functools import lru_cache
from pathlib import Path

from content_queue.listing import fingerprint
from content_queue.problems import PackageProblems
from content_queue.seal import digest_of, hashes


def digest_here(folder: Path) -> str:
    """The digest of the content as it lies there; empty where it cannot be read whole.

    Read again only when a name, a size or a time changes: it is looked at to be shown. What is signed or sealed is hashed anew.
    """
    try:
        return _digest(folder, fingerprint(folder))
    except (PackageProblems, OSError):
        return ""


@lru_cache(maxsize=64)
def _digest(folder: Path, _looks: str) -> str:
    return digest_of(hashes(folder))

"""Who serves a home, and whether anybody did: a lock that ends with its process, and a mark that outlives it."""

import fcntl
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from language.say import later, t
from safety.files import write_durably

_MARK = "dilayani.json"
_LOCK = "serve.lock"
_PASSWORD = "kata-sandi"  # noqa: S105  the name of the file, not what stands in it


class AlreadyServed(Exception):
    """Another `tayang serve` holds this home."""


def prefect_home(home: Path) -> Path:
    """Where everything that Prefect keeps for this home lies."""
    return home.resolve() / "prefect"


@contextmanager
def hold(home: Path) -> Iterator[None]:
    """Be the one that serves this home; raises AlreadyServed. The lock ends with the process, however that ends."""
    folder = prefect_home(home)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # the database may hold what runs were given
    with (folder / _LOCK).open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            said = later("rumah {home} sudah dilayani `tayang serve` yang lain; hentikan dahulu yang itu")
            raise AlreadyServed(t(said, home=home)) from None
        yield


def close_to_others(home: Path) -> None:
    """Leave what Prefect wrote under an open umask to its owner alone, whoever copies the folder afterwards."""
    for file in prefect_home(home).iterdir():
        if file.is_file() and not file.is_symlink():
            file.chmod(0o600)


def is_held(home: Path) -> bool:
    """Whether a living process serves this home now."""
    try:
        with (prefect_home(home) / _LOCK).open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
    except OSError:
        return False
    return False


def set_mark(home: Path, url: str) -> None:
    """From now on a publish deployment is expected in Prefect; without it, or unread, the gate is shut."""
    write_durably(prefect_home(home) / _MARK, json.dumps({"url": url}).encode())


def take_mark_away(home: Path) -> None:
    """Nobody serves this home any more and nothing there is paused: the gate looks at the ledger alone again."""
    (prefect_home(home) / _MARK).unlink(missing_ok=True)


def has_mark(folder: Path) -> bool:
    """Whether this Prefect folder belongs to a served home. What cannot be read counts as served."""
    try:
        return (folder / _MARK).exists()
    except OSError:
        return True


def address(home: Path) -> str:
    """Where the Prefect server of a served home answers; "" if the mark is not there or damaged."""
    try:
        return str(json.loads((prefect_home(home) / _MARK).read_text(encoding="utf-8"))["url"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def password_file(home: Path) -> Path:
    """The file with the one user:password of the Prefect server of this home."""
    return prefect_home(home) / _PASSWORD


def password(home: Path) -> str:
    """The user:password of this home's Prefect server, made up once and kept for its owner alone."""
    file = password_file(home)
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(file, f"tayang:{secrets.token_urlsafe(18)}\n".encode(), mode=0o600)
    file.chmod(0o600)  # somebody may have copied the home with an open umask
    return file.read_text(encoding="utf-8").strip()

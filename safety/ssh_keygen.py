"""ssh-keygen, asked to sign a text or to judge a signature: fixed arguments, no shell, a time limit, private files."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from language.say import later, t

PROGRAM = "ssh-keygen"
MISSING = later("ssh-keygen tidak ada di komputer ini; pasang paket openssh-client")
MAX_MESSAGE = 64 * 1024
MAX_SIGNATURE = 8 * 1024
_JUDGING = 10.0
_SIGNING = 120.0
"""Seconds: somebody may be typing a pass phrase or looking for the security key."""


class NoAnswer(Exception):
    """ssh-keygen could not be asked, so nothing is known of the signature; or it did not sign."""


@dataclass(frozen=True)
class Keys:
    """Whose keys count: an allowed-signers file and, where there is one, a revocation list, as OpenSSH writes them."""

    allowed: bytes
    revoked: bytes | None = None


def verify(keys: Keys, person: str, namespace: str, at: datetime, message: bytes, signature: str) -> str | None:
    """None if `person` signed exactly this message for this namespace with a key that counted at that time; else what
    ssh-keygen says. Raises NoAnswer."""
    if len(message) > MAX_MESSAGE or len(signature) > MAX_SIGNATURE:
        return "too large"
    with _private_folder() as folder:
        # ssh-keygen takes times without a zone, in both places, as times of this zone: the machine's must not matter.
        time = f"{at.astimezone(UTC):%Y%m%d%H%M%S}"
        files = {"allowed": keys.allowed, "signature": signature.encode("utf-8", "replace")}
        files |= {"revoked": keys.revoked} if keys.revoked is not None else {}
        for name, data in files.items():
            (folder / name).write_bytes(data)
        revoked = ["-r", str(folder / "revoked")] if keys.revoked is not None else []
        who = ["-f", str(folder / "allowed"), "-I", person, "-n", namespace, *revoked]
        words = ["-Y", "verify", *who, "-s", str(folder / "signature"), f"-Overify-time={time}"]
        env = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC0"}
        status, said = _run(words, _JUDGING, env, message)
    return None if status == 0 else said


def sign(key: Path, namespace: str, message: bytes) -> str:
    """The armoured signature over a message. The key file is only named to ssh-keygen, which asks for its pass phrase
    itself; with a public key's file the agent signs. Raises NoAnswer."""
    with _private_folder() as folder:
        text = folder / "pernyataan"
        text.write_bytes(message)
        # From a file, not from a pipe: with a pipe as its input ssh-keygen asks for no pass phrase.
        status, said = _run(["-Y", "sign", "-f", str(key), "-n", namespace, str(text)], _SIGNING, os.environ)
        made = text.with_name(f"{text.name}.sig")
        if status != 0 or not made.is_file():
            raise NoAnswer(t("ssh-keygen tidak menandatangani: {why}", why=said or t("tanpa penjelasan")))
        return made.read_text(encoding="ascii", errors="replace")


def expect_there() -> None:
    """Raises NoAnswer where this machine has no ssh-keygen."""
    if shutil.which(PROGRAM) is None:
        raise NoAnswer(t(MISSING))


@contextmanager
def _private_folder() -> Iterator[Path]:
    try:
        folder = Path(tempfile.mkdtemp(prefix="tayang-tanda-"))
    except OSError as error:
        told = t("tidak ada tempat sementara untuk memeriksa tanda tangan ({why})", why=error.strerror)
        raise NoAnswer(told) from error
    try:
        yield folder
    except OSError as error:
        raise NoAnswer(t("tanda tangan tidak dapat diperiksa ({why})", why=error.strerror)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(words: list[str], limit: float, env: Mapping[str, str], message: bytes | None = None) -> tuple[int, str]:
    try:
        done = subprocess.run([PROGRAM, *words], input=message, capture_output=True, timeout=limit, env=dict(env), check=False)
    except FileNotFoundError as error:
        raise NoAnswer(t(MISSING)) from error
    except subprocess.TimeoutExpired as error:
        raise NoAnswer(t("ssh-keygen tidak menjawab dalam {seconds} detik", seconds=f"{limit:.0f}")) from error
    except (OSError, ValueError) as error:
        raise NoAnswer(t("ssh-keygen tidak dapat dijalankan ({why})", why=error)) from error
    return done.returncode, done.stderr.decode("utf-8", "replace").strip()

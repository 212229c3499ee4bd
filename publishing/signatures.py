"""The signatures under one office's sheets: judged once, and remembered by everything that the answer depends on."""

import hashlib
import json
import logging
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from content_queue.listing import SHEET
from content_queue.problems import Problem
from content_queue.profile import Step
from content_queue.sheet import SignOff
from content_queue.sheet_words import SHEET_WORDS
from content_queue.signers import faults_of
from content_queue.statement import statement, why_void
from language.say import t
from safety import ssh_keygen
from safety.files import write_whole
from safety.ssh_keygen import Keys, NoAnswer

logger = logging.getLogger(__name__)
MAX_KEY_FILE = 1024 * 1024
_REMEMBERED = 50_000
"""Answers that are kept at most; the oldest are asked for anew."""


class Signatures:
    """Judges sign-offs by the office's allowed signers and, if there is one, its revocation list.

    What is remembered saves questions to ssh-keygen and is no proof: right before a package begins it is asked anew (`fresh`).
    The key files are read once in the life of this object, and anew for a fresh answer.
    """

    def __init__(self, office: str, allowed: Path, revoked: Path | None, notes: Path) -> None:
        self._office = office
        self._allowed = allowed
        self._revoked = revoked
        self._notes = notes
        self._keys: Keys | None = None
        self._known: dict[str, str] | None = None
        self._news = False

    @property
    def asks_for(self) -> tuple[str, str]:
        """The option that a command needs to sign, and what to write after it."""
        return "--key", t("BERKAS-KUNCI")

    def fault(self, package: str, step: Step, sign: SignOff, *, fresh: bool = False) -> Problem | None:
        """What keeps this sign-off from counting, None if it was signed by the key of the person it names."""
        params: dict[str, object] = {"step": step.nr, "activity": step.activity, "person": sign.person}
        try:
            code = self._judge(package, sign, fresh)
        except NoAnswer as error:
            return Problem("sign-unknown", SHEET, None, {**params, "detail": str(error)})
        return Problem(code, SHEET, None, params) if code else None

    def troubles(self, people: Iterable[str]) -> Iterator[str]:
        """What keeps signatures of these people from being judged, or makes them say less than they seem to."""
        try:
            ssh_keygen.expect_there()
            yield from faults_of(self._read().allowed, people)
        except NoAnswer as error:
            yield str(error)

    def keep(self) -> None:
        """Keep what was found for the next sweep, by whichever process; nothing if nothing was asked."""
        if not self._news or self._known is None:
            return
        self._news = False
        try:
            write_whole(self._notes, json.dumps(dict(list(self._known.items())[-_REMEMBERED:])).encode())
        except OSError as error:
            logger.error(t("catatan tanda tangan belum dapat disimpan: {why}", why=error))  # noqa: TRY400  one line for people

    def lay(self, folder: Path | None, signs: Iterable[SignOff]) -> None:
        """Nothing: a signature by key stands in the sheet itself."""

    def _judge(self, package: str, sign: SignOff, fresh: bool) -> str:
        if fresh or self._keys is None:
            self._keys = self._read()
        known = self._recall()
        name = _name(self._keys, statement(sign, self._office, package), sign.signature)
        if not fresh and name in known:
            return known[name]
        code = why_void(self._keys, sign, self._office, package)
        self._news = self._news or known.get(name) != code
        known[name] = code
        return code

    def _read(self) -> Keys:
        return Keys(read_keys(self._allowed), read_keys(self._revoked) if self._revoked else None)

    def _recall(self) -> dict[str, str]:
        if self._known is None:
            try:
                kept = json.loads(self._notes.read_bytes())
                self._known = {str(name): code for name, code in kept.items() if code == "" or code in SHEET_WORDS}
            except (OSError, ValueError, AttributeError, TypeError):
                self._known = {}
        return self._known


def _name(keys: Keys, said: bytes, signature: str) -> str:
    """Differs as soon as anything differs that the answer depends on."""
    parts = (keys.allowed, b"" if keys.revoked is None else b"r" + keys.revoked, said, signature.encode("utf-8", "replace"))
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def read_keys(path: Path) -> bytes:
    """The bytes of a file of keys; raises NoAnswer."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise NoAnswer(t("berkas kunci {name} bukan berkas biasa", name=path.name))
            data = file.read(MAX_KEY_FILE + 1)
    except OSError as error:
        told = t("berkas kunci {name} tidak dapat dibaca ({why})", name=path.name, why=error.strerror)
        raise NoAnswer(told) from error
    if len(data) > MAX_KEY_FILE:
        raise NoAnswer(t("berkas kunci {name} lebih besar dari {most} bita", name=path.name, most=MAX_KEY_FILE))
    return data

"""The signed PDF files under one office's sheets: judged once a day, and remembered by everything that the answer depends on."""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from content_queue.listing import SHEET
from content_queue.pdf_signatures import ROOTLESS, Facts, Trust, facts_of, time_of, why_void
from content_queue.pdf_signers import NotSigners, PdfSigners, read_signers
from content_queue.problems import Problem
from content_queue.profile import Step
from content_queue.sheet import SignOff
from language.say import later, t
from publishing.certificates import ending
from publishing.pdf_evidence import Evidence, Swapped, TooLarge
from publishing.signatures import read_keys
from safety.clock import Clock
from safety.files import write_whole
from safety.ssh_keygen import NoAnswer

logger = logging.getLogger(__name__)
_REMEMBERED = 2000
"""PDF files of which the facts are kept at most; the oldest are looked at anew."""
AT_ONCE, TURN = timedelta(minutes=2), timedelta(minutes=10)
"""So much time in so much may go into PDF files that nothing waits for yet."""
_SEAL = frozenset(
    {"why", "fingerprint", "serial", "issuer", "number", "name", "until", "at", "stamped", "end", "lines", "unread"}
)


@dataclass(frozen=True)
class PdfFiles:
    """The office's own files: the roots that it pinned, whose certificates count, and lists of revoked ones, if it has any."""

    roots: Path
    signers: Path
    crls: Path | None = None


class PdfSignatures:
    """Judges sign-offs by the signed PDF that each of them names.

    What is remembered is no proof: right before a package begins only what this object found itself is believed (`fresh`), of
    exactly these bytes by exactly these files of the office, which are read anew; else they are read once in its life.
    """

    def __init__(self, office: str, files: PdfFiles, evidence: Evidence, notes: Path, clock: Clock) -> None:
        self.evidence = evidence
        self._office = office
        self._files = files
        self._notes = notes
        self._clock = clock
        self._trust: tuple[Trust, PdfSigners] | None = None
        self._known: dict[str, Facts] | None = None
        self._own: set[str] = set()
        self._since, self._spent = clock.now(), timedelta(0)
        self._news = False

    @property
    def asks_for(self) -> tuple[str, str]:
        """The option that a command needs to sign, and what to write after it."""
        return "--pdf", t("BERKAS-PDF")

    def fault(self, package: str, step: Step, sign: SignOff, *, fresh: bool = False) -> Problem | None:
        """What keeps this sign-off from counting, None if the PDF that it names says so, signed by the person it names."""
        params: dict[str, object] = {"step": step.nr, "activity": step.activity, "person": sign.person}
        try:
            code, more = self._judge(package, sign, fresh)
        except NoAnswer as error:
            return Problem("sign-unknown", SHEET, None, {**params, "detail": str(error)})
        return Problem(code, SHEET, None, {**params, **more}) if code else None

    def signed_at(self, person: str, paper: str) -> datetime | None:
        """When this person signed the PDF that was offered, None if it does not say. Raises NoAnswer."""
        trust, signers = self._read()
        return time_of(self._facts(self.evidence.offered[paper], paper, trust, fresh=False), signers, person)

    def troubles(self, people: Iterable[str]) -> Iterator[str]:
        """What keeps signatures of these people from being judged, and certificates that end soon."""
        try:
            trust, signers = self._read()
        except NoAnswer as error:
            yield str(error)
            return
        yield from signers.faults(people)
        seals = [seal for facts in self._recall().values() for seal in facts["seals"]]
        yield from ending(trust, signers, people, seals, self._clock.now())

    def keep(self) -> None:
        """Keep what was found for the next sweep, by whichever process; nothing if nothing was looked at."""
        if not self._news or self._known is None:
            return
        self._news = False
        try:
            write_whole(self._notes, json.dumps(dict(list(self._known.items())[-_REMEMBERED:])).encode())
        except OSError as error:
            logger.error(t("catatan tanda tangan PDF belum dapat disimpan: {why}", why=error))  # noqa: TRY400  one line for people

    def lay(self, folder: Path | None, signs: Iterable[SignOff]) -> None:
        """See to it that the PDF files of these sign-offs lie in the store and in the folder. Raises OSError."""
        self.evidence.lay(folder, signs)

    def _judge(self, package: str, sign: SignOff, fresh: bool) -> tuple[str, dict[str, object]]:
        if not sign.paper:
            return "pdf-missing", {}
        if fresh or self._trust is None:
            self._trust = self._read()
        trust, signers = self._trust
        try:
            data = self.evidence.of(package, sign)
        except FileNotFoundError:
            return "pdf-gone", {}
        except TooLarge:
            return "pdf-heavy", {}
        except Swapped:
            return "pdf-swapped", {}
        except OSError as error:
            raise NoAnswer(t("PDF-nya tidak dapat dibaca ({why})", why=error.strerror)) from error
        code, params = why_void(self._facts(data, sign.paper, trust, fresh=fresh), signers, sign, self._office, package)
        if not code:
            self._keep_for_good(sign.paper, data)
        return code, params

    def _facts(self, data: bytes, paper: str, trust: Trust, *, fresh: bool) -> Facts:
        known, now = self._recall(), self._clock.now()
        name = trust.name(paper, now)
        if name not in known or (fresh and name not in self._own):
            if not fresh:
                self._expect_turn(now)
            facts = facts_of(data, trust, now)
            self._spent += self._clock.now() - now
            self._own.add(name)
            self._news = self._news or known.get(name) != facts
            known.pop(name, None)
            known[name] = facts
        if known[name]["why"] == ROOTLESS:
            unread = later("sertifikat induk atau daftar pencabutan satuan kerja ini tidak terbaca; isi dengan PEM yang utuh")
            raise NoAnswer(t(unread))
        return known[name]

    def _expect_turn(self, now: datetime) -> None:
        """Whoever drops PDF files that take long to read holds nothing else up for long. Raises NoAnswer."""
        if now - self._since >= TURN:
            self._since, self._spent = now, timedelta(0)
        if self._spent >= AT_ONCE:
            raise NoAnswer(t("menunggu giliran: banyak PDF baru yang lama diperiksa; dicoba lagi sendiri"))

    def _keep_for_good(self, paper: str, data: bytes) -> None:
        try:
            self.evidence.keep(paper, data)
        except OSError as error:
            raise NoAnswer(t("PDF-nya belum dapat disimpan sebagai bukti ({why})", why=error.strerror)) from error

    def _read(self) -> tuple[Trust, PdfSigners]:
        files = self._files
        trust = Trust(read_keys(files.roots), read_keys(files.crls) if files.crls else None)
        try:
            return trust, read_signers(read_keys(files.signers))
        except NotSigners as error:
            raise NoAnswer(t("berkas {name}: {why}", name=files.signers.name, why=error)) from error

    def _recall(self) -> dict[str, Facts]:
        if self._known is None:
            try:
                kept = json.loads(self._notes.read_bytes())
                self._known = {str(name): facts for name, facts in kept.items() if _is_facts(facts)}
            except (OSError, ValueError, AttributeError, TypeError):
                self._known = {}
        return self._known


def _is_facts(facts: Any) -> bool:
    """Whether it is what `facts_of` makes: another program, or another version, may have left something else."""
    return set(facts) == {"why", "seals"} and isinstance(facts["why"], str) and all(set(seal) == _SEAL for seal in facts["seals"])

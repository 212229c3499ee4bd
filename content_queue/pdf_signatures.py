"""What a signed PDF says for a sign-off: its signatures and the lines on its pages, read by programs of their own."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from content_queue.paper_line import paper_line
from content_queue.pdf_signers import PdfSigners
from content_queue.sheet import SignOff
from language.say import t
from safety.ssh_keygen import NoAnswer

MAX_BYTES = 8 * 1024 * 1024
PATIENCE = 60.0
"""Seconds that each program may take by the clock; of the processor's time they allow themselves much less."""
_START = "import sys; sys.path.append(sys.argv[1]); from content_queue.{} import main; main(*sys.argv[2:])"
_SEALING, _READING = _START.format("pdf_sealing"), _START.format("pdf_reading")
_OURS = Path(__file__).parent.parent
_MOST_TOLD = 2**20

ROOTLESS = "rootless"
"""Nothing can be said of any PDF: what the office pinned cannot be read."""
Facts = Mapping[str, Any]
"""`why`: what is wrong with the file ("" if nothing; `ROOTLESS`: nothing of it is known); `seals`: its signatures as
`pdf_sealing.Seal`, each that holds with the `lines` in what it signs, as `pdf_reading` finds them, and `unread` if they cannot
be read."""


@dataclass(frozen=True)
class Trust:
    """The roots that an office pinned and, where it has them, lists of revoked certificates; both in PEM."""

    roots: bytes
    crls: bytes | None = None

    def name(self, sha256: str, now: datetime) -> str:
        """Differs as soon as anything differs that the facts of a PDF depend on; of the time, the day."""
        parts = (
            self.roots,
            b"" if self.crls is None else b"r" + self.crls,
            sha256.encode(),
            now.astimezone(UTC).date().isoformat().encode(),
        )
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def facts_of(data: bytes, trust: Trust, now: datetime) -> Facts:
    """Everything that is to be known of a signed PDF now. Raises NoAnswer where it cannot be found out here."""
    if len(data) > MAX_BYTES:
        return {"why": "heavy", "seals": []}
    try:
        with TemporaryDirectory(prefix="tayang-pdf-") as place:
            return _asked(Path(place), data, trust, now)
    except OSError as error:
        raise NoAnswer(t("PDF tidak dapat diperiksa ({why})", why=error.strerror)) from error


def _asked(folder: Path, data: bytes, trust: Trust, now: datetime) -> Facts:
    file = folder / "signed.pdf"
    file.write_bytes(data)
    (folder / "roots.pem").write_bytes(trust.roots)
    (folder / "now").write_text(now.isoformat())
    if trust.crls is not None:
        (folder / "crls.pem").write_bytes(trust.crls)
    if _run(_SEALING, folder) is None or not (folder / "seals.json").is_file():
        return {"why": "heavy", "seals": []}
    found = _told(folder / "seals.json")
    read = {end: _lines(file, end) for end in {seal["end"] for seal in found["seals"] if not seal["why"]}}
    seals = [seal | _read_in(seal, read) for seal in found["seals"]]
    return {"why": found["why"], "seals": seals}


def _told(place: Path) -> dict[str, Any]:
    try:
        with place.open("rb") as file:
            return dict(json.loads(file.read(_MOST_TOLD)))
    except ValueError:
        return {"why": "heavy", "seals": []}


def _read_in(seal: Mapping[str, Any], read: Mapping[int, list[Any] | None]) -> dict[str, Any]:
    lines = read.get(seal["end"])
    return {"lines": lines or [], "unread": lines is None and not seal["why"]}


def _lines(file: Path, end: int) -> list[Any] | None:
    """The lines in the signed part of a file; None if it cannot be read."""
    said = _run(_READING, file, end)
    try:
        return list(json.loads(said or b""))
    except ValueError:
        return None


def _run(program: str, *words: object) -> bytes | None:
    """What a program says, None if it failed or took more than it may. It is given nothing of this one's surroundings.

    Raises NoAnswer where this machine was too slow to tell.
    """
    command = [sys.executable, "-I", "-c", program, str(_OURS), *map(str, words)]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NoAnswer(t("komputer ini terlalu sibuk; dicoba lagi pada sapuan berikutnya")) from error
    return done.stdout[:_MOST_TOLD] if done.returncode == 0 else None


def why_void(facts: Facts, signers: PdfSigners, sign: SignOff, office: str, package: str) -> tuple[str, dict[str, object]]:
    """The code of what keeps a signed PDF from counting for this sign-off and what its sentence needs; "" if it counts."""
    if facts["why"]:
        return f"pdf-{facts['why']}", {}
    own = [seal for seal in facts["seals"] if signers.owns(sign.person, seal)]
    if not own:
        others = [seal for seal in facts["seals"] if seal["fingerprint"]]
        if not others:
            return "pdf-damaged", {}
        return "pdf-other", {"found": ", ".join(f"{seal['name']} {seal['fingerprint']}" for seal in others[:1])}
    judged = [_why_not(seal, signers, sign, office, package) for seal in own]
    return next((one for one in judged if not one[0]), judged[-1])


def time_of(facts: Facts, signers: PdfSigners, person: str) -> datetime | None:
    """When this person signed the PDF last, by its own account; None if it does not say."""
    times = [datetime.fromisoformat(seal["at"]) for seal in facts["seals"] if seal["at"] and signers.owns(person, seal)]
    return max(times, default=None)


def _why_not(
    seal: Mapping[str, Any], signers: PdfSigners, sign: SignOff, office: str, package: str
) -> tuple[str, dict[str, object]]:
    if seal["why"]:
        return f"pdf-{seal['why']}", {}
    if signers.has_revoked(seal):
        return "pdf-revoked", {}
    if len(signers.owners(seal)) > 1:
        return "pdf-shared", {"found": ", ".join(signers.owners(seal))}
    if seal["unread"]:
        return "pdf-heavy", {}
    wanted = paper_line(office, package, sign.step, sign.covers, sign.digest, sign.decision, emergency=sign.emergency)
    if fault := _line_fault(seal["lines"], wanted):
        return fault
    if datetime.fromisoformat(seal["at"]) != sign.at:
        return "pdf-other-time", {}
    return "", {}


def _line_fault(lines: Sequence[Mapping[str, Any]], wanted: str) -> tuple[str, dict[str, object]] | None:
    """What is wrong with what stands on the pages, whatever can be seen of it."""
    plain = "".join(wanted.split())
    texts = [str(line["text"]) for line in lines]
    if not texts:
        return "pdf-no-line", {"want": _short(wanted)}
    if plain not in texts:
        return "pdf-other-line", {"want": _short(wanted), "found": _short(texts[0])}
    before = plain.partition("JAWABAN:")[0] + "JAWABAN:"
    if any(text.startswith(before) and text != plain for text in texts):
        return "pdf-two-lines", {}
    if not all(line["seen"] for line in lines if line["text"] == plain):
        return "pdf-unseen", {}
    return None


def _short(line: str) -> str:
    """The end of a line, which is what differs, with the beginning of its digest."""
    _, _, rest = line.replace(" ", "").partition("SATKER:")
    about, _, digest = rest.partition("SHA-256:")
    return f"{about} {digest[:12]}…" if digest else about

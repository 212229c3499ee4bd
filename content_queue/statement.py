"""What a person signs: one sign-off with the office and the package that it is for, as bytes that everybody makes alike."""

import base64
import json
import re
from datetime import UTC

import rfc8785

from content_queue.sheet import SignOff
from safety import ssh_keygen
from safety.ssh_keygen import Keys

NAMESPACE = "tayang-disposisi@v1"
_ARMOUR = re.compile(r"-----BEGIN SSH SIGNATURE-----\s([A-Za-z0-9+/=\s]+)-----END SSH SIGNATURE-----")
_REASONS = (
    ("namespace", "sign-namespace"),
    ("revoked", "sign-revoked"),
    ("expired", "sign-expired"),
    ("not yet valid", "sign-too-early"),
    ("incorrect signature", "sign-other-words"),
    ("too large", "sign-broken"),
    ("parse signature", "sign-broken"),
    ("armor", "sign-broken"),
)
"""What ssh-keygen says, for the words of the reason only: whether a signature counts is decided by its exit status."""


class NotAStatement(ValueError):
    """These bytes are not what `statement` makes."""


def statement(sign: SignOff, office: str, package: str) -> bytes:
    """Canonical JSON (RFC 8785: sorted keys, UTF-8, no spaces) of everything the sign-off says, and a line feed.

    `at` is written in UTC with six digits of a second. A revision is not named: content is bound by its digest, a request
    by its package, which outlives changes of the content.
    """
    said = sign.said() | {"at": f"{sign.at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"}
    return rfc8785.dumps({"format": NAMESPACE, "office": office, "package": package, **said}) + b"\n"


def read_statement(data: bytes) -> tuple[str, str, SignOff]:
    """The office, the package and the sign-off (unsigned) that a statement is about; raises NotAStatement."""
    try:
        said = json.loads(data[: ssh_keygen.MAX_MESSAGE])
        kind, office, package = said.pop("format"), said.pop("office"), said.pop("package")
        sign = SignOff.model_validate(said)
        again = statement(sign, office, package)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NotAStatement from error
    if kind != NAMESPACE or again != data:  # written otherwise, even by one space, it is not what was signed
        raise NotAStatement
    return office, package, sign


def why_void(keys: Keys, sign: SignOff, office: str, package: str) -> str:
    """The code of what is wrong with a sign-off's signature, "" if it holds. Raises NoAnswer."""
    if not sign.signature:
        return "sign-missing"
    if not _is_armour(sign.signature):
        return "sign-broken"
    said = _asked(keys, sign, office, package)
    if said is None:
        return ""
    if not said and keys.revoked is not None and _holds_without_revocation(keys, sign, office, package):
        return "sign-revoked"  # of a revoked key ssh-keygen only says no
    return next((code for words, code in _REASONS if words in said), "sign-other-key")


def _is_armour(text: str) -> bool:
    """Whether it is framed as a signature and holds one: of a frame with anything else in it ssh-keygen only says no."""
    frame = _ARMOUR.fullmatch(text.strip())
    try:
        return frame is not None and base64.b64decode("".join(frame[1].split()), validate=True).startswith(b"SSHSIG")
    except ValueError:
        return False


def _holds_without_revocation(keys: Keys, sign: SignOff, office: str, package: str) -> bool:
    return _asked(Keys(keys.allowed), sign, office, package) is None


def _asked(keys: Keys, sign: SignOff, office: str, package: str) -> str | None:
    return ssh_keygen.verify(keys, sign.person, NAMESPACE, sign.at, statement(sign, office, package), sign.signature)

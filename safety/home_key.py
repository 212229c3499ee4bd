"""The key of this home: signs what is kept, so that nobody who only holds the files can make them anew.

ECDSA on P-384 with SHA-256, signatures as r‖s, keys as base64 of their SPKI: what wacz-auth 0.1.0 and its replay tools read.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from language.say import later, t
from safety.files import make_folder, sync_directory

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

FILE = "kunci-rumah.pem"
_HALF = 48


class KeyUnusable(Exception):
    """The key file is there and cannot be used; says what to do."""


@dataclass(frozen=True)
class HomeKey:
    """A key that can sign. Made by `home_key`; its private part is never shown."""

    public: str
    _private: "EllipticCurvePrivateKey"

    def __repr__(self) -> str:
        return f"HomeKey({self.fingerprint})"

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.public)

    def sign(self, message: bytes) -> str:
        """The signature over a message, base64."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

        r, s = decode_dss_signature(self._private.sign(message, ECDSA(hashes.SHA256())))
        return base64.b64encode(r.to_bytes(_HALF) + s.to_bytes(_HALF)).decode()


def home_key(folder: Path) -> HomeKey:
    """The key that lies in this folder; made there, for its owner alone, where there is none. Raises KeyUnusable."""
    place = folder / FILE
    if not place.exists():
        _make(place)
    try:
        pem = place.read_bytes()
        if place.stat().st_mode & 0o077:
            raise KeyUnusable(t("{place} dapat dibaca orang lain; jalankan: chmod 600 {place}", place=place))
    except OSError as error:
        raise KeyUnusable(t("{place} tidak dapat dibaca: {why}", place=place, why=error.strerror)) from error
    return _loaded(pem, place)


def _loaded(pem: bytes, place: Path) -> HomeKey:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, EllipticCurvePrivateKey

    try:
        private = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise KeyUnusable(t("{place} rusak; pindahkan ke tempat lain, maka dibuat kunci baru", place=place)) from error
    if not isinstance(private, EllipticCurvePrivateKey) or not isinstance(private.curve, SECP384R1):
        other = later("{place} bukan kunci tayang; pindahkan ke tempat lain, maka dibuat kunci baru")
        raise KeyUnusable(t(other, place=place))
    form, kind = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return HomeKey(base64.b64encode(private.public_key().public_bytes(form, kind)).decode(), private)


def _make(place: Path) -> None:
    """Written beside and linked into place: of two processes that make it at once one wins, and both use that one."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    kind, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = ec.generate_private_key(ec.SECP384R1()).private_bytes(serialization.Encoding.PEM, kind, plain)
    try:
        make_folder(place.parent)
        with _private_file(place, pem) as beside:
            os.link(beside, place)
    except FileExistsError:
        return
    except OSError as error:
        raise KeyUnusable(t("{place} tidak dapat dibuat: {why}", place=place, why=error.strerror)) from error
    sync_directory(place.parent)


@contextmanager
def _private_file(place: Path, data: bytes) -> Iterator[Path]:
    beside = place.with_name(f".{place.name}.{os.urandom(4).hex()}.part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield beside
    finally:
        beside.unlink(missing_ok=True)


def fingerprint_of(public: str) -> str:
    """SHA-256 of a public key, in hex; of what is no base64 too, so that nothing a stranger wrote ends a check."""
    try:
        return hashlib.sha256(base64.b64decode(public, validate=True)).hexdigest()
    except (binascii.Error, ValueError):
        return hashlib.sha256(public.encode()).hexdigest()


def signed(public: str, signature: str, message: bytes) -> bool:
    """Whether this public key signed exactly this message."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    try:
        key = serialization.load_der_public_key(base64.b64decode(public, validate=True))
        raw = base64.b64decode(signature, validate=True)
        if not isinstance(key, EllipticCurvePublicKey) or len(raw) != 2 * _HALF:
            return False
        pair = encode_dss_signature(int.from_bytes(raw[:_HALF]), int.from_bytes(raw[_HALF:]))
        key.verify(pair, message, ECDSA(hashes.SHA256()))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True

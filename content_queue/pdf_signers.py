"""Whose certificates count for whom, and which count no more: an office's file of the people who sign PDF files."""

import hashlib
import re
import ssl
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from language.say import later, t

_HEX = re.compile(r"[0-9a-f]+")
_PEM = "-----BEGIN CERTIFICATE-----"


class NotSigners(ValueError):
    """This file says not clearly whose certificates count; the text says where, in Indonesian."""


def _fingerprint(text: str) -> str:
    """The SHA-256 of a certificate: as hex, colons or none, or of the certificate itself in PEM."""
    if text.strip().startswith(_PEM):
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(text.strip())).hexdigest()
    plain = text.replace(":", "").strip().lower()
    if len(plain) != 64 or not _HEX.fullmatch(plain):
        raise ValueError("no fingerprint")
    return plain


def _serial(text: str) -> str:
    plain = text.replace(":", "").strip().lower()
    if not _HEX.fullmatch(plain):
        raise ValueError("no serial number")
    return plain.lstrip("0") or "0"


class Subject(BaseModel):
    """Every certificate that this issuer gives to the holder of this number (NIK or NIP, say)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    serial_number: Annotated[str, Field(min_length=1, max_length=100)]
    issuer: Annotated[str, Field(min_length=1, max_length=1000)]


class Holder(BaseModel):
    """One person's certificates. As they stand in the file, so that one in PEM can be asked when it ends."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    certificates: tuple[Annotated[str, AfterValidator(lambda text: _fingerprint(text) and text)], ...] = ()
    subjects: tuple[Subject, ...] = ()

    @property
    def fingerprints(self) -> frozenset[str]:
        return frozenset(map(_fingerprint, self.certificates))

    @property
    def written(self) -> tuple[str, ...]:
        """The certificates that are there whole, as PEM."""
        return tuple(text for text in self.certificates if _PEM in text)


class Revoked(BaseModel):
    """Certificates that count no more, by their serial number or fingerprint."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    serials: tuple[Annotated[str, AfterValidator(_serial)], ...] = ()
    certificates: tuple[Annotated[str, AfterValidator(_fingerprint)], ...] = ()


class PdfSigners(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    people: dict[str, Holder] = Field(default_factory=dict)
    revoked: Revoked = Revoked()

    def owns(self, person: str, seal: Mapping[str, Any]) -> bool:
        """Whether the certificate of a signature is listed for this person."""
        holder = self.people.get(person)
        if holder is None:
            return False
        named = any(seal["number"] == one.serial_number and seal["issuer"] == one.issuer for one in holder.subjects)
        return named or seal["fingerprint"] in holder.fingerprints

    def owners(self, seal: Mapping[str, Any]) -> tuple[str, ...]:
        """Everybody for whom the certificate of a signature is listed; more than one by mistake only."""
        return tuple(person for person in self.people if self.owns(person, seal))

    def has_revoked(self, seal: Mapping[str, Any]) -> bool:
        return seal["serial"].lstrip("0") in self.revoked.serials or seal["fingerprint"] in self.revoked.certificates

    def faults(self, people: Iterable[str]) -> Iterator[str]:
        """People without a certificate."""
        holders = {name for name, holder in self.people.items() if holder.certificates or holder.subjects}
        if missing := [person for person in people if person not in holders]:
            yield t("belum ada sertifikat untuk {people}", people=", ".join(missing))


def read_signers(data: bytes) -> PdfSigners:
    """What the file says; raises NotSigners also where two people share a certificate."""
    try:
        signers = PdfSigners.model_validate(tomllib.loads(data.decode("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotSigners(t("bukan TOML ({why})", why=error)) from error
    except ValidationError as error:
        keys = dict.fromkeys(".".join(map(str, fault["loc"])) for fault in error.errors())
        raise NotSigners(t("tidak dapat dipakai pada {keys}", keys=", ".join(keys))) from error
    owners: dict[object, str] = {}
    for person, holder in signers.people.items():
        for what in (*holder.fingerprints, *holder.subjects):
            if (other := owners.setdefault(what, person)) != person:
                shared = later("satu sertifikat dipakai {other} dan {person}; beri tiap orang sertifikatnya sendiri")
                raise NotSigners(t(shared, other=other, person=person))
    return signers

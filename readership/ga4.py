"""Google Analytics 4 as a reader source: a service account signs for itself, and what Google only estimates is said."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from connectors.contract import ReaderCount
from connectors.http import Session
from language.say import later, t
from readership.sources import CONFIDENCE, Asked, Unusable, ask, rows, table, whole
from safety.redaction import hide_in_logs

SCOPE = "https://www.googleapis.com/auth/analytics.readonly"
TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105  # an address
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_ESTIMATED = 0.7
_HOUR = 3600
_EARLY = 60


@dataclass
class Ga4:
    """`screenPageViews` of one path. `key` is the JSON of a service account that may read the property."""

    session: Session
    url: str
    site: str
    key: str = field(repr=False)
    name: str = "ga4"
    metric: str = "screenPageViews"
    _token: str = field(default="", init=False, repr=False)
    _ends: float = field(default=0.0, init=False, repr=False)

    def read(self, asked: Asked) -> ReaderCount:
        report = {
            "dateRanges": [{"startDate": f"{asked.since:%Y-%m-%d}", "endDate": f"{asked.until:%Y-%m-%d}"}],
            "dimensions": [{"name": "pagePath"}],
            "metrics": [{"name": "screenPageViews"}],
            "dimensionFilter": {"filter": {"fieldName": "pagePath", "inListFilter": {"values": list(asked.paths)}}},
        }
        place = f"{self.url}/v1beta/properties/{self.site}:runReport"
        answer = table(ask(self.session, "GA4", "POST", place, self._bearer(), json=report), "GA4")
        found = rows(answer.get("rows", []), "GA4")
        if not found:
            return ReaderCount(None, self.metric, self.name, 0.0, t("{service} belum mencatat alamat ini", service="GA4"))
        value = sum(_views(row, asked) for row in found)
        caveat = _caveat(table(answer.get("metadata", {}), "GA4"))
        return ReaderCount(value, self.metric, self.name, _ESTIMATED if caveat else CONFIDENCE, caveat)

    def _bearer(self) -> str:
        now = self.session.clock.now().timestamp()
        if now >= self._ends - _EARLY:
            form = {"grant_type": _GRANT, "assertion": assertion(self.key, int(now))}
            place = str(_account(self.key).get("token_uri") or TOKEN_URL)
            answer = table(ask(self.session, "Google", "POST", place, data=form), "Google")
            token = answer.get("access_token")
            if not isinstance(token, str) or not token:
                raise Unusable(t("Google tidak memberi token untuk akun layanan ini"))
            hide_in_logs([token])
            self._token, self._ends = token, now + whole(answer.get("expires_in", _HOUR), "Google")
        return self._token


def assertion(key: str, now: int) -> str:
    """The JWT by which a service account asks for a token, signed RS256. Raises Unusable for a key that is none."""
    account = _account(key)
    try:
        private = serialization.load_pem_private_key(str(account["private_key"]).encode(), password=None)
        issuer = str(account["client_email"])
    except (KeyError, ValueError, TypeError):
        raise Unusable(t("kunci akun layanan tidak lengkap: perlu client_email dan private_key")) from None
    if not isinstance(private, RSAPrivateKey):
        raise Unusable(t("kunci akun layanan bukan kunci RSA"))
    claims = {"iss": issuer, "scope": SCOPE, "aud": account.get("token_uri") or TOKEN_URL, "iat": now, "exp": now + _HOUR}
    signed = f"{_part({'alg': 'RS256', 'typ': 'JWT'})}.{_part(claims)}"
    signature = private.sign(signed.encode("ascii"), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{_encoded(signature)}"


def _account(key: str) -> dict[str, Any]:
    try:
        account = json.loads(key)
    except ValueError:
        account = None
    if not isinstance(account, dict):
        wrong = later("rahasia GA4 bukan JSON akun layanan; salin seluruh isi berkas kunci dari Google dalam satu baris")
        raise Unusable(t(wrong))
    return account


def private_parts(key: str) -> tuple[str, ...]:
    """What of the key must never be shown: its private key, whole and line by line."""
    try:
        private = str(_account(key).get("private_key", ""))
    except Unusable:
        return ()
    return (private, *(line for line in private.splitlines() if line and not line.startswith("-----")))


def _views(row: Any, asked: Asked) -> int:
    try:
        path, value = row["dimensionValues"][0]["value"], row["metricValues"][0]["value"]
    except (KeyError, IndexError, TypeError):
        raise Unusable(t("bentuk jawaban {service} tidak dikenal", service="GA4")) from None
    if path not in asked.paths:
        raise Unusable(t("GA4 menjawab dengan halaman lain"))
    return whole(value, "GA4")


def _caveat(metadata: Any) -> str:
    """What Google itself says makes the number an estimate."""
    said = [
        ("samplingMetadatas", t("hanya contoh data (sampling)")),
        ("subjectToThresholding", t("ada data yang disembunyikan (thresholding)")),
        ("dataLossFromOtherRow", t("sebagian data digabung ke baris (other)")),
    ]
    found = [words for name, words in said if metadata.get(name)]
    return t("perkiraan Google: {caveats}", caveats=", ".join(found)) if found else ""


def _part(content: dict[str, Any]) -> str:
    return _encoded(json.dumps(content, separators=(",", ":")).encode())


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")

"""WordPress REST as it really answers: which bodies mean no, which mean nothing at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from requests.auth import HTTPBasicAuth

from connectors.contract import ConnectorError, MaybePublished, NeedsHuman, Refused, TryLater
from connectors.files import Form
from connectors.http import READS, Session, retry_at
from language.say import t

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """A JSON answer: `body` of a success, or the `code` of an error that the caller said it expects."""

    status: int
    body: Any
    code: str = ""
    pages: int = 1


class Api:
    """One site's REST interface with one user's application password."""

    def __init__(self, base_url: str, username: str, password: str, session: Session) -> None:
        self.site = base_url.rstrip("/")
        self._auth = HTTPBasicAuth(username.encode(), password.encode())
        self._session = session

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Json | None = None,
        data: bytes | Form | None = None,
        headers: Mapping[str, str] | None = None,
        expected: tuple[str, ...] = (),
    ) -> Answer:
        """One request to `/wp-json` + `path`. Error codes in `expected` are returned, all others raised."""
        response = self._session.request(
            method,
            f"{self.site}/wp-json{path}",
            params=dict(params or {}),
            json=json,
            data=data,
            headers={"Accept": "application/json", "Cache-Control": "no-cache", **(headers or {})},
            auth=self._auth,
        )
        body = _json(response)
        if response.ok and body is not None:
            return Answer(response.status_code, body, pages=int(response.headers.get("X-WP-TotalPages") or 1))
        code = str(body.get("code", "")) if isinstance(body, dict) else ""
        if code and code in expected:
            return Answer(response.status_code, body, code)
        raise self._fault(response, body, code, method.upper() not in READS)

    def post(self, path: str, json: Json) -> Json:
        """A write whose answer must be one JSON object."""
        body = self.ask("POST", path, json=json).body
        if not isinstance(body, dict):
            raise MaybePublished(t("{site} menjawab dengan bentuk yang tidak dikenal; hasilnya belum jelas.", site=self.site))
        return body

    def page(self, path: str, params: Mapping[str, Any]) -> tuple[list[Json], int]:
        """The first hundred of a list, and on how many pages it stands; TryLater if the answer is no list."""
        answer = self.ask("GET", path, params={"per_page": 100, **params})
        if not isinstance(answer.body, list) or not all(isinstance(x, dict) for x in answer.body):
            raise self._half()
        return answer.body, answer.pages

    def list(self, path: str, params: Mapping[str, Any]) -> list[Json]:
        """A complete list, or TryLater; half a list would be read as absence."""
        found, pages = self.page(path, params)
        if pages > 1:
            raise self._half()
        return found

    def _half(self) -> TryLater:
        return TryLater(t("{site} tidak menjawab pencarian dengan lengkap.", site=self.site))

    def _fault(self, response: requests.Response, body: Any, code: str, write: bool) -> ConnectorError:
        status = response.status_code
        said = self._said(body, code, status)
        if response.ok or status >= 500:
            return self._unclear(response, code, said, write)
        if status == 429:
            return TryLater(
                t("{site} meminta menunggu: {said}", site=self.site, said=said), retry_at(response, self._session.clock.now())
            )
        if status in (408, 425):
            return MaybePublished(f"{self.site}: {said}") if write else TryLater(f"{self.site}: {said}")
        if code == "rest_upload_hash_mismatch":
            return TryLater(t("Berkas rusak di perjalanan ke {site}: {said}", site=self.site, said=said))
        if status == 401:
            return NeedsHuman(
                t(
                    "{site} menolak nama pengguna atau sandi aplikasi: {said}. Buat sandi aplikasi baru.",
                    site=self.site,
                    said=said,
                )
            )
        if status == 403:
            return NeedsHuman(
                t("Akun di {site} tidak diizinkan: {said}. Minta admin situs memeriksa peran akun.", site=self.site, said=said)
            )
        if response.history and not code:  # somebody on the way answers in the site's place
            return TryLater(t("{site} dialihkan ke tempat lain: {said}", site=self.site, said=said))
        if status == 413 or (code and code != "rest_no_route" and status != 405):
            return Refused(t("{site} menolak isi: {said}", site=self.site, said=said))
        return NeedsHuman(
            t(
                "REST WordPress tidak ditemukan di {site}/wp-json: {said}. Periksa alamat dan permalink.",
                site=self.site,
                said=said,
            )
        )

    def _unclear(self, response: requests.Response, code: str, said: str, write: bool) -> ConnectorError:
        if code.startswith("rest_upload_"):
            return Refused(t("{site} menolak berkas: {said}", site=self.site, said=said))
        if write:
            return MaybePublished(
                t("{site} tidak menjawab dengan jelas: {said}. Hasilnya perlu dilihat dahulu.", site=self.site, said=said)
            )
        return TryLater(
            t("{site} sedang terganggu: {said}", site=self.site, said=said), retry_at(response, self._session.clock.now())
        )

    def _said(self, body: Any, code: str, status: int) -> str:
        if not code:
            return t("HTTP {status} tanpa jawaban JSON", status=status)
        return self._session.redactor.redact(f"HTTP {status} {code} {str(body.get('message', ''))[:300]}".strip())


def _json(response: requests.Response) -> Any:
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict | list | int) else None

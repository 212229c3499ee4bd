"""XML-RPC to one WordPress site: python-wordpress-xmlrpc over our own session, and what each answer tells us to do next.

Every call is a POST, a look too; only the caller knows which calls write. A lost answer to a look is TryLater, a lost
answer to a write MaybePublished.
"""

import re
import types
from collections.abc import Iterable
from typing import Any
from xml.parsers.expat import ExpatError
from xmlrpc.client import Error, Fault, Transport, Unmarshaller

import requests
from defusedxml.common import DefusedXmlException
from defusedxml.xmlrpc import DefusedExpatParser
from wordpress_xmlrpc import AuthenticatedMethod, Client
from wordpress_xmlrpc import base as library
from wordpress_xmlrpc.exceptions import (
    FieldConversionError,
    InvalidCredentialsError,
    ServerConnectionError,
    UnsupportedXmlrpcMethodError,
    XmlrpcDisabledError,
)

from connectors.contract import ConnectorError, MaybePublished, NeedsHuman, Refused, TryLater
from connectors.http import Session, retry_at
from language.say import t
from safety.fence import unasked

# The library, of 2014, asks for `collections.Iterable`. Only its own module sees this stand-in.
library.collections = types.SimpleNamespace(Iterable=Iterable)

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BROKEN = (
    ExpatError,
    DefusedXmlException,
    Error,
    FieldConversionError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
)


class Wire(Transport):
    """The library's way out: one POST through the session, a bounded answer, no DTD and no entities in it."""

    def __init__(self, endpoint: str, session: Session) -> None:
        super().__init__()
        self._endpoint = endpoint
        self._session = session

    def request(self, host: Any, handler: str, request_body: Any, verbose: bool = False) -> Any:  # noqa: ARG002  # the base's
        """The parsed answer; unlike the base class's, never sent a second time."""
        response = self._session.post(self._endpoint, data=bytes(request_body), headers={"Content-Type": "text/xml"})
        if response.status_code == requests.codes.too_many_requests:
            at = retry_at(response, self._session.clock.now())
            raise TryLater(t("{site} meminta menunggu (HTTP 429).", site=self._endpoint), at)
        try:
            return self._parsed(response.content)
        except Fault:
            if response.status_code < requests.codes.server_error:
                raise
            raise self._unread(response) from None
        except _BROKEN:
            raise self._unread(response) from None

    @staticmethod
    def _parsed(body: bytes) -> Any:
        target = Unmarshaller()
        parser = DefusedExpatParser(target, forbid_dtd=True)
        parser.feed(body)
        parser.close()
        return target.close()

    def _unread(self, response: requests.Response) -> ConnectorError:
        status, where = response.status_code, self._endpoint
        if status == requests.codes.request_entity_too_large:
            return Refused(t("{site} menolak isi: terlalu besar (HTTP 413).", site=where))
        if 400 <= status < 500 and status not in (408, 425):
            return NeedsHuman(
                t(
                    "{site} menolak XML-RPC (HTTP {status}). Minta admin situs membuka xmlrpc.php untuk tayang.",
                    site=where,
                    status=status,
                )
            )
        return MaybePublished(
            t("{site} tidak menjawab dengan jelas (HTTP {status}). Hasilnya perlu dilihat dahulu.", site=where, status=status)
        )


class Wordpress:
    """One user's calls to one site; nothing is asked before the first call."""

    def __init__(self, address: str, username: str, password: str, session: Session, blog_id: int) -> None:
        self.address = address.rstrip("/")
        self._wire = Wire(f"{self.address}/xmlrpc.php", session)
        self._redactor = session.redactor if isinstance(session, Session) else None
        self._account = (username, password, blog_id)
        self._client: Any = None

    def read(self, method: AuthenticatedMethod, *, missing: bool = False) -> Any:
        """What the site holds; None for fault 404 where `missing` is expected."""
        return self.answer(method, *([requests.codes.not_found] if missing else []))[0]

    def answer(self, method: AuthenticatedMethod, *codes: int) -> tuple[Any, int]:
        """A look for which some faults are answers: the result and 0, or None and the fault's code."""
        try:
            with unasked():
                return self._call(method), 0
        except Fault as fault:
            if fault.faultCode in codes:
                return None, fault.faultCode
            raise self._explained(fault, write=False) from None
        except MaybePublished as lost:
            raise TryLater(str(lost)) from None

    def listed(self, method: AuthenticatedMethod) -> list[Any]:
        """A list, or TryLater; anything else would be read as absence."""
        answer = self.read(method)
        if not isinstance(answer, list):
            raise TryLater(t("{site} tidak menjawab pencarian dengan lengkap.", site=self.address))
        return answer

    def write(self, method: AuthenticatedMethod) -> Any:
        """Sent once."""
        try:
            return self._call(method)
        except Fault as fault:
            raise self._explained(fault, write=True) from None

    def fault(self, method: AuthenticatedMethod, *codes: int) -> tuple[Any, int]:
        """A write for which some faults are answers: the result and 0, or None and the fault's code."""
        try:
            return self._call(method), 0
        except Fault as fault:
            if fault.faultCode in codes:
                return None, fault.faultCode
            raise self._explained(fault, write=True) from None

    def _call(self, method: AuthenticatedMethod) -> Any:
        client = self._connected()
        try:
            return client.call(method)
        except Fault:
            raise
        except InvalidCredentialsError as error:  # the library's name for fault 403, whatever the site meant by it
            raise Fault(403, str(error)) from None
        except XmlrpcDisabledError as error:
            raise Fault(405, str(error)) from None
        except UnsupportedXmlrpcMethodError as error:
            raise NeedsHuman(
                t("{site} tidak mengenal {error} lewat XML-RPC. Minta admin situs membukanya.", site=self.address, error=error)
            ) from None
        except _BROKEN:
            raise MaybePublished(
                t("{site} menjawab dengan bentuk yang tidak dikenal; hasilnya belum jelas.", site=self.address)
            ) from None

    def _connected(self) -> Any:
        if self._client is None:
            username, password, blog_id = self._account
            try:
                with unasked():
                    client = Client(f"{self.address}/xmlrpc.php", username, password, blog_id, self._wire)
            except MaybePublished as lost:  # the library asks for the site's methods first; nothing is written by that
                raise TryLater(str(lost)) from None
            except Fault as fault:
                raise self._explained(fault, write=False) from None
            except (ServerConnectionError, *_BROKEN):
                raise TryLater(t("{site} tidak menyebut apa yang dilayaninya lewat XML-RPC.", site=self.address)) from None
            if not isinstance(client.supported_methods, list):
                raise TryLater(t("{site} tidak menyebut apa yang dilayaninya lewat XML-RPC.", site=self.address))
            self._client = client
        return self._client

    def _explained(self, fault: Fault, *, write: bool) -> ConnectorError:
        code, where = fault.faultCode, self.address
        text = f"{code} {str(fault.faultString)[:300]}"
        said = self._redactor.redact(text) if self._redactor else text
        if code == 401:
            return NeedsHuman(
                t("Akun di {site} tidak diizinkan: {said}. Minta admin situs memeriksa peran akun.", site=where, said=said)
            )
        if code == 403:
            return NeedsHuman(
                t(
                    "{site} menolak nama pengguna atau sandi, atau permintaan ini: {said}. Periksa sandi kanal.",
                    site=where,
                    said=said,
                )
            )
        if code == 405:
            return NeedsHuman(t("XML-RPC dimatikan di {site}: {said}. Minta admin situs menyalakannya.", site=where, said=said))
        if code == 404:
            return NeedsHuman(t("Yang dituju tidak ada lagi di {site}: {said}. Periksa di WordPress.", site=where, said=said))
        if code == 409:
            return NeedsHuman(
                t("Naskah di {site} sudah diubah orang di WordPress: {said}. Tidak ada yang ditimpa.", site=where, said=said)
            )
        if code in (400, 413, -32700, -32600, -32602):
            return Refused(t("{site} menolak isi: {said}", site=where, said=said))
        if code == -32601:
            return NeedsHuman(
                t("{site} tidak mengenal permintaan ini: {said}. Minta admin situs memeriksa XML-RPC.", site=where, said=said)
            )
        if write:
            return MaybePublished(
                t("{site} tidak menjawab dengan jelas: {said}. Hasilnya perlu dilihat dahulu.", site=where, said=said)
            )
        return TryLater(t("{site} sedang terganggu: {said}", site=where, said=said))


def storable(text: str) -> str:
    """Text without the characters that no XML can carry."""
    return _NOT_XML.sub("", text)

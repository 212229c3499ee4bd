"""A server that cannot be reached is told in plain words, and it is certain that nothing left."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from connectors import http
from connectors.contract import NeedsHuman, Unreached
from connectors.unreached import is_refused_for_good, why_unreached
from safety.addresses import AddressPolicy
from safety.redaction import Redactor


def test_a_closed_port_is_told_without_the_words_of_a_library() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        place = f"127.0.0.1:{free.getsockname()[1]}"
    with (
        http.session(AddressPolicy(frozenset({place})), Redactor([]), http.Timeouts()) as session,
        pytest.raises(Unreached) as told,
    ):
        session.post(f"http://{place}/kirim", data={"isi": "x"})
    refused = "sambungan ditolak; servernya mati atau alamatnya salah"
    assert str(told.value) == f"http://{place}/kirim tidak dapat dihubungi, tidak ada yang terkirim ({refused})."


@contextmanager
def peer(says: bytes) -> Iterator[str]:
    """A server that answers the first bytes of a handshake with these, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def greet() -> None:
            wire, _ = door.accept()
            with wire:
                wire.recv(4096)
                wire.sendall(says)

        thread = threading.Thread(target=greet, daemon=True)
        thread.start()
        yield f"127.0.0.1:{door.getsockname()[1]}"
        thread.join(10)


ALERT = bytes([21, 3, 3, 0, 2, 2, 80])
"""TLS: fatal, internal_error (RFC 8446, 6.2)."""


@pytest.mark.parametrize("says", [b"", ALERT], ids=["hangs up", "internal error"])
def test_a_handshake_that_breaks_off_is_tried_again_and_calls_nobody(says: bytes) -> None:
    with (
        peer(says) as place,
        http.session(AddressPolicy(frozenset({place})), Redactor([]), http.Timeouts()) as session,
        pytest.raises(Unreached, match="tidak ada yang terkirim") as told,
    ):
        session.post(f"https://{place}/kirim", data={"isi": "x"})
    assert "urllib3" not in str(told.value)


def test_what_tls_itself_says_of_a_broken_handshake_is_told_along() -> None:
    with (
        peer(ALERT) as place,
        http.session(AddressPolicy(frozenset({place})), Redactor([]), http.Timeouts()) as session,
        pytest.raises(Unreached, match=r"terputus sebelum terjalin \(TLSV1_ALERT_INTERNAL_ERROR\)"),
    ):
        session.post(f"https://{place}/kirim", data={"isi": "x"})


HANDSHAKE_FAILURE = bytes([21, 3, 3, 0, 2, 2, 40])
OLD_HELLO = bytes([22, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1, *[7] * 32, 0, 0, 0x2F, 0])
"""A ServerHello of TLS 1.0, which no server has to speak since 2020 (RFC 8996)."""


@pytest.mark.parametrize(
    ("says", "reason"),
    [(HANDSHAKE_FAILURE, "SSLV3_ALERT_HANDSHAKE_FAILURE"), (OLD_HELLO, "UNSUPPORTED_PROTOCOL")],
    ids=["handshake failure", "TLS 1.0"],
)
def test_a_refusal_that_lasts_is_for_a_person_and_not_blamed_on_the_line(says: bytes, reason: str) -> None:
    with (
        peer(says) as place,
        http.session(AddressPolicy(frozenset({place})), Redactor([]), http.Timeouts()) as session,
        pytest.raises(NeedsHuman, match=reason) as told,
    ):
        session.post(f"https://{place}/kirim", data={"isi": "x"})
    assert "setelan TLS" in str(told.value)
    assert "sambungan internet" not in str(told.value)


@pytest.mark.parametrize(
    ("reason", "for_good"),
    [
        ("DH_KEY_TOO_SMALL", True),
        ("UNSAFE_LEGACY_RENEGOTIATION_DISABLED", True),
        ("TLSV1_ALERT_INTERNAL_ERROR", False),
        (None, False),
    ],
)
def test_only_what_ends_by_itself_is_taken_for_a_broken_line(reason: str | None, for_good: bool) -> None:
    error = ssl.SSLError(1, "handshake")
    error.reason = reason
    assert is_refused_for_good(requests.exceptions.SSLError(error)) is for_good


def test_a_server_that_speaks_no_tls_is_for_a_person() -> None:
    with (
        peer(b"HTTP/1.1 400 Bad Request\r\n\r\n") as place,
        http.session(AddressPolicy(frozenset({place})), Redactor([]), http.Timeouts()) as session,
        pytest.raises(NeedsHuman, match="Sambungan aman"),
    ):
        session.post(f"https://{place}/kirim", data={"isi": "x"})


def test_a_name_that_nobody_knows_points_to_the_line() -> None:
    error = requests.ConnectionError(socket.gaierror(-2, "Name or service not known"))
    assert why_unreached(error) == "nama servernya tidak ditemukan; periksa sambungan internet, lalu alamat kanal"


def test_what_is_not_known_is_not_guessed() -> None:
    assert why_unreached(ValueError("lain")) == ""

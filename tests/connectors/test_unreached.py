"""A server that cannot be reached is told in plain words, and it is certain that nothing left."""

import socket

import pytest
import requests

from connectors import http
from connectors.contract import Unreached
from connectors.unreached import why_unreached
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


def test_a_name_that_nobody_knows_points_to_the_line() -> None:
    error = requests.ConnectionError(socket.gaierror(-2, "Name or service not known"))
    assert why_unreached(error) == "nama servernya tidak ditemukan; periksa sambungan internet, lalu alamat kanal"


def test_what_is_not_known_is_not_guessed() -> None:
    assert why_unreached(ValueError("lain")) == ""

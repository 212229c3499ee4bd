"""Answers made to harm: bounded in length, in depth and in what they unpack to; credentials go to nobody else by a redirect."""

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from connectors import http
from connectors.contract import MaybePublished, NeedsHuman, TryLater
from connectors.nesting import DEEPEST, too_deep
from safety.addresses import AddressPolicy
from safety.redaction import Redactor

DEEP = b'{"message": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
BOMB = gzip.compress(bytes(64 * 1024 * 1024), 9)


class _Hostile(BaseHTTPRequestHandler):
    heard: list[dict[str, str]]
    other = ""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.heard.append({"path": self.path} | {name.lower(): value for name, value in self.headers.items()})
        kind = self.path.rpartition("/")[2]
        if kind == "pindah":
            self.send_response(302)
            self.send_header("Location", f"{self.other}/curi")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = {"dalam": DEEP, "bom": BOMB, "curi": b"{}"}[kind]
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        if body is BOMB:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815  # http.server's own name

    def log_message(self, *_args: Any) -> None:
        """Nothing on the screen."""


@pytest.fixture
def servers() -> Iterator[Callable[[], tuple[str, type[_Hostile]]]]:
    """Starts one more server at each call: its address, and what it heard."""
    running: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def start() -> tuple[str, type[_Hostile]]:
        handler = type("Handler", (_Hostile,), {"heard": []})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"127.0.0.1:{server.server_port}", handler

    yield start
    for server, thread in running:
        server.shutdown()
        server.server_close()
        thread.join(10)


Start = Callable[[], tuple[str, type[_Hostile]]]


def session(*hosts: str) -> http.Session:
    return http.session(AddressPolicy(frozenset(hosts)), Redactor(["kenari-rahasia"]), http.Timeouts(total=20))


@pytest.mark.parametrize("kind", ["dalam", "bom"])
def test_an_answer_that_would_not_be_come_back_from_is_an_unclear_one(servers: Start, kind: str) -> None:
    host, _ = servers()
    line = session(host)
    with pytest.raises(TryLater):
        line.get(f"http://{host}/{kind}")
    with pytest.raises(MaybePublished):
        line.post(f"http://{host}/{kind}", data=b"x")


def test_a_redirect_takes_no_credential_to_another_server(servers: Start) -> None:
    (host, handler), (other, thief) = servers(), servers()
    handler.other = f"http://{other}"
    answer = session(host, other).get(f"http://{host}/pindah", headers={"Authorization": "Bearer kenari-rahasia"})
    assert answer.status_code == 200
    assert handler.heard[0]["authorization"] == "Bearer kenari-rahasia"
    assert [one["path"] for one in thief.heard] == ["/curi"]
    assert "kenari" not in json.dumps(thief.heard)


def test_a_redirect_into_the_house_and_a_name_that_leads_there_get_no_request(servers: Start) -> None:
    (host, handler), (inner, canary) = servers(), servers()
    handler.other = f"http://{inner}"
    with pytest.raises(NeedsHuman, match="tidak boleh dihubungi"):
        session(host).get(f"http://{host}/pindah")
    for name in (inner, inner.replace("127.0.0.1", "localhost"), inner.replace("127.0.0.1", "2130706433")):
        with pytest.raises(NeedsHuman, match="tidak boleh dihubungi"):
            session(host).post(f"http://{name}/curi", data=b"x")
    assert canary.heard == []


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize(
    ("body", "deep"),
    [
        (nested(DEEPEST), False),
        (nested(DEEPEST + 1), True),
        (b"\n " + b'{"a":' * (DEEPEST + 1), True),
        (json.dumps([[i] for i in range(1000)]).encode(), False),
        (json.dumps({"text": "[" * 1000 + '\\"' + "{" * 1000}).encode(), False),
        (b"<html>" + b"[" * 1000, False),
        (b'["' + b"\\" * 100_001 + b"[" * 1000, False),
        (b"", False),
    ],
)
def test_depth_is_counted_outside_of_words(body: bytes, deep: bool) -> None:
    assert too_deep(body) is deep

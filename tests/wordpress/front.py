"""A front before a real WordPress: it passes everything on, but once, on request, fails the write that reveals."""

import http.client
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.wordpress.server import RealWordPress

_ACTIONS = ("drop_after", "status_500_after", "drop_before", "html_200", "status_429")


class Front:
    """Looks to the conformance suite as a town does; what it tells as the truth comes from the site's database."""

    def __init__(self, site: RealWordPress, marker: str) -> None:
        self.site = site
        self.marker = marker
        self.fault: dict[str, Any] | None = None
        self.tokens = {"site": site.passwords["editor"]}
        front = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                front.answer(self)

            do_POST = do_DELETE = do_GET  # noqa: N815  # names of the base class

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.urls = {"site": f"http://127.0.0.1:{self._server.server_port}"}

    @contextmanager
    def running(self) -> Iterator["Front"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join(5)
            self._server.server_close()

    def forget(self) -> None:
        """Remove what earlier tests posted under the marker."""
        self.site.sql(f"DELETE FROM wp_posts WHERE post_content LIKE '%tayang:{self.marker} %'")  # noqa: S608  # a constant

    def truth(self) -> list[dict[str, Any]]:
        columns = "ID, post_status, post_modified_gmt, MD5(post_content)"
        where = f"post_type='post' AND post_content LIKE '%tayang:{self.marker} %' ORDER BY ID"
        rows = self.site.sql(f"SELECT {columns} FROM wp_posts WHERE {where}").splitlines()  # noqa: S608  # constants
        files = self.site.sql("SELECT COUNT(*) FROM wp_posts WHERE post_type='attachment'")
        return [{"kind": "post", "row": row, "files": files} for row in rows]

    def answer(self, peer: BaseHTTPRequestHandler) -> None:
        body = peer.rfile.read(int(peer.headers.get("Content-Length") or 0))
        if peer.path == "/__practice/truth":
            return _send(peer, 200, json.dumps({"objects": self.truth()}).encode())
        if peer.path == "/__practice/faults":
            asked = json.loads(body)
            if asked["action"] not in _ACTIONS:
                return _send(peer, 400, b"unknown action")
            self.fault = asked
            return _send(peer, 200, b"{}")
        fault = self._due(peer, body)
        action = fault["action"] if fault else ""
        if action == "status_429":
            return _send(peer, 429, b"slow down", {"Retry-After": str(fault["retry_after"] if fault else 0)})
        if action == "html_200":
            return _send(peer, 200, b"<html>Selamat datang</html>", {"Content-Type": "text/html"})
        if action == "drop_before":
            return _hang_up(peer)
        status, headers, answered = self._passed_on(peer, body)
        if action == "drop_after":
            return _hang_up(peer)
        if action == "status_500_after":
            return _send(peer, 500, b"<html>Kesalahan</html>")
        return _send(peer, status, answered, headers)

    def _due(self, peer: BaseHTTPRequestHandler, body: bytes) -> dict[str, Any] | None:
        if self.fault is None or peer.command != "POST":
            return None
        if not re.search(self.fault["path"].encode(), peer.path.encode() + b" " + body):
            return None
        fault, self.fault = self.fault, None
        return fault

    def _passed_on(self, peer: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        line = http.client.HTTPConnection(self.site.host, timeout=20)
        headers = {k: v for k, v in peer.headers.items() if k.lower() not in ("host", "connection", "accept-encoding")}
        line.request(peer.command, peer.path, body, headers)
        response = line.getresponse()
        answered = response.read()
        line.close()
        kept = {k: v for k, v in response.getheaders() if k.lower() in ("content-type", "x-wp-totalpages", "location")}
        return response.status, kept, answered


def _send(peer: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
    peer.send_response(status)
    for name, value in {**(headers or {}), "Content-Length": str(len(body)), "Connection": "close"}.items():
        peer.send_header(name, value)
    peer.end_headers()
    peer.wfile.write(body)


def _hang_up(peer: BaseHTTPRequestHandler) -> None:
    peer.close_connection = True
    peer.connection.close()

"""A server that answers everything wrongly and repeats in its answer whatever it was told, tokens and signatures included."""

import base64
import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

ANSWERS = (401, 500, 403, 400, 200, 429, 0, 404, 422, 503, 409)
"""What comes back, one after another; 0 cuts the line."""


class _Leaking(BaseHTTPRequestHandler):
    turn = count()

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))[:4000]
        status = ANSWERS[next(self.turn) % len(ANSWERS)]
        if not status:
            self.close_connection = True
            return
        data, kind = self._told(status, body)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = answer  # noqa: N815  # http.server's own names

    def _told(self, status: int, body: bytes) -> tuple[bytes, str]:
        signed = str(self.headers.get("Authorization", ""))
        plain = base64.b64decode(signed.removeprefix("Basic ")).decode() if signed.startswith("Basic ") else ""
        told = f"{self.path} {signed} {plain} {body.decode('utf-8', 'replace')}"
        if status == 200:
            return f"<html><body>{told}</body></html>".encode(), "text/html"
        said: dict[str, Any] = dict.fromkeys(("message", "detail", "title", "description", "error_description", "reason"), told)
        error: Any = said | {"code": 100, "type": "OAuthException", "error_user_msg": told} if status != 401 else told
        return json.dumps(said | {"error": error, "errors": [said], "ok": False, "code": "salah"}).encode(), "application/json"

    def log_message(self, *_args: Any) -> None:
        """Nothing on the screen."""


@contextlib.contextmanager
def leaking_server() -> Iterator[str]:
    """Its address, while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Leaking)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)

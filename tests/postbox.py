"""A service that takes messages on loopback: it keeps what arrives, and refuses while it is told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Postbox:
    """`address` is what Apprise sends to; `letters` what arrived, title and text."""

    address: str = ""
    refuses: bool = False
    knocks: int = 0
    letters: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def running_postbox() -> Iterator[Postbox]:
    box = Postbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            box.knocks += 1
            if not box.refuses:
                box.letters.append((told["title"], told["message"]))
            self.send_response(503 if box.refuses else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing of it is worth a line."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        box.address = f"json://127.0.0.1:{server.server_port}/kunci-rahasia-pesan"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield box
        server.shutdown()
        thread.join()

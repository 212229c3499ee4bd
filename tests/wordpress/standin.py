"""A loopback server that answers each request with the next of its prepared bytes; it knows nothing of WordPress."""

import socket
import threading
import time
from dataclasses import dataclass, field


@dataclass
class StandIn:
    """`answers`: whole HTTP answers, sent in turn (the last one again and again); `drip` seconds between bytes."""

    answers: list[bytes]
    drip: float = 0.0
    requests: list[bytes] = field(default_factory=list)

    def __enter__(self) -> "StandIn":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.url = f"http://{self.host}"
        self._open = True
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        with socket.create_connection(self._listener.getsockname()):
            pass
        self._thread.join(5)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            peer, _ = self._listener.accept()
            if not self._open:
                peer.close()
                return
            with peer:
                self._answer(peer)

    def _answer(self, peer: socket.socket) -> None:
        peer.settimeout(5)
        try:
            self.requests.append(_request(peer))
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            for piece in [answer[i : i + 1] for i in range(len(answer))] if self.drip else [answer]:
                peer.sendall(piece)
                time.sleep(self.drip)
        except OSError:
            return


def _request(peer: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        piece = peer.recv(65536)
        got += piece
        if not piece or got.startswith(b"\x16\x03"):  # a TLS greeting is answered in the clear
            return got
    head, _, body = got.partition(b"\r\n\r\n")
    length = next((int(x.split(b":")[1]) for x in head.split(b"\r\n") if x.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += peer.recv(65536)
    return head + b"\r\n\r\n" + body


def answer(status: int, body: str = "", *headers: str) -> bytes:
    """One whole HTTP answer."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body.encode())}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body.encode()

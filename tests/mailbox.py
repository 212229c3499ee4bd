"""A mail server on loopback that holds to the order of RFC 5321, wants a login, and can refuse or hang up at any place."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

LOGIN = "rekap:sandi-surel-rahasia"


@dataclass
class Mailbox:
    """`address` is what Apprise sends to; `letters` what was taken. `trouble`: the command at which it refuses, or, with "!"
    before it, hangs up; "!." hangs up after it has taken the letter."""

    address: str = ""
    trouble: str = ""
    knocks: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    receivers: list[list[str]] = field(default_factory=list)


class HangUp(Exception):
    """The line is cut."""


class _Talk(socketserver.StreamRequestHandler):
    box: Mailbox

    def handle(self) -> None:
        self.box.knocks += 1
        self.sender, self.to, self.known = "", list[str](), False
        self.say("220 surel.example.test ESMTP")
        try:
            while line := self.rfile.readline(4096):
                words = line.decode("ascii").strip()
                if words.upper() == "QUIT":
                    self.say("221 sampai jumpa")
                    return
                self.say(self.answer(words))
        except (HangUp, ConnectionError):
            return

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def answer(self, words: str) -> str:
        verb = words.split()[0].upper() if words else ""
        if self.box.trouble == f"!{verb}":
            raise HangUp
        if self.box.trouble == verb:
            return "550 5.7.1 tidak diterima"
        match verb:
            case "EHLO":
                return "250-surel.example.test\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME"
            case "AUTH":
                return self.login(words)
            case "RSET" | "NOOP":
                return "250 ok"
        if not self.known:
            return "530 5.7.0 masuk dahulu"
        match verb:
            case "MAIL":
                self.sender, self.to = words.partition(":")[2].split()[0], []
                return "250 ok"
            case "RCPT" if self.sender:
                self.to.append(words.partition(":")[2].split()[0].strip("<>"))
                return "250 ok"
            case "DATA" if self.to:
                return self.letter()
        return "503 5.5.1 bukan urutannya"

    def login(self, words: str) -> str:
        _, how, *first = words.split()
        if how.upper() == "PLAIN":
            said = base64.b64decode(first[0]).decode().split("\0")[1:]
        else:
            said = [base64.b64decode(first[0]).decode()] if first else [self.asked("VXNlcm5hbWU6")]
            said.append(self.asked("UGFzc3dvcmQ6"))
        self.known = ":".join(said) == LOGIN
        return "235 2.7.0 masuk" if self.known else "535 5.7.8 salah"

    def asked(self, prompt: str) -> str:
        self.say(f"334 {prompt}")
        return base64.b64decode(self.rfile.readline(4096)).decode()

    def letter(self) -> str:
        self.say("354 akhiri dengan titik")
        lines: list[bytes] = []
        while (line := self.rfile.readline(2000)) != b".\r\n":
            if not line.endswith(b"\r\n") or len(line) > 1000:
                return "500 5.5.2 baris terlalu panjang"
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.box.letters.append(cast(EmailMessage, message_from_bytes(b"".join(lines), policy=policy.default)))
        self.box.receivers.append(self.to)
        if self.box.trouble == "!.":
            raise HangUp
        return "250 2.0.0 diterima"


@contextmanager
def running_mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    handler = type("Talk", (_Talk,), {"box": box})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        port = server.server_address[1]
        box.address = f"mailto://{LOGIN}@127.0.0.1:{port}?from=rekap@example.test&to=sekretaris@example.test&mode=insecure"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield box
        server.shutdown()
        thread.join()

"""Whatever a title, a file's name or a platform's answer holds, the screen shows it and obeys nothing of it."""

import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from cli.terminal import Shown
from config.new_home import init_home
from flows.deployments import CHECKOUT, python_path
from safety.redaction import hide_in_logs
from safety.visible import for_a_terminal, without_controls

ATTACK = "aman\x1b]0;judul\x07\x1b[2J\x1b[1A\x1b[8m\x9b31m\rdihapus\x08\x7f \u202egnp.exe"
OBEYED = ("\x1b]", "\x1b[2J", "\x1b[1A", "\x1b[8m", "\x9b", "\x07", "\x08", "\x7f", "\u202e")


@pytest.mark.parametrize("show", [for_a_terminal, without_controls])
def test_no_control_is_left_and_every_letter_is(show: Any) -> None:
    shown = show(ATTACK)
    assert not [one for one in OBEYED if one in shown and not (one == "\u202e" and show is without_controls)]
    assert "␛[2J" in shown
    assert "␍dihapus␈␡" in shown


@pytest.mark.parametrize("text", ["Baris satu\nbaris dua\r\n\tdan tab", "Penetapan – “kutipan” 👩‍👧 ✓", ""])
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert for_a_terminal(text) == text
    assert without_controls(text) == text


def test_colours_of_our_own_stay_on_a_terminal_and_hidden_writing_does_not() -> None:
    colours = "\x1b[1;31mMERAH\x1b[0m \x1b[38;5;8mabu\x1b[0m \x1b[38;2;1;2;3mrgb\x1b[0m"
    assert for_a_terminal(colours) == colours
    assert "\x1b" not in for_a_terminal("\x1b[8msembunyi \x1b[1;8m \x1b[m \x1b[?25l \x1b[31")


class _Hostile(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        said = (
            b'{"code": "salah", "message": "Ditolak \\u001b]0;judul\\u0007\\u001b[2J\\u001b[1A\\u202e", "data": {"status": 401}}'
        )
        self.send_response(401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_POST = do_GET  # noqa: N815  # http.server's own name

    def log_message(self, *_args: Any) -> None:
        """Nothing on the screen."""


@pytest.fixture
def hostile() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hostile)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def home(tmp_path: Path, hostile: str) -> Path:
    """A home whose one channel is a WordPress that answers with commands for a terminal."""
    place = init_home(tmp_path / "rumah", "contoh", practice=False)
    office = place / "offices" / "contoh.toml"
    head = office.read_text("utf-8").partition("\n[channels.")[0]
    lines = (
        f'[channels.website]\ntype = "wordpress"\nlabel = "Situs"\nurl = "{hostile}"\nusername = "tayang"\nsecret = "TAYANG_X"\n'
    )
    office.write_text(f"{head}\n{lines}", "utf-8")
    settings = place / "tayang.toml"
    text = settings.read_text("utf-8").replace("allow_hosts = []", f'allow_hosts = ["{hostile.removeprefix("http://")}"]')
    settings.write_text(text, "utf-8")
    with (place / "rahasia.env").open("a", encoding="utf-8") as kept:
        kept.write("TAYANG_X=abcd efgh ijkl mnop qrst uvwx\n")
    return place


def seen_on_a_terminal(*words: str) -> str:
    """What reaches the screen of a person who types this."""
    ours, theirs = pty.openpty()
    environ = {"PYTHONPATH": python_path(), "PATH": os.environ["PATH"], "TERM": "xterm-256color", "COLUMNS": "200"}
    command = [sys.executable, "-P", "-m", "cli", *words]
    child = subprocess.Popen(command, cwd=CHECKOUT, env=environ, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    told = b""
    with suppress(OSError):  # how a terminal says that nobody writes any more
        while piece := os.read(ours, 65536):
            told += piece
    os.close(ours)
    child.wait(30)
    return told.decode("utf-8")


def test_a_platform_that_answers_with_commands_for_a_terminal_commands_nothing(home: Path) -> None:
    shown = seen_on_a_terminal("doctor", "--home", str(home))
    assert "website" in shown, shown
    assert "\x1b[1" in shown or "\x1b[3" in shown, "our own colours are still there"
    assert [one for one in OBEYED if one in shown] == []


def test_a_folder_with_such_a_name_is_shown_by_its_signs(home: Path) -> None:
    shown = seen_on_a_terminal("check", str(home / "konsep" / "a\x1b[2Jb"), "--home", str(home))
    assert "\x1b[2J" not in shown
    assert "␛[2J" in shown


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://tayang:kenari-sandi@127.0.0.1:1/buku", "Buku catatan tidak dapat dibuka"),
        ("postgresql://tayang:kenari@sandi:x@127.0.0.1:pintu/buku", "bukan alamat basis data"),
        ("kenari-sandi", "bukan alamat basis data"),
    ],
)
@pytest.mark.parametrize("command", ["status", "doctor"])
def test_a_book_that_cannot_be_opened_is_told_in_a_sentence_without_its_password(
    home: Path, address: str, said: str, command: str
) -> None:
    environ = {"PYTHONPATH": python_path(), "PATH": os.environ["PATH"], "TAYANG_LEDGER_URL": address}
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "cli", command, "--home", str(home)],
        cwd=CHECKOUT, env=environ, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 2
    assert said in " ".join(ran.stderr.split())
    assert "Traceback" not in ran.stderr
    assert "kenari" not in ran.stdout + ran.stderr


def test_whatever_is_said_at_last_holds_no_secret_and_data_is_changed_in_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    kept = "kenari/rahasia-yang-terakhir"
    hide_in_logs([kept])
    screen = Shown(sys.stdout)
    screen.write(f'galat: {kept} {quote(kept, safe="")} token=bukan-rahasia password="contoh"\n')
    told = capsys.readouterr().out
    assert "kenari" not in told
    assert 'token=bukan-rahasia password="contoh"' in told

"""What a kept page looks like, as PDF, picture and text: added to a copy later, where this machine has Chromium.

The browser is shown `salinan.html` as it was kept and can load nothing else. It works in a process of its own with bounds on
time and memory; whatever becomes of it, the copy stays as it was.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from language.say import later, t
from links import browser
from safety.clock import Clock

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
SECONDS = 90.0
MEMORY = 1536 * 2**20
NAMES = (browser.PDF, browser.PICTURE, browser.TEXT)
NO_BROWSER = later("tidak ada Chromium di komputer ini; salinan tetap lengkap tanpa gambar halaman")
_MARK = "TAYANG_TAMPILAN"
_WHOLE = {browser.PDF: (b"%PDF-", b"%%EOF"), browser.PICTURE: (b"\xff\xd8", b"\xff\xd9"), browser.TEXT: (b"", b"")}


@dataclass(frozen=True)
class Bounds:
    """How much one look at a page may take."""

    seconds: float = SECONDS
    memory: int = MEMORY


@dataclass(frozen=True)
class Views:
    """What came of one look: the files by name, and why the others are missing."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    software: str = ""


def find_browser(path: str | None = None) -> str:
    """The browser of this machine under one of its usual names; "" if there is none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name, path=path))), "")


def draw(program: str, page: Path, clock: Clock, bounds: Bounds | None = None) -> Views:
    """Show a kept page to the browser. No process and no profile is left afterwards, whatever happens."""
    with tempfile.TemporaryDirectory(prefix="tayang-tampilan-", ignore_cleanup_errors=True) as work:
        out, profile = Path(work, "hasil"), Path(work, "profil")
        out.mkdir()
        profile.mkdir(mode=0o700)
        why = _run(program, page.resolve(), out, profile, clock, bounds or Bounds())
        return _found(out, why)


def _run(program: str, page: Path, out: Path, profile: Path, clock: Clock, bounds: Bounds) -> str:
    """Why not everything is there; "" where the program ended well."""
    path = os.environ.get("PATH", os.defpath)
    environ = {"PATH": path, "HOME": str(profile), "TMPDIR": str(profile), "LANG": "C.UTF-8", _MARK: str(profile)}
    command = [sys.executable, "-I", browser.__file__, program, str(page), str(out), str(profile)]
    quiet = subprocess.DEVNULL
    try:
        child = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, env=environ, start_new_session=True)
    except OSError as error:
        return t("Chromium tidak dapat dijalankan ({why})", why=error.strerror)
    try:
        return _watch(child, clock, bounds)
    finally:
        _end_all(child, str(profile))


def _watch(child: subprocess.Popen[bytes], clock: Clock, bounds: Bounds) -> str:
    ends = clock.ticks() + bounds.seconds
    while True:
        try:
            status = child.wait(0.25)
        except subprocess.TimeoutExpired:
            status = None
        if status is not None:
            return "" if status == 0 else t("Chromium berhenti sebelum selesai")
        if clock.ticks() > ends:
            return t("Chromium tidak selesai dalam {seconds} detik", seconds=f"{bounds.seconds:.0f}")
        if sum(_memory(pid) for pid in _group(child.pid)) > bounds.memory:
            return t("Chromium memakai lebih dari {memory} MB", memory=bounds.memory // 2**20)


def _end_all(child: subprocess.Popen[bytes], profile: str) -> None:
    """End the child, its group, and what left the group: only processes that carry this look's own mark."""
    for pid in [*_group(child.pid), *_marked(profile)]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    child.kill()
    child.wait()


def _group(leader: int) -> Iterator[int]:
    for pid in _processes():
        try:
            if os.getpgid(pid) == leader:
                yield pid
        except OSError:
            continue


def _marked(profile: str) -> Iterator[int]:
    mark = f"{_MARK}={profile}".encode()
    for pid in _processes():
        try:
            if mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                yield pid
        except OSError:
            continue


def _processes() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _memory(pid: int) -> int:
    """The bytes that a process takes; what it shares counts by its share."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _found(out: Path, why: str) -> Views:
    files = {name: body for name in NAMES if (body := _whole(out / name)) is not None}
    told = _told(out)
    missing = {name: why or t("tidak dapat dibuat") for name in NAMES if name not in files}
    if told.get("cut") and browser.PICTURE in files:
        cut = later("halaman lebih panjang daripada {tallest} piksel; gambar memuat bagian atasnya")
        missing[browser.PICTURE] = t(cut, tallest=browser.TALLEST)
    return Views(files, missing, str(told.get("software", "")))


def _whole(path: Path) -> bytes | None:
    try:
        body = path.read_bytes()
    except OSError:
        return None
    head, tail = _WHOLE[path.name]
    return body if body.startswith(head) and body.rstrip().endswith(tail) else None


def _told(out: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads((out / browser.TOLD).read_bytes())
    except (OSError, ValueError):
        return {}
    return told

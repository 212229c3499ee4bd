"""Shows one kept page to Chromium and writes what it looks like: PDF, picture, text. A program of its own.

Called with the browser, the page, a folder to write into and a folder for the browser's profile. It speaks to the browser
through a pipe, so that no port is open; nothing but the page itself is loaded. What was written before a crash stays good.
"""

import base64
import ctypes
import fcntl
import itertools
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

PDF, PICTURE, TEXT, TOLD = "halaman.pdf", "halaman.jpg", "halaman.txt", "diceritakan.json"
WIDTH, HEIGHT, TALLEST = 1280, 900, 16_000
QUALITY = 80
LARGEST_FILE = 256 * 2**20
SECONDS = 60
_NEW_NETWORK = 0x40000000
_PAPER = {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": True}
_OPTIONS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-domain-reliability",
    "--no-pings",
    "--mute-audio",
    "--password-store=basic",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    f"--window-size={WIDTH},{HEIGHT}",
)


def confine() -> None:
    """Bound what this process and its children may take; where it may, leave the network altogether."""
    os.nice(10)
    for what, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))
    ctypes.CDLL(None).unshare(_NEW_NETWORK)  # only an administrator may; for others the browser's own rules hold


class Browser:
    """The other end of the pipe."""

    def __init__(self, program: str, profile: Path) -> None:
        from_us, to_browser = os.pipe()
        from_browser, to_us = os.pipe()
        self._write, self._read = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (to_browser, from_browser))
        there, here = (fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (from_us, to_us))
        for end in {from_us, to_browser, from_browser, to_us} - {3, 4}:
            os.close(end)
        os.dup2(there, 3)
        os.dup2(here, 4)
        options = [*_OPTIONS, f"--user-data-dir={profile}", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        quiet = subprocess.DEVNULL
        command = [program, *options, "about:blank"]
        self.process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, pass_fds=(3, 4))
        for end in (3, 4, there, here):
            os.close(end)
        self._numbers = itertools.count(1)
        self._pieces = bytearray()
        self._happened: set[str] = set()

    def tell(self, method: str, session: str = "", **params: Any) -> int:
        number = next(self._numbers)
        words = {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        data = json.dumps(words).encode() + b"\0"
        while data:
            data = data[os.write(self._write, data) :]
        return number

    def hear(self) -> dict[str, Any]:
        """The next thing that the browser says. Raises EOFError when it is gone."""
        while b"\0" not in self._pieces:
            piece = os.read(self._read, 2**20)
            if not piece:
                raise EOFError
            self._pieces += piece
        said, _, rest = self._pieces.partition(b"\0")
        self._pieces = bytearray(rest)
        heard: dict[str, Any] = json.loads(said)
        return heard

    def ask(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        number = self.tell(method, session, **params)
        while True:
            heard = self.hear()
            if heard.get("id") == number:
                if "error" in heard:
                    raise OSError(str(heard["error"].get("message", "")))
                result: dict[str, Any] = heard["result"]
                return result
            self._guard(heard)

    def wait_for(self, event: str) -> None:
        while event not in self._happened:
            self._guard(self.hear())

    def _guard(self, heard: dict[str, Any]) -> None:
        """Whatever a page wants to load is let through only if it is the page itself."""
        self._happened.add(str(heard.get("method")))
        if heard.get("method") != "Fetch.requestPaused":
            return
        asked, session = heard["params"], heard["sessionId"]
        if unquote(asked["request"]["url"]) == unquote(self.page):
            self.tell("Fetch.continueRequest", session, requestId=asked["requestId"])
        else:
            self.tell("Fetch.failRequest", session, requestId=asked["requestId"], errorReason="BlockedByClient")

    page = ""


def show(browser: Browser, page: Path, folder: Path) -> None:
    """Open the page without its scripts and write what is seen, the text first, the largest last."""
    told: dict[str, Any] = {"software": browser.ask("Browser.getVersion")["product"]}
    target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
    session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    browser.page = page.as_uri()
    browser.ask("Page.enable", session)
    browser.ask("Fetch.enable", session, patterns=[{"urlPattern": "*"}])
    browser.ask("Emulation.setScriptExecutionDisabled", session, value=True)
    if went := browser.ask("Page.navigate", session, url=browser.page).get("errorText"):
        raise OSError(went)  # what is shown then is no page of ours
    browser.wait_for("Page.loadEventFired")
    seen = browser.ask("Runtime.evaluate", session, expression="document.body.innerText", returnByValue=True)
    (folder / TEXT).write_text(str(seen["result"].get("value", "")), encoding="utf-8")
    size = browser.ask("Page.getLayoutMetrics", session)["cssContentSize"]
    height = min(max(int(size["height"]), 1), TALLEST)
    told["cut"] = int(size["height"]) > TALLEST
    (folder / TOLD).write_text(json.dumps(told), encoding="utf-8")
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": height, "scale": 1}
    picture = browser.ask(
        "Page.captureScreenshot", session, format="jpeg", quality=QUALITY, clip=clip, captureBeyondViewport=True
    )
    (folder / PICTURE).write_bytes(base64.b64decode(picture["data"]))
    paper = browser.ask("Page.printToPDF", session, **_PAPER)
    (folder / PDF).write_bytes(base64.b64decode(paper["data"]))


def main(program: str, page: str, folder: str, profile: str) -> int:
    confine()
    browser = Browser(program, Path(profile))
    try:
        show(browser, Path(page), Path(folder))
    except (EOFError, OSError, KeyError, ValueError):
        return 1
    finally:
        browser.process.kill()  # its profile is thrown away: there is nothing to put in order
        browser.process.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

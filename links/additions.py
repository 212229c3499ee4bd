"""What is added to a copy after it was kept: files with a dated list beside the manifest, which is never rewritten."""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from links.problems import Problem, problem
from safety.files import sha256_of, sync_directory, write_durably

MANIFEST = "manifest.json"
_LIST = re.compile(r"tambahan-(\d{1,4})\.json")


@dataclass(frozen=True)
class Added:
    """One addition: the name of its list in the copy, and the digest of that list."""

    name: str
    sha256: str


def lists_of(copy: Path) -> list[str]:
    """The names of the lists of additions in a copy, oldest first."""
    names = [entry.name for entry in copy.iterdir() if _LIST.fullmatch(entry.name)]
    return sorted(names, key=lambda name: int(name.split("-")[1].split(".")[0]))


def add(copy: Path, files: Mapping[str, bytes], missing: Mapping[str, str], told: Mapping[str, Any], at: datetime) -> Added:
    """Put files beside those of a copy and then their list, whose writing makes them part of it. What is there is never replaced.

    Files that a process left which died before it wrote the list are written anew. Raises FileExistsError.
    """
    known = {name for list_ in lists_of(copy) for name in _read(copy / list_)["files"]} | _own(copy)
    if again := sorted(known & {*files}):
        raise FileExistsError(again[0])
    for name, body in files.items():
        write_durably(copy / name, body)
    number = max((int(name.split("-")[1].split(".")[0]) for name in lists_of(copy)), default=0) + 1
    name = f"tambahan-{number}.json"
    facts = {
        **told,
        "added_at": at.isoformat(),
        "manifest_sha256": sha256_of(copy / MANIFEST),
        "files": {file: hashlib.sha256(body).hexdigest() for file, body in files.items()},
        "missing": [{"name": file, "reason": why} for file, why in missing.items()],
    }
    raw = json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True).encode()
    write_durably(copy / name, raw)
    sync_directory(copy)
    return Added(name, hashlib.sha256(raw).hexdigest())


def clear_half_done(copy: Path, names: Collection[str], known: Collection[str]) -> None:
    """Take away what a process left that died between writing and entering it: lists that nobody entered, and files of these
    names that no entered list and no manifest accounts for."""
    for name in lists_of(copy):
        if name not in known:
            (copy / name).unlink()
    kept = {file for name in lists_of(copy) for file in _read(copy / name)["files"]} | _own(copy)
    for name in {*names} - kept:
        (copy / name).unlink(missing_ok=True)


def judge(copy: Path, manifest: bytes, present: set[str], known: Mapping[str, str] | None) -> Iterator[Problem | str]:
    """The names of files that additions account for, and what is wrong with them; `known`: the ledger's digests of the lists."""
    lists = [name for name in sorted(present) if _LIST.fullmatch(name)]
    for name in sorted({*(known or ())} - {*lists}):
        yield problem("copy_file_missing", name=name)
    for name in lists:
        if known is not None and name not in known:
            continue  # nobody entered it: it stays what nobody accounts for
        yield name
        try:
            raw = (copy / name).read_bytes()
            facts = json.loads(raw)
            files, of = dict(facts["files"]), facts["manifest_sha256"]
        except (OSError, ValueError, KeyError, TypeError):
            yield problem("copy_file_changed", name=name)
            continue
        changed = known is not None and hashlib.sha256(raw).hexdigest() != known[name]
        if changed or of != hashlib.sha256(manifest).hexdigest():
            yield problem("copy_file_changed", name=name)
        for file, digest in sorted(files.items()):
            yield file
            if file not in present:
                yield problem("copy_file_missing", name=file)
            elif _digest(copy / file) != digest:
                yield problem("copy_file_changed", name=file)


def _own(copy: Path) -> set[str]:
    return {MANIFEST, *_read(copy / MANIFEST)["files"]}


def _read(path: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(path.read_bytes())
    return facts


def _digest(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError:
        return ""

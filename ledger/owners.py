"""Who holds a lease: a process of one boot of one machine, and whether it is surely gone."""

import os
import socket
from pathlib import Path

NOBODY = "-"


def owner() -> str:
    """This process, so that others can tell whether it is gone."""
    return f"{socket.gethostname()}:{_boot_id()}:{os.getpid()}:{_started(os.getpid())}/{_process_space()}"


def is_dead(holder: str) -> bool:
    """True only for a process of this very boot of this machine that is gone (or whose number went to another)."""
    host, _, rest = holder.partition(":")
    parts = rest.split(":")
    if host != socket.gethostname() or len(parts) != 3 or parts[0] != _boot_id():
        return holder == NOBODY
    then, _, space = parts[2].partition("/")
    if space not in ("", _process_space()):
        return False
    started = _started(int(parts[1]))
    return started != then and not (started == "" and _is_hidden_from_us(int(parts[1])))


def _process_space() -> str:
    """Which numbering of processes we live in: a number from another container says nothing here."""
    return str(Path("/proc/self/ns/pid").readlink()).strip("pid:[]")


def _boot_id() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def _started(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""


def _is_hidden_from_us(pid: int) -> bool:
    """Another user's process that /proc does not show (hidepid) is there all the same."""
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return False

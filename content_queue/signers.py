"""An office's allowed-signers file, looked at for what would make its signatures say less than they seem to."""

from collections.abc import Iterable, Iterator

_ANYBODY = frozenset("*?!")


def faults_of(allowed: bytes, people: Iterable[str]) -> Iterator[str]:
    """People without a key, keys that several people share, and lines for anybody: what an administrator should mend."""
    owners: dict[str, set[str]] = {}
    for line in allowed.decode("utf-8", "replace").splitlines():
        names, key = _entry(line)
        if key:
            owners.setdefault(key, set()).update(names)
    known = set().union(*owners.values()) if owners else set()
    if loose := sorted(name for name in known if _ANYBODY & set(name)):
        yield f"{', '.join(loose)} berlaku untuk lebih dari satu orang; tulis id orangnya"
    for sharing in owners.values():
        if len(sharing) > 1:
            yield f"satu kunci dipakai {', '.join(sorted(sharing))}; beri tiap orang kuncinya sendiri"
    if missing := [person for person in people if person not in known]:
        yield f"belum ada kunci untuk {', '.join(missing)}"


def _entry(line: str) -> tuple[list[str], str]:
    """Who a line is for, and the key that it names; "" for a line that names none."""
    words = line.split()
    if not words or words[0].startswith("#"):
        return [], ""
    return words[0].strip('"').split(","), next((word for word in words[1:] if word.startswith("AAAA")), "")

"""An office's allowed-signers file, looked at for what would make its signatures say less than they seem to."""

from collections.abc import Iterable, Iterator

from language.say import t

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
        yield t("{names} berlaku untuk lebih dari satu orang; tulis id orangnya", names=", ".join(loose))
    for sharing in owners.values():
        if len(sharing) > 1:
            yield t("satu kunci dipakai {people}; beri tiap orang kuncinya sendiri", people=", ".join(sorted(sharing)))
    if missing := [person for person in people if person not in known]:
        yield t("belum ada kunci untuk {people}", people=", ".join(missing))


def _entry(line: str) -> tuple[list[str], str]:
    """Who a line is for, and the key that it names; "" for a line that names none."""
    words = line.split()
    if not words or words[0].startswith("#"):
        return [], ""
    return words[0].strip('"').split(","), next((word for word in words[1:] if word.startswith("AAAA")), "")

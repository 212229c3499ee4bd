"""Which addresses share a machine or an owner, so that good manners are kept towards both. Pure."""

from collections.abc import Hashable, Iterable, Mapping
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import urlsplit

Item = TypeVar("Item", bound=Hashable)
# Under these, every name belongs to another owner; two labels more than this list knows only make lanes wider, never ruder.
_SECOND = frozenset(
    {"ac", "biz", "co", "com", "desa", "edu", "go", "gov", "mil", "my", "net", "or", "org", "ponpes", "sch", "web"}
)


def host_of(url: str) -> str:
    """Host and port of an address in lower case, "" where there is none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def domain_of(host: str) -> str:
    """The registrable domain of a host (`kab.kpu.go.id` → `kpu.go.id`); an IP address or a lone name stands for itself."""
    name = (urlsplit(f"//{host}").hostname or host).rstrip(".")
    try:
        return str(ip_address(name))
    except ValueError:
        labels = name.split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND:
        return ".".join(labels[-3:])
    return ".".join(labels[-2:])


def lanes(keys: Mapping[Item, Iterable[str]]) -> list[list[Item]]:
    """Items that share a key, directly or through others, go into one lane; order is kept."""
    owner: dict[str, int] = {}
    found: list[list[Item]] = []
    for item, names in keys.items():
        touched = sorted({owner[name] for name in names if name in owner})
        if not touched:
            found.append([])
            touched = [len(found) - 1]
        target = touched[0]
        for other in touched[1:]:
            found[target] += found[other]
            found[other] = []
            owner.update({name: target for name, place in owner.items() if place == other})
        found[target].append(item)
        owner.update(dict.fromkeys(names, target))
    order = {item: at for at, item in enumerate(keys)}
    return [sorted(lane, key=order.__getitem__) for lane in found if lane]

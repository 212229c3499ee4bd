"""Types of channels that other installed packages add, by the entry point group `tayang.connectors`."""

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import Any, get_args

from language.say import t

GROUP = "tayang.connectors"


class BadAddition(Exception):
    """An installed package adds this type, but not so that it could be used; says which package and what is wrong."""


class NobodyAdds(BadAddition):
    """No installed package adds this type: it was taken out, or never was there."""


def declared_by(kind: str, base: type) -> Any:
    """What the one package that adds this type declares: `channel`, `make`, `limits`, `guide`.

    Nothing of a package is imported before an office names its type. Raises BadAddition.
    """
    offers = list(entry_points(group=GROUP, name=kind))
    if not offers:
        raise NobodyAdds(
            t(
                "jenis {kind} tidak dikenal dan tidak ada paket terpasang yang menambahkannya; pasang paketnya (lagi)",
                kind=kind,
            )
        )
    packages = ", ".join(sorted(package_of(offer) for offer in offers))
    if len(offers) > 1:
        raise BadAddition(
            t(
                "jenis {kind} ditambahkan oleh beberapa paket ({packages}); copot semuanya kecuali satu",
                kind=kind,
                packages=packages,
            )
        )
    try:
        declared = offers[0].load()
    except (Exception, SystemExit) as error:
        message = t(
            "paket {packages} untuk jenis {kind} tidak dapat dimuat ({name}: {error}); perbaiki atau copot paket itu",
            packages=packages,
            kind=kind,
            name=type(error).__name__,
            error=error,
        )
        raise BadAddition(message) from error
    if fault := _fault_of(declared, kind, base):
        raise BadAddition(
            t(
                "paket {packages} untuk jenis {kind} tidak dapat dipakai: {fault}; laporkan kepada pembuatnya",
                packages=packages,
                kind=kind,
                fault=fault,
            )
        )
    return declared


def added_kinds() -> tuple[str, ...]:
    """The types that installed packages add; nothing of them is imported."""
    return tuple(sorted({offer.name for offer in entry_points(group=GROUP)}))


def shadowed(built_in: Iterable[str]) -> tuple[str, ...]:
    """Sentences about packages that want the name of a built-in type; they are never loaded."""
    names = set(built_in)
    found = sorted((offer.name, package_of(offer)) for offer in entry_points(group=GROUP) if offer.name in names)
    return tuple(
        t(
            "Paket {package} menawarkan jenis {name}, yang sudah bawaan tayang; tidak dipakai.",
            package=package,
            name=name,
        )
        for name, package in found
    )


def package_of(offer: EntryPoint) -> str:
    """The name and version of the package that an entry point comes from."""
    return f"{offer.dist.name} {offer.dist.version}" if offer.dist else offer.value


def _fault_of(declared: Any, kind: str, base: type) -> str:
    """What a declaration lacks, "" if it can be used."""
    channel = getattr(declared, "channel", None)
    if not isinstance(channel, type) or not issubclass(channel, base):
        return t("`channel` bukan model turunan ChannelBase")
    named = get_args(channel.model_fields["type"].annotation)  # type: ignore[attr-defined]  # a pydantic model
    if named != (kind,):
        return t('`type` pada modelnya harus Literal["{kind}"]', kind=kind)
    if not callable(getattr(declared, "make", None)):
        return t("`make` tidak dapat dipanggil")
    return ""

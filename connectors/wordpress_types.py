"""The types of post that a WordPress site has besides its own posts: pages, and what a theme or a plugin registers."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.contract import NeedsHuman, TryLater
from connectors.wordpress_api import Api
from language.say import later, t

POST = "post"
CATEGORY, TAG = "category", "post_tag"
_NEEDED = {"title": later("judul"), "editor": later("isi")}
_WANTED = {CATEGORY: later("kategori"), TAG: later("tagar")}


@dataclass(frozen=True)
class PostType:
    """One type: where REST keeps it, what its posts carry, and which rights of ours it asks for."""

    name: str
    route: str = ""
    taxonomies: frozenset[str] = frozenset(_WANTED)
    supports: frozenset[str] = frozenset({*_NEEDED, "thumbnail"})
    viewable: bool = True
    create: str = "edit_posts"
    publish: str = "publish_posts"


OWN = PostType(POST, "/wp/v2/posts")
"""WordPress' own posts, which every site has; nobody needs to ask for them."""


def reference(post_type: str, number: object) -> str:
    """How we keep the number of a post: REST finds nothing by a number alone where the type is another than `post`."""
    return str(number) if post_type == POST else f"{post_type}:{number}"


def split(kept: str) -> tuple[str, str]:
    """The type and the number that a reference names."""
    post_type, colon, number = kept.rpartition(":")
    return (post_type, number) if colon else (POST, kept)


def number_of(kept: str) -> int:
    return int(split(kept)[1])


def others(chosen: Mapping[str, str] | None) -> dict[str, str]:
    """Of an office's choice, by kind of package, what does not go among the posts anyway."""
    return {kind: name for kind, name in (chosen or {}).items() if name != POST}


def faults(one: PostType, may: Callable[[str], bool], address: str) -> list[str]:
    """Why nothing can be published as this type; empty if it can."""
    told = [
        t("Jenis naskah “{type}” di {site} tidak memuat {word}.", type=one.name, site=address, word=t(word))
        for key, word in _NEEDED.items()
        if key not in one.supports
    ]
    if told:
        told.append(t("Minta admin situs menambahkannya (supports), atau pilih jenis lain di post_types."))
    if not one.viewable:
        told.append(
            t(
                "Jenis naskah “{type}” di {site} tidak dapat dibuka publik; pilih jenis lain di post_types.",
                type=one.name,
                site=address,
            )
        )
    if not (may(one.create) and may(one.publish)):
        told.append(no_right(one.name, address))
    return told


def wants(one: PostType, address: str) -> list[str]:
    """What of a package is left out of posts of this type."""
    lacking = [t(word) for key, word in _WANTED.items() if key not in one.taxonomies]
    if "thumbnail" not in one.supports:
        lacking.append(t("gambar utama"))
    return (
        [
            t(
                "Jenis naskah “{type}” di {site} tidak memuat {lacking}; paketnya tayang tanpa itu.",
                type=one.name,
                site=address,
                lacking=", ".join(lacking),
            )
        ]
        if lacking
        else []
    )


def unknown(name: str, address: str) -> str:
    return t(
        "Jenis naskah “{name}” tidak ada di {site}. Periksa post_types di berkas satuan kerja, "
        "atau minta admin situs menyalakan plugin yang membuatnya.",
        name=name,
        site=address,
    )


def no_right(name: str, address: str) -> str:
    return t(
        "Akun di {site} tidak boleh menayangkan naskah jenis “{name}”; minta admin situs memberi peran yang boleh.",
        site=address,
        name=name,
    )


def no_role(address: str) -> str:
    return t(
        "Akun dikenal, tetapi tidak punya peran di {site}. Di jaringan WordPress (multisite) peran diberikan per situs: "
        "minta admin menambahkan akun ini pada situs itu sebagai penulis.",
        site=address,
    )


class Types(ABC):
    """A site's types, each asked for once."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._known = {POST: OWN}

    def named(self, name: str) -> PostType:
        """One type; NeedsHuman says why this account cannot use it."""
        if name not in self._known:
            self._known[name] = self._asked(name)
        return self._known[name]

    @abstractmethod
    def _asked(self, name: str) -> PostType:
        """What the site says of one type; NeedsHuman says why this account cannot use it."""

    def judged(self, chosen: Iterable[str], may: Callable[[str], bool]) -> tuple[list[str], list[str]]:
        """Of the types that the office chose: why they cannot be published in, and what they leave out of a package."""
        wrong: list[str] = []
        without: list[str] = []
        for name in chosen:
            try:
                one = self.named(name)
            except NeedsHuman as error:
                wrong.append(str(error))
                continue
            wrong += faults(one, may, self._address)
            without += wants(one, self._address)
        return wrong, without


class RestTypes(Types):
    """As REST tells them."""

    def __init__(self, api: Api) -> None:
        super().__init__(api.site)
        self._api = api

    def _asked(self, name: str) -> PostType:
        expected = ("rest_type_invalid", "rest_cannot_read_type", "rest_forbidden_context")
        answer = self._api.ask("GET", f"/wp/v2/types/{name}", params={"context": "edit"}, expected=expected)
        address = self._address
        if answer.status == 401:
            raise NeedsHuman(t("{site} menolak nama pengguna atau sandi aplikasi. Buat sandi aplikasi baru.", site=address))
        if answer.code == "rest_type_invalid":
            raise NeedsHuman(unknown(name, address))
        if answer.code == "rest_cannot_read_type":
            raise NeedsHuman(
                t(
                    "Jenis naskah “{name}” di {site} tidak dibuka untuk REST. Minta admin situs menyalakan show_in_rest "
                    "untuk jenis itu, atau pakai kanal berjenis wordpress_xmlrpc.",
                    name=name,
                    site=address,
                )
            )
        if answer.code:
            raise NeedsHuman(no_right(name, address))
        return _told(name, answer.body, address)


def _told(name: str, body: Any, address: str) -> PostType:
    if not isinstance(body, dict) or body.get("slug") != name or not body.get("rest_base"):
        raise TryLater(t("{site} tidak menjelaskan jenis naskah “{name}”.", site=address, name=name))
    rights = table(body.get("capabilities"))
    return PostType(
        name=name,
        route=f"/{body.get('rest_namespace') or 'wp/v2'}/{body['rest_base']}",
        taxonomies=frozenset(names(body.get("taxonomies"))),
        supports=frozenset(names(body.get("supports"))),
        viewable=body.get("viewable") is not False,
        create=str(rights.get("create_posts") or rights.get("edit_posts") or "edit_posts"),
        publish=str(rights.get("publish_posts") or "publish_posts"),
    )


def names(told: object) -> Collection[str]:
    """The names in what PHP calls an array: a list, or a table whose keys they are."""
    if isinstance(told, dict):
        return [str(key) for key, value in told.items() if value]
    return [str(one) for one in told] if isinstance(told, list) else []


def table(told: object) -> Mapping[str, Any]:
    return told if isinstance(told, dict) else {}

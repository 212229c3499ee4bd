"""Parts of one print, each a PDF of its own as Typst writes them, joined into one tagged document.

Pages, tags, links and the names of table heads are taken over whole: only numbers change, so that no two parts share one.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

import regex

from language.say import t
from reports.pdf_packed import PackedFile

_TRAILER = re.compile(
    rb"trailer\n<</Size \d+/Root (?P<root>\d+) 0 R/Info (?P<info>\d+) 0 R/ID\[\((?P<id>[^()]*)\)\((?P<own_id>[^()]*)\)\]>>\n"
    rb"startxref\n(?P<table>\d+)\n%%EOF"
)
_CATALOG = re.compile(
    rb"<</Type/Catalog/Pages (?P<pages>\d+) 0 R/Metadata (?P<metadata>\d+) 0 R(?P<language>/Lang\([^()]*\))"
    rb"/StructTreeRoot (?P<tags>\d+) 0 R(?P<more>/MarkInfo(?:(?! 0 R).)*)>>"
)
_PAGES = re.compile(rb"<</Type/Pages/Count (?P<count>\d+)(?P<kids>/Kids\[[\d R]*\])>>")
_TAGS = re.compile(
    rb"<</Type/StructTreeRoot/RoleMap<<(?P<roles>[^<>]*)>>/K\[(?P<top>\d+) 0 R\]/ParentTree<</Nums\[(?P<owners>[\d R]*)\]>>"
    rb"/IDTree<</Names\[(?P<names>[^\[\]]*)\]>>/ParentTreeNextKey (?P<next>\d+)>>"
)
_STREAM = re.compile(rb"<<(?P<entries>.*?)>>\nstream\n(?P<data>.*)\nendstream", re.DOTALL)
_NAME = re.compile(rb"\(([^()\\]*)\)")
_OWNER = re.compile(rb"(\d+) (\d+ 0 R)")
_NUMBERED = regex.compile(
    rb"/ID(?P<name>\([^()\\]*\))|/Headers\[(?P<heads>[^\[\]]*)\]|/StructParent(?P<plural>s?) (?P<key>\d+)|(?P<number>\d+) 0 R"
    rb"|(?P<text>\((?:[^()\\]++|\\.|(?&text))*+\)|<[0-9A-Fa-f\s]*>)",
    regex.DOTALL,
)


@dataclass(frozen=True)
class _Part:
    """One part as it was read."""

    objects: Mapping[int, bytes]
    trailer: re.Match[bytes]
    catalog: re.Match[bytes]
    pages: re.Match[bytes]
    tags: re.Match[bytes]

    @property
    def set_apart(self) -> set[int]:
        """The objects that the whole has one of."""
        return {int(self.trailer["root"]), int(self.trailer["info"]), int(self.catalog["metadata"]), int(self.catalog["tags"])}


@dataclass(frozen=True)
class _Shift:
    """Under which numbers and names one part's things stand in the whole."""

    moved: Mapping[int, int]
    key: int
    name: bytes

    def all_in(self, content: bytes) -> bytes:
        """The content with every number and name of the part changed; what is text stays."""
        return bytes(_NUMBERED.sub(self._one, content))

    def names_in(self, content: bytes) -> bytes:
        return _NAME.sub(rb"(%b\1)" % self.name, content)

    def _one(self, found: "regex.Match[bytes]") -> bytes:
        if found["number"]:
            return b"%d 0 R" % self.moved[int(found["number"])]
        if found["key"]:
            return b"/StructParent%b %d" % (found["plural"], int(found["key"]) + self.key)
        if found["name"] or found["heads"]:
            return self.names_in(found[0])
        return bytes(found[0])


@dataclass
class _Trees:
    """What the parts' trees hang from in the whole: pages, tags, owners of marked content, named heads, roles."""

    pages: list[bytes] = field(default_factory=list)
    tops: list[bytes] = field(default_factory=list)
    owners: list[bytes] = field(default_factory=list)
    names: list[bytes] = field(default_factory=list)
    roles: dict[bytes, bytes] = field(default_factory=dict)
    count: int = 0
    next_key: int = 0


class JoinedPdf:
    """Takes parts in their order; the same parts give the same bytes."""

    def __init__(self) -> None:
        self._file = PackedFile()
        self._catalog, self._info, self._metadata, self._pages, self._tags, self._document = (
            self._file.number() for _ in range(6)
        )
        self._trees = _Trees()
        self._seen = hashlib.sha256()
        self._first: _Part | None = None

    def add(self, pdf: bytes) -> int:
        """One part more; how many pages it has. ValueError for a file that is not as Typst writes them."""
        part = _read(pdf)
        self._seen.update(pdf)
        if self._first is None:
            self._first = part
        moved = {number: self._file.number() for number in part.objects.keys() - part.set_apart}
        # What hung from the part's root of tags hangs from the one document.
        shift = _Shift(moved | {int(part.catalog["tags"]): self._document}, self._trees.next_key, b"%05d" % len(self._trees.tops))
        for number in moved:
            self._take(part, number, shift)
        self._hang(part, shift)
        return int(part.pages["count"])

    def close(self) -> bytes:
        """The document, with the first part's title, language and dates. ValueError where there was no part."""
        if self._first is None:
            raise ValueError(t("tidak ada bagian yang dapat digabung"))
        same, own = (b64encode(self._seen.digest()[at : at + 16]) for at in (0, 16))
        self._close_trees()
        self._close_told(self._first, same, own)
        return self._file.close(b"/Root %d 0 R/Info %d 0 R/ID[(%b)(%b)]" % (self._catalog, self._info, same, own))

    def _take(self, part: _Part, number: int, shift: _Shift) -> None:
        content, new = part.objects[number], shift.moved[number]
        if number == int(part.catalog["pages"]):
            count, kids = int(part.pages["count"]), shift.all_in(part.pages["kids"])
            self._file.add(new, b"<</Type/Pages/Parent %d 0 R/Count %d%b>>" % (self._pages, count, kids))
        elif stream := _STREAM.fullmatch(content):
            self._file.add_stream(new, shift.all_in(stream["entries"]), stream["data"])
        elif number == int(part.tags["top"]):
            self._file.add(new, shift.all_in(content.replace(b"/S/Document", b"/S/Part", 1)))
        else:
            self._file.add(new, shift.all_in(content))

    def _hang(self, part: _Part, shift: _Shift) -> None:
        trees = self._trees
        trees.pages.append(b"%d 0 R" % shift.moved[int(part.catalog["pages"])])
        trees.tops.append(b"%d 0 R" % shift.moved[int(part.tags["top"])])
        owners = [(int(key) + shift.key, shift.all_in(of)) for key, of in _OWNER.findall(part.tags["owners"])]
        told = (owners[0][0], owners[-1][0], b" ".join(b"%d %b" % owner for owner in owners))
        trees.owners.append(self._branch(b"<</Limits[%d %d]/Nums[%b]>>" % told))
        names = shift.all_in(shift.names_in(part.tags["names"]))
        found = _NAME.findall(names)
        trees.names.append(self._branch(b"<</Limits[(%b)(%b)]/Names[%b]>>" % (found[0], found[-1], names)))
        trees.roles |= dict(re.findall(rb"/(\w+)/(\w+)", part.tags["roles"]))
        trees.count += int(part.pages["count"])
        trees.next_key += int(part.tags["next"])

    def _branch(self, content: bytes) -> bytes:
        number = self._file.number()
        self._file.add(number, content)
        return b"%d 0 R" % number

    def _close_trees(self) -> None:
        trees, add = self._trees, self._file.add
        add(self._pages, b"<</Type/Pages/Count %d/Kids[%b]>>" % (trees.count, b" ".join(trees.pages)))
        add(self._document, b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>" % (self._tags, b" ".join(trees.tops)))
        roles = b"".join(b"/%b/%b" % pair for pair in sorted(trees.roles.items()))
        lookups = (b" ".join(trees.owners), b" ".join(trees.names), trees.next_key)
        found = b"/ParentTree<</Kids[%b]>>/IDTree<</Kids[%b]>>/ParentTreeNextKey %d" % lookups
        add(self._tags, b"<</Type/StructTreeRoot/RoleMap<<%b>>/K[%d 0 R]%b>>" % (roles, self._document, found))

    def _close_told(self, first: _Part, same: bytes, own: bytes) -> None:
        about = _matched(_STREAM, first.objects[int(first.catalog["metadata"])])["data"]
        about = about.replace(first.trailer["id"], same).replace(first.trailer["own_id"], own)
        about = re.sub(rb"(?<=<xmpTPg:NPages>)\d+", b"%d" % self._trees.count, about)
        self._file.add_stream(self._metadata, b"/Type/Metadata/Subtype/XML/Length %d" % len(about), about)
        self._file.add(self._info, first.objects[int(first.trailer["info"])])
        told = (self._pages, self._metadata, first.catalog["language"], self._tags, first.catalog["more"])
        self._file.add(self._catalog, b"<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R%b/StructTreeRoot %d 0 R%b>>" % told)


def _read(pdf: bytes) -> _Part:
    trailer = _TRAILER.search(pdf, len(pdf) - 1000)
    if trailer is None:
        raise ValueError(t("bagian PDF tidak berbentuk seperti yang ditulis Typst"))
    table = int(trailer["table"])
    places = [int(line[:10]) for line in pdf[table : trailer.start()].splitlines()[2:] if line[17:18] == b"n"]
    objects = {}
    for start, end in zip(sorted(places), [*sorted(places)[1:], table], strict=True):
        number, _, rest = pdf[start:end].partition(b" 0 obj\n")
        objects[int(number)] = rest.rpartition(b"\nendobj\n")[0]
    catalog = _matched(_CATALOG, objects[int(trailer["root"])])
    pages, tags = _matched(_PAGES, objects[int(catalog["pages"])]), _matched(_TAGS, objects[int(catalog["tags"])])
    return _Part(objects, trailer, catalog, pages, tags)


def _matched(form: re.Pattern[bytes], content: bytes) -> re.Match[bytes]:
    if (found := form.fullmatch(content)) is None:
        raise ValueError(f"{t('bagian PDF tidak berbentuk seperti yang ditulis Typst')}: {content[:200]!r}")
    return found

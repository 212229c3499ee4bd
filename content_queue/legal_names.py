"""What the files of a legal document are called where the public gets them: type, number, year and subject."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from content_queue.frontmatter import slugify
from content_queue.package import LegalDocument

LONGEST = 60
"""Letters of a file name: what every site keeps of it."""

_ENDS = ("", *(f"-{number}" for number in range(2, 1000)))


class Called(NamedTuple):
    """A file's public name and its title; empty: as the package has them."""

    file: str = ""
    title: str = ""


def of_attachments(legal: LegalDocument | None, names: Sequence[str]) -> Mapping[str, Called]:
    """How each attachment is called: the only one is the document itself, several are told apart by their own names."""
    if legal is None:
        return dict.fromkeys(names, Called())
    if len(names) == 1:
        return {names[0]: Called(f"{_cut(slugify(legal.citation))}.pdf", legal.citation)}
    head, called = _cut(slugify(legal.name), LONGEST // 2), dict[str, Called]()
    for name in names:
        stem = _cut(slugify(_stem(name)) or "lampiran", LONGEST - len(head) - 4)
        taken = {one.file for one in called.values()}
        file = next(file for file in (f"{head}-{stem}{end}.pdf" for end in _ENDS) if file not in taken)
        called[name] = Called(file, _told(legal, name))
    return called


def _stem(name: str) -> str:
    return PurePosixPath(name).stem


def _told(legal: LegalDocument, name: str) -> str:
    return f"{legal.name}: {' '.join(_stem(name).replace('_', ' ').replace('-', ' ').split())}"


def _cut(slug: str, most: int = LONGEST) -> str:
    """As many whole words as there is room for."""
    if len(slug) <= most:
        return slug
    return slug[:most].rpartition("-")[0] if slug[most] != "-" and "-" in slug[:most] else slug[:most]

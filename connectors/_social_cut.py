"""The text of a post where the platform allows less than the manuscript: cut after a whole sentence, link and hashtags kept."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from connectors._social_text import own_text, with_link
from connectors.contract import Refused
from content_queue.correction import note_of
from content_queue.package import Package
from language.say import t

STAND_IN = "https://kpu.go.id/berita/penetapan-daftar-pemilih-berkelanjutan-triwulan-ketiga-tahun-berjalan"
"""Keeps room for the website's link, so that a text is cut at the same place before its link is known and after."""
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|(?=\n)")
_SHORT = frozenset({
    "a.n", "bpk", "dkk", "dr", "dra", "drs", "dst", "gg", "h", "hj", "hlm", "ibu", "ir", "jl", "jln", "kab", "kec", "kel", "kep",
    "ktr", "nip", "no", "nom", "nr", "pkl", "prof", "rp", "rt", "rw", "s.d", "sdr", "st", "tgl", "tlp", "u.p", "vol",
})  # fmt: skip
_INITIALS = re.compile(r"(?:[A-Z][a-z]{0,2}\.)*[A-Z][a-z]?")
_HASHTAGS = re.compile(r"(?:#\w+\s*)+")


@dataclass(frozen=True)
class Room:
    """How much a platform takes of a text, in its own counting."""

    name: str
    length: int
    count: Callable[[str, str], int]
    """The length of a text; the second is the website's link in it, "" for none."""


@dataclass(frozen=True)
class Composed:
    """The text to post, and what a person should know of it."""

    text: str
    notes: tuple[str, ...]


def compose(package: Package, channel: str, link: str, wanted: bool, room: Room) -> Composed:
    """The package's own text for this channel as it is, else its title and as much as fits: the whole text, its summary, or
    whole sentences of its beginning. What a correction says and the hashtags are always kept. Raises Refused."""
    address = (link if len(link) > len(STAND_IN) else STAND_IN) if wanted else ""
    notes = [t("Tautan situs ditambahkan di bawah teks bila berita sudah tayang di situs.")] if wanted and not link else []

    def fits(text: str) -> bool:
        return room.count(with_link(text, address), address) <= room.length

    own = own_text(package, channel)
    if own:
        exact = link or address
        length = room.count(with_link(own, exact) if wanted else own, exact if wanted else "")
        if length > room.length:
            raise _too_long(room, channel, length)
        return Composed(with_link(own, link) if wanted else own, tuple(notes))
    ralat, body, tail = _apart(package)
    head = _joined(package.title.strip(), ralat, "")
    bare = _joined(head, "", tail)
    if not fits(bare):
        raise _too_long(room, channel, room.count(with_link(bare, address), address))
    kept, left_out = _as_much_as_fits(body, package.summary.strip(), lambda part: fits(_joined(head, part, tail)))
    if left_out:
        notes.append(t("{left_out}; tulis teks khusus kanal {channel} bila perlu.", left_out=left_out, channel=channel))
    text = _joined(head, kept, tail)
    return Composed(with_link(text, link) if wanted else text, tuple(notes))


def _as_much_as_fits(body: str, summary: str, fits: Callable[[str], bool]) -> tuple[str, str]:
    """What stands for the text, and what a person should know of it: a summary by hand, unless far more of the text fits."""
    if fits(body):
        return body, ""
    kept = beginning(body, fits)
    if summary and fits(summary) and 3 * len(summary) >= len(kept):
        return summary, t("Isi naskah tidak muat; yang ikut ringkasannya")
    if kept:
        return kept, t("Isi naskah dipotong sesudah kalimat yang utuh")
    return "", t("Isi naskah dipotong seluruhnya karena kalimat pertamanya terlalu panjang")


def beginning(text: str, fits: Callable[[str], bool]) -> str:
    """The longest beginning of a text that ends with a sentence, a paragraph or the text itself, and fits."""
    kept = ""
    for end in _ends(text):
        part = text[:end].rstrip()
        if not fits(part):
            break
        kept = part
    return kept


def hashtag(tag: str) -> str:
    """A tag as platforms recognise it: `daftar pemilih` is #DaftarPemilih, which a screen reader reads as two words."""
    words = re.findall(r"\w+", tag)
    return "#" + (words[0] if len(words) == 1 else "".join(word[:1].upper() + word[1:] for word in words)) if words else ""


def _ends(text: str) -> Iterator[int]:
    for match in _END.finditer(text):
        if match.group() and text[: match.end()].rstrip("\"'”’)]").endswith(".") and _is_short(text, match.start()):
            continue
        if match.end():
            yield match.end()
    yield len(text)


def _is_short(text: str, dot: int) -> bool:
    """Whether the full stop belongs to the word before it: No., Kab., H., S.H., a number in a list."""
    word = re.split(r"[\s(\[\"“‘]", text[:dot])[-1]
    listed = word.isdigit() and (dot == len(word) or text[dot - len(word) - 1] == "\n")
    return listed or word.lower() in _SHORT or bool(_INITIALS.fullmatch(word))


def _apart(package: Package) -> tuple[str, str, str]:
    """What a correction says, the manuscript's text, and its hashtags: those that it ends with and the package's own tags."""
    body, tail, ralat = package.body_text.strip() or package.summary.strip(), "", ""
    if package.correction:
        ralat = note_of(package.correction, package.language)
        body = body.removeprefix(ralat).strip()
    head, _, last = body.rpartition("\n")
    if last and _HASHTAGS.fullmatch(last.strip()):
        body, tail = head.strip(), last.strip()
    said = f"{package.title} {body} {tail}".lower()
    tags = [tag for tag in map(hashtag, package.tags) if tag and not re.search(rf"{re.escape(tag.lower())}\b", said)]
    return ralat, body, " ".join(filter(None, [tail, *dict.fromkeys(tags)]))


def _joined(title: str, body: str, tail: str) -> str:
    return "\n\n".join(part for part in (title, body, tail) if part)


def _too_long(room: Room, channel: str, length: int) -> Refused:
    return Refused(
        t(
            "{name}: teks {length} aksara, paling banyak {most}. Tulis teks yang lebih pendek khusus kanal {channel}.",
            name=room.name,
            length=length,
            most=room.length,
            channel=channel,
        )
    )

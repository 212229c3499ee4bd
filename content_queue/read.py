"""Reading a sealed folder into a Package, or telling everything that is wrong with it at once."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from content_queue import correction, legal_basis, legal_names
from content_queue.characters import deceiving_letters
from content_queue.docx import Manuscript, finish, open_docx, read_form
from content_queue.film import MIME, Film, is_film, prepare
from content_queue.frontmatter import FrontMatter, in_utc, slugify, split, validate
from content_queue.media import Derivative, check_pdf, derive
from content_queue.package import Attachment, Image, Kind, LegalDocument, Package, Video
from content_queue.pdf_pages import Drawn, drawn
from content_queue.problems import PackageProblems, Problem, fail
from content_queue.seal import digest_of, hashes, ordinary_file
from content_queue.strict_yaml import Document
from content_queue.text import MAX_BYTES, Body, Files, render
from content_queue.word_form import Form, validate_form

MARKDOWN = "naskah.md"
WORD = "naskah.docx"
T = TypeVar("T")


@dataclass(frozen=True)
class PageWish:
    """Which channels show a PDF by pictures of its pages, which one is the office's website, and what the office calls each (as
    `word_labels.plain` gives it)."""

    wanted_by: Callable[[str], bool] = lambda _channel: False
    website: str | None = None
    called: Mapping[str, str] = field(default_factory=dict)


NO_PAGES = PageWish()


@dataclass
class _Desk:
    """One reading: the sealed folder, its files, what the office calls its channels, and the problems found so far."""

    path: Path
    files: dict[str, str]
    called: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def attempt(self, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except PackageProblems as error:
            self.problems += error.problems
            return None

    def data(self, name: str) -> bytes:
        return (self.path / name).read_bytes()

    def below(self, folder: str) -> list[str]:
        return [name for name in sorted(self.files) if name.startswith(folder + "/")]

    def shown(self) -> tuple[list[str], list[str]]:
        """The names in media/ of the pictures, and of the films."""
        media = [_short(name) for name in self.below("media") if not name.lower().endswith(".txt")]
        films = [name for name in media if is_film(self.path / "media" / name)]
        return [name for name in media if name not in films], films

    def words(self, name: str) -> str:
        try:
            text = self.data(name).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise fail("not-utf8", name) from error
        return text.replace("\r\n", "\n").replace("\r", "\n")


def _short(name: str) -> str:
    return name.partition("/")[2]


def _pictures(desk: _Desk, names: Iterable[str], word: Manuscript | None) -> dict[str, Derivative]:
    sources = {name: desk.data(f"media/{name}") for name in names}
    sources |= dict(word.images) if word else {}
    made = {name: desk.attempt(lambda name=name: derive(sources[name], f"media/{name}")) for name in sources}  # type: ignore[misc]  # mypy infers no type for the bound default
    return {name: picture for name, picture in made.items() if picture is not None}


def _films(desk: _Desk, names: Iterable[str], root: Path, *, make: bool) -> dict[str, Film]:
    made: dict[str, Film] = {}
    for name in names:
        where = f"media/{name}"
        film = desk.attempt(lambda where=where: prepare(desk.path / where, desk.files[where], where, root, make=make))  # type: ignore[misc]  # as above
        made |= {name: film} if film is not None else {}
    return made


def _beside(name: str) -> str:
    return f"media/{name.rpartition('.')[0]}.txt"


def _alt_text(desk: _Desk, name: str, front: FrontMatter | None, word: Manuscript | None, missing: str = "no-alt") -> str:
    written = front.alt.get(name, "").strip() if front else ""
    beside = _beside(name)
    if not written and beside in desk.files:
        text = (desk.attempt(lambda: desk.words(beside)) or "").strip()
        desk.problems += deceiving_letters(text, beside)
        written = unicodedata.normalize("NFC", " ".join(text.split()))[:1500]
    if not written and word:
        written = word.alt.get(name, "").strip()
        desk.problems += deceiving_letters(written, WORD)
    if not written and front:
        desk.problems.append(Problem(missing, f"media/{name}", None, {"name": name, "beside": beside}))
    return written


def _stray(desk: _Desk, pictures: Iterable[str]) -> None:
    texts = {_beside(name) for name in pictures} | {
        _beside(_short(name)) for name in desk.below("media") if not name.lower().endswith(".txt")
    }
    for name in desk.files:
        in_media = name.startswith("media/") and (not name.lower().endswith(".txt") or name in texts)
        if name not in (MARKDOWN, WORD) and not in_media and not name.startswith("lampiran/"):
            desk.problems.append(Problem("unexpected-file", name))


def _unknown_names(desk: _Desk, front: FrontMatter, where: str, pictures: set[str]) -> None:
    attachments = {_short(name) for name in desk.below("lampiran")}
    for key, names, known in (("alt", front.alt, pictures), ("captions", front.captions, pictures | attachments)):
        for name in names:
            if name not in known:
                desk.problems.append(Problem("no-such-picture", where, None, {"key": key, "name": name}))


def _manuscript(desk: _Desk) -> tuple[Document | Form, str, int, Manuscript | None]:
    if MARKDOWN in desk.files and WORD in desk.files:
        raise fail("two-manuscripts", WORD)
    if MARKDOWN in desk.files:
        if len(source := desk.words(MARKDOWN)) > 2 * MAX_BYTES:
            raise fail("text-too-long", MARKDOWN, limit=MAX_BYTES)
        document, body, line = split(source, MARKDOWN)
        return document, body, line, None
    if WORD in desk.files:
        word = open_docx(desk.data(WORD), WORD, desk.called)
        return word.form, "", 1, word
    raise fail("no-manuscript", desk.path.name)


def _valid(said: Document | Form, zone: ZoneInfo) -> FrontMatter:
    return validate_form(said, WORD, zone) if isinstance(said, Form) else validate(said, MARKDOWN, zone)


def front_matter(folder: Path, zone: ZoneInfo, wish: PageWish = NO_PAGES) -> FrontMatter:
    """What the manuscript in a folder says of itself, sealed or not; raises PackageProblems."""
    there = {name: "" for name in (MARKDOWN, WORD) if ordinary_file(folder / name)}
    desk = _Desk(folder, there, wish.called)
    if list(there) == [WORD]:
        return _valid(read_form(desk.data(WORD), WORD, wish.called), zone)
    return _valid(_manuscript(desk)[0], zone)


@dataclass(frozen=True)
class _Parts:
    front: FrontMatter
    body: Body
    pictures: dict[str, Derivative]
    films: dict[str, Film]
    alt: dict[str, str]


def _parts(desk: _Desk, zone: ZoneInfo, root: Path, *, make_films: bool) -> _Parts:
    manuscript = desk.attempt(lambda: _manuscript(desk))
    said, source, line, word = manuscript or (None, "", 1, None)
    where = WORD if word else MARKDOWN
    front = desk.attempt(lambda: _valid(said, zone)) if said is not None else None
    still, moving = desk.shown()
    pictures, films = _pictures(desk, still, word), _films(desk, moving, root, make=make_films)
    alt = {name: _alt_text(desk, name, front, word) for name in pictures}
    alt |= {name: _alt_text(desk, name, front, None, "film-no-text") for name in films}
    _stray(desk, pictures)
    for name in desk.below("lampiran"):
        desk.problems += check_pdf(desk.data(name), name)
    if front:
        _unknown_names(desk, front, where, set(pictures) | {_short(name) for name in desk.below("media")})
    # A picture that is there but broken has its own problem; the text that names it is not wrong as well.
    media = dict.fromkeys(desk.below("media"), "0" * 64) | {f"media/{n}": p.sha256 for n, p in pictures.items()}
    shown = {f"media/{name}": films[name].sha256 if name in films else "0" * 64 for name in moving}
    papers = {name: desk.files[name] for name in desk.below("lampiran")}
    files = Files(media, papers, alt, shown, front.captions if front else {})
    body = None
    if manuscript:
        body = desk.attempt(lambda: finish(word, files, WORD) if word else render(source, files, MARKDOWN, line))
    if desk.problems or front is None or body is None:
        raise PackageProblems(desk.problems)
    return _Parts(front, body, pictures, films, alt)


def _images(parts: _Parts, root: Path) -> tuple[Image, ...]:
    return tuple(
        Image(
            name,
            p.store(root),
            p.sha256,
            p.mime,
            p.width,
            p.height,
            len(p.data),
            parts.alt[name],
            parts.front.captions.get(name, ""),
        )
        for name, p in sorted(parts.pictures.items())
    )


def _videos(parts: _Parts) -> tuple[Video, ...]:
    return tuple(
        Video(
            name,
            film.path,
            film.sha256,
            MIME,
            film.width,
            film.height,
            film.size,
            film.seconds,
            parts.alt[name],
            parts.front.captions.get(name, ""),
        )
        for name, film in sorted(parts.films.items())
    )


def _attachments(desk: _Desk, front: FrontMatter) -> tuple[Attachment, ...]:
    names = [_short(name) for name in desk.below("lampiran")]
    called = legal_names.of_attachments(_legal(front), names)
    return tuple(
        Attachment(
            name, path, desk.files[f"lampiran/{name}"], "application/pdf", path.stat().st_size,
            front.captions.get(name, "") or called[name].title, called[name].file,
        )
        for name in names
        for path in [desk.path / "lampiran" / name]
    )  # fmt: skip


def _legal(front: FrontMatter) -> LegalDocument | None:
    if front.kind is not Kind.LEGAL or front.tahun is None:
        return None
    return LegalDocument(front.jenis, front.nomor, front.tahun, front.tentang)


def _drawn(front: FrontMatter, attachments: tuple[Attachment, ...], wish: PageWish, root: Path) -> Drawn:
    wanted = front.pdf_pages and attachments and any(map(wish.wanted_by, front.channels))
    return drawn(attachments, root) if wanted else Drawn()


def read(
    sealed_path: Path,
    office: str,
    package_id: str,
    revision: int,
    zone: ZoneInfo,
    derivatives_root: Path,
    wish: PageWish = NO_PAGES,
    *,
    make_films: bool = True,
) -> Package:
    """The package in a sealed folder; raises PackageProblems with every problem that it has.

    Films are large: who only needs to know of them says so by `make_films`, and the files that they are published from may be
    missing.
    """
    files = hashes(sealed_path)
    digest = digest_of(files)
    if digest != sealed_path.name:
        raise fail("store-changed", sealed_path.name, digest=sealed_path.name)
    desk = _Desk(sealed_path, files, wish.called)
    parts = _parts(desk, zone, derivatives_root, make_films=make_films)
    front = parts.front
    bases = tuple(basis.told() for basis in front.legal_basis)
    attachments = _attachments(desk, front)
    papers = _drawn(front, attachments, wish, derivatives_root)
    return Package(
        office=office, id=package_id, revision=revision, digest=digest,
        title=front.title, slug=front.slug or slugify(front.title) or digest[:12], summary=front.summary,
        body_html=correction.at_the_foot(legal_basis.at_the_foot(parts.body.html, bases, front.language), front),
        body_text=correction.at_the_head(parts.body.text, front),
        kind=front.kind, language=front.language, channels=front.channels, category=front.category, tags=front.tags,
        legal=_legal(front), publish_at=in_utc(front.publish_at, zone), expires_at=in_utc(front.expires_at, zone),
        channel_text=dict(front.text), link_in_post=front.links(), made_with_ai=front.made_with_ai, nota_dinas=front.nota_dinas,
        unit=" ".join(front.unit.split()),
        correction=front.correction, legal_basis=bases,
        images=_images(parts, derivatives_root), attachments=attachments, videos=_videos(parts),
        pages=papers.pages, unseen=dict(papers.unseen), on_website=wish.website in front.channels,
    )  # fmt: skip

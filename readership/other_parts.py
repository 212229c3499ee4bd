"""Takes out the parts of a page whose class or id names another thing: comments, shares, lists of others, statistics."""

import re

from bs4 import BeautifulSoup, Tag

from readership.candidates import statement_in
from readership.marks import has_eye_class, names_views
from readership.own_place import OwnPlace

_OTHER_WORDS = """
    related terkait sidebar popular populer terpopuler comment comments komentar commentlist respond share shares
    sharing bagikan like likes liked suka trending recent terbaru latest rekomendasi recommended statistik statistics
    visitor visitors pengunjung footer navbar breadcrumb breadcrumbs arsip archive date tanggal published followers
    subscribers download downloads unduh unduhan rating vote votes bookmark lainnya iklan ads advert advertisement
    sponsor lampiran attachment attachments
"""
_OTHER_PARTS = frozenset(_OTHER_WORDS.split())
_OWN_PARTS = frozenset(("date", "tanggal", "published", "footer", "download", "downloads"))
"""Words that name a part of the article itself where they stand inside its own place."""
_SHARING = frozenset(("share", "shares", "sharing"))
_NAMED_IN_FACTS = frozenset(("view", "views", "hits", "visitor", "visitors", "pengunjung", "statistik", "statistics"))
_OF_AN_ARTICLE = frozenset(("post", "article", "artikel", "berita", "news", "entry"))
_LAYOUT_TOKEN = re.compile(
    r"(?:^|[-_])(?:has|no|with|without|is)[-_]|[-_](?:wrap|wrapper|layout)$|^statistics[-_]counter$", re.IGNORECASE
)
_OTHER_TOKENS = re.compile(
    r"^(?:widget|widget[-_]area|widget_.*|baca[-_]juga|most[-_].*|wpp[-_](?:list|views|posts).*)$", re.IGNORECASE
)


def drop_other_parts(soup: BeautifulSoup, own: OwnPlace) -> None:
    """Remove what is named after other things; a bar for sharing, or a line named after visitors, leaves the article's count."""
    for tag in soup.find_all(True):
        if tag.decomposed or is_main(tag, own) or not _is_other(tag, own):
            continue
        kept = _own_counts(tag) if _may_tell_views(tag, own) else []
        if kept != [tag]:
            tag.replace_with(*(part.extract() for part in kept))
            tag.decompose()


def _own_counts(tag: Tag) -> list[Tag]:
    """What a bar for sharing, or a line named after visitors, tells about the readers all the same."""
    if statement_in(tag.get_text(" ")) is not None:
        return [tag]
    return [part for part in tag.find_all(True, recursive=False) if _tells_views(part)] or tag.find_all(names_views)


def _tells_views(part: Tag) -> bool:
    return names_views(part) or part.find(has_eye_class) is not None or statement_in(part.get_text(" ")) is not None


def _may_tell_views(tag: Tag, own: OwnPlace) -> bool:
    """A bar for sharing in the article, or a line under its title that is named after visitors as well."""
    parts = frozenset(part for token in _tokens(tag) for part in re.split(r"[-_]+", token))
    if not _SHARING.isdisjoint(parts):
        return own.contains(tag) or own.tells_facts(tag)
    return own.tells_facts(tag) and not _NAMED_IN_FACTS.isdisjoint(parts)


def _is_other(tag: Tag, own: OwnPlace) -> bool:
    spared = _OWN_PARTS if own.contains(tag) else frozenset[str]()
    return any(_token_is_other(token, spared) for token in _tokens(tag))


def _tokens(tag: Tag) -> list[str]:
    names = [str(name).lower() for name in (*(tag.get("class") or ()), str(tag.get("id") or ""))]
    return [name for name in names if name]


def _token_is_other(token: str, spared: frozenset[str]) -> bool:
    if _LAYOUT_TOKEN.search(token):
        return False
    parts = frozenset(re.split(r"[-_]+", token))
    if parts & _OF_AN_ARTICLE and parts & {"statistik", "statistics"}:
        return False
    return bool(_OTHER_TOKENS.match(token)) or not (_OTHER_PARTS - spared).isdisjoint(parts)


def is_main(tag: Tag, own: OwnPlace) -> bool:
    """Whether the element holds the page or the title, so that nothing about it makes it another part."""
    return tag.name in ("html", "body", "main") or own.holds_title(tag) or tag.find("main") is not None

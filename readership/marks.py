"""Class names and icons by which sites mark the place of a reader count."""

import re

from bs4 import BeautifulSoup, Tag

from readership.wording import is_label

_CLASS_NAMES = re.compile(
    r"^(?:views?|hits?|dibaca|dilihat|pembaca)$|(?:post|meta|entry|article|jeg|td|page|nr|item|news|berita)[-_](?:nr[-_]|meta[-_])?(?:views?|hits?)(?![a-z])"
    r"|^(?:views?|hits?|read)[-_]?(?:count|counts|counter|number)|(?:view|hit|read)s?[-_]?(?:count|counter)s?$|gcvc[-_]views",
    re.IGNORECASE,
)
_SURE_WORDS = frozenset(
    [
        "views",
        "hits",
        "viewers",
        "pageviews",
        "postviews",
        "viewcount",
        "viewcounter",
        "dibaca",
        "dilihat",
        "pembaca",
        "readers",
        "tayangan",
    ]
)
_COUNTED_WORDS = frozenset(["view", "hit", "read", "baca", "lihat"])
_COUNTING_WORDS = frozenset(["count", "counts", "counter", "total", "jumlah", "jml", "number", "num", "kali"])
_PLAIN_WORDS = frozenset(
    [
        "post",
        "posts",
        "meta",
        "entry",
        "article",
        "artikel",
        "news",
        "berita",
        "item",
        "stat",
        "stats",
        "info",
        "detail",
        "blog",
        "page",
        "text",
        "value",
        "icon",
        "badge",
    ]
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_EYE = re.compile(
    r"(?:^|[-_:/#.\[ ])(?:eye|visibility)(?:$|[-_ .\]](?!slash|off|closed|invisible))|^ti-eye|fa-signal|^bx[sl]?-show(?:-alt)?$",
    re.IGNORECASE,
)
_VIEWS_ICON = re.compile(r"^(?:\w+-)?(?:icon|ico|ic|flaticon)[-_]views?$", re.IGNORECASE)
_FILE = re.compile(
    r"(?:^|[-_])(?:eye|views?|viewer|visibility|mata|dilihat|dibaca|seen)(?:[-_](?:icon|ico|\d+))?\.(?:png|svg|gif|webp|jpe?g)$",
    re.IGNORECASE,
)
_EYE_LIGATURES = ("visibility", "remove_red_eye")
_EYE_PICTURES = re.compile(r"[\U0001f441\U0001f440][\ufe0f\u200d\U0001f5e8]*")
_LABELS = ("alt", "title", "aria-label", "data-original-title", "data-bs-title")
_ICONS = ["i", "span", "img", "svg", "ion-icon", "iconify-icon", "abbr", "em", "use", "amp-img"]


def names_views(tag: Tag) -> bool:
    """Whether the element's own class, id or property says that it holds views."""
    if tag.name in ("body", "html", "main", "article"):
        return False
    names = [str(name) for name in (*(tag.get("class") or ()), tag.get("id") or "") if name]
    return str(tag.get("itemprop")) == "interactionCount" or any(
        _CLASS_NAMES.search(name) or _is_name_of_views(name) for name in names
    )


def _is_name_of_views(name: str) -> bool:
    words = {word.lower() for word in _WORD.findall(name)}
    if words & _SURE_WORDS:
        return words <= _SURE_WORDS | _COUNTING_WORDS | _PLAIN_WORDS
    return bool(words & _COUNTED_WORDS and words & _COUNTING_WORDS) and words <= _COUNTED_WORDS | _COUNTING_WORDS | _PLAIN_WORDS


def name_icons(soup: BeautifulSoup) -> None:
    """Let every icon say what it stands for: the label that only a tooltip or a screen reader tells, or an eye."""
    for tag in soup.find_all(_ICONS):
        if tag.decomposed or (tag.name == "use" and tag.find_parent("svg") is not None) or _has_words(tag):
            continue
        label = _hidden_label(tag)
        if label:
            tag.replace_with(f" {label} ")
        elif _draws_an_eye(tag):
            eye = soup.new_tag("i", attrs={"data-icon": "eye"})
            tag.replace_with(eye)


def _has_words(tag: Tag) -> bool:
    return tag.name not in ("svg", "img", "amp-img") and len(tag.get_text(strip=True)) > 1 and not _is_ligature(tag)


def _hidden_label(tag: Tag) -> str:
    title = tag.find("title") if tag.name == "svg" else None
    told = [title.get_text(" ") if title is not None else "", *(str(tag.get(name) or "") for name in _LABELS)]
    return next((text.strip() for text in told if is_label(text)), "")


def _draws_an_eye(tag: Tag) -> bool:
    if tag.name in ("img", "amp-img"):
        return has_eye_class(tag) or bool(_FILE.search(str(tag.get("src") or "").rsplit("/", 1)[-1]))
    used = [str(use.get("xlink:href") or use.get("href") or "") for use in tag.find_all("use")]
    named = [str(tag.get(name) or "") for name in ("data-feather", "data-lucide", "data-icon", "name", "icon", "uk-icon")]
    return is_eye(tag) or any(_EYE.search(name) for name in (*used, *named)) or (tag.name == "svg" and has_eye_class(tag))


def is_eye(tag: Tag) -> bool:
    """Whether the element is nothing but an eye icon."""
    text = tag.get_text(strip=True)
    if text:
        return _is_ligature(tag) or bool(_EYE_PICTURES.fullmatch(text))
    return has_eye_class(tag)


def _is_ligature(tag: Tag) -> bool:
    return tag.get_text(strip=True) in _EYE_LIGATURES and any("material" in str(name) for name in tag.get("class") or ())


def has_eye_class(tag: Tag) -> bool:
    """Whether the element's class draws an eye, or the page's reader has put one there."""
    if tag.get("data-icon") == "eye":
        return True
    return any(_EYE.search(str(name)) or _VIEWS_ICON.match(str(name)) for name in tag.get("class") or ())

"""What an article carries besides its words once it is a WordPress post: its pictures as WordPress shows them, its marker,
and a seal over what was approved."""

import hashlib
import html
import re
from collections.abc import Mapping

from bs4 import BeautifulSoup

from connectors.article import PUBLIC, clean
from content_queue import places

SEAL = re.compile(r"<!-- tayang-segel:(2-)?([0-9a-f]{32}) -->")
MARKER = re.compile(r"<!-- tayang:([A-Za-z0-9._-]+) -->")
_PICTURE = r'<img(?: [a-z-]+="[^"]*")*>'
_SHOWN = re.compile(rf"<figure>({_PICTURE})(?:<figcaption>(.*?)</figcaption>)?</figure>", re.DOTALL)
_GALLERY = re.compile(rf"<figure>\s*((?:{_SHOWN.pattern}\s*){{2,}})</figure>", re.DOTALL)
_HOST = re.compile(r"^https?://[^/]*")
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')


def marker_comment(marker: str) -> str:
    """The comment by which a post is known as ours; invisible to readers, kept by WordPress' own filter."""
    return f"<!-- tayang:{marker} -->"


def plain(text: str) -> str:
    """Text for a field in which WordPress reads HTML: no tag survives, everything else stays as written."""
    return text.replace("<", "&lt;").replace(">", "&gt;")


def final(text: str, files: Mapping[str, tuple[int, str]], marker: str) -> str:
    """What is sent: every file's place filled with the address that the site gave it, sanitised once more, marked.

    Square brackets and what looks like a block become text: WordPress would run `[gallery]` and the like instead of
    showing what was approved.
    """
    filled = clean(places.filled(text, {sha: url for sha, (_, url) in files.items()}), PUBLIC)
    shown = filled.replace("<!--", "&lt;!--").replace("[", "&#91;").replace("]", "&#93;")
    shown = shown.replace("<figure><video ", '<figure class="wp-block-video"><video ')  # as themes know films
    numbers = {url: number for number, url in files.values()}
    whole = re.sub(
        _PICTURE, lambda found: _known(found[0], numbers), _GALLERY.sub(lambda found: _gallery(found[1], numbers), shown)
    )
    return f"{whole}\n{marker_comment(marker)}"


def sealed(title: str, content: str) -> str:
    """The content with a seal over its words and the title's, its pictures and its links, invisible to readers."""
    return f"{content}\n<!-- tayang-segel:2-{_seal(title, content)} -->"


def unbroken(title: str, content: str) -> bool:
    """Whether all is still as it was sealed; seals of the first kind are over the words alone."""
    found = SEAL.search(content)
    return found is not None and found[2] == (_seal if found[1] else _seal_of_words)(title, content)


def words(content: str) -> str:
    """The words of a body, to tell whether someone changed it; how WordPress rewrites tags and spaces does not count."""
    return " ".join(BeautifulSoup(content, "html.parser").get_text(" ").split())


def _gallery(figures: str, numbers: Mapping[str, int]) -> str:
    """Several pictures one after the other as the editor itself writes a gallery, so that any theme knows how to show it.

    Side by side they are cropped, so each leads to its whole file: an infographic must stay readable.
    """
    found = list(_SHOWN.finditer(figures))
    shown = "\n\n".join(_in_gallery(one[1], one[2] or "", numbers) for one in found)
    columns, named = ('"columns":2,', "columns-2") if len(found) in (2, 4) else ("", "columns-default")
    settings = f'{{{columns}"linkTo":"media"}}'
    frame = f'<figure class="wp-block-gallery has-nested-images {named} is-cropped">'
    return f"<!-- wp:gallery {settings} -->\n{frame}{shown}</figure>\n<!-- /wp:gallery -->"


def _in_gallery(picture: str, caption: str, numbers: Mapping[str, int]) -> str:
    told = dict(_ATTRIBUTE.findall(picture))
    source, number = told.get("src", ""), numbers.get(html.unescape(told.get("src", "")))
    known, named = (f'"id":{number},', f' class="wp-image-{number}"') if number else ("", "")
    under = f'<figcaption class="wp-element-caption">{caption}</figcaption>' if caption else ""
    settings = f'{{{known}"sizeSlug":"full","linkDestination":"media"}}'
    image = f'<a href="{source}"><img src="{source}" alt="{plain(told.get("alt", ""))}"{named}/></a>'
    return f'<!-- wp:image {settings} -->\n<figure class="wp-block-image size-full">{image}{under}</figure>\n<!-- /wp:image -->'


def _known(picture: str, numbers: Mapping[str, int]) -> str:
    """With the number by which the site offers it in every width and keeps it within the page."""
    told = dict(_ATTRIBUTE.findall(picture))
    number = numbers.get(html.unescape(told.get("src", "")))
    return picture if not number or "class" in told else f'{picture[:-1]} class="wp-image-{number}">'


def _seal(title: str, content: str) -> str:
    """Addresses without their host: a site that moves to another name or to https keeps its seals."""
    body = BeautifulSoup(content, "html.parser")
    addresses = [str(tag.get(name)) for tag in body.find_all(["a", "img", "video"]) for name in ("href", "src") if tag.get(name)]
    return _digest(words(title), words(content), *(_HOST.sub("", address) for address in addresses))


def _seal_of_words(title: str, content: str) -> str:
    return _digest(words(title), words(content))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

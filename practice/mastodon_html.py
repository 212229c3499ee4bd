"""What a Mastodon instance makes of a text: paragraphs, links that are partly hidden, hashtags."""

import re
from html import escape

ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")
TAG = re.compile(r"(?<![\w&/])#(\w+)")


def content_of(text: str) -> str:
    """A text as Mastodon shows it: paragraphs, addresses split over spans that are partly hidden, hashtags as links."""
    parts, at = [], 0
    for match in ADDRESS.finditer(text):
        parts += [_tagged(text[at : match.start()]), _shown(match.group())]
        at = match.end()
    parts.append(_tagged(text[at:]))
    paragraphs = re.split(r"\n{2,}", "".join(parts).strip())
    return "".join(f"<p>{paragraph.replace(chr(10), '<br />')}</p>" for paragraph in paragraphs if paragraph)


def _tagged(text: str) -> str:
    return TAG.sub(r'<a href="/tags/\1" class="mention hashtag" rel="tag">#<span>\1</span></a>', escape(text, quote=False))


def _shown(address: str) -> str:
    scheme, _, rest = address.partition("://")
    head, tail, hidden = escape(rest[:30]), escape(rest[30:]), '<span class="invisible">'
    return (
        f'<a href="{escape(address)}" target="_blank" rel="nofollow noopener" translate="no">{hidden}{scheme}://</span>'
        f'<span class="{"ellipsis" if tail else ""}">{head}</span>{hidden}{tail}</span></a>'
    )

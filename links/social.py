"""Keep a post that its platform shows to no robot: what was sent, byte by byte, and what the platform says of it."""

import html
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from language.say import spoken, t
from links.copy import Copy, File, settle
from links.offline import BANNER, CSP
from links.problems import problem

_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{csp}">
<title>{title}</title><style>body{{font:16px/1.5 sans-serif;max-width:42rem;margin:0 auto;padding:1rem}}
img,video{{max-width:100%;display:block;margin:1rem 0}}pre{{white-space:pre-wrap;font:inherit}}</style></head><body>
<div id="{banner}" style="padding:12px;background:#fff3cd"><b>{copy_word}</b>
{address_word}: {url} · {taken_word}: {at} UTC · {channel_word}: {platform}</div>
<h1>{title}</h1><pre>{text}</pre>{media}
<h2>{answer_word}</h2><pre>{answer}</pre></body></html>
"""


@dataclass(frozen=True)
class Medium:
    """One picture as it was sent, or a film: where it lies."""

    name: str
    mime: str
    body: File
    alt: str = ""


@dataclass(frozen=True)
class SentPost:
    """What was sent to one platform."""

    platform: str
    url: str
    remote_id: str
    title: str
    text: str
    media: tuple[Medium, ...] = ()


def keep_social(
    post: SentPost,
    answer: Mapping[str, Any],
    dest: Path,
    at: datetime,
    beside: Mapping[str, bytes],
    said: Mapping[str, str] | None = None,
) -> Copy:
    """Put the copy of a post at `dest` whole, or not at all; `answer` is what the platform's API said when it was asked,
    `said` what the manifest says of the terms."""
    if dest.exists():
        return Copy(post.url, at, problems=(problem("copy_exists", path=dest),))
    names = [f"kiriman-{number:02d}-{Path(medium.name).name}" for number, medium in enumerate(post.media, start=1)]
    told = {
        "platform": post.platform,
        "url": post.url,
        "remote_id": post.remote_id,
        "title": post.title,
        "text": post.text,
        "media": [{"file": name, "alt": medium.alt} for name, medium in zip(names, post.media, strict=True)],
        "answer": dict(answer),
    }
    files: dict[str, File] = {
        "kiriman.json": json.dumps(told, indent=1, ensure_ascii=False, default=str).encode(),
        "salinan.html": _page(
            post,
            dict(zip(names, post.media, strict=True)),
            json.dumps(dict(answer), indent=1, ensure_ascii=False, default=str),
            at,
        ),
        **{name: medium.body for name, medium in zip(names, post.media, strict=True)},
        **beside,
    }
    facts = {"kind": "social", "url": post.url, "final_url": post.url, "captured_at": at.isoformat(), "missing": []}
    facts |= said or {}
    return Copy(post.url, at, dest, post.url, settle(dest, files, facts))


def _page(post: SentPost, media: Mapping[str, Medium], answer: str, at: datetime) -> bytes:
    shown = "".join(_shown(name, medium) for name, medium in media.items())
    text = _PAGE.format(
        csp=CSP,
        language=spoken(),
        banner=BANNER,
        copy_word=t("Salinan dokumentasi, bukan halaman asli."),
        address_word=t("Alamat"),
        taken_word=t("Diambil"),
        channel_word=t("Kanal"),
        answer_word=t("Jawaban platform"),
        title=html.escape(post.title),
        url=html.escape(post.url),
        at=f"{at:%Y-%m-%d %H:%M:%S}",
        platform=html.escape(post.platform),
        text=html.escape(post.text),
        media=shown,
        answer=html.escape(answer),
    )
    return text.encode()


def _shown(name: str, medium: Medium) -> str:
    told = html.escape(medium.alt)
    if isinstance(medium.body, Path):
        return f'<video controls preload="metadata" src="{html.escape(quote(name))}" aria-label="{told}"></video>'
    return f'<img alt="{told}" src="data:{html.escape(medium.mime)};base64,{b64encode(medium.body).decode()}">'

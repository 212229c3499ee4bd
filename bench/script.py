"""What a practised hand would write with `requests` alone, one article after another and without a ledger.

Twice: with only the calls that make an article, and with those, too, that must be made if nothing may ever stand there twice.
"""

import re
from dataclasses import dataclass
from typing import Any

import requests

from bench.figures import WrongWork
from bench.material import PICTURE, Article


@dataclass
class Script:
    """One account on one site. Only the calls that nobody can leave out; `careful`, those too by which it never posts twice."""

    site: str
    user: str
    password: str
    careful: bool = False

    def __post_init__(self) -> None:
        self._session = requests.Session()
        self._session.auth = (self.user, self.password)
        self._public = requests.Session()
        found = self._session.get(f"{self.site}/wp-json/wp/v2/categories", params={"search": "Berita"}, timeout=30).json()
        self._category = next(int(term["id"]) for term in found if term["name"] == "Berita")

    def publish(self, article: Article) -> str:
        """Upload, tag, draft, flip, and look once at the page and its picture as the public does."""
        if self.careful:
            self._expect_nothing(article)
        number, picture = self._upload(article) if article.photo else (0, "")
        figure = f'<figure><img src="{picture}" alt="{article.alt}"></figure>' if picture else ""
        post = self._posted(
            "posts",
            {
                "title": article.title,
                "content": figure + "".join(f"<p>{part}</p>" for part in article.paragraphs.split("\n\n")),
                "status": "draft",
                "categories": [self._category],
                "tags": [self._tag(name) for name in article.tags],
                "featured_media": number,
            },
        )
        if self.careful and self._asked(f"posts/{post['id']}", context="edit")["status"] != "draft":
            raise WrongWork("the draft is no draft any more")
        shown = self._posted(f"posts/{post['id']}", {"status": "publish"})
        self._look(str(shown["link"]), article, picture)
        if self.careful and len(self._search(article)) != 1:
            raise WrongWork(f"{article.title} is not there once")
        return str(shown["link"])

    def _expect_nothing(self, article: Article) -> None:
        """Ask who we are, and for what an earlier try may have left: by words, by address, and by the picture's own name."""
        if not self._asked("users/me", context="edit")["capabilities"]["publish_posts"]:
            raise WrongWork("the script may not publish")
        there = self._search(article) or self._asked("posts", slug=article.name, status="any", context="edit")
        if there or (article.photo and self._asked("media", slug=article.name, context="edit")):
            raise WrongWork(f"{article.title} is there already")

    def _search(self, article: Article) -> list[Any]:
        found: list[Any] = self._asked("posts", search=article.title, status="any", context="edit", per_page="100")
        return found

    def _asked(self, path: str, **params: str) -> Any:
        answer = self._session.get(f"{self.site}/wp-json/wp/v2/{path}", params=params, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def _upload(self, article: Article) -> tuple[int, str]:
        name = {"Content-Type": "image/jpeg", "Content-Disposition": f'attachment; filename="{article.name}-{PICTURE}"'}
        answer = self._session.post(
            f"{self.site}/wp-json/wp/v2/media", params={"alt_text": article.alt}, data=article.photo, headers=name, timeout=60
        )
        answer.raise_for_status()
        media = answer.json()
        if media["alt_text"] != article.alt:
            raise WrongWork("the script's picture has no alt text")
        return int(media["id"]), str(media["source_url"])

    def _tag(self, name: str) -> int:
        answer = self._session.post(f"{self.site}/wp-json/wp/v2/tags", json={"name": name}, timeout=60).json()
        return int(answer["id"] if "id" in answer else answer["data"]["term_id"])

    def _posted(self, path: str, body: dict[str, object]) -> dict[str, object]:
        answer = self._session.post(f"{self.site}/wp-json/wp/v2/{path}", json=body, timeout=60)
        answer.raise_for_status()
        found: dict[str, object] = answer.json()
        return found

    def _look(self, url: str, article: Article, picture: str) -> None:
        page = self._public.get(url, timeout=60)
        if page.status_code != 200 or not re.search(re.escape(article.title), page.text):
            raise WrongWork(f"{url} does not show {article.title}")
        if picture and self._public.get(picture, timeout=60).status_code != 200:
            raise WrongWork(f"{picture} does not answer")

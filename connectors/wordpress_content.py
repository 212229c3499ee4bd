"""What a post will say and show: a rendering with its category, tags and files in the site's own numbers."""

from collections.abc import Mapping

from connectors.contract import Record, Rendering
from connectors.files import Item
from connectors.wordpress_body import final, plain, sealed
from connectors.wordpress_site import Library, Payload
from connectors.wordpress_types import CATEGORY, TAG, PostType


class Content:
    """Fills renderings from one site's library; whatever is uploaded or made there is kept for the next try."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def payload(
        self,
        rendering: Rendering,
        marker: str,
        kept: Mapping[str, str],
        keep: Record,
        one: PostType,
        *,
        keep_slug: bool = False,
    ) -> Payload:
        categories, tags = self.terms(rendering, kept, keep, one)
        files = self.files(rendering, kept, keep)
        title = plain(rendering.title)
        body = final(rendering.text, files, marker)
        return Payload(
            title=title,
            content=sealed(title, body),
            excerpt=plain(rendering.summary),
            slug="" if keep_slug else rendering.slug,
            categories=categories,
            tags=tags,
            featured=files[rendering.images[0].sha256][0] if rendering.images else 0,
        )

    def terms(
        self, rendering: Rendering, kept: Mapping[str, str], keep: Record, one: PostType
    ) -> tuple[tuple[int, ...], tuple[int, ...] | None]:
        """The numbers of its category and of its tags, as far as posts of this type have them."""
        library = self._library
        filed = rendering.category and CATEGORY in one.taxonomies
        tagged = TAG in one.taxonomies
        categories = (library.category(rendering.category),) if filed else ()
        return categories, tuple(library.tag(name, kept, keep) for name in rendering.tags) if tagged else None

    def files(self, rendering: Rendering, kept: Mapping[str, str], keep: Record) -> dict[str, tuple[int, str]]:
        """Number and address on the site, by the hash of the bytes."""
        items: tuple[Item, ...] = (*rendering.images, *rendering.attachments, *rendering.videos, *rendering.fetched)
        return {item.sha256: self._library.upload(item, kept, keep) for item in items}

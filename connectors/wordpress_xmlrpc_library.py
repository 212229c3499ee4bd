"""Categories, tags and files of a WordPress site through XML-RPC."""

import html
import re
from collections.abc import Mapping
from typing import Any
from xmlrpc.client import Binary

from wordpress_xmlrpc.methods.media import GetMediaItem, UploadFile
from wordpress_xmlrpc.methods.posts import EditPost, GetPosts
from wordpress_xmlrpc.methods.taxonomies import GetTerms, NewTerm

from connectors.contract import MaybePublished, NeedsHuman, Record, Refused, TryLater
from connectors.files import Item, approved_bytes
from connectors.wordpress_body import plain
from connectors.wordpress_library import file_name
from connectors.wordpress_xmlrpc_wire import Wordpress, storable
from content_queue.package import Image
from language.say import t

DIGITS = 32
ALT = "_wp_attachment_image_alt"
_PAGE = 200
_PAGES = 50


class XmlRpcLibrary:
    """Implements `Library`. A file is known by the hash in its name: XML-RPC can search nothing else of it.

    Files of other accounts stay theirs: an author is not shown them, and could not describe them.
    """

    def __init__(self, site: Wordpress) -> None:
        self._site = site

    def category(self, name: str) -> int:
        """Found, or made where the account may; an author may not."""
        return self._term("category", name)

    def tag(self, name: str, kept: Mapping[str, str], keep: Record) -> int:
        if known := kept.get(f"tag:{name}"):
            return int(known)
        number = self._term("post_tag", name)
        keep(f"tag:{name}", str(number))
        return number

    def upload(self, item: Item, kept: Mapping[str, str], keep: Record) -> tuple[int, str]:
        """The number and address of one file; the same bytes are never kept twice on the site."""
        if known := kept.get(f"media:{item.sha256}"):
            number, _, url = known.partition(" ")
            return int(number), url
        media = self._there(item) or self._sent(item)
        keep(f"media:{item.sha256}", f"{media[0]} {media[1]}")
        return media

    def _term(self, taxonomy: str, name: str) -> int:
        wanted = storable(name).strip()
        if found := self._named(taxonomy, wanted):
            return found
        made, fault = self._site.fault(NewTerm({"taxonomy": taxonomy, "name": plain(wanted)}), 401, 500)
        if fault == 401:
            raise Refused(
                t(
                    "“{name}” belum ada di {site} dan akun tidak boleh membuatnya. Buat dahulu di WordPress atau ganti di paket.",
                    name=name,
                    site=self._site.address,
                )
            )
        number = int(made) if str(made).isdecimal() else self._named(taxonomy, wanted)
        if not number:
            raise MaybePublished(t("{site} tidak menyebut nomor “{name}”.", site=self._site.address, name=name))
        return number

    def _named(self, taxonomy: str, name: str) -> int:
        # The site stores `&` and quotes in ways of its own; the longest piece without them finds every spelling.
        piece = max(re.split(r"[&<>'\"\\]", name), key=len).strip()
        for page in range(_PAGES):
            terms = self._site.listed(GetTerms(taxonomy, {"search": piece, "number": _PAGE, "offset": page * _PAGE}))
            for term in terms:
                if html.unescape(str(term.name)).casefold() == name.casefold():
                    return int(term.id)
            if len(terms) < _PAGE:
                return 0
        raise TryLater(t("{site} tidak menjawab pencarian dengan lengkap.", site=self._site.address))

    def _there(self, item: Item) -> tuple[int, str] | None:
        wanted = {"post_type": "attachment", "post_status": "inherit", "s": item.sha256[:DIGITS], "number": 20, "orderby": "ID"}
        fields = ["post_title", "post_mime_type", "post_excerpt", "post_date_gmt", "post_modified_gmt", "custom_fields"]
        for media in self._site.listed(GetPosts(wanted, fields)):
            if item.sha256[:DIGITS] in str(media.title) and getattr(media, "mime_type", "") == item.mime:
                self._described(str(media.id), item, str(getattr(media, "excerpt", "")), getattr(media, "custom_fields", []))
                url = str(getattr(self._site.read(GetMediaItem(int(media.id))), "link", ""))
                if not url:
                    raise TryLater(t("{site} tidak menyebut alamat {file}.", site=self._site.address, file=item.name))
                return int(media.id), url
        return None

    def _sent(self, item: Item) -> tuple[int, str]:
        data = {"name": file_name(item, DIGITS), "type": item.mime, "bits": Binary(approved_bytes(item)), "overwrite": False}
        sent, fault = self._site.fault(UploadFile(data), 500)
        if fault:
            raise Refused(
                t("{site} menolak berkas {file}. Periksa jenis dan ukurannya.", site=self._site.address, file=item.name)
            )
        if not isinstance(sent, dict) or not str(sent.get("id", "")).isdecimal() or not sent.get("url"):
            raise MaybePublished(
                t("{site} tidak menjawab dengan jelas apakah {file} sudah diterima.", site=self._site.address, file=item.name)
            )
        self._described(str(sent["id"]), item, "", [])
        return int(sent["id"]), str(sent["url"])

    def _described(self, number: str, item: Item, caption: str, noted: list[dict[str, Any]]) -> None:
        """Caption, and alt text where a site lets it through; WordPress itself drops it here, the post's HTML carries it."""
        if not isinstance(item, Image):
            return
        wanted, alt = storable(plain(item.caption)), storable(plain(item.alt))
        known = next((f for f in noted if f.get("key") == ALT), None)
        fields: dict[str, Any] = {} if caption == wanted else {"post_excerpt": wanted}
        if alt and (known is None or known.get("value") != alt):
            # With its id a field is replaced; without, WordPress would add a second one.
            fields["custom_fields"] = [{"key": ALT, "value": alt} | ({"id": known["id"]} if known else {})]
        if fields:
            try:
                self._site.write(EditPost(number, fields))
            except NeedsHuman:  # an account that may add files but not describe them
                return

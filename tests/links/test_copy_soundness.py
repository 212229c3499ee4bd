"""A copy notices every change, whoever made it and however much was made anew with it."""

import gzip
import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio

from links.copy import Copy, Terms, keep, verify_copy
from links.session import Answer, open_session
from links.wacz import broken, stored, wacz
from links.warc import archive
from safety.addresses import AddressPolicy
from safety.clock import SystemClock
from safety.home_key import HomeKey, fingerprint_of, home_key, signed
from tests.links.copied_site import base, kept, members, path_of

__all__ = ["base", "kept"]


async def test_a_fresh_copy_is_sound_and_every_tampering_is_found(kept: Copy) -> None:
    path = path_of(kept)
    assert verify_copy(path, kept.manifest_sha256) == []
    for name in ("post.warc.gz", "salinan.html", "manifest.json"):
        original = (path / name).read_bytes()
        (path / name).write_bytes(original[:-20] + bytes([original[-20] ^ 1]) + original[-19:])
        assert verify_copy(path, kept.manifest_sha256), name
        (path / name).unlink()
        assert verify_copy(path, kept.manifest_sha256), name
        (path / name).write_bytes(original)
    (path / "tamu.txt").write_text("x")
    assert [found.code for found in verify_copy(path, kept.manifest_sha256)] == ["copy_file_extra"]


def resealed(parts: dict[str, bytes], *, digest: bool = True) -> bytes:
    """A WACZ whose hashes were all made again by whoever changed its parts."""
    package = json.loads(parts["datapackage.json"])
    for resource in package["resources"]:
        if resource["path"] in parts:
            resource["hash"] = "sha256:" + hashlib.sha256(parts[resource["path"]]).hexdigest()
            resource["bytes"] = len(parts[resource["path"]])
    package["resources"] = [resource for resource in package["resources"] if resource["path"] in parts]
    parts = parts | {"datapackage.json": json.dumps(package).encode()}
    sealed = {"path": "datapackage.json", "hash": "sha256:" + hashlib.sha256(parts["datapackage.json"]).hexdigest()}
    parts = parts | {"datapackage-digest.json": json.dumps(sealed).encode()}
    if not digest:
        del parts["datapackage-digest.json"]
    return stored(parts)


async def test_every_tampering_with_the_wacz_is_found_with_and_without_the_ledger(kept: Copy) -> None:
    path = path_of(kept)
    parts, warc = members(path), (path / "post.warc.gz").read_bytes()
    other = parts | {"archive/post.warc.gz": warc.replace(warc[-60:], bytes(60))}
    deflated = BytesIO()
    with zipfile.ZipFile(deflated, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    tampered = {
        "pages deleted": resealed({name: body for name, body in parts.items() if name != "pages/pages.jsonl"}),
        "digest deleted": resealed(parts, digest=False),
        "index deleted": resealed({name: body for name, body in parts.items() if name != "indexes/index.cdx"}),
        "archive swapped, hashes made again": resealed(other),
        "archive deflated": deflated.getvalue(),
        "title edited": stored(parts | {"datapackage.json": parts["datapackage.json"].replace(b"Berita", b"Beritb")}),
        "a byte flipped": stored(parts)[:-900] + b"X" + stored(parts)[-899:],
        "a stranger inside": stored(parts | {"tamu.txt": b"x"}),
    }
    assert broken(stored(parts), warc) == ""
    for name, body in tampered.items():
        assert broken(body, warc), name
        (path / "post.wacz").write_bytes(body)
        assert verify_copy(path), name
    manifest = json.loads((path / "manifest.json").read_bytes())
    manifest["files"]["post.wacz"] = hashlib.sha256((path / "post.wacz").read_bytes()).hexdigest()
    (path / "manifest.json").write_text(json.dumps(manifest))
    assert {found.code for found in verify_copy(path, kept.manifest_sha256)} >= {"copy_wacz", "copy_file_changed"}


@pytest.fixture
def key(tmp_path: Path) -> HomeKey:
    return home_key(tmp_path / "ledger")


@pytest_asyncio.fixture
async def signed_copy(base: str, tmp_path: Path, key: HomeKey) -> Copy:
    async with open_session(AddressPolicy(frozenset({base.removeprefix("http://")}))) as session:
        return await keep(session, f"{base}/berita", tmp_path / "salinan", SystemClock(), None, Terms(key, "menyusul"))


async def test_a_signed_wacz_names_the_key_of_the_home_and_its_signature_is_good(signed_copy: Copy, key: HomeKey) -> None:
    path = path_of(signed_copy)
    parts = members(path)
    digest = json.loads(parts["datapackage-digest.json"])
    said = digest["signedData"]
    assert said["hash"] == digest["hash"] == "sha256:" + hashlib.sha256(parts["datapackage.json"]).hexdigest()
    assert signed(said["publicKey"], said["signature"], said["hash"].encode())
    assert fingerprint_of(said["publicKey"]) == key.fingerprint
    manifest = json.loads((path / "manifest.json").read_bytes())
    assert (manifest["signed_by"], manifest["views"]) == (key.fingerprint, "menyusul")
    assert verify_copy(path, signed_copy.manifest_sha256, keys={key.fingerprint}) == []
    assert verify_copy(path) == []


def resigned(parts: dict[str, bytes], by: HomeKey | None, **changes: str) -> bytes:
    """Every hash made again, then signed by somebody, or by nobody."""
    sealed = resealed(parts)
    with zipfile.ZipFile(BytesIO(sealed)) as archive:
        again = {info.filename: archive.read(info) for info in archive.infolist()}
    digest = json.loads(again["datapackage-digest.json"])
    if by is not None:
        said = {"hash": digest["hash"], "publicKey": by.public, "signature": by.sign(digest["hash"].encode())}
        digest["signedData"] = said | changes
    return stored(again | {"datapackage-digest.json": json.dumps(digest).encode()})


async def test_who_makes_every_hash_anew_cannot_make_the_signature(signed_copy: Copy, key: HomeKey, tmp_path: Path) -> None:
    path = path_of(signed_copy)
    parts, warc = members(path), (path / "post.warc.gz").read_bytes()
    stranger = home_key(tmp_path / "lain")
    edited = parts | {"datapackage.json": parts["datapackage.json"].replace(b"Berita", b"Beritb")}
    old = json.loads(parts["datapackage-digest.json"])["signedData"]["signature"]
    forgeries = {
        "signature taken away": (resigned(edited, None), "hilang"),
        "signed by another key": (resigned(edited, stranger), "kunci lain"),
        "the old signature kept": (resigned(edited, key, signature=old), "tidak cocok"),
        "a signature over another hash": (resigned(edited, key, hash="sha256:" + "0" * 64), "atas isi lain"),
        "no signature at all": (resigned(edited, key, signature="bukan base64"), "tidak cocok"),
    }
    for name, (body, sign) in forgeries.items():
        assert sign in broken(body, warc, {key.fingerprint}, must=True), name
        (path / "post.wacz").write_bytes(body)
        manifest = json.loads((path / "manifest.json").read_bytes())
        manifest["files"]["post.wacz"] = hashlib.sha256(body).hexdigest()
        (path / "manifest.json").write_text(json.dumps(manifest))
        assert [found.code for found in verify_copy(path, keys={key.fingerprint})] == ["copy_wacz"], name


async def test_an_index_or_a_page_list_that_leads_elsewhere_is_found_although_every_digest_is_right(kept: Copy) -> None:
    path = path_of(kept)
    parts, warc = members(path), (path / "post.warc.gz").read_bytes()
    lines = parts["indexes/index.cdx"].decode().splitlines(keepends=True)
    elsewhere = "".join(lines).replace('"offset": "', '"offset": "1')
    pages = parts["pages/pages.jsonl"]
    head = pages.splitlines(keepends=True)[0]
    changed = {
        "an answer left out of the index": ("indexes/index.cdx", "".join(lines[1:]).encode()),
        "the index leads elsewhere": ("indexes/index.cdx", elsewhere.encode()),
        "the page list is empty": ("pages/pages.jsonl", head),
        "the page list names another page": ("pages/pages.jsonl", pages.replace(b"/berita", b"/lain")),
        "the page list is no list": ("pages/pages.jsonl", head + b"[1]\n"),
    }
    for name, (part, body) in changed.items():
        assert broken(resealed(parts | {part: body}), warc), name
    assert broken(doubled(parts), warc) == "nama ganda"


def marked(body: bytes, place: int, value: int) -> bytes:
    """The zip with this word in the first line of its table of contents."""
    at = body.index(b"PK\1\2") + place
    return body[:at] + value.to_bytes(2, "little") + body[at + 2 :]


async def test_a_wacz_that_no_reader_can_open_is_told_as_such(kept: Copy) -> None:
    path = path_of(kept)
    whole, warc = (path / "post.wacz").read_bytes(), (path / "post.warc.gz").read_bytes()
    unreadable = {
        "locked with a password": marked(whole, 8, 0x1),
        "locked with more than a password": marked(whole, 8, 0x40),
        "a patch of something": marked(whole, 8, 0x20),
        "of a version to come": marked(whole, 6, 99),
        "packed in a way that nobody knows": marked(whole, 10, 77),
        "cut off": whole[:-200],
        "empty": b"",
        "something else": b"bukan zip",
    }
    for name, body in unreadable.items():
        assert broken(body, warc), name
        (path / "post.wacz").write_bytes(body)
        assert {found.code for found in verify_copy(path)} == {"copy_file_changed", "copy_wacz"}, name


async def test_a_broken_archive_is_told_as_damaged(kept: Copy) -> None:
    path = path_of(kept)
    whole = (path / "post.warc.gz").read_bytes()
    damages = {
        "cut off": whole[: len(whole) // 2],
        "cut off within the first letters": whole[:12],
        "empty": b"",
        "something else": b"bukan arsip",
        "an answer without a word of what it is": gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n\r\nisi\r\n\r\n"),
        "a digest that has no length": gzip.compress(
            b"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Block-Digest: shake_128:aa\r\nContent-Length: 3\r\n\r\nisi\r\n\r\n"
        ),
        "letters without a word": gzip.compress(bytes(4096)),
    }
    for name, body in damages.items():
        (path / "post.warc.gz").write_bytes(body)
        assert {found.code for found in verify_copy(path)} == {"copy_file_changed", "copy_digest", "copy_wacz"}, name


def doubled(parts: dict[str, bytes]) -> bytes:
    """A zip in which one name stands twice: readers differ in which they believe."""
    body = stored(parts | {"pages/pages.jsonX": b"{}"})
    return body.replace(b"pages/pages.jsonX", b"pages/pages.jsonl")


def test_a_copy_whose_list_of_pages_has_a_space_where_its_archive_has_none_is_sound() -> None:
    """As copies of such pages were kept at first."""
    answer = Answer("http://a.example/hasil seleksi", 200, "Baik – é", (("Content-Type", "text/html"),), (), b"x", b"x", "")
    warc = archive([answer], SystemClock().now())
    body = wacz(warc, answer.url, "Hasil", SystemClock().now())
    with zipfile.ZipFile(BytesIO(body)) as held:
        parts = {name: held.read(name) for name in held.namelist()}
    spaced = parts["pages/pages.jsonl"].replace(b"hasil%20seleksi", b"hasil seleksi")
    assert spaced != parts["pages/pages.jsonl"]
    assert broken(resealed(parts | {"pages/pages.jsonl": spaced}), warc) == ""

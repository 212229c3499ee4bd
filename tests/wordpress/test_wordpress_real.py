"""The connector against a real WordPress: what readers see, and that nothing appears twice."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import requests
from PIL import Image as Picture

from connectors.contract import Absent, CannotTell, Fingerprint, Found, NeedsHuman, Refused, Rendering, Staged
from connectors.http import Timeouts, session
from connectors.wordpress import WordPress
from content_queue.package import Attachment, Image, Kind, Package
from safety.addresses import AddressPolicy
from safety.redaction import Redactor
from tests.wordpress.server import RealWordPress

pytestmark = pytest.mark.wordpress
SINCE = datetime(2026, 11, 1, tzinfo=UTC)


def connect(site: RealWordPress, role: str = "editor", password: str = "") -> WordPress:
    secret = password or site.passwords[role]
    line = session(AddressPolicy(frozenset({site.host})), Redactor([secret]), Timeouts(5, 30, 60))
    return WordPress(site.url, role, secret, line, "website")


def package(folder: Path, name: str, body: str = "<p>Isi naskah & data.</p>", category: str = "Berita") -> Package:
    buffer = BytesIO()
    Picture.new("RGB", (40, 30), (len(name) * 9 % 255, 40, 90)).save(buffer, "JPEG")
    picture, paper = folder / "01.jpg", folder / "keputusan.pdf"
    picture.write_bytes(buffer.getvalue())
    paper.write_bytes(b"%PDF-1.4\n% " + name.encode() + b"\n%%EOF\n")
    hashes = [hashlib.sha256(p.read_bytes()).hexdigest() for p in (picture, paper)]
    image = Image(
        "01.jpg", picture, hashes[0], "image/jpeg", 40, 30, picture.stat().st_size, "Rapat <pleno> & KPU", "Suasana rapat"
    )
    sheet = Attachment("keputusan.pdf", paper, hashes[1], "application/pdf", paper.stat().st_size, "Keputusan Nomor 1")
    return Package(
        office="contoh", id=name, revision=1, digest="0" * 64, title=f"Penetapan & {name}", slug=name, summary="Ringkas.",
        body_html=body, body_text="Isi", kind=Kind.NEWS, language="id", channels=("website",), category=category,
        tags=("pemilu", name), images=(image,), attachments=(sheet,),
    )  # fmt: skip


def marked(marker: str, rendering: Rendering) -> Fingerprint:
    return Fingerprint(marker, rendering.title, rendering.text, "", rendering.slug, len(rendering.images))


def stage(connector: WordPress, rendering: Rendering, marker: str, handles: dict[str, str]) -> Staged:
    return connector.stage(rendering, marker, dict(handles), handles.__setitem__)


def seen(site: RealWordPress, path: str, **params: str) -> list[dict[str, object]]:
    answer = requests.get(
        f"{site.url}/wp-json/wp/v2/{path}", params=params, auth=("editor", site.passwords["editor"]), timeout=60
    )
    return answer.json()  # type: ignore[no-any-return]


def test_one_package_is_public_once_with_everything_it_brings(real_wordpress: RealWordPress, tmp_path: Path) -> None:
    connector = connect(real_wordpress)
    rendering = connector.preview(package(tmp_path, "lengkap"))
    handles: dict[str, str] = {}
    assert connector.find(marked("LENGKAP1", rendering), SINCE) == Absent()
    staged = stage(connector, rendering, "LENGKAP1", handles)
    assert connector.find(marked("LENGKAP1", rendering), SINCE) == Found(staged.remote_id, public=False)
    link = connector.reveal(staged)
    assert connector.reveal(staged) == link
    found = connector.find(marked("LENGKAP1", rendering), SINCE)
    assert isinstance(found, Found)
    assert (found.public, found.count, found.url) == (True, 1, link.url)
    page = requests.get(link.url, timeout=60)
    assert page.status_code == 200
    assert "tayang:LENGKAP1" in page.text
    assert "Keputusan Nomor 1" in page.text
    assert 'alt="Rapat &lt;pleno&gt; &amp; KPU"' in page.text
    for sha, name in ((rendering.images[0].sha256, "01"), (rendering.attachments[0].sha256, "keputusan")):
        address = handles[f"media:{sha}"].split(" ")[1]
        assert name in address
        assert hashlib.sha256(requests.get(address, timeout=60).content).hexdigest() == sha
        assert address in page.text
    post = seen(real_wordpress, f"posts/{link.remote_id}", _embed="1")
    assert isinstance(post, dict)
    terms = {t["name"] for group in post["_embedded"]["wp:term"] for t in group}
    assert terms == {"Berita", "pemilu", "lengkap"}
    media = post["_embedded"]["wp:featuredmedia"][0]
    assert media["alt_text"] == "Rapat &lt;pleno&gt; & KPU"
    assert (connector.look(link).state, connector.readers(link).value) == ("public", 1)


def test_asking_for_the_readers_adds_none(real_wordpress: RealWordPress, tmp_path: Path) -> None:
    """The site counts every page that is opened, robots included; what is asked through REST opens none."""
    connector = connect(real_wordpress)
    link = connector.reveal(stage(connector, connector.preview(package(tmp_path, "dibaca")), "DIBACA01", {}))
    for _ in range(3):
        assert requests.get(link.url, timeout=60).status_code == 200
    assert [connector.readers(link).value for _ in range(4)] == [3, 3, 3, 3]
    kept = f"SELECT meta_value FROM wp_postmeta WHERE meta_key = 'views' AND post_id = {int(link.remote_id)}"  # noqa: S608  # a number
    assert real_wordpress.sql(kept) == "3", "the site's own database agrees"
    assert requests.get(link.url, timeout=60).status_code == 200
    assert connector.readers(link).value == 4


def test_a_picture_that_another_channel_fetches_is_kept_in_public_and_in_no_article(
    real_wordpress: RealWordPress, tmp_path: Path
) -> None:
    connector = connect(real_wordpress)
    plain = package(tmp_path, "diambil")
    place = tmp_path / "persegi.jpg"
    Picture.new("RGB", (60, 60), (9, 90, 9)).save(place, "JPEG")
    data = place.read_bytes()
    square = replace(
        plain.images[0], name="persegi.jpg", path=place, sha256=hashlib.sha256(data).hexdigest(), width=60, height=60
    )
    rendering = connector.preview(replace(plain, fetched=(square,)))
    assert rendering.digest == connector.preview(plain).digest
    handles: dict[str, str] = {}
    link = connector.reveal(stage(connector, rendering, "DIAMBIL1", handles))
    address = handles[f"media:{square.sha256}"].split(" ")[1]
    answer = requests.get(address, timeout=60)
    assert (answer.content, answer.headers["Content-Type"]) == (data, "image/jpeg")
    assert "persegi" not in requests.get(link.url, timeout=60).text


def test_lost_handles_adopt_the_draft_and_one_picture_is_kept_once(real_wordpress: RealWordPress, tmp_path: Path) -> None:
    connector = connect(real_wordpress, "author")
    rendering = connector.preview(package(tmp_path, "ulang"))
    first = stage(connector, rendering, "ULANG1", {})
    again = stage(connector, rendering, "ULANG1", {})
    assert again.remote_id == first.remote_id
    other = stage(connector, rendering, "ULANG2", {})
    assert other.remote_id != first.remote_id
    assert len(seen(real_wordpress, "media", search=rendering.images[0].name, slug=rendering.images[0].sha256)) == 1
    connector.reveal(again)
    found = connector.find(marked("ULANG1", rendering), SINCE)
    assert isinstance(found, Found)
    assert found.count == 1


def test_two_objects_with_one_marker_are_counted(real_wordpress: RealWordPress, tmp_path: Path) -> None:
    for status in ("draft", "publish", "publish"):
        requests.post(f"{real_wordpress.url}/wp-json/wp/v2/posts", auth=("editor", real_wordpress.passwords["editor"]), timeout=9,
                      json={"title": "Kembar", "content": "x <!-- tayang:KEMBAR -->", "status": status})  # fmt: skip
    found = connect(real_wordpress).find(Fingerprint("KEMBAR", "Kembar", "x", "", "", 0), SINCE)
    assert isinstance(found, Found)
    assert (found.public, found.count, found.strays) == (True, 2, 1)


def test_wrong_credentials_are_never_absence(real_wordpress: RealWordPress) -> None:
    nothing = Fingerprint("TIADA", "", "", "", "tiada", 0)
    with pytest.raises(NeedsHuman):
        connect(real_wordpress, password="salah salah salah").find(nothing, SINCE)
    assert not connect(real_wordpress, password="salah salah salah").check().ok
    assert isinstance(connect(real_wordpress, "contributor").find(nothing, SINCE), CannotTell)
    assert not connect(real_wordpress, "contributor").check().may_publish


def test_check_names_what_an_account_may_do_beyond_publishing(real_wordpress: RealWordPress) -> None:
    author = connect(real_wordpress, "author").check()
    assert (author.problems, author.excess) == ((), ())
    assert "unfiltered_html" in connect(real_wordpress).check().excess[0]


def test_no_script_arrives_even_as_editor(real_wordpress: RealWordPress, tmp_path: Path) -> None:
    connector = connect(real_wordpress)
    clean = connector.preview(package(tmp_path, "skrip"))
    dirty = "<p onclick='x()'>Isi</p><script>alert(1)</script><a href='javascript:alert(1)'>a</a>"
    rendering = Rendering("website", "wordpress", "<script>alert(1)</script>Judul", dirty, slug="skrip", images=clean.images[:0])
    link = connector.reveal(stage(connector, rendering, "SKRIP1", {}))
    page = requests.get(link.url, timeout=60).text
    assert "<script>alert(1)" not in page
    assert "onclick" not in page
    assert "javascript:alert" not in page


def test_a_draft_that_a_person_changed_stays_hidden(real_wordpress: RealWordPress, tmp_path: Path) -> None:
    connector = connect(real_wordpress)
    handles: dict[str, str] = {}
    staged = stage(connector, connector.preview(package(tmp_path, "ubah")), "UBAH1", handles)
    requests.post(f"{real_wordpress.url}/wp-json/wp/v2/posts/{staged.remote_id}", json={"content": "lain <!-- tayang:UBAH1 -->"},
                  auth=("editor", real_wordpress.passwords["editor"]), timeout=60)  # fmt: skip
    with pytest.raises(NeedsHuman):
        stage(connector, staged.rendering, "UBAH1", {})


def test_withdrawn_and_amended(real_wordpress: RealWordPress, tmp_path: Path) -> None:
    connector = connect(real_wordpress)
    link = connector.reveal(stage(connector, connector.preview(package(tmp_path, "tarik")), "TARIK1", {}))
    better = connector.preview(package(tmp_path, "tarik", body="<p>Isi yang benar.</p>"))
    assert connector.amend(link, better, lambda *_: None).url == link.url
    assert "Isi yang benar." in requests.get(link.url, timeout=60).text
    connector.withdraw(link)
    connector.withdraw(link)
    assert connector.look(link).state == "gone"
    assert requests.get(link.url, timeout=60).status_code == 404


def test_a_missing_category_is_named_before_anything_is_sent(real_wordpress: RealWordPress, tmp_path: Path) -> None:
    connector = connect(real_wordpress)
    rendering = connector.preview(package(tmp_path, "tanpa", category="Tidak Ada"))
    with pytest.raises(Refused, match="Tidak Ada"):
        stage(connector, rendering, "TANPA1", {})

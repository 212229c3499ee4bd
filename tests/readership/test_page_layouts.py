"""Where real sites put the count, and what stands around it: each way of building a page that once hid a count or lent a wrong one."""

# ruff: noqa: E501
# A page of the table stays on one line, so that the table can be read as one.

import pytest

from readership.page import read_page

BODY = "<p>Komisi Pemilihan Umum menetapkan daftar pemilih dalam rapat pleno terbuka yang dihadiri partai politik dan Bawaslu di aula kantor.</p>"
TITLE = "Penetapan Daftar Pemilih Berkelanjutan Triwulan Tiga"


def page(inner: str, title: str = TITLE + " - KPU Kabupaten") -> str:
    return f"<html><head><title>{title}</title></head><body>{inner}</body></html>"


def own(meta: str = "", after: str = "", beside: str = "") -> str:
    return page(f"<div class='detail'><h1>{TITLE}</h1>{meta}<div>{BODY}</div>{after}</div>{beside}")


SHOWN = {
    "office name in a heading before the title": (page(f"<header><h3>KOMISI PEMILIHAN UMUM</h3></header><div><h2>{TITLE}</h2><div>12 Mei 2026 | Dibaca 17 kali</div>{BODY}</div>"), 17),
    "site name as h1, title as h3": (page(f"<div><h1>Panwascam Narmada</h1></div><div class='post'><h3>{TITLE}</h3>{BODY}<div class='post-footer'>Dilihat: 17 kali</div></div>"), 17),
    "title without any heading, rows as layout": (page(f"<table><tr><td><a href='/x'>Profil Dinas Kami Ini</a></td><td><b>{TITLE}</b><br><font>12/05/2026, dibaca 17x</font>{BODY}</td></tr></table>"), 17),
    "footer of the article": (page(f"<article><h1>{TITLE}</h1>{BODY}<footer class='entry-footer'><span>17 views</span></footer></article>"), 17),
    "count in the line of the date": (own("<div class='meta_date'>12 Mei 2026 <span>17 kali dibaca</span></div>"), 17),
    "views box between share boxes": (own("", "<div class='share_stats'><div class='share_count'><b>5</b> SHARES</div><div class='jeg_views_count'><div class='counts'>17</div></div></div>"), 17),
    "short heading inside the article": (page(f"<div class='panel'><h1>{TITLE}</h1><div class='panel-body'><div><h5>Abstrak</h5>{BODY}</div><div><em>17 x dilihat / 2 x diunduh</em></div></div></div>"), 17),
    "link to the file below the text": (page(f"<div class='panel'><h1>{TITLE}</h1><div>{BODY}<div>17 kali dilihat</div><a href='/8.pdf'>Unduh berkas PDF (1,4 MB)</a></div></div>"), 17),
    "number as a heading": (own("<a href='#' class='item_date'><h3>17</h3><p>Dibaca</p></a>"), 17),
    "definition list": (own("<dl><dt>Tanggal</dt><dd>12 Mei</dd><dt>Dilihat</dt><dd>17 kali</dd></dl>"), 17),
    "definition list with a total": (own("<dl><dt>Jumlah Halaman</dt><dd>4</dd><dt>Jumlah Pembaca</dt><dd>17</dd></dl>"), 17),
    "row of a table": (own("<table><tr><th>Tahun</th><td>2024</td></tr><tr><th>Dilihat</th><td>:</td><td>17 kali</td></tr></table>"), 17),
    "one row under its headings": (own("<table><tr><th>Komentar</th><th>Dilihat</th></tr><tr><td>2</td><td>17</td></tr></table>"), 17),
    "sentence about this article": (own("", "<p>Artikel ini sudah dilihat sebanyak 17 kali.</p>"), 17),
    "sentence about this information in a quote": (own("", "<blockquote><p>Informasi ini telah dikunjungi sebanyak 17 kali.</p></blockquote>"), 17),
    "ordinal reader": (own("", "<div>Anda adalah pembaca ke-17 artikel ini</div>"), 17),
    "since a day": (own("<div>Dilihat <b>17</b> kali sejak 4 November 2025</div>"), 17),
    "page views of this article": (own("<div>Page views of this article: 17</div>"), 17),
    "viewer": (own("<li><i class='fa fa-eye'></i> 17 Viewer</li>"), 17),
    "abstract views beside downloads": (own("<div class='downloads_chart'>Abstract views: 17 / PDF downloads: 9</div>"), 17),
    "abstract and file in one line": (own("<div>Abstract View : <b>17</b> times &nbsp; PDF : <b>5</b> times</div>"), 17),
    "emoji before the number": (own("<span>👁 17 pembaca</span>"), 17),
    "emoji alone": (own("<span>👁️ 17</span>"), 17),
    "icon wrapped in a span": (own("<li><span><i class='fas fa-eye'></i></span><span>17</span></li>"), 17),
    "label only in the tooltip": (own("<span title='Jumlah dilihat'>17</span><span title='Jumlah komentar'>6</span>"), 17),
    "exact number in brackets": (own("<div>4,2 rb (4.211) kali dilihat</div>"), 4211),
    "exact number in data-views": (own("<span class='meta-views' data-views='1842'>1.8K</span>"), 1842),
    "another article below": (own("<div>17 pembaca</div>", "", f"<article><h2>Longsor Menutup Jalan Provinsi</h2><div>1.902 pembaca</div>{BODY}</article>"), 17),
    "another h1 below": (own("<div>17 views</div>", "", f"<div><h1>Longsor Menutup Jalan Provinsi</h1><div>1.902 views</div>{BODY}</div>"), 17),
    "microdata in the article's footer": (page(f"<article><h1>{TITLE}</h1>{BODY}<footer><div itemprop='interactionStatistic'><meta itemprop='interactionType' content='https://schema.org/ReadAction'><meta itemprop='userInteractionCount' content='17'></div></footer></article>"), 17),
    "players do not hide the count": (own("<div>Dibaca 17 kali</div>", "<div class='box'><iframe src='https://www.youtube.com/embed/x'></iframe><div>6.887 x ditonton</div></div>"), 17),
    "category named like a section": (own("<p><span class='label'>Berita Terkini</span> <span class='label'>Dilihat 17</span></p>"), 17),
    "list in bold below, in one cell": (page(f"<table><tr><td><b>{TITLE}</b><br>Dibaca: 17 kali<br>{BODY}<hr><b>Berita Lainnya</b><br><a href='/2'>Longsor Menutup Jalan Provinsi</a> <font>(dibaca 77 kali)</font></td></tr></table>"), 17),
    "list under a box that is no heading": (page(f"<div class='a'><div class='besar'>{TITLE}</div><div>Pembaca <b>17</b></div>{BODY}</div><div class='b'><div>Baca Juga</div><div>Longsor Menutup Jalan <span>dibaca 77 kali</span></div></div>"), 17),
    "one digit in each element": (own("<div>Dibaca <span><b>1</b><b>4</b><b>1</b><b>2</b></span> kali</div>"), 1412),
    "groups and separator in elements": (own("<div><span>12</span><span>.</span><span>907</span><span> kali dilihat</span></div>"), 12907),
    "number before the eye": (own("<p>oleh Humas | 17 <i class='fa fa-eye'></i></p>"), 17),
    "eye drawn by the number's own element": (own("<ul><li><span class='icon fa-eye'>17</span></li></ul>"), 17),
    "another word in the place named hits": (own("<dl><dd class='hits'>Klik: 17</dd></dl>"), 17),
    "total in the line of facts": (own("<div class='info'><span>Jumlah tayangan: 17</span></div>"), 17),
    "visits of this page": (own("<div>Jumlah kunjungan halaman ini: 17</div>"), 17),
    "people who read": (own("<div>Sudah 17 orang membaca berita ini</div>"), 17),
    "read since it was published": (own("", "<div>Dibaca 17 kali sejak diterbitkan</div>"), 17),
    "short sentence as a paragraph": (own("", "<p>Dilihat sebanyak 17 kali.</p>"), 17),
    "sign of multiplication": (own("<div>Dilihat: 17×</div>"), 17),
    "lines broken by hand": (page(f"<div><b>{TITLE}</b><br>Komisi Pemilihan Umum menetapkan daftar pemilih dalam rapat pleno terbuka yang dihadiri semua.<br><i>Berita ini dibaca 17 kali</i></div>"), 17),
}  # fmt: skip

UNKNOWN = {
    "views of a video in its box": own("<div class='video'><iframe src='https://www.youtube.com/embed/x'></iframe><span>6.887 x ditonton</span></div>"),
    "views of a video right under it": own("", "<iframe src='https://www.youtube.com/embed/x'></iframe><p>6.887 x ditonton</p>"),
    "list entries whose links lead nowhere": own("", "", "<ul><li><a>Longsor Menutup Jalan Provinsi</a> <span>Dibaca <b>8528</b> kali</span></li></ul>"),
    "two small numbers side by side": own("<div><span>3</span><span>4</span><span>dibaca</span></div>"),
    "comments and readers side by side are not one number": own("<div><span>12</span><span>345</span><span>komentar</span></div>"),
    "comments in a place named hits": own("<dl><dd class='hits'>Komentar: 12</dd></dl>"),
    "at least so many comments": own("<div>99+ komentar</div>"),
    "numbers of further pages": own("", "<div class='page-views'><span>1</span><span>2</span><span>3</span></div>"),
    "link to the next post, its count below it": own("", "<div><a href='/n'>Longsor Menutup Jalan Provinsi</a></div><div>dibaca 77 kali</div>"),
    "year before an eye": own("<p>Humas | 2026 <i class='fa fa-eye'></i></p>"),
    "paragraph of another post": own("", "", "<p><a href='/n'>Longsor Menutup Jalan Provinsi</a> <em>12 kali dibaca</em></p>"),
    "span of another post": own("", "", "<span><a href='/n'>Longsor Menutup Jalan Provinsi</a> <em>12 kali dibaca</em></span>"),
    "no heading at all": page("<div><span class='post-views'>Views: 640</span></div>", "Beranda"),
    "the next article is shown with its count": own("", "", f"<article><h2>Longsor Menutup Jalan Provinsi</h2><div>1.902 pembaca</div>{BODY}</article>"),
    "the next h1 is shown with its count": own("", "", f"<div><h1>Longsor Menutup Jalan Provinsi</h1><div>1.902 views</div>{BODY}</div>"),
    "footer of the site": own("", "", "<footer><div>Dilihat 12.000 kali</div></footer>"),
    "readers of the site in the article": own("", "<div>Total pembaca website: 345.678</div>"),
    "a total without a thing may be the whole site's": own("", "<div>Jumlah Pembaca: <span>17</span></div>"),
    "a day of the site": own("", "", "<div>Dikunjungi 456.789 kali sejak Januari 2014</div>"),
    "a poll": own("", "", "<div class='box'><h4>Jajak Pendapat</h4><p>Dilihat oleh 3.120 orang</p></div>"),
    "an author": own("", "<div><h4>Humas</h4><p>12.345 views</p></div>"),
    "readers of the portal": own("", "<div>Jumlah pembaca portal ini: 345.678</div>"),
    "books in a table": own("", "<table><tr><th>Judul Buku</th><th>Dibaca</th></tr><tr><td>Cilinaya</td><td>320 kali</td></tr><tr><td>Cupak</td><td>287 kali</td></tr></table>"),
    "one book in a table": own("", "<table><tr><th>Judul Buku</th><th>Dibaca</th></tr><tr><td>Cilinaya</td><td>320 kali</td></tr></table>"),
    "row of another post": own("", "", "<table><tr><td><a href='/b'>Longsor Menutup Jalan Provinsi</a></td><td>dibaca 77 kali</td></tr></table>"),
    "other posts' labels in a definition list": own("", "<dl><dt>Diunduh</dt><dd>320 kali</dd><dt>Dilihat terakhir</dt><dd>12 Mei 2026</dd></dl>"),
    "shares only": own("", "<div class='share_stats'><div class='share_count'><div class='counts'>128</div> SHARES</div></div>"),
    "sentence about another thing": own("", "<p>Video ini ditonton sebanyak 4.100 kali oleh warga desa.</p>"),
    "date beside the article": own("", "", "<div class='meta_date'>12 Mei 2026 | <span>1.234 kali dibaca</span></div>"),
    "list of a category": page("<h2>Kategori</h2><div class='entry'><h3><a href='/b'>Longsor Menutup Jalan Provinsi</a></h3><span class='post-views'><b>640</b></span></div>", "Kategori: Pendidikan"),
    "total page views of a blog": own("", "<div>Total Tayangan Halaman <span>345,912</span></div>"),
    "visits since a year": own("", "<div>Dikunjungi 456.789 kali sejak Januari 2014</div>"),
    "emoji in a list of others": own("", "", "<div><a href='/b'>Longsor Menutup Jalan Provinsi <span>👁 3.412</span></a></div>"),
    "tooltip of comments": own("<span title='Jumlah komentar'>6</span>"),
    "slashed icon in a span": own("<span><i class='fa fa-eye-slash'></i></span><span>17</span>"),
    "last seen on a day": own("<div>Dilihat terakhir 12 Mei 2026</div>"),
    "readers of a library as a list in the text": own("", "<ul><li>Jumlah pembaca perpustakaan: 7.200</li><li>Jumlah judul: 2.310</li></ul>"),
    "visitors table": own("", "", "<table><tr><td>Hits hari ini</td><td>:</td><td>1.902</td></tr><tr><td>Total Hits</td><td>:</td><td>3.882.104</td></tr></table>"),
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_the_count_is_found_in_its_place(name: str) -> None:
    html, value = SHOWN[name]
    reading = read_page(html)
    assert (reading.value, reading.low, reading.high) == (value, value, value), reading


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_stands_around_it_lends_no_number(name: str) -> None:
    reading = read_page(UNKNOWN[name])
    assert reading.value is None, reading
    assert reading.reason


OTHER_PAGES = {
    "the address shows another article": "<article><h1>Longsor Menutup Jalan Provinsi</h1><p>2 Mei 2026 | Dilihat 1.502 kali</p></article>",
    "another article, ours in the side bar": f"<div><h1>Longsor Menutup Jalan Provinsi</h1><p>Dilihat 1.502 kali</p>{BODY}</div><ul><li><a href='/kita'>{TITLE}</a></li></ul>",
    "another article, ours in a box of the side bar": f"<div><h1>Longsor Menutup Jalan Provinsi</h1><p>Dilihat 1.502 kali</p>{BODY}</div><div><span>{TITLE}</span></div>",
    "the same event one quarter earlier": f"<div><h1>{TITLE.replace('Tiga', 'II')}</h1><p>Dilihat 1.502 kali</p>{BODY}</div>",
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER_PAGES)
def test_a_page_about_something_else_lends_no_number(name: str) -> None:
    reading = read_page(page(OTHER_PAGES[name], "Situs Kantor"), title=TITLE.replace("Tiga", "III"))
    assert reading.value is None, reading
    assert reading.reason


@pytest.mark.parametrize("heading", [TITLE.upper(), f"{TITLE} Tahun 2026", "Penetapan Daftar Pemilih Berkelanjutan (DPB)"])
def test_our_own_page_is_known_by_its_title_even_where_the_office_edited_it(heading: str) -> None:
    html = page(f"<h1>Situs Kantor</h1><div><h2>{heading}</h2><p>Dilihat 17 kali</p>{BODY}</div>", "Situs Kantor")
    assert read_page(html, title=TITLE).value == 17

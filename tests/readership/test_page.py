"""Pages modelled on real themes: the count, or None; never a number that belongs to something else."""

# ruff: noqa: E501
# A page of the table stays on one line, so that the table can be read as one.

import pytest

from readership.page import read_page

H = "<html><head><title>x</title>{head}</head><body><article><h1>Penetapan DPB</h1>{0}<div class='entry-content'><p>KPU menetapkan 1.500 pemilih pada 12 November 2026.</p></div></article>{1}</body></html>"


def page(meta: str, beside: str = "", head: str = "") -> str:
    return H.replace("{0}", meta).replace("{1}", beside).replace("{head}", head)


def ld(json: str) -> str:
    return page("", head=f'<script type="application/ld+json">{json}</script>')


READ = '{"@type":"InteractionCounter","interactionType":"https://schema.org/%s","userInteractionCount":%s}'

SHOWN = {
    "opensid natra": (page("<span>12 Nov 2026 <i class='fa fa-eye'></i> 1.234 Kali Dibaca&nbsp; <i class='fa fa-user'></i> Admin</span>"), 1234),
    "esensi": (page("<span>Dibaca 1.234 Kali</span>"), 1234),
    "anjungan": (page("<p>1.234 Kali dilihat</p>"), 1234),
    "wp-postviews": (page("<span>1,234 views</span>"), 1234),
    "wp-postviews rounded": (page("<span>1.2K views</span>"), 1200),
    "post-views-counter": (page("<div class='post-views content-post post-12345 entry-meta'><span class='post-views-icon dashicons dashicons-chart-bar'></span> <span class='post-views-label'>Post Views:</span> <span class='post-views-count'>1,234</span></div>"), 1234),
    "post-views-counter plain": (page("<div class='post-views post-99'><span class='post-views-count'>1234</span></div>"), 1234),
    "wp-statistics": (page("<p>Views: 1234</p>"), 1234),
    "aria label": (page("<span aria-label='1,234 Views'>1.2K</span>"), 1234),
    "jeg": (page("<div class='jeg_meta_views'><a href='#'><i class='fa fa-eye'></i> 1.234 </a></div>"), 1234),
    "jeg shares first": (page("<div class='jeg_share_count'><div class='counts'>77</div></div><div class='jeg_views_count'><div class='counts'>1.2k</div><span class='sharetext'>VIEWS</span></div>"), 1200),
    "td": (page("<div class='td-post-views'><i class='td-icon-views'></i><span class='td-nr-views-68'>412</span></div>"), 412),
    "td label after": (page("<div><span class='td-nr-views-68'>412</span><span class='td-post-views-text'> Views</span></div>"), 412),
    "nbsp without word": (page("<span class='meta-views meta-item hot'><span class='tie-icon-fire'></span> 3&nbsp;919</span>"), 3919),
    "signal icon": (page("<span class='meta-views'><i class='fa fa-signal'></i> 58</span>"), 58),
    "heart is not likes": (page("<span><i class='fa fa-heart'></i> 512 views</span>"), 512),
    "joomla meta": (page("<dd class='hits'><meta itemprop='interactionCount' content='UserPageVisits:231'>Dilihat: 231</dd>"), 231),
    "joomla no itemprop": (page("<meta content='UserPageVisits:231'>Hits: 231"), 231),
    "joomla hits": (page("<dd class='hits'><span class='icon-eye'></span> Hits: 231</dd>"), 231),
    "lokomedia": (page("<div style='float:left'>Dibaca: 87</div>"), 87),
    "itemprop count": (page("<ul><li itemprop='interactionCount'>87</li></ul>"), 87),
    "comma on an Indonesian page": (page("<small><i class='fa fa-eye'></i> 1,234 kali dibaca</small>"), 1234),
    "title attribute": (page("<span title='1204 kali dilihat'><i class='fa fa-eye'></i></span>"), 1204),
    "bold number": (page("<div>dilihat : <b>45</b> kali</div>"), 45),
    "strong": (page("<strong>Dilihat : 45</strong>"), 45),
    "comma times": (page("<div>Dilihat : 1,204 Kali</div>"), 1204),
    "x": (page("<span>16 x dibaca</span>"), 16),
    "x glued": (page("<span>16x dibaca</span>"), 16),
    "jumlah dilihat": (page("<span>Jumlah Dilihat : 16</span>"), 16),
    "drupal": (page("<div id='viewcounter'>341</div>"), 341),
    "no word, k": (page("<a class='post-views-count'>113.2k</a>"), 113_200),
    "goatcounter": (page("<div id='gcvc-views'>1\u2009234</div>"), 1234),
    "one aria label": (page("<div aria-label='5 replies, 3 reposts, 10 likes, 4223 views'>4.2K</div>"), 4223),
    "rb": (page("<span>85rb x ditonton</span>"), 85_000),
    "jt": (page("<span>1,2 jt x dilihat</span>"), 1_200_000),
    "persian": (page("<span class='post-views-count'>۱۲۳۴</span>"), 1234),
    "admin": (page("<div>by ADMIN 72 views</div>"), 72),
    "meta line": (page("<div>Admin | 12 Nov 2026 | Dibaca 1.234 kali | 3 komentar</div>"), 1234),
    "japanese": (page("<span>381ビュー</span>"), 381),
    "sr-only": (page("<span>1.2K<span class='sr-only'>1,234 views</span></span>"), 1234),
    "sidebar beside": (page("<span>Dibaca 9 Kali</span>", "<aside><ul><li><a>Lain</a> 999 views</li></ul></aside>"), 9),
    "ReadAction": (ld('{"@type":"NewsArticle","interactionStatistic":' + READ % ("ReadAction", "1204") + "}"), 1204),
    "WatchAction beside LikeAction": (ld('{"@type":"Article","interactionStatistic":[' + READ % ("LikeAction", "7") + "," + READ % ("WatchAction", "55") + "]}"), 55),
    "ViewAction as text": (ld('{"@graph":[{"@type":"WebPage"},{"@type":"Article","interactionStatistic":' + READ % ("ViewAction", '"18462"') + "}]}"), 18462),
    "spaced text": (ld('{"@type":"Article","interactionStatistic":' + READ % ("ViewAction", '"3 641"') + "}"), 3641),
}  # fmt: skip

UNKNOWN = {
    "nothing": page(""),
    "zero by null": page("<i class='fa fa-eye'></i> 0 Kali"),
    "archive widget": page("", "<div class='meta_date'>12 Nov 2026 | 1.234 Kali</div>"),
    "ajax slot": page("<div class='post-views load-dynamic'><span class='post-views-count'>0</span></div>"),
    "empty slot": page("<span class='post-views-count'></span>"),
    "hidden": page("<span class='post-views' hidden>55 views</span>"),
    "display none": page("<span style='display: none'>55 views</span>"),
    "commented out": page("<!-- <span>55 views</span> -->"),
    "noscript": page("<noscript>55 views</noscript>"),
    "other posts": page("", "<ul><li><a href='/a'>Judul berita yang lain</a> - 1,234 views</li></ul>"),
    "popular heading": page("", "<div><h3>Berita Populer</h3><div>Satu <span>90 kali dibaca</span></div></div>"),
    "sidebar": page("", "<div class='sidebar'><span>1.234 kali dibaca</span></div>"),
    "average": page("<span>3.25 views per day</span>"),
    "whole site": page("", "<p>123.456</p><p>Jumlah Pembaca</p>"),
    "whole site in one line": page("", "<div>Jumlah Pembaca : 123.456</div>"),
    "visitors today": page("<div>Views hari ini: 12</div>"),
    "prose": page("<p>Video itu telah <b>ditonton sebanyak 4,1 juta kali</b> di kanal lain.</p>"),
    "prose without end": page("<div>Menurut panitia, video debat calon itu sudah <b>ditonton 4,1 juta kali</b> sejak kemarin</div>"),
    "caption": page("<figure><figcaption>Dilihat 55 kali</figcaption></figure>"),
    "comments": page("<span>12 Komentar</span><span>5 suka</span><span>8 dibagikan</span>"),
    "likes class": page("<span class='post-likes'>55 views</span>"),
    "date": page("<time>12/11/2026</time><span>Dibaca pada 12 November 2026</span>"),
    "reading time": page("<span>3 menit baca</span><span>5 min read</span>"),
    "miliar or million": page("<span>1,5 M views</span>"),
    "NaN": page("<span>NaN kali dibaca</span>"),
    "negative": page("<span>-5 views</span>"),
    "two numbers": page("<span>55 views</span><div>77 views</div>"),
    "list of articles": "<body><article><h2>A</h2><span>5 views</span></article><article><h2>B</h2><span>5 views</span></article></body>",
    "no interaction type": ld('{"@type":"Article","interactionStatistic":{"userInteractionCount":55}}'),
    "LikeAction": ld('{"@type":"Article","interactionStatistic":' + READ % ("LikeAction", "55") + "}"),
    "other article in a list": ld('{"@type":"ItemList","itemListElement":[{"@type":"Article","interactionStatistic":' + READ % ("ReadAction", "55") + "}]}"),
    "broken json": ld('{"interactionStatistic": '),
    "two structured counts": ld('[{"@type":"Article","interactionStatistic":' + READ % ("ReadAction", "5") + '},{"@type":"Article","interactionStatistic":' + READ % ("ReadAction", "6") + "}]"),
    "slashed eye": page("<i class='fa fa-eye-slash'></i> 55"),
    "empty": "",
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_the_shown_count_is_read(name: str) -> None:
    html, value = SHOWN[name]
    reading = read_page(html)
    assert reading.value == value, reading
    assert reading.low is not None
    assert reading.high is not None
    assert reading.low <= value <= reading.high
    assert reading.confidence >= 0.4
    assert reading.raw_text


@pytest.mark.parametrize("name", UNKNOWN)
def test_it_never_guesses(name: str) -> None:
    reading = read_page(UNKNOWN[name])
    assert reading.value is None, reading
    assert reading.source is None
    assert reading.reason


def test_an_empty_slot_says_that_javascript_fills_it() -> None:
    assert "JavaScript" in read_page(UNKNOWN["empty slot"]).reason
    assert "JavaScript" in read_page(page("<b class='n'></b>"), ".n").reason


def test_a_shown_zero_goes_to_a_person() -> None:
    reading = read_page(page("<span>Dibaca 0 Kali</span>"))
    assert (reading.value, reading.confidence) == (0, 0.4)


def test_a_taught_selector_reads_its_place_only() -> None:
    html = page("<div class='info'>Kode 7</div><div class='baca'>1,2 rb</div>")
    reading = read_page(html, ".baca")
    assert (reading.value, reading.low, reading.high, reading.source, reading.confidence) == (1200, 1150, 1250, "selector", 0.8)
    assert read_page(page("<span>5 views</span>"), ".tidak-ada").value is None
    assert "salah tulis" in read_page(html, "div[").reason
    assert read_page(page("<b class='n'>5</b><b class='n'>6</b>"), ".n").value is None


def test_an_exact_number_inside_the_band_wins_over_a_rounded_one() -> None:
    html = ld('{"@type":"Article","interactionStatistic":' + READ % ("ReadAction", "1204") + "}")
    reading = read_page(html.replace("<h1>", "<b class='n'>1,2 rb</b><h1>"), ".n")
    assert (reading.value, reading.exact) == (1204, True)
    assert read_page(page("<b class='n' title='1234'>1,2 rb</b>"), ".n").value == 1234

"""What looks like a reader count and is none: in the byline, after the article, in the head. The answer is always None."""

# ruff: noqa: E501
# One row of the table is one piece of markup.

from tests.readership.pages.frames import FRAMES
from tests.readership.pages.shown import counter

META: dict[str, str] = {
    "nothing": "",
    "only a date": "<span><i class='fa fa-calendar'></i> 12/11/2026</span>",
    "date and time": "<span>12-11-2026 10:30</span>",
    "read on a date": "<span>Dibaca pada 12 November 2026</span>",
    "views until": "<span>Dilihat terakhir 12.11.2026</span>",
    "reading time": "<span>3 menit baca</span>",
    "reading time in English": "<span>5 min read</span>",
    "reading time labelled": "<span>Waktu baca: 3 menit</span>",
    "comments": "<span><i class='fa fa-comment'></i> 12</span>",
    "comments in words": "<span>12 Komentar</span>",
    "likes": "<span class='post-likes'><i class='fa fa-heart'></i> 512</span>",
    "shares": "<span class='share-count'>88 dibagikan</span>",
    "downloads": "<span>Diunduh 450 kali</span>",
    "downloads by class": "<span class='download-count'>450</span>",
    "rating": "<span class='rating'>4,5 dari 5 (12 suara)</span>",
    "average": "<span>3.25 views per day</span>",
    "average in Indonesian": "<span>Rata-rata dibaca 12 kali per hari</span>",
    "today": "<span>Dibaca hari ini: 12</span>",
    "this week": "<span>Views this week: 120</span>",
    "last seven days": "<span>120 views (last 7 days)</span>",
    "seven days in Indonesian": "<span>Dibaca 120 kali dalam 7 hari terakhir</span>",
    "online": "<span>Sedang dibaca 3 orang</span>",
    "online in English": "<span>3 people reading now</span>",
    "milyar or million": "<span>1,5 M views</span>",
    "M without decimals": "<span>2M views</span>",
    "M in Indonesian": "<span>Dilihat 1,5M kali</span>",
    "not a number": "<span>NaN kali dibaca</span>",
    "undefined": "<span>undefined kali dibaca</span>",
    "negative": "<span>-5 views</span>",
    "plus sign": "<span>99+ komentar</span>",
    "more than": "<span>&gt; 1000 views</span>",
    "over": "<span>Dibagikan lebih dari 1.000 kali</span>",
    "about": "<span>± 1.000 views</span>",
    "percent": "<span>Dibaca 45%</span>",
    "fraction": "<span>Dibaca 3/5 orang</span>",
    "range": "<span>100-200 views</span>",
    "three decimals and a dot": "<span>1.234,56 views</span>",
    "zero": "<span>Dibaca 0 Kali</span>",
    "zero beside an eye": "<i class='fa fa-eye'></i> 0 Kali",
    "template not filled": "<span class='views'>{{ views }} kali</span>",
    "counter by script": "<span class='post-views-count'></span>",
    "loading": "<div class='post-views load-dynamic'><span class='post-views-label'>Post Views:</span> <span class='post-views-count'>0</span></div>",
    "loading dots": "<span id='view-count'>...</span><script>fetch('/views').then(r=>r.text()).then(t=>document.getElementById('view-count').textContent=t)</script>",
    "jeg loading": "<div class='jeg_views_count'><div class='counts'></div><span class='sharetext'>VIEWS</span></div>",
    "hidden attribute": "<span class='post-views' hidden>55 views</span>",
    "display none": "<span style='display: none'>55 views</span>",
    "hidden class": "<span class='d-none'>55 views</span>",
    "aria hidden input": "<input type='hidden' name='views' value='55'>",
    "commented out": "<!-- <span>55 views</span> -->",
    "noscript": "<noscript><span>55 views</span></noscript>",
    "template element": "<template><span>55 views</span></template>",
    "script text": "<script>var views = 55; document.title = '55 views';</script>",
    "slashed eye": "<span><i class='fa fa-eye-slash'></i> 55</span>",
    "eye as button": "<button><i class='fa fa-eye'></i> Lihat</button>",
    "eye and date": "<span><i class='fa fa-eye'></i> 12 Nov 2026</span>",
    "page number": "<span>Halaman 3 dari 12</span>",
    "version": "<span>views v2.1</span>",
    "document number": "<span>Nomor: 512/PL.01/2026</span>",
    "gallery": "<span>12 foto, 3 video</span>",
    "phone": "<span>Hubungi (0274) 512345 untuk dibaca</span>",
    "font size": "<span>A- 16 A+</span>",
    "voters": "<span>1.234 pemilih</span>",
    "followers": "<span>1.234 pengikut</span>",
    "video on another channel": "<p>Video debat sudah ditonton sebanyak 4,1 juta kali di YouTube.</p>",
    "sentence without an end": "<div>Menurut panitia, video debat calon itu sudah <b>ditonton 4,1 juta kali</b> sejak kemarin</div>",
    "caption": "<figure><img src='a.jpg' alt='foto'><figcaption>Dilihat 55 kali</figcaption></figure>",
    "quote": "<blockquote>Dibaca 55 kali</blockquote>",
    "two that disagree": "<span>Dibaca 55 kali</span><span>Dilihat 77 kali</span>",
    "superscript": "<span>Dibaca 5<sup>2</sup> kali</span>",
    "sixteen digits": "<span>Dibaca 9999999999999999 kali</span>",
    "leading zeros": "<span>Dibaca 007 kali</span>",
    "file size": "<span>Lihat dokumen (1,2 MB)</span>",
    "tweet": "<blockquote class='twitter-tweet'>3,210 views</blockquote>",
}  # fmt: skip

AFTER: dict[str, str] = {
    "related posts": "<div class='related-posts'><h3>Berita Terkait</h3><ul><li><a href='/a'>Judul berita yang lain</a> <span>1.234 kali dibaca</span></li></ul></div>",
    "related without a class": "<h3>Baca juga</h3><ul><li><a href='/a'>Judul berita yang lain</a> 1.234 kali dibaca</li></ul>",
    "related cards": "<section><h4>Artikel Terkait</h4><div class='card'><a href='/a'>Judul lain</a><span><i class='fa fa-eye'></i> 912</span></div></section>",
    "one other post": "<div class='list-group'><a class='list-group-item' href='/a'><h6>Sosialisasi di kampus</h6><small>Dibaca 87 kali</small></a></div>",
    "other posts in a table": "<table><tr><td><a href='/a'>Pengumuman seleksi anggota badan adhoc</a></td><td>Dibaca 87 kali</td></tr></table>",
    "comments with counts": "<div class='comments'><p>Siti: artikel ini sudah dibaca 55 kali</p><span>55 views</span></div>",
    "comment section by id": "<section id='komentar'><span>Dibaca 55 kali</span></section>",
    "whole site": "<div><p>123.456</p><p>Jumlah Pembaca</p></div>",
    "whole site in a line": "<div>Jumlah Pembaca : 123.456</div>",
    "site statistics": "<div class='statistik'><div>Hari ini: 55 views</div><div>Total: 12.345 views</div></div>",
    "site visitors": "<div>Total Pengunjung: 12.345</div>",
    "site views": "<div>Total kunjungan: 12.345</div>",
    "popular widget": "<div class='widget'><h3>Populer</h3><div>Satu <span>90 kali dibaca</span></div></div>",
    "popular list of wpp": "<ul class='wpp-list'><li><a href='/a'>Rapat pleno terbuka rekapitulasi</a> <span class='wpp-views'>381 views</span></li></ul>",
    "trending by id": "<div id='trending'><span>55 views</span></div>",
    "video card": "<div class='video-card'><h5>Video: Debat Terbuka</h5><span>4.123 views</span></div>",
    "next and previous": "<nav class='post-navigation'><a href='/n'>Berikutnya: Rapat kerja</a> <span>55 views</span></nav>",
    "author box": "<div class='author-box'><h4>Admin</h4><span>321 artikel</span><span>12.345 views</span></div>",
    "attachment list": "<ul class='attachments'><li><a href='/f.pdf'>Keputusan Nomor 12</a> <span>diunduh 45 kali</span></li></ul>",
    "attachment views": "<div class='lampiran'><a href='/f.pdf'>Keputusan Nomor 12 Tahun 2026</a> dilihat 45 kali</div>",
    "more articles": "<article class='post'><h3>Judul lain</h3><span>5 views</span></article><article class='post'><h3>Judul ketiga</h3><span>5 views</span></article>",
    "embedded frame": "<iframe srcdoc='<span>55 views</span>'></iframe>",
    "advertisement": "<div class='iklan'><span>Dilihat 5 jt kali</span></div>",
    "poll": "<div class='polling'><h4>Jajak Pendapat</h4><span>512 suara</span></div>",
}  # fmt: skip

_LD = "<script type='application/ld+json'>{}</script>"
HEAD: dict[str, str] = {
    "no interaction type": _LD.format('{"@type":"Article","interactionStatistic":{"@type":"InteractionCounter","userInteractionCount":55}}'),
    "LikeAction": _LD.format('{"@type":"Article","interactionStatistic":' + counter('"https://schema.org/LikeAction"', "55") + "}"),
    "CommentAction": _LD.format('{"@type":"Article","interactionStatistic":' + counter('"https://schema.org/CommentAction"', "55") + "}"),
    "ShareAction": _LD.format('{"@type":"Article","interactionStatistic":' + counter('{"@type":"ShareAction"}', "55") + "}"),
    "another article in a list": _LD.format('{"@type":"ItemList","itemListElement":[{"@type":"Article","interactionStatistic":' + counter('"ReadAction"', "55") + "}]}"),
    "the publisher's followers": _LD.format('{"@type":"Article","publisher":{"@type":"Organization","interactionStatistic":' + counter('"FollowAction"', "55") + "}}"),
    "a video within": _LD.format('{"@type":"Article","video":{"@type":"VideoObject","interactionStatistic":' + counter('"WatchAction"', "55") + "}}"),
    "comments": _LD.format('{"@type":"Article","commentCount":55,"comment":[{"@type":"Comment","interactionStatistic":' + counter('"ViewAction"', "55") + "}]}"),
    "word count": _LD.format('{"@type":"Article","wordCount":550}'),
    "broken": _LD.format('{"interactionStatistic": '),
    "two that disagree": _LD.format('[{"@type":"Article","interactionStatistic":' + counter('"ReadAction"', "5") + '},{"@type":"Article","interactionStatistic":' + counter('"ReadAction"', "6") + "}]"),
    "negative": _LD.format('{"@type":"Article","interactionStatistic":' + counter('"ReadAction"', "-5") + "}"),
    "null": _LD.format('{"@type":"Article","interactionStatistic":' + counter('"ReadAction"', "null") + "}"),
    "description that tells": "<meta name='description' content='Dibaca 55 kali'>",
    "title that tells": "<title>Dibaca 55 kali</title>",
}  # fmt: skip


def absent_pages() -> dict[str, str]:
    """Every trap in every frame."""
    pages = {}
    for name, frame in FRAMES.items():
        pages |= {f"{kind} / {name}": frame(markup, "", "") for kind, markup in META.items()}
        pages |= {f"after: {kind} / {name}": frame("", markup, "") for kind, markup in AFTER.items()}
        pages |= {f"head: {kind} / {name}": frame("", "", markup) for kind, markup in HEAD.items()}
    return pages

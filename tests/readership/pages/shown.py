"""What articles show of their own readers: markup beside the title, the count, and its bounds where it is rounded."""

# ruff: noqa: E501
# One row of the table is one piece of markup.

from tests.readership.pages.frames import FRAMES

Expected = tuple[int, int, int | None]


def exact(value: int) -> Expected:
    return value, value, value


META: dict[str, tuple[str, Expected]] = {
    "kali dibaca beside an eye": ("<i class='fa fa-eye'></i> 1.234 Kali Dibaca&nbsp;", exact(1234)),
    "dibaca kali": ("<span>Dibaca 1.234 Kali</span>", exact(1234)),
    "kali dilihat": ("<span>1.234 Kali dilihat</span>", exact(1234)),
    "views with comma": ("<span>1,234 views</span>", exact(1234)),
    "one view": ("<span>1 view</span>", exact(1)),
    "views rounded": ("<span>1.2K views</span>", (1200, 1150, 1250)),
    "at least": ("<span>1.000+ views</span>", (1000, 1000, None)),
    "more than, in words": ("<span>Dibaca lebih dari 1.000 kali</span>", (1000, 1000, None)),
    "million": ("<span>1.2M views</span>", (1_200_000, 1_150_000, 1_250_000)),
    "post views counter": ("<div class='post-views content-post post-4711 entry-meta load-static'><span class='post-views-icon dashicons dashicons-chart-bar'></span> <span class='post-views-label'>Post Views:</span> <span class='post-views-count'>1,234</span></div>", exact(1234)),
    "post views counter in Indonesian": ("<div class='post-views post-4711'><span class='post-views-label'>Dilihat:</span> <span class='post-views-count'>2.101</span></div>", exact(2101)),
    "post views counter without label": ("<div class='post-views post-99'><span class='post-views-count'>1234</span></div>", exact(1234)),
    "wp statistics": ("<span>Views: 1234</span>", exact(1234)),
    "aria label": ("<span aria-label='1,234 Views'>1.2K</span>", exact(1234)),
    "title attribute": ("<span title='1204 kali dilihat'><i class='fa fa-eye'></i> 1,2rb</span>", exact(1204)),
    "title attribute alone": ("<span title='1204 kali dilihat'><i class='fa fa-eye'></i></span>", exact(1204)),
    "bootstrap tooltip": ("<span data-bs-toggle='tooltip' data-original-title='981 kali dibaca'><i class='bi bi-eye'></i></span>", exact(981)),
    "jeg meta views": ("<div class='jeg_meta_views'><a href='#'><i class='fa fa-eye'></i> 1.234 </a></div>", exact(1234)),
    "jeg views beside shares": ("<div class='jeg_share_count'><div class='counts'>77</div></div><div class='jeg_views_count'><div class='counts'>1.2k</div><span class='sharetext'>VIEWS</span></div>", (1200, 1150, 1250)),
    "td number in class": ("<div class='td-post-views'><i class='td-icon-views'></i><span class='td-nr-views-68'>412</span></div>", exact(412)),
    "td label after": ("<div><span class='td-nr-views-68'>412</span><span class='td-post-views-text'> Views</span></div>", exact(412)),
    "non-breaking space, no word": ("<span class='meta-views meta-item hot'><span class='tie-icon-fire'></span> 3&nbsp;919</span>", exact(3919)),
    "narrow space": ("<span class='meta-views'>12\u202f720</span>", exact(12720)),
    "signal icon": ("<span class='meta-views'><i class='fa fa-signal'></i> 58</span>", exact(58)),
    "heart is not likes": ("<span><i class='fa fa-heart'></i> 512 views</span>", exact(512)),
    "joomla page visits": ("<dd class='hits'><span class='icon-eye-open'></span><meta itemprop='interactionCount' content='UserPageVisits:231'>Dilihat: 231</dd>", exact(231)),
    "joomla hits": ("<dd class='hits'><span class='icon-eye'></span> Hits: 4.231</dd>", exact(4231)),
    "joomla meta without itemprop": ("<meta content='UserPageVisits:231'>Hits: 231", exact(231)),
    "floating div": ("<div style='float:left'>Dibaca: 87</div>", exact(87)),
    "itemprop count": ("<span itemprop='interactionCount'>87</span>", exact(87)),
    "comma on an Indonesian page": ("<small><i class='fa fa-eye'></i> 1,234 kali dibaca</small>", exact(1234)),
    "bold number": ("<div>dilihat : <b>45</b> kali</div>", exact(45)),
    "strong": ("<strong>Dilihat : 45</strong>", exact(45)),
    "label in its own element": ("<span><span class='lbl'>Dibaca</span> <span class='val'>1.045</span> <span>kali</span></span>", exact(1045)),
    "comma times": ("<div>Dilihat : 1,204 Kali</div>", exact(1204)),
    "x dibaca": ("<span>16 x dibaca</span>", exact(16)),
    "x glued": ("<span>16x dibaca</span>", exact(16)),
    "jumlah dilihat": ("<span>Jumlah Dilihat : 16</span>", exact(16)),
    "telah dibaca": ("<em>Telah dibaca 2.310 kali</em>", exact(2310)),
    "sudah dilihat": ("<span>Sudah dilihat 75 kali</span>", exact(75)),
    "artikel ini telah dibaca": ("<div>Artikel ini telah dibaca 310 kali</div>", exact(310)),
    "drupal view counter": ("<div id='viewcounter'>341</div>", exact(341)),
    "drupal reads": ("<ul class='links'><li class='statistics_counter'><span>341 reads</span></li></ul>", exact(341)),
    "count class with k": ("<a class='post-views-count'>113.2k</a>", (113_200, 113_150, 113_250)),
    "goatcounter": ("<div id='gcvc-views'>1\u2009234</div>", exact(1234)),
    "one label of several": ("<div aria-label='5 replies, 3 reposts, 10 likes, 4223 views'>4.2K</div>", exact(4223)),
    "rb glued": ("<span>85rb x ditonton</span>", (85_000, 84_500, 85_500)),
    "rb": ("<span>1,2 rb kali dibaca</span>", (1200, 1150, 1250)),
    "rb with non-breaking space": ("<span>Dibaca 1,2&nbsp;rb kali</span>", (1200, 1150, 1250)),
    "ribu": ("<span>Dilihat 12 ribu kali</span>", (12_000, 11_500, 12_500)),
    "jt": ("<span>1,2 jt x dilihat</span>", (1_200_000, 1_150_000, 1_250_000)),
    "juta": ("<span>Ditonton 2 juta kali</span>", (2_000_000, 1_500_000, 2_500_000)),
    "miliar": ("<span>1,5 miliar kali dilihat</span>", (1_500_000_000, 1_450_000_000, 1_550_000_000)),
    "persian digits": ("<span class='post-views-count'>۱۲۳۴</span>", exact(1234)),
    "arabic digits with word": ("<span>١٬٢٣٤ views</span>", exact(1234)),
    "full-width digits": ("<span>Dibaca １２３ kali</span>", exact(123)),
    "by admin": ("<div>by ADMIN 72 views</div>", exact(72)),
    "meta line with bars": ("<div>Admin | 12 Nov 2026 | Dibaca 1.234 kali | 3 komentar</div>", exact(1234)),
    "meta line with dots": ("<div>Humas · 12 Nov 2026 · 1.234 views · 3 min read</div>", exact(1234)),
    "meta line with dashes": ("<div>12 November 2026 - Admin - 87 kali dilihat</div>", exact(87)),
    "meta line with commas": ("<small>Kamis, 12 November 2026, dibaca 87 kali</small>", exact(87)),
    "japanese": ("<span>381ビュー</span>", exact(381)),
    "screen reader text": ("<span>1.2K<span class='sr-only'>1,234 views</span></span>", exact(1234)),
    "parentheses": ("<span>(dibaca 812 kali)</span>", exact(812)),
    "brackets": ("<span>[ Dilihat 812 Kali ]</span>", exact(812)),
    "eye and number with word after": ("<span><i class='fas fa-eye'></i> 97 pembaca</span>", exact(97)),
    "pembaca": ("<span>Pembaca: 1.977</span>", exact(1977)),
    "orang": ("<span>Dilihat oleh 97 orang</span>", exact(97)),
    "dikunjungi": ("<span>Dikunjungi 54 kali</span>", exact(54)),
    "diakses": ("<span>Diakses : 540 kali</span>", exact(540)),
    "tayangan": ("<span>3.210 tayangan</span>", exact(3210)),
    "page views": ("<span>Page Views: 640</span>", exact(640)),
    "pageviews in one word": ("<span>Pageviews: 640</span>", exact(640)),
    "kali dibaca first": ("<span>Kali dibaca: 640</span>", exact(640)),
    "readers of this article": ("<span>Jumlah pembaca artikel ini: 640</span>", exact(640)),
    "beside an author's link": ("<span>oleh <a href='/author/humas' rel='author'>Humas KPU Kabupaten Contoh</a></span> <span>640 views</span>", exact(640)),
    "beside a category": ("<div><a href='/kategori/berita-kpu'>Berita KPU Kabupaten</a> | Dibaca 640 kali</div>", exact(640)),
    "upper case": ("<span>DIBACA : 640 KALI</span>", exact(640)),
    "wide spaces": ("<span>  Dibaca   \n\t 640 \n kali </span>", exact(640)),
    "cells of a table": ("<table><tr><td>Dibaca</td><td>:</td><td>640 kali</td></tr></table>", exact(640)),
    "definition list": ("<dl><dt>Dilihat</dt><dd>640 kali</dd></dl>", exact(640)),
    "seven digits": ("<span>1.234.567 views</span>", exact(1234567)),
    "eye as image": ("<span><img class='icon-eye' src='/eye.svg' alt=''> 640 kali</span>", exact(640)),
    "bootstrap eye, bare number": ("<span><i class='bi bi-eye'></i> 640</span>", exact(640)),
    "material eye, bare number": ("<span><i class='mdi mdi-eye'></i> 640</span>", exact(640)),
    "material ligature": ("<span><i class='material-icons'>visibility</i> 640</span>", exact(640)),
    "svg eye": ("<span class='views'><svg class='eye'><path d='M1 2'/></svg> 640</span>", exact(640)),
    "link around": ("<a href='#'><i class='fa fa-eye'></i> 640 Views</a>", exact(640)),
    "exact beside rounded": ("<span class='post-views'>1,2 rb <small>(1.204 kali dibaca)</small></span>", exact(1204)),
    "small tag": ("<small class='text-muted'>Dilihat: 1.001x</small>", exact(1001)),
    "times dibaca with colon before": ("<span>Dibaca : 1.001 x</span>", exact(1001)),
    "hit": ("<span>Hit: 1001</span>", exact(1001)),
    "hits after": ("<span>1001 hits</span>", exact(1001)),
    "viewed times": ("<span>Viewed 1,001 times</span>", exact(1001)),
    "read times": ("<span>Read 1,001 times</span>", exact(1001)),
    "this post has been viewed": ("<span>This post has been viewed 1,001 times</span>", exact(1001)),
}  # fmt: skip

_LD = "<script type='application/ld+json'>{}</script>"
_COUNTER = '{"@type":"InteractionCounter","interactionType":%s,"userInteractionCount":%s}'
_ARTICLE = '{"@context":"https://schema.org","@type":"NewsArticle","headline":"x","interactionStatistic":%s}'


def counter(action: str, amount: str) -> str:
    return _COUNTER % (action, amount)


HEAD: dict[str, tuple[str, Expected]] = {
    "ReadAction": (_LD.format(_ARTICLE % counter('"https://schema.org/ReadAction"', "1204")), exact(1204)),
    "ViewAction as text": (_LD.format(_ARTICLE % counter('"http://schema.org/ViewAction"', '"18462"')), exact(18462)),
    "ViewAction with a space": (_LD.format(_ARTICLE % counter('"https://schema.org/ViewAction"', '"3 641"')), exact(3641)),
    "typed action": (_LD.format(_ARTICLE % counter('{"@type":"WatchAction"}', "55")), exact(55)),
    "WatchAction after LikeAction": (_LD.format(_ARTICLE % ("[" + counter('"https://schema.org/LikeAction"', "9") + "," + counter('"https://schema.org/WatchAction"', "55") + "]")), exact(55)),
    "in a graph": (_LD.format('{"@graph":[{"@type":"WebSite","name":"KPU"},' + _ARTICLE % counter('"https://schema.org/ReadAction"', "77") + "]}"), exact(77)),
    "in a list": (_LD.format('[{"@type":"BreadcrumbList"},' + _ARTICLE % counter('"ReadAction"', "78") + "]"), exact(78)),
    "whole number as decimal": (_LD.format(_ARTICLE % counter('"ReadAction"', "1204.0")), exact(1204)),
    "UserPageVisits": (_LD.format('{"@type":"Article","interactionCount":"UserPageVisits:512"}'), exact(512)),
    "agreeing twice": (_LD.format(_ARTICLE % counter('"ReadAction"', "78")) + _LD.format(_ARTICLE % counter('"ReadAction"', "78")), exact(78)),
}  # fmt: skip


def shown_pages() -> dict[str, tuple[str, Expected]]:
    """Every markup in every frame."""
    pages = {
        f"{kind} / {name}": (frame(markup, "", ""), expected)
        for name, frame in FRAMES.items()
        for kind, (markup, expected) in META.items()
    }
    return pages | {
        f"{kind} / {name}": (frame("", "", head), expected)
        for name, frame in FRAMES.items()
        for kind, (head, expected) in HEAD.items()
    }

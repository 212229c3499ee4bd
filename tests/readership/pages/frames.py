"""Frames of ten kinds of sites. Each holds numbers that are no reader count of the article: the traps of a real page."""

# ruff: noqa: E501
# One part of a page stays on one line.

from collections.abc import Callable

Frame = Callable[[str, str, str], str]
_TEXT = "<p>KPU Kabupaten Contoh menetapkan 1.500 pemilih pada 12 November 2026 pukul 10.30 WIB.</p><p>Rapat dihadiri 25 orang, dan video kegiatan telah ditonton 4,1 juta kali di kanal lain.</p>"
_TITLE = "Penetapan Daftar Pemilih Berkelanjutan Triwulan III"


def opensid(meta: str, after: str, head: str) -> str:
    return (
        f"<!DOCTYPE html><html lang='id'><head><title>{_TITLE}</title>{head}</head><body><div id='container'>"
        "<div class='breadcrumb'>Beranda / Artikel / 12</div><div class='single_page_area'>"
        f"<h2 class='post_titile'>{_TITLE}</h2><div class='single_page_content'><div style='margin-top:10px'>{meta}</div>{_TEXT}</div>{after}</div>"
        "<div id='rightsidebar'><div class='single_bottom_rightbar'><h2>Arsip Artikel</h2><div class='meta_date'>12 Nov 2026 | 2.345 Kali</div>"
        "<div class='meta_date'>3 Okt 2026 | 871 Kali</div></div><div class='single_bottom_rightbar'><h2>Statistik Pengunjung</h2>"
        "<table><tr><td>Hari ini</td><td>: 412</td></tr><tr><td>Kemarin</td><td>: 689</td></tr><tr><td>Total Pengunjung</td><td>: 345.678</td></tr></table></div></div></div></body></html>"
    )


def wordpress(meta: str, after: str, head: str) -> str:
    return (
        f"<!DOCTYPE html><html lang='id-ID'><head><title>{_TITLE}</title>{head}</head><body class='single single-post has-sidebar'><header class='site-header'><nav><a href='/'>Beranda</a> <span class='count'>3</span></nav></header>"
        f"<main id='main'><article class='post-812 post type-post'><header class='entry-header'><h1 class='entry-title'>{_TITLE}</h1><div class='entry-meta'><time datetime='2026-11-12T10:30'>12 November 2026</time> <span class='byline'>oleh Humas</span> {meta} <span class='comments-link'>5 Komentar</span></div></header>"
        f"<div class='entry-content'>{_TEXT}</div>{after}<div class='sharedaddy'><span class='share-count'>77</span></div></article>"
        "<div id='comments' class='comments-area'><h2>5 tanggapan</h2><ol class='comment-list'><li>Budi: saya sudah membaca 55 kali</li></ol></div></main>"
        "<aside class='widget-area'><section class='widget widget_views'><h2>Berita Populer</h2><ul><li><a href='/a'>Sosialisasi pemilih pemula di sekolah</a> - 1,999 views</li><li><a href='/b'>Rapat kerja bulanan</a> - 888 views</li></ul></section></aside>"
        "<footer><p>Total pengunjung: 99.123</p></footer></body></html>"
    )


def newspaper(meta: str, after: str, head: str) -> str:
    return (
        f"<html lang='id'><head><title>{_TITLE}</title>{head}</head><body><div class='td-main-content-wrap'><div class='td-post-template-default'><div class='td-post-header'><h1 class='entry-title'>{_TITLE}</h1>"
        f"<div class='td-module-meta-info'><span class='td-post-date'><time>12 Nov 2026</time></span> {meta} <div class='td-post-comments'><a href='#respond'><i class='td-icon-comments'></i>3</a></div></div></div><div class='td-post-content'>{_TEXT}</div>{after}"
        "<div class='td-related-title'><h4>ARTIKEL TERKAIT</h4></div><div class='td_block_related_posts'><h3><a href='/x'>Kunjungan kerja ke daerah</a></h3><span class='td-nr-views-90'>5544</span></div></div></div></body></html>"
    )


def jnews(meta: str, after: str, head: str) -> str:
    return (
        f"<html lang='id'><head><title>{_TITLE}</title>{head}</head><body><div class='jeg_main'><div class='entry-header'><h1 class='jeg_post_title'>{_TITLE}</h1><div class='jeg_meta_container'><div class='jeg_meta_author'>oleh Admin</div><div class='jeg_meta_date'>12/11/2026</div>{meta}<div class='jeg_meta_comment'><a href='#c'><i class='fa fa-comment-o'></i> 4</a></div></div></div>"
        f"<div class='jeg_share_stats'><div class='jeg_share_count'><div class='counts'>77</div><span class='sharetext'>SHARES</span></div></div><div class='content-inner'>{_TEXT}</div>{after}"
        "<div class='jnews_related_post_container'><article class='jeg_post'><h3>Pelantikan PPK</h3><div class='jeg_meta_views'><i class='fa fa-eye'></i> 661</div></article></div></div></body></html>"
    )


def joomla(meta: str, after: str, head: str) -> str:
    return (
        f"<html lang='id-id'><head><title>{_TITLE}</title>{head}</head><body class='site com_content view-article'><div class='item-page' itemscope itemtype='https://schema.org/Article'><h1 itemprop='headline'>{_TITLE}</h1>"
        f"<div class='article-info muted'><div class='article-info-term'>Rincian</div><div class='published'>Diterbitkan: 12 November 2026</div>{meta}</div><div itemprop='articleBody'>{_TEXT}</div>{after}</div>"
        "<div class='moduletable'><h3>Paling banyak dibaca</h3><ul class='mostread'><li><a href='/1'>Jadwal kampanye terbaru (2.210)</a></li></ul></div><div class='moduletable'><h3>Pengunjung</h3><div>Total: 881.234 kunjungan</div></div></body></html>"
    )


def lokomedia(meta: str, after: str, head: str) -> str:
    return (
        f"<html><head><title>{_TITLE}</title>{head}</head><body><table width='100%'><tr><td><h1>{_TITLE}</h1><span class='tanggal'>Kamis, 12 November 2026 - 10:30:00 WIB</span><br>{meta}<br>{_TEXT}{after}</td>"
        "<td class='sidebar'><h3>Terpopuler</h3><ul><li><a href='berita-9.html'>Bakti sosial di desa</a> (dibaca 812 kali)</li></ul><h3>Statistik User</h3><p>Pengunjung hari ini : 45</p><p>Total hits : 1.238.812</p><p>Jumlah Pembaca : 77.120</p></td></tr></table></body></html>"
    )


def laravel(meta: str, after: str, head: str) -> str:
    return (
        f"<html lang='id'><head><title>{_TITLE}</title>{head}</head><body><main class='container'><div class='row'><div class='col-lg-8'><h1 class='fw-bold'>{_TITLE}</h1><div class='d-flex gap-3 text-muted small'><span><i class='bi bi-calendar'></i> 12 November 2026</span><span><i class='bi bi-person'></i> Admin</span>{meta}</div><div class='mt-4'>{_TEXT}</div>{after}</div>"
        "<div class='col-lg-4'><div class='card'><div class='card-header'><h5>Berita Terbaru</h5></div><div class='card-body'><a href='/berita/3'>Simulasi pemungutan suara</a><small><i class='bi bi-eye'></i> 320 kali dibaca</small></div></div></div></div></main></body></html>"
    )


def drupal(meta: str, after: str, head: str) -> str:
    return (
        f"<html lang='id'><head><title>{_TITLE}</title>{head}</head><body><div class='region-content'><div class='node node--type-article node--view-mode-full'><h1><span>{_TITLE}</span></h1><div class='node__meta'>Dikirim oleh humas pada 12 November 2026</div><div class='node__content'><div class='field--name-body'>{_TEXT}</div></div><ul class='links inline'><li>{meta}</li></ul>{after}</div></div>"
        "<div class='region-sidebar-second sidebar'><div class='views-element-container'><h2>Popular content</h2><div class='views-row'><a href='/n/4'>Lomba karya tulis</a> <span>91 reads</span></div></div></div></body></html>"
    )


def kpu(meta: str, after: str, head: str) -> str:
    return (
        f"<html lang='id'><head><title>{_TITLE}</title>{head}</head><body><section id='blog' class='blog'><div class='container'><div class='row'><div class='col-lg-8 entries'><article class='entry entry-single'><h1 class='entry-title'>{_TITLE}</h1><div class='entry-meta'><ul><li class='d-flex align-items-center'><i class='bi bi-clock'></i> 12 Nov 2026</li><li class='d-flex align-items-center'>{meta}</li></ul></div><div class='entry-content'>{_TEXT}</div>{after}</article></div>"
        "<div class='col-lg-4'><div class='sidebar'><h3 class='sidebar-title'>Berita Lain</h3><div class='sidebar-item recent-posts'><div class='post-item'><h4><a href='/blog/read/7'>Evaluasi kehumasan tahun berjalan</a></h4><small>Dilihat 442 kali</small></div></div></div></div></div></div></section></body></html>"
    )


def portal(meta: str, after: str, head: str) -> str:
    return (
        f"<html lang='en'><head><title>{_TITLE}</title>{head}</head><body><div class='page'><h1>{_TITLE}</h1><p class='meta-line'>12 Nov 2026</p>{meta}<div class='story'>{_TEXT}</div>{after}</div>"
        "<div class='most-read'><h3>Most Read</h3><ol><li><a href='/s/1'>Polling stations are ready</a><span>12,400 views</span></li></ol></div><div class='stats'><h4>Site statistics</h4><span>Page views: 4,300,120</span></div></body></html>"
    )


FRAMES: dict[str, Frame] = {
    frame.__name__: frame for frame in (opensid, wordpress, newspaper, jnews, joomla, lokomedia, laravel, drupal, kpu, portal)
}

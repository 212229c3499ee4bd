"""The space of pages: ways of building a site, times the places of a count, times its wording, times what lies beside it."""

# ruff: noqa: E501
# One part of a page stays on one line.

from collections.abc import Callable
from dataclasses import dataclass

TITLE = "Kirab Maskot Pilkada Disambut Ribuan Warga di Alun-Alun Selong"
OTHER = "Longsor Tutup Jalan Pusuk, Arus Dialihkan ke Senggigi"
THIRD = "Harga Cabai Naik Jelang Akhir Tahun di Pasar Kebon Roek"
_SENTENCES = (
    "Selong - Kirab maskot diikuti 1.200 peserta dari 21 kecamatan dan berakhir di alun-alun kota pada pukul 17.30 WITA.",
    "Ketua KPU menyampaikan bahwa tahapan pemilihan berjalan sesuai Peraturan KPU Nomor 2 Tahun 2024.",
    "“Kami berharap partisipasi mencapai 80 persen,” ujarnya di hadapan warga dan 14 pimpinan partai politik.",
)


@dataclass(frozen=True)
class Slots:
    """What an office's own page may show: above the title, under it, right after the text, at the foot of its box."""

    above: str = ""
    meta: str = ""
    after: str = ""
    beside: str = ""


Skeleton = Callable[[Slots], str]


def paragraphs() -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in _SENTENCES)


def lines() -> str:
    return "<br><br>".join(_SENTENCES)


def boxes() -> str:
    return "".join(f"<div><span style='font-size:12pt'>{sentence}</span></div>" for sentence in _SENTENCES)


def document(body: str, head: str = "", title: str = f"{TITLE} | KPU Kabupaten Lombok Timur") -> str:
    return f"<!DOCTYPE html><html lang='id'><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>{body}</body></html>"


def hero(s: Slots) -> str:
    return document(
        f"<header class='navbar'><a href='/'>KPU Lotim</a></header><section class='page-banner'><div class='container'>{s.above}<h1>{TITLE}</h1><div class='banner-meta'><span>12 Mei 2026</span> {s.meta}</div></div></section>"
        f"<section class='py-5'><div class='container'><div class='row'><div class='col-lg-8'><div class='content-body'>{paragraphs()}</div>{s.after}</div><div class='col-lg-4'><h5>Pilihan Redaksi</h5><div class='mini'><a href='/b/2'>{OTHER}</a><span>4.410 views</span></div></div></div></div></section>{s.beside}<footer><p>Copyright 2026</p></footer>"
    )


def breadcrumb_title(s: Slots) -> str:
    return document(
        f"<div class='breadcrumb-area'><h1>{TITLE}</h1><ul><li><a href='/'>Beranda</a></li><li>Berita</li></ul></div><main><article class='blog-details'>{s.above}<h2 class='title'>{TITLE}</h2><ul class='blog-meta'><li><i class='fa fa-user'></i> Humas</li><li>{s.meta}</li></ul>{paragraphs()}{s.after}</article></main>"
        f"<aside><h4>Berita Lain</h4><div><a href='/b/2'>{OTHER}</a> <small>99 kali dibaca</small></div></aside>{s.beside}"
    )


def page_title_section(s: Slots) -> str:
    return document(
        f"<section id='breadcrumbs'><h2>Berita</h2></section><section class='inner'><div class='post'>{s.above}<h3><a href='/berita/kirab'>{TITLE}</a></h3><p class='text-muted'>Diposting pada 12 Mei 2026</p>{s.meta}<hr>{paragraphs()}<hr>{s.after}</div></section><section class='lain'><h3>Kabar Hangat</h3><div class='kartu'><b>{OTHER}</b><br>3.221 kali dibaca</div></section>{s.beside}"
    )


def site_named_h1(s: Slots) -> str:
    return document(
        f"<header><h1 class='logo'>KPU Kabupaten Lombok Timur</h1></header><div id='isi'>{s.above}<div class='judul'>{TITLE}</div><div class='sub'>12/05/2026 10:11 WITA</div>{s.meta}<div class='teks'>{paragraphs()}</div>{s.after}</div><div id='kanan'><b>Paling Dicari</b><ul><li><a href='/b/2'>{OTHER}</a> (812x dibaca)</li></ul></div>{s.beside}"
    )


def broken_lines(s: Slots) -> str:
    return document(
        f"<table width=100%><tr><td width=70% valign=top>{s.above}<font size=4><b>{TITLE}</b></font><br><small>Selasa, 12 Mei 2026</small><br>{s.meta}<br><br>{lines()}<br><br>{s.after}</td><td valign=top bgcolor=#eee><b>Artikel Pilihan</b><br><a href=b2.html>{OTHER}</a><br>dibaca 771 kali<br><a href=b3.html>{THIRD}</a><br>dibaca 540 kali</td></tr></table>{s.beside}"
    )


def text_in_boxes(s: Slots) -> str:
    return document(
        f"<div class='Blog'><div class='post-outer'>{s.above}<h3 class='post-title entry-title'>{TITLE}</h3><div class='post-header'><span class='post-author'>Humas</span> {s.meta}</div><div class='post-body entry-content'>{boxes()}</div><div class='post-footer'>{s.after}</div></div></div><div class='PopularPosts'><h2>Entri Populer</h2><ul><li><a href='/x'>{OTHER}</a> <span>1.200 tayangan</span></li></ul></div>{s.beside}"
    )


def card(s: Slots) -> str:
    return document(
        f"<div class='container'><div class='card'><div class='card-header'>{s.above}<h5 class='card-title'>{TITLE}</h5><div class='small'>{s.meta}</div></div><div class='card-body'>{paragraphs()}</div><div class='card-footer text-muted'>{s.after}</div></div></div><div class='container'><div class='card'><div class='card-header'>Sorotan</div><div class='card-body'><a href='/2'>{OTHER}</a><br><span class='badge'>5.002 views</span></div></div></div>{s.beside}"
    )


def article_only_text(s: Slots) -> str:
    return document(
        f"<main><header class='post-head'>{s.above}<h1>{TITLE}</h1><div class='post-info'>{s.meta}</div></header><article class='prose'>{paragraphs()}</article><div class='post-bottom'>{s.after}</div><section><h2>Jangan Lewatkan</h2><div class='grid'><a href='/2'><h4>{OTHER}</h4><span>👁 9.100</span></a></div></section></main>{s.beside}"
    )


def html5(s: Slots) -> str:
    return document(
        f"<main><article><header>{s.above}<h1>{TITLE}</h1><p class='byline'>Oleh <a rel='author' href='/author/humas'>Humas KPU Lombok Timur</a></p>{s.meta}</header><section class='body'>{paragraphs()}</section><footer>{s.after}</footer></article><article class='teaser'><h3><a href='/2'>{OTHER}</a></h3><span>2.900 kali dilihat</span></article></main>{s.beside}"
    )


def aspnet_form(s: Slots) -> str:
    return document(
        f"<form id='aspnetForm' action='./detail.aspx'><div id='wrap'><div id='konten'>{s.above}<span id='ctl00_lblJudul' class='judul'>{TITLE}</span><br><span id='ctl00_lblTanggal'>12 Mei 2026</span> {s.meta}<div id='ctl00_isi'>{paragraphs()}</div>{s.after}</div><div id='samping'><span class='hd'>Info Lain</span><div><a href='d.aspx?id=2'>{OTHER}</a><span>Dibaca: 321 kali</span></div></div></div></form>{s.beside}"
    )


def utility_classes(s: Slots) -> str:
    return document(
        f"<div id='__next'><nav><a href='/'>Beranda</a></nav><main class='mx-auto max-w-4xl px-4'>{s.above}<h1 class='text-3xl font-bold'>{TITLE}</h1><div class='mt-2 flex items-center gap-4 text-sm text-gray-500'><div class='flex gap-1'><svg class='lucide lucide-calendar'><path/></svg><span>12 Mei 2026</span></div><div class='flex gap-1'>{s.meta}</div></div><div class='prose mt-6'>{paragraphs()}</div><div class='mt-8 border-t pt-4'>{s.after}</div></main><section class='bg-gray-50'><p class='font-bold'>Artikel Lain untuk Anda</p><div class='grid'><a class='block' href='/2'><p>{OTHER}</p><p class='text-xs'>12.311 x dibaca</p></a></div></section></div>{s.beside}"
    )


def portal_columns(s: Slots) -> str:
    return document(
        f"<div class='wrapper'><div class='latest-strip'><span>Terkini</span> <a href='/9'>{THIRD}</a> <span>88 views</span></div><div class='row'><div class='col-8'><div class='detail__header'>{s.above}<h1 class='detail__title'>{TITLE}</h1><div class='detail__date'>Selasa, 12 Mei 2026 10:11 WITA</div><div class='detail__info'>{s.meta}</div></div><div class='detail__body'><div class='itp'>{paragraphs()}</div></div><div class='detail__bottom'>{s.after}</div></div><div class='col-4'><div class='box'><div class='box__title'>Terpopuler</div><div class='media'><div class='media__text'><a href='/2'>{OTHER}</a></div><div class='media__date'>8.812 kali dibaca</div></div></div></div></div></div>{s.beside}"
    )


SKELETONS: dict[str, Skeleton] = {
    make.__name__: make
    for make in (
        hero, breadcrumb_title, page_title_section, site_named_h1, broken_lines, text_in_boxes, card,
        article_only_text, html5, aspnet_form, utility_classes, portal_columns,
    )
}  # fmt: skip
PLACES: dict[str, Callable[[str], Slots]] = {
    "above": lambda markup: Slots(above=markup),
    "meta": lambda markup: Slots(meta=markup),
    "after": lambda markup: Slots(after=markup),
}

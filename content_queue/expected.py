"""What belongs into each field of the front matter, in Indonesian and English."""

from collections.abc import Mapping

EXPECTED: Mapping[str, tuple[str, str]] = {
    "title": ("judul, 1–200 huruf", "a headline of 1–200 characters"),
    "slug": ("huruf kecil, angka, dan tanda hubung, misalnya penetapan-dpb", "small letters, digits, hyphens: penetapan-dpb"),
    "summary": ("ringkasan, paling panjang 500 huruf", "a summary of at most 500 characters"),
    "category": ("satu nama kategori", "one category name"),
    "tags": ("[tanda-satu, tanda-dua]", "[tag-one, tag-two]"),
    "language": ("kode bahasa, misalnya id atau en", "a language code such as id or en"),
    "kind": ("berita, pengumuman, produk-hukum, infografis, siaran-pers, atau agenda",
             "berita, pengumuman, produk-hukum, infografis, siaran-pers or agenda"),
    "jenis": ("jenis dokumen, misalnya Keputusan", "the type of document, such as Keputusan"),
    "nomor": ("nomor dokumen, misalnya \"12\"", "the document's number, such as \"12\""),
    "tahun": ("tahun empat angka, misalnya 2026", "a year of four digits, such as 2026"),
    "tentang": ("hal yang diatur dokumen", "what the document is about"),
    "publish_at": ("tanggal dan jam, misalnya 2026-11-20 09:00", "date and time, such as 2026-11-20 09:00"),
    "expires_at": ("tanggal dan jam, misalnya 2026-12-31 16:00", "date and time, such as 2026-12-31 16:00"),
    "legal_basis": ("daftar peraturan, misalnya [Undang-Undang Nomor 7 Tahun 2017 tentang Pemilihan Umum]",
                    "a list of laws, such as [Undang-Undang Nomor 7 Tahun 2017 tentang Pemilihan Umum]"),
    "correction": ("apa yang diralat, dalam satu kalimat", "what was wrong, in one sentence"),
    "channels": ("[website, facebook]", "[website, facebook]"),
    "text": ("satu teks per kanal, misalnya {facebook: \"…\"}", "one text a channel, such as {facebook: \"…\"}"),
    "link_in_post": ("ya atau tidak, atau per kanal {facebook: ya}", "true or false, or per channel {facebook: true}"),
    "made_with_ai": ("ya atau tidak", "true or false"),
    "pdf_pages": ("ya atau tidak", "true or false"),
    "nota_dinas": ("nomor nota dinas", "the number of the nota dinas"),
    "unit": ("bagian kantor yang menguasai informasinya, misalnya Subbagian Hukum",
             "the part of the office that holds the information, such as Subbagian Hukum"),
    "alt": ("teks alternatif per gambar, misalnya {\"01.jpg\": \"…\"}", "alt text a picture, such as {\"01.jpg\": \"…\"}"),
    "captions": ("keterangan per gambar, misalnya {\"01.jpg\": \"…\"}", "a caption a picture, such as {\"01.jpg\": \"…\"}"),
}  # fmt: skip

HINT_NEAREST = ("Mungkin maksudnya “{nearest}”.", "Perhaps “{nearest}” was meant.")
HINT_NONE = ("Hapus baris ini.", "Delete this line.")

"""The ledger's words as an Indonesian office reads them on the board, in the recap and in the link record."""

PACKAGES = {
    "awaiting_approval": "Menunggu persetujuan",
    "approved": "Disetujui, menunggu tayang",
    "done": "Selesai",
    "cancelled": "Batal",
    "replaced": "Diganti revisi baru",
    "late": "Terlambat",
    "returned": "Dikembalikan untuk diperbaiki",
}
EMERGENCY = "DARURAT, belum disahkan"
DRAFTS = {
    "proposed": "Diusulkan",
    "postponed": "Ditunda",
    "accepted": "Disusun",
    "returned": "Dikembalikan untuk diperbaiki",
}
PUBLICATIONS = {
    "planned": "direncanakan",
    "intent": "sedang dikirim",
    "staged": "tersimpan, belum tampak",
    "live": "tayang, belum terbukti",
    "verified": "tayang dan terbukti",
    "unknown": "belum jelas, sedang dicari",
    "deferred": "ditunda",
    "rejected": "ditolak",
    "needs_human": "perlu keputusan orang",
    "expired": "kedaluwarsa",
    "withdrawn": "ditarik",
    "dead": "gagal",
}
GRADES = {"public": "dilihat publik", "platform": "menurut platform", "attested": "disaksikan"}
VERDICTS = {"live": "tayang", "live_warn": "tayang, ada catatan", "unknown": "belum dapat diperiksa", "dead": "mati"}
SOURCES = {
    "api": "API kanal",
    "jsonld": "data terstruktur halaman",
    "selector": "angka pada halaman (tempat diajarkan)",
    "text": "angka pada halaman",
    "page": "halaman",
    "manual": "diisi orang",
    "matomo": "Matomo",
    "plausible": "Plausible",
    "umami": "Umami",
    "goatcounter": "GoatCounter",
    "jetpack": "Jetpack Stats",
    "ga4": "Google Analytics 4",
    "wordpress": "WordPress",
    "wordpress:views": "WP-PostViews lewat REST",
    "post-views-counter": "Post Views Counter lewat REST",
    "wordpress_xmlrpc": "WordPress",
    "wordpress_xmlrpc:views": "bidang views lewat XML-RPC",
    "none": "",
}

METRICS = {
    "impression_count": "kali tampil",
    "post_total_media_view_unique": "orang melihat",
    "views": "kali dibaca",
    "reach": "akun melihat",
    "uniqueImpressionsCount": "orang melihat",
    "viewCount": "kali ditonton",
    "dibaca": "kali dibaca",
}
EVENTS = {
    "reset": "penghitung direset",
    "correction": "koreksi penghitung",
    "migration": "penghitung pindah",
    "source-change": "sumber angka diganti",
    "copied": "naskah salinan; angka awalnya bukan pembacanya",
}


def label(words: dict[str, str], code: str) -> str:
    """The word for a code; a code without one is shown as it is rather than hidden."""
    return words.get(code, code)

"""The daily roots as files that an auditor checks with openssl and sha256sum alone."""

import json
from pathlib import Path

from config.settings import HomeSettings
from flows.keys import pinned_roots
from language.say import later, said_in
from ledger import anchors
from ledger.anchor_check import check_anchors
from ledger.anchors import Anchor
from ledger.store import Ledger

README = later("""AKAR HARIAN BUKU CATATAN

HARI.txt         pernyataan hari itu: akar atas kepala rantai setiap satuan kerja, dan pernyataan sebelumnya (SHA-256)
HARI.json        kepala rantai yang dicakup akar itu, tanda tangan, kunci publik, nonce permintaan tanda waktu
HARI.tsr         jawaban server tanda waktu (RFC 3161) atas HARI.txt; tidak ada bila hari itu belum bertanda waktu
sertifikat.pem   sertifikat induk server tanda waktu menurut kantor ini; pastikan sendiri bahwa itu milik server tersebut

Memeriksa tanda waktu:  openssl ts -verify -data HARI.txt -in HARI.tsr -CAfile sertifikat.pem
Sertifikat sudah lewat? tambahkan -attime dengan waktu tanda waktu itu (detik sejak 1970), yang tertulis di HARI.json.
""")


def write_roots(ledger: Ledger, office: str, settings: HomeSettings, folder: Path) -> list[str]:
    """Write every root of this office's chain; what does not hold, in sentences. Nothing is written where there is none."""
    every = [anchor for anchor in anchors.anchors(ledger) if office in anchor.heads]
    roots = pinned_roots(settings)
    if every:
        folder.mkdir()
        (folder / "BACA-SAYA.txt").write_text(said_in(settings.office(office).report.language, README), encoding="utf-8")
        if roots is not None:
            (folder / "sertifikat.pem").write_bytes(roots)
    for anchor in every:
        _write(anchor, folder)
    return list(check_anchors(ledger, office, roots).faults)


def _write(anchor: Anchor, folder: Path) -> None:
    (folder / f"{anchor.day}.txt").write_bytes(anchor.statement)
    told = {
        "kepala": anchor.heads,
        "kunci_publik": anchor.public,
        "tanda_tangan": anchor.signature,
        "nonce": anchor.nonce,
        "waktu": anchor.stamped_at,
        "server": anchor.sent_to,
    }
    (folder / f"{anchor.day}.json").write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
    if anchor.token:
        (folder / f"{anchor.day}.tsr").write_bytes(anchor.token)

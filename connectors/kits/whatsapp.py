"""The kit of a channel on WhatsApp.

Source: WhatsApp's pages on channels and its limits of media and captions. Where sources disagree, what every one of them allows.
"""

from connectors.appearance import Appearance
from connectors.kits import MIB, KnownPlatform, utf16
from language.say import later

ROW = KnownPlatform(
    name=later("Saluran WhatsApp"),
    called=("whatsapp", "wa", "saluran whatsapp", "saluran-whatsapp", "whatsapp channel", "whatsapp-channel"),
    text=4096,
    captioned=1024,
    count=utf16,
    images=10,
    image_bytes=5 * MIB,
    hashtags=0,
    link_tapped=True,
    video_bytes=16 * MIB,
    steps=(
        later("Di WhatsApp ponsel kantor buka tab Pembaruan, lalu saluran kantor. Di komputer: web.whatsapp.com, Saluran."),
        later(
            "Bila ada gambar atau video: ketuk lampiran, pilih berkasnya menurut nomornya, lalu tempel teks sebagai "
            "keterangannya."
        ),
        later("Bila tanpa berkas: tempel teks ke kolom pembaruan dan tunggu sampai kartu tautannya muncul."),
        later("Periksa tanda *, _ dan ~ pada teks: WhatsApp membacanya sebagai huruf tebal, miring, dan coret."),
        later("Kirim. Kesalahan dapat disunting pada pembaruan itu juga, sampai 30 hari."),
    ),
    take_link=later("Tekan lama pembaruan itu, lalu Salin tautan (whatsapp.com/channel/…/nomor)."),
    lasting=later("WhatsApp menyimpan pembaruan saluran di servernya hanya 30 hari; tangkapan layar tetap ada sesudah itu."),
    address="https://whatsapp.com/channel/0029VaContoh",
    appearance=Appearance(
        shape="bubble", pictures="collage", folded_at=700, fold_word=later("Baca selengkapnya"), tint="#1c7c54"
    ),
)

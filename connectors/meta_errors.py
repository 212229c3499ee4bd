"""What Instagram and Threads say beyond Graph's own errors; judged by the subcode, because Meta uses one code for many things.

Source: Meta's page "Instagram Platform: Error Codes" (2 June 2026). A subcode that is not listed there is judged as any
error of Graph.
"""

import re
from datetime import timedelta

import requests

from connectors._social_errors import Step, json_object, unclear
from connectors.contract import ConnectorError, MaybePublished, NeedsHuman, Refused, StageAgain, TryLater
from connectors.facebook_errors import Service
from connectors.facebook_errors import explained as explained_by_graph
from language.say import later, t
from safety.clock import Clock

TOO_SOON = timedelta(seconds=30)
FETCH_AGAIN = timedelta(minutes=5)
QUOTA = timedelta(hours=1)
REFUSED = {
    2207004: later("gambar lebih besar daripada 8 MB"),
    2207005: later("gambar bukan JPEG"),
    2207009: later("perbandingan sisi gambar di luar 4:5 sampai 1,91:1"),
    2207010: later("keterangan terlalu panjang"),
    2207026: later("video bukan MP4 (H.264, AAC) yang diterima"),
    2207023: later("jenis kiriman tidak dikenal"),
    2207028: later("album harus berisi 2 sampai 10 gambar yang sah"),
    2207040: later("terlalu banyak sebutan akun (@)"),
}
UNUSABLE = re.compile(r"\bINVALID_(?:ASPEC\w*_RATIO|BIT_RATE|DURATION|FRAME_RATE|AUDIO_CHANNEL\w*)\b")
"""What Threads says of a film that it will never take."""
TRANSIENT = frozenset({2207001, 2207003, 2207032, 2207053})
LAPSED = frozenset({2207020})
ELSEWHERE = frozenset({2207006, 2207008, 4279009})
"""Instagram finds no such container: never made, over, or published already."""
NOT_READY = frozenset({2207027})
OVER_QUOTA = frozenset({2207042})
BLOCKED = frozenset({2207050, 2207051})
UNFETCHED = frozenset({2207052})


class NotReady(TryLater):
    """What is to be published is not processed yet, whatever its state said."""


def explained(response: requests.Response, step: Step, clock: Clock, service: Service) -> ConnectorError:
    """The error of the contract for an answer that is not a success."""
    error = (json_object(response) or {}).get("error")
    subcode = error.get("error_subcode") if isinstance(error, dict) else None
    if isinstance(subcode, int) and (known := by_subcode(subcode, step, clock, service)):
        return known
    return explained_by_graph(response, step, clock, service)


def by_subcode(subcode: int, step: Step, clock: Clock, service: Service) -> ConnectorError | None:
    """What one of Meta's subcodes for publishing means; None for any other."""
    name = service.name
    if subcode in REFUSED:
        return Refused(t("{name}: ditolak, {why} (kode {subcode}).", name=name, why=t(REFUSED[subcode]), subcode=subcode))
    if subcode in TRANSIENT:
        return unclear(name, step, t("{name} mengalami gangguan (kode {subcode})", name=name, subcode=subcode))
    if subcode in LAPSED:
        return StageAgain(
            t(
                "{name}: yang disiapkan sudah kedaluwarsa (kode {subcode}); disiapkan lagi, belum ada yang tayang.",
                name=name,
                subcode=subcode,
            )
        )
    if subcode in ELSEWHERE:
        return _elsewhere(subcode, step, name)
    if subcode in NOT_READY:
        return NotReady(t("{name}: gambar masih diolah; belum ada yang tayang.", name=name), clock.now() + TOO_SOON)
    if subcode in OVER_QUOTA:
        return TryLater(t("{name}: jatah kiriman 24 jam sudah habis; belum ada yang tayang.", name=name), clock.now() + QUOTA)
    if subcode in BLOCKED:
        return NeedsHuman(
            t(
                "{name}: akun dibatasi oleh {name} (kode {subcode}). Buka aplikasi {name}, ikuti petunjuknya.",
                name=name,
                subcode=subcode,
            )
        )
    if subcode in UNFETCHED:
        at = clock.now() + FETCH_AGAIN
        return TryLater(
            t(
                "{name}: gambar tidak dapat diambil dari situs (kode {subcode}); belum ada yang tayang.",
                name=name,
                subcode=subcode,
            ),
            at,
        )
    return None


def by_words(why: str, service: Service) -> ConnectorError | None:
    """What a service without subcodes says of a film that it could not use; None where another try may help."""
    if (found := UNUSABLE.search(why)) is None:
        return None
    return Refused(
        t(
            "{name}: video ditolak ({said}). Simpan ulang sebagai MP4 (H.264, AAC) dengan ukuran lain.",
            name=service.name,
            said=found[0],
        )
    )


def _elsewhere(subcode: int, step: Step, name: str) -> ConnectorError:
    if step is Step.REVEAL:
        return MaybePublished(
            t(
                "{name}: yang disiapkan tidak ditemukan lagi (kode {subcode}); mungkin sudah tayang, periksa dahulu.",
                name=name,
                subcode=subcode,
            )
        )
    return TryLater(
        t("{name}: yang disiapkan tidak ditemukan (kode {subcode}); belum ada yang tayang.", name=name, subcode=subcode)
    )

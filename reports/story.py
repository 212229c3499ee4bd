"""A package's whole story in plain sentences, from the ledger's entries alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.labels import EMERGENCY, EVENTS, GRADES, METRICS, SOURCES, VERDICTS, label
from reports.words import number

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Named:
    """How an office calls what the ledger keeps by number and sign: steps, people, channels, papers, moments of its own day."""

    step: Callable[[int], str]
    person: Callable[[str], str]
    channel: Callable[[str], str]
    moment: Callable[[str], str]
    paper: Callable[[str], str]
    """Where the paper with this digest lies that a sign-off rests on."""


@dataclass(frozen=True)
class Told:
    """One sentence of the story: when (a ledger stamp), on which channel ("" for the package), and what happened.

    `times`: how often it happened, where the same sentence followed itself; `until` is the last time then. `technical`: what only
    somebody who searches for a fault wants to read.
    """

    at: str
    channel: str
    text: str
    technical: bool = False
    times: int = 1
    until: str = ""
    next: str = ""
    """When it is tried again, "" where it is not; of a run of the same sentence the last."""


def story(entries: Iterable[Entry], named: Named, *, technical: bool = False) -> list[Told]:
    """Everything that happened, oldest first; a look that found the same again and again is one sentence."""
    told = [one for entry in entries for one in _sentences(entry, named) if technical or not one.technical]
    return list(_folded(told))


def _folded(told: Sequence[Told]) -> Iterator[Told]:
    """Runs of the same sentence on a channel as one, though other channels were told of in between."""
    last: dict[str, int] = {}
    kept: list[Told] = []
    for one in told:
        place = last.get(one.channel)
        if place is not None and kept[place].text == one.text:
            kept[place] = replace(kept[place], times=kept[place].times + 1, until=one.at, next=one.next)
        else:
            last[one.channel] = len(kept)
            kept.append(one)
    yield from kept


def _sentences(entry: Entry, named: Named) -> Iterator[Told]:
    tell = _TELLERS.get(entry["kind"])
    text = tell(entry, named) if tell else ""
    if text:
        quiet = (entry["kind"], entry["event"]) in _TECHNICAL
        again = entry["facts"].get("retry_at") if entry["kind"] == "publication" else None
        tried = f"Dicoba lagi {named.moment(again)}." if again and entry["event"] in _TRIED_AGAIN else ""
        yield Told(entry["at"], entry.get("channel") or "", text, quiet, next=tried)


def _package(entry: Entry, _: Named) -> str:
    facts, revision = entry["facts"], entry["revision"]
    match entry["event"]:
        case "sealed":
            return f"Revisi {revision} diterima dan disegel: “{facts.get('title', '')}”. Sejak ini isinya tidak dapat berubah."
        case "approved":
            return f"Revisi {revision} disetujui: semua tanda tangan yang diminta sudah ada."
        case "done":
            return f"Revisi {revision} selesai di semua kanal dan dipindahkan ke arsip/."
        case "cancelled":
            return f"Revisi {revision} dibatalkan: mapnya diambil dari masuk/ sebelum ada yang tayang."
        case "replaced":
            return f"Revisi {revision} tidak dipakai lagi; yang lebih baru menggantikannya."
        case "late":
            return f"Revisi {revision} terlambat, menunggu keputusan. {facts.get('problem', '')}".strip()
        case "returned":
            return f"Revisi {revision} dikembalikan ke konsep/ untuk diperbaiki. {facts.get('problem', '')}".strip()
        case "noted" if facts.get("problem"):
            return f"Belum berlanjut: {facts['problem']}"
        case "noted":
            return "Halangannya sudah hilang; berlanjut."
        case other:
            return f"Keadaan paket: {other}. {facts.get('problem', '')}".strip()


def _sign_off(entry: Entry, named: Named) -> str:
    said = entry["evidence"]
    answer = "Ya" if said["decision"] == "ya" else "Tidak"
    about = "isi" if said["covers"] == "konten" else "kebutuhan"
    more = [f"nota dinas {said['nota_dinas']}"] if said.get("nota_dinas") else []
    more += [f"dilihat lagi {said['later']}"] if said.get("later") else []
    more += [f"“{said['note']}”"] if said.get("note") else []
    more += ["dengan kunci"] if said.get("signature") else []
    more += [named.paper(said["paper"])] if said.get("paper") else []
    tail = f" ({'; '.join(more)})" if more else ""
    return f"{named.person(said['person'])} menjawab {answer} pada {named.step(said['step'])}, tentang {about}{tail}."


def _emergency(entry: Entry, named: Named) -> str:
    if entry["event"] == "settled":
        return "Keadaan darurat disahkan: langkah yang kurang sudah ditandatangani."
    said = entry["evidence"]
    return f"{EMERGENCY}: {named.person(said['person'])} memerintahkan tayang darurat (“{said.get('note', '')}”)."


def _publication(entry: Entry, named: Named) -> str:
    facts, event = entry["facts"], entry["event"]
    problem, channel = facts.get("problem", ""), named.channel(entry["channel"])
    if event == "Looked":
        return _found(entry, channel)
    person = entry["evidence"].get("person", "")
    by = f" oleh {named.person(person)}" if person else ""
    sentences = {
        "planned": f"Direncanakan tayang di {channel}.",
        "StageSent": f"Mulai dikirim ke {channel}, belum tampak (percobaan {facts.get('attempt')}).",
        "sending": f"Satu permintaan tulis dikirim ke {channel} (yang ke-{facts.get('writes')}).",
        "handle": f"Berkas tersimpan di {channel}: {entry['evidence'].get('name', '')}.",
        "StageDone": f"Tersimpan lengkap di {channel}, belum tampak untuk umum.",
        "RevealSent": f"Perintah tayang dikirim ke {channel}.",
        "Revealed": f"{channel} menjawab: sudah tayang di {facts.get('url')}",
        "Unclear": f"Jawaban {channel} tidak jelas: {problem}. Dicari dahulu, tidak dikirim lagi begitu saja.",
        "SurelyNot": f"Belum tayang di {channel}: {problem}.",
        "Exhausted": f"Tidak dikirim lagi ke {channel}: {problem}.",
        "SaidNo": f"{channel} menolak isi ini: {problem}.",
        "PersonNeeded": f"Perlu keputusan orang di {channel}: {problem}.",
        "Expired": f"Tidak tayang di {channel}: {problem}.",
        "Proved": f"Terbukti tayang di {channel} ({label(GRADES, facts.get('grade', ''))}): {facts.get('url')}",
        "NotProved": f"Belum terbukti tayang di {channel}: {problem}.",
        "PersonSaysLive": f"Dinyatakan tayang di {channel}{by}: {facts.get('url')}",
        "PersonSaysNotLive": f"Dinyatakan belum tayang di {channel}{by}; dikirim lagi.",
        "TakenDown": f"Ditarik dari {channel}{by}: tidak tampak lagi.",
        "corrected": f"Ralat tampak di {channel}: isinya kini revisi {facts.get('shown')}.",
        "stray_discarded": f"Sisa yang tak pernah tampak dihapus dari {channel}.",
        "restored": f"Buku catatan dipulihkan dari cadangan; {channel} diperiksa dahulu sebelum mengirim.",
    }
    return sentences.get(event, f"{channel}: {event}. {problem}".strip())


def _found(entry: Entry, channel: str) -> str:
    facts = entry["facts"]
    match entry["evidence"].get("finding"):
        case "Found":
            return f"Dicari di {channel}: ditemukan{', di ' + facts['url'] if facts.get('url') else ''}."
        case "Absent":
            return f"Dicari di {channel}: tidak ada."
        case _:
            return f"Dicari di {channel}: belum dapat dipastikan. {facts.get('problem', '')}".strip()


def _check(entry: Entry, named: Named) -> str:
    facts = entry["facts"]
    detail = f": {facts['detail'].rstrip('.')}" if facts.get("detail") else ""
    return f"Tautan {named.channel(entry['channel'])} diperiksa: {label(VERDICTS, facts['verdict'])}{detail}."


def _copy(entry: Entry, named: Named) -> str:
    facts = entry["facts"]
    lacking = f" ({number(facts['missing'])} berkas tidak terambil)" if facts.get("missing") else ""
    return f"Dokumentasi offline {named.channel(entry['channel'])} disimpan{lacking}: {facts['path']}"


def _reading(entry: Entry, named: Named) -> str:
    facts, channel, said = entry["facts"], named.channel(entry["channel"]), entry.get("evidence", {})
    if facts.get("value") is None:
        return f"Pembaca {channel} tidak diketahui: {facts.get('reason', '').rstrip('.')}."
    shown = f" Tertulis “{said['raw_text']}”; kutipan halamannya di gudang/{said['path']}." if said.get("path") else ""
    count = f"{number(facts['value'])} {label(METRICS, facts['metric'])}"
    return f"Pembaca {channel}: {count} ({label(SOURCES, facts['source'])}).{shown}"


def _reader_event(entry: Entry, named: Named) -> str:
    facts, said, channel = entry["facts"], entry["evidence"], named.channel(entry["channel"])
    who = named.person(said["person"])
    if entry["event"] == "revoked":
        return f"Kejadian pembaca {channel} nomor {facts['number']} dicabut oleh {who}: “{said['reason']}”."
    count = f" ({number(facts['count'])})" if facts["count"] is not None else ""
    what = label(EVENTS, facts["what"])
    return f"Pembaca {channel}: {what}{count} pada {named.moment(facts['since'])}, menurut {who}: “{said['reason']}”."


def _inner_link(entry: Entry, _: Named) -> str:
    count = len(entry["evidence"]["urls"])
    return (
        f"Tautan di dalam kiriman dicatat untuk diperiksa tiap bulan: {number(count)}."
        if count
        else "Kiriman ini tidak memuat tautan."
    )


def _withdrawal(entry: Entry, named: Named) -> str:
    facts, channel = entry["facts"], named.channel(entry["channel"])
    match entry["event"]:
        case "ordered":
            return f"{named.person(facts.get('person', ''))} memerintahkan penarikan dari {channel}: {facts.get('reason', '')}."
        case "carried_out":
            return f"Penarikan dari {channel} selesai."
        case _:
            return f"Penarikan dari {channel} belum selesai: {facts.get('problem', '')}."


def _correction(entry: Entry, named: Named) -> str:
    facts, channel = entry["facts"], named.channel(entry["channel"])
    match entry["event"]:
        case "sending":
            return f"Ralat (revisi {facts.get('to_revision')}) dikirim ke {channel}."
        case "carried_out":
            return f"Ralat di {channel} selesai."
        case "tried":
            return f"Ralat di {channel} belum selesai: {facts.get('problem', '')}."
        case "left":
            return f"Ralat di {channel} tidak diteruskan, atas keputusan orang."
        case _:
            return f"Ralat di {channel} akan ditayangkan sebagai kiriman baru, atas keputusan orang."


def _alarm(entry: Entry, named: Named) -> str:
    facts, channel = entry["facts"], named.channel(entry["channel"] or "")
    if entry["event"] == "settled":
        return f"Peringatan tentang tautan {channel} selesai: tautannya tayang kembali."
    return f"PERINGATAN tentang tautan {channel}: {facts.get('why', '')} {facts.get('do', '')}".strip()


def _queue(entry: Entry, _: Named) -> str:
    problems = entry["evidence"].get("problems", [])
    return "\n".join(("Ditahan di ditahan/ karena:", *(f"• {problem}" for problem in problems)))


_TELLERS: Mapping[str, Callable[[Entry, Named], str]] = {
    "package": _package,
    "sign_off": _sign_off,
    "emergency": _emergency,
    "publication": _publication,
    "check": _check,
    "copy": _copy,
    "reading": _reading,
    "reader_event": _reader_event,
    "inner_link": _inner_link,
    "withdrawal": _withdrawal,
    "correction": _correction,
    "alarm": _alarm,
    "queue": _queue,
}
_TRIED_AGAIN = frozenset(("Unclear", "SurelyNot", "Exhausted", "NotProved"))
_TECHNICAL = frozenset(
    ("publication", event) for event in ("sending", "handle", "StageSent", "StageDone", "RevealSent", "stray_discarded")
)

"""A package's whole story in plain sentences, from the ledger's entries alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from language.say import later, t, tn
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
        tried = t("Dicoba lagi {when}.", when=named.moment(again)) if again and entry["event"] in _TRIED_AGAIN else ""
        yield Told(entry["at"], entry.get("channel") or "", text, quiet, next=tried)


_OF_A_PACKAGE = {
    "sealed": later("Revisi {revision} diterima dan disegel: “{title}”. Sejak ini isinya tidak dapat berubah."),
    "approved": later("Revisi {revision} disetujui: semua tanda tangan yang diminta sudah ada."),
    "done": later("Revisi {revision} selesai di semua kanal dan dipindahkan ke arsip/."),
    "cancelled": later("Revisi {revision} dibatalkan: mapnya diambil dari masuk/ sebelum ada yang tayang."),
    "replaced": later("Revisi {revision} tidak dipakai lagi; yang lebih baru menggantikannya."),
    "continued": later("Revisi {revision} dilanjutkan: ralat yang menunggu di depannya tidak jadi."),
    "late": later("Revisi {revision} terlambat, menunggu keputusan. {problem}"),
    "returned": later("Revisi {revision} dikembalikan ke konsep/ untuk diperbaiki. {problem}"),
}


def _package(entry: Entry, _: Named) -> str:
    facts, event = entry["facts"], entry["event"]
    problem = facts.get("problem", "")
    if event == "noted":
        return t("Belum berlanjut: {problem}", problem=problem) if problem else t("Halangannya sudah hilang; berlanjut.")
    said = _OF_A_PACKAGE.get(event) or later("Keadaan paket: {event}. {problem}")
    return t(said, revision=entry["revision"], title=facts.get("title", ""), problem=problem, event=event).strip()


def _sign_off(entry: Entry, named: Named) -> str:
    said = entry["evidence"]
    more = [t("nota dinas {number}", number=said["nota_dinas"])] if said.get("nota_dinas") else []
    more += [t("dilihat lagi {day}", day=said["later"])] if said.get("later") else []
    more += [f"“{said['note']}”"] if said.get("note") else []
    more += [t("dengan kunci")] if said.get("signature") else []
    more += [named.paper(said["paper"])] if said.get("paper") else []
    answered = later("{person} menjawab {answer} pada {step}, tentang kebutuhan{more}.")
    if said["covers"] == "konten":
        answered = later("{person} menjawab {answer} pada {step}, tentang isi{more}.")
    return t(
        answered,
        person=named.person(said["person"]),
        answer=t("Ya") if said["decision"] == "ya" else t("Tidak"),
        step=named.step(said["step"]),
        more=f" ({'; '.join(more)})" if more else "",
    )


def _emergency(entry: Entry, named: Named) -> str:
    if entry["event"] == "settled":
        return t("Keadaan darurat disahkan: langkah yang kurang sudah ditandatangani.")
    said = entry["evidence"]
    person, note = named.person(said["person"]), said.get("note", "")
    return f"{t(EMERGENCY)}: {t('{person} memerintahkan tayang darurat (“{note}”).', person=person, note=note)}"


_OF_A_PUBLICATION = {
    "planned": later("Direncanakan tayang di {channel}."),
    "StageSent": later("Mulai dikirim ke {channel}, belum tampak (percobaan {attempt})."),
    "sending": later("Satu permintaan tulis dikirim ke {channel} (yang ke-{writes})."),
    "handle": later("Berkas tersimpan di {channel}: {name}."),
    "StageDone": later("Tersimpan lengkap di {channel}, belum tampak untuk umum."),
    "RevealSent": later("Perintah tayang dikirim ke {channel}."),
    "Revealed": later("{channel} menjawab: sudah tayang di {url}"),
    "Unclear": later("Jawaban {channel} tidak jelas: {problem}. Dicari dahulu, tidak dikirim lagi begitu saja."),
    "SurelyNot": later("Belum tayang di {channel}: {problem}."),
    "Exhausted": later("Tidak dikirim lagi ke {channel}: {problem}."),
    "SaidNo": later("{channel} menolak isi ini: {problem}."),
    "PersonNeeded": later("Perlu keputusan orang di {channel}: {problem}."),
    "Expired": later("Tidak tayang di {channel}: {problem}."),
    "Proved": later("Terbukti tayang di {channel} ({grade}): {url}"),
    "NotProved": later("Belum terbukti tayang di {channel}: {problem}."),
    "PersonSaysLive": later("Dinyatakan tayang di {channel}: {url}"),
    "PersonSaysNotLive": later("Dinyatakan belum tayang di {channel}; dikirim lagi."),
    "TakenDown": later("Ditarik dari {channel}: tidak tampak lagi."),
    "corrected": later("Ralat tampak di {channel}: isinya kini revisi {shown}."),
    "stray_discarded": later("Sisa yang tak pernah tampak dihapus dari {channel}."),
    "restored": later("Buku catatan dipulihkan dari cadangan; {channel} diperiksa dahulu sebelum mengirim."),
}
_BY_A_PERSON = {
    "PersonSaysLive": later("Dinyatakan tayang di {channel} oleh {person}: {url}"),
    "PersonSaysNotLive": later("Dinyatakan belum tayang di {channel} oleh {person}; dikirim lagi."),
    "TakenDown": later("Ditarik dari {channel} oleh {person}: tidak tampak lagi."),
}


def _publication(entry: Entry, named: Named) -> str:
    facts, event, evidence = entry["facts"], entry["event"], entry["evidence"]
    problem, channel = facts.get("problem", ""), named.channel(entry["channel"])
    if event == "Looked":
        return _found(entry, channel)
    person = evidence.get("person", "")
    said = (_BY_A_PERSON.get(event) if person else None) or _OF_A_PUBLICATION.get(event)
    if said is None:
        return f"{channel}: {event}. {problem}".strip()
    values = {name: facts.get(name) for name in ("attempt", "writes", "url", "shown")}
    values |= {"name": evidence.get("name", ""), "grade": label(GRADES, facts.get("grade", ""))}
    return t(said, channel=channel, problem=problem, person=named.person(person) if person else "", **values)


def _found(entry: Entry, channel: str) -> str:
    facts = entry["facts"]
    match entry["evidence"].get("finding"):
        case "Found" if facts.get("url"):
            return t("Dicari di {channel}: ditemukan, di {url}.", channel=channel, url=facts["url"])
        case "Found":
            return t("Dicari di {channel}: ditemukan.", channel=channel)
        case "Absent":
            return t("Dicari di {channel}: tidak ada.", channel=channel)
        case _:
            said = t("Dicari di {channel}: belum dapat dipastikan.", channel=channel)
            return f"{said} {facts.get('problem', '')}".strip()


def _check(entry: Entry, named: Named) -> str:
    facts = entry["facts"]
    verdict = label(VERDICTS, facts["verdict"]) + (f": {facts['detail'].rstrip('.')}" if facts.get("detail") else "")
    return t("Tautan {channel} diperiksa: {verdict}.", channel=named.channel(entry["channel"]), verdict=verdict)


def _copy(entry: Entry, named: Named) -> str:
    facts, channel = entry["facts"], named.channel(entry["channel"])
    if missing := facts.get("missing"):
        return tn(
            "Dokumentasi offline {channel} disimpan ({count} berkas tidak terambil): {path}",
            missing,
            count=number(missing),
            channel=channel,
            path=facts["path"],
        )
    return t("Dokumentasi offline {channel} disimpan: {path}", channel=channel, path=facts["path"])


def _reading(entry: Entry, named: Named) -> str:
    facts, channel, said = entry["facts"], named.channel(entry["channel"]), entry.get("evidence", {})
    if facts.get("value") is None:
        why = facts.get("reason", "").rstrip(".")
        return t("Pembaca {channel} tidak diketahui: {why}.", channel=channel, why=why)
    count = f"{number(facts['value'])} {label(METRICS, facts['metric'])}"
    told = t("Pembaca {channel}: {count} ({source}).", channel=channel, count=count, source=label(SOURCES, facts["source"]))
    if not said.get("path"):
        return told
    shown = t("Tertulis “{text}”; kutipan halamannya di gudang/{path}.", text=said["raw_text"], path=said["path"])
    return f"{told} {shown}"


def _reader_event(entry: Entry, named: Named) -> str:
    facts, said, channel = entry["facts"], entry["evidence"], named.channel(entry["channel"])
    who, why = named.person(said["person"]), said["reason"]
    if entry["event"] == "revoked":
        revoked = later("Kejadian pembaca {channel} nomor {number} dicabut oleh {who}: “{why}”.")
        return t(revoked, channel=channel, number=facts["number"], who=who, why=why)
    what = label(EVENTS, facts["what"]) + (f" ({number(facts['count'])})" if facts["count"] is not None else "")
    noted = later("Pembaca {channel}: {what} pada {when}, menurut {who}: “{why}”.")
    return t(noted, channel=channel, what=what, when=named.moment(facts["since"]), who=who, why=why)


def _inner_link(entry: Entry, _: Named) -> str:
    count = len(entry["evidence"]["urls"])
    if not count:
        return t("Kiriman ini tidak memuat tautan.")
    return t("Tautan di dalam kiriman dicatat untuk diperiksa tiap bulan: {count}.", count=number(count))


def _withdrawal(entry: Entry, named: Named) -> str:
    facts, channel = entry["facts"], named.channel(entry["channel"])
    match entry["event"]:
        case "ordered":
            person, why = named.person(facts.get("person", "")), facts.get("reason", "")
            return t("{person} memerintahkan penarikan dari {channel}: {why}.", person=person, channel=channel, why=why)
        case "carried_out":
            return t("Penarikan dari {channel} selesai.", channel=channel)
        case _:
            return t("Penarikan dari {channel} belum selesai: {problem}.", channel=channel, problem=t(facts.get("problem", "")))


def _correction(entry: Entry, named: Named) -> str:
    facts, channel = entry["facts"], named.channel(entry["channel"])
    match entry["event"]:
        case "sending":
            return t("Ralat (revisi {revision}) dikirim ke {channel}.", revision=facts.get("to_revision"), channel=channel)
        case "carried_out":
            return t("Ralat di {channel} selesai.", channel=channel)
        case "tried":
            return t("Ralat di {channel} belum selesai: {problem}.", channel=channel, problem=t(facts.get("problem", "")))
        case "left":
            return t("Ralat di {channel} tidak diteruskan, atas keputusan orang.", channel=channel)
        case _:
            return t("Ralat di {channel} akan ditayangkan sebagai kiriman baru, atas keputusan orang.", channel=channel)


def _alarm(entry: Entry, named: Named) -> str:
    facts, channel = entry["facts"], named.channel(entry["channel"] or "")
    if entry["event"] == "settled":
        return t("Peringatan tentang tautan {channel} selesai: tautannya tayang kembali.", channel=channel)
    why = f"{facts.get('why', '')} {facts.get('do', '')}"
    return t("PERINGATAN tentang tautan {channel}: {why}", channel=channel, why=why).strip()


def _queue(entry: Entry, _: Named) -> str:
    problems = entry["evidence"].get("problems", [])
    return "\n".join((t("Ditahan di ditahan/ karena:"), *(f"• {problem}" for problem in problems)))


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

"""A package's story: every event of the ledger has a sentence of its own, and what repeats itself is told once."""

from typing import Any

import pytest

from ledger.entries import Kind
from publishing.events import Event
from reports.story import Named, story

NAMED = Named(
    step=lambda nr: f"langkah {nr}",
    person=lambda person: person.title(),
    channel=lambda channel: {"website": "Situs web", "x": "X"}.get(channel, channel),
    moment=lambda at: at[11:16].replace(":", "."),
    paper=lambda sha256: f"bukti {sha256}",
)


def entry(
    kind: Kind, event: str, channel: str = "website", at: str = "2026-11-20T08:00:00+00:00", **facts: Any
) -> dict[str, Any]:
    evidence = facts.pop("evidence", {})
    return {
        "kind": str(kind), "event": event, "at": at, "channel": channel, "revision": 1, "facts": facts, "evidence": evidence
    }  # fmt: skip


@pytest.mark.parametrize("event", [kind.__name__ for kind in Event.__args__])
def test_every_event_of_a_publication_has_a_sentence_and_not_its_name(event: str) -> None:
    (told,) = story([entry(Kind.PUBLICATION, event, problem="alasan", state="live", url="http://contoh")], NAMED, technical=True)
    assert event not in told.text
    assert "Situs web" in told.text


def test_an_unclear_answer_is_told_with_what_tayang_does_about_it() -> None:
    (told,) = story(
        [entry(Kind.PUBLICATION, "Unclear", problem="sambungan terputus", retry_at="2026-11-20T08:03:00+00:00")], NAMED
    )
    assert told.text == "Jawaban Situs web tidak jelas: sambungan terputus. Dicari dahulu, tidak dikirim lagi begitu saja."
    assert told.next == "Dicoba lagi 08.03."


def test_a_month_of_looks_is_one_sentence_a_channel_until_one_finds_something_else() -> None:
    looks = [
        entry(Kind.CHECK, "looked", channel, f"2026-11-{day:02}T01:00:00+00:00", verdict="live", detail="")
        for day in range(1, 21)
        for channel in ("website", "x")
    ]
    gone = entry(Kind.CHECK, "looked", "x", "2026-11-21T01:00:00+00:00", verdict="dead", detail="Halaman tidak ditemukan.")
    told = story([*looks, gone], NAMED)
    assert [(one.channel, one.times, one.until[:10]) for one in told] == [
        ("website", 20, "2026-11-20"),
        ("x", 20, "2026-11-20"),
        ("x", 1, ""),
    ]
    assert told[2].text == "Tautan X diperiksa: mati: Halaman tidak ditemukan."


def test_single_requests_are_for_those_who_search_for_a_fault() -> None:
    sent = [entry(Kind.PUBLICATION, "sending", writes=1), entry(Kind.PUBLICATION, "Revealed", url="http://contoh/1")]
    assert [one.text for one in story(sent, NAMED)] == ["Situs web menjawab: sudah tayang di http://contoh/1"]
    assert len(story(sent, NAMED, technical=True)) == 2


def test_a_sign_off_names_who_what_and_on_which_paper() -> None:
    said = {"decision": "tidak", "covers": "kebutuhan", "person": "sekretaris", "step": 3, "later": "2027-01-15", "paper": "ab12"}
    (told,) = story([entry(Kind.SIGN_OFF, "signed", "", evidence=said)], NAMED)
    assert told.text == "Sekretaris menjawab Tidak pada langkah 3, tentang kebutuhan (dilihat lagi 2027-01-15; bukti ab12)."

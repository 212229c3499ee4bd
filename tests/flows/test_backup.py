"""A home that was lost comes back from its backup, and nothing that went out in between goes out twice."""

import shutil

import pytest

from ledger import queries
from ledger.entries import Entry, Kind
from ledger.verify import verify
from publishing.states import State
from tests.flows.homes import OFFICE
from tests.flows.loss import EVERYWHERE, Loss, loss

__all__ = ["loss"]
pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
NOWHERE = {"site": 0, "graph": 0, "x": 0}


def everything_once(loss: Loss) -> None:
    assert loss.everywhere() == EVERYWHERE
    assert set(loss.states().values()) == {State.VERIFIED}
    assert verify(loss.ledger, OFFICE) == []


def test_what_was_published_after_the_backup_is_found_again_and_not_sent_twice(loss: Loss) -> None:
    loss.drop()
    loss.seal()
    loss.approve()
    loss.back_up()
    loss.sweep()
    everything_once(loss)
    links = {row.key.channel: row.url for row in queries.publications(loss.ledger, OFFICE)}

    loss.lose_and_restore()
    loss.settle()

    everything_once(loss)
    assert {row.key.channel: row.url for row in queries.publications(loss.ledger, OFFICE)} == links
    events = [entry["event"] for entry in queries.history(loss.ledger, OFFICE, kinds=[Kind.RESTORE])]
    assert events == ["restored", "reconciled"]


def test_what_was_approved_after_the_backup_and_is_approved_again_is_not_sent_twice(loss: Loss) -> None:
    loss.drop()
    loss.seal()
    loss.back_up()
    loss.approve()
    loss.sweep()
    everything_once(loss)
    loss.lose_and_restore()
    loss.settle()
    assert queries.packages(loss.ledger, OFFICE)[0].state == "awaiting_approval"
    loss.approve()
    loss.settle()
    everything_once(loss)


def test_what_was_dropped_after_the_backup_and_is_dropped_again_is_adopted(loss: Loss) -> None:
    loss.back_up()
    shutil.copytree(loss.drop(), loss.path / "simpanan-operator")
    loss.seal()
    loss.approve()
    loss.sweep()
    everything_once(loss)
    loss.lose_and_restore()
    loss.settle(1)
    shutil.copytree(loss.path / "simpanan-operator", loss.home.inbox / "penetapan-dpb")
    loss.seal()
    loss.approve()
    loss.settle()
    everything_once(loss)


def test_nothing_goes_out_before_absence_is_proved_and_then_everything_does_once(loss: Loss) -> None:
    loss.drop()
    loss.seal()
    loss.approve()
    loss.back_up()
    loss.lose_and_restore()
    first = loss.sweep()
    assert "dipulihkan dari cadangan" in first.closed
    assert loss.everywhere() == NOWHERE
    loss.settle()
    everything_once(loss)


def test_what_was_half_way_at_the_backup_and_went_out_afterwards_is_not_sent_twice(loss: Loss) -> None:
    for member, path in (("graph", "/feed"), ("x", "/tweets")):
        fault = {"action": "status_429", "method": "POST", "path": path, "times": 1}
        loss.misbehaves(member, **fault)
    loss.drop()
    loss.seal()
    loss.approve()
    loss.sweep()
    assert loss.states() == {"website": State.VERIFIED, "facebook": State.DEFERRED, "x": State.DEFERRED}
    loss.back_up()
    loss.sweep(300)
    everything_once(loss)
    loss.lose_and_restore()
    loss.settle()
    everything_once(loss)


def test_a_revision_that_was_mended_and_published_after_the_backup_keeps_the_older_one_from_going_out(loss: Loss) -> None:
    folder = loss.drop()
    loss.seal()
    loss.approve()
    loss.back_up()
    shutil.move(folder, loss.home.path / "konsep" / "diperbaiki")
    loss.sweep()
    mended = loss.home.path / "konsep" / "diperbaiki"
    (mended / "disposisi.yaml").unlink()
    naskah = mended / "naskah.md"
    naskah.write_text(naskah.read_text(encoding="utf-8").replace("triwulan ketiga", "triwulan keempat"), encoding="utf-8")
    shutil.move(mended, folder)
    loss.seal()
    loss.approve()
    loss.sweep()
    assert loss.everywhere() == EVERYWHERE
    loss.lose_and_restore()
    loss.settle()
    assert loss.everywhere() == EVERYWHERE
    assert loss.states()["website"] == State.NEEDS_HUMAN
    website = next(row for row in queries.publications(loss.ledger, OFFICE) if row.key.channel == "website")
    assert "revisi 2" in website.problem


def test_a_mended_revision_is_found_on_a_platform_that_keeps_posts_under_our_mark_without_a_hidden_stage(loss: Loss) -> None:
    folder = loss.drop(channels="bluesky")
    loss.seal()
    loss.approve()
    loss.back_up()
    shutil.move(folder, loss.home.path / "konsep" / "diperbaiki")
    loss.sweep()
    mended = loss.home.path / "konsep" / "diperbaiki"
    (mended / "disposisi.yaml").unlink()
    naskah = mended / "naskah.md"
    naskah.write_text(naskah.read_text(encoding="utf-8").replace("triwulan ketiga", "triwulan keempat"), encoding="utf-8")
    shutil.move(mended, folder)
    loss.seal()
    loss.approve()
    loss.sweep()
    assert len(loss.public("bluesky")) == 1
    loss.lose_and_restore()
    loss.settle()
    assert len(loss.public("bluesky")) == 1, "the older revision must not go out beside the mended one"
    assert loss.states()["bluesky"] == State.NEEDS_HUMAN
    assert "revisi 2" in loss.rows()["bluesky"].problem


def test_without_its_secrets_a_restored_home_sends_nothing_and_names_them(loss: Loss) -> None:
    loss.drop()
    loss.seal()
    loss.approve()
    loss.back_up()
    back = loss.lose_and_restore(secrets=False)
    assert any("TAYANG_LATIHAN_FACEBOOK" in line for line in back.missing)
    assert "TAYANG_LATIHAN_WEBSITE" in loss.settle(3).closed
    assert loss.everywhere() == NOWHERE
    loss.fill_in_secrets()
    loss.settle()
    everything_once(loss)


def test_a_person_who_resumes_opens_no_gate_that_a_restore_shut(loss: Loss) -> None:
    loss.drop()
    loss.seal()
    loss.approve()
    loss.back_up()
    loss.lose_and_restore()
    loss.ledger.append(OFFICE, [Entry(Kind.PAUSE, "resumed", facts={"paused": False, "reason": ""})])
    assert "dipulihkan" in loss.sweep().closed
    assert loss.everywhere() == NOWHERE

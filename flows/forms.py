"""Which form should be open for which package: the step that it waits for, as its folder and the book stand now."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from content_queue.listing import SHEET
from content_queue.profile import Covers
from flows.answering import step_of
from flows.sop import Story
from flows.sop_now import Draft, SopNow, Waiting, drafts
from flows.wiring import Workroom
from ledger import queries
from ledger.chain import canonical
from ledger.queries import PackageRow
from publishing import requests
from publishing.desk import AWAITING, RETURNED, Desk
from publishing.verdicts import verdict_by_book


class Act(StrEnum):
    """What an answer does: signs for the need, hands content in, signs for sealed content, or brings refused content back."""

    NEED = "kebutuhan"
    HAND_IN = "ajukan"
    CONTENT = "isi"
    BRING_BACK = "kembalikan"


@dataclass(frozen=True)
class Form:
    """One form and what it is bound to. `digest`: the sealed bytes; empty as long as there are none."""

    package: str
    revision: int
    step: int
    act: Act
    digest: str = ""

    @property
    def subject(self) -> str:
        """One name for all that it is bound to."""
        parts = [self.package, self.revision, self.step, str(self.act), self.digest]
        return sha256(canonical({"form": parts})).hexdigest()[:24]


def wanted(room: Workroom) -> dict[str, Form]:
    """The form that each package waits for, by package: one each at most, none for what is postponed or waits for no person."""
    rows = queries.packages(room.ledger, room.office.slug, [AWAITING, RETURNED])
    if not rows and not _are_prepared(room.desk):
        return {}
    sop = SopNow(room.settings, room.office, room.ledger, room.desk, room.clock.now())
    sealed = [row for row in rows if row.state == AWAITING]
    stories: Mapping[str, Story] = sop.stories(sealed)
    found = [_of_draft(room, draft) for draft in drafts(sop)]
    found += [_of_sealed(room, sop, row, stories.get(row.key.package_id, ())) for row in sealed]
    return {form.package: form for form in found if form}


def who_may(room: Workroom, form: Form) -> tuple[str, ...]:
    """The ids of the people who may answer this form."""
    return room.desk.may_sign(form.step)


def may_say_no(room: Workroom, form: Form) -> bool:
    """Whether it offers a "Tidak": where the procedure decides, or where nothing goes on without the sign-off."""
    step = step_of(room, form.step)
    return form.act in (Act.NEED, Act.CONTENT) and (step.decision or step in room.desk.required)


def postpones(room: Workroom, form: Form) -> bool:
    """Whether its "Tidak" leads to no other step, and so needs a day on which to look again."""
    return may_say_no(room, form) and step_of(room, form.step).returns_to is None


def _are_prepared(desk: Desk) -> bool:
    return next(desk.queue.drafts.glob(f"*/{SHEET}"), None) is not None


def _of_sealed(room: Workroom, sop: SopNow, row: PackageRow, story: Story) -> Form | None:
    if requests.refused(room.ledger, room.desk, row) and room.desk.check.returns_to is not None:
        return _bringing_back(room, row)
    waiting = sop.signature(row, story, *verdict_by_book(room.ledger, room.desk, row, sop.now))
    if waiting is None or waiting.postponed:
        return None
    return Form(row.key.package_id, row.key.revision, waiting.step, Act.CONTENT, row.digest)


def _of_draft(room: Workroom, draft: Draft) -> Form | None:
    if draft.trouble:
        return None
    if not draft.there:
        cut_short = requests.returned(room.ledger, room.desk, draft.name)
        return _bringing_back(room, cut_short) if cut_short else None
    waiting = draft.waiting
    if waiting is not None and waiting.postponed:
        return None
    if waiting is not None and step_of(room, waiting.step).covers is Covers.REQUEST:
        return Form(draft.name, draft.revision, waiting.step, Act.NEED)
    return Form(draft.name, draft.revision, _step_to_hand_in(room, waiting), Act.HAND_IN)


def _bringing_back(room: Workroom, row: PackageRow) -> Form:
    """The check said "Tidak" to these bytes, and its folder still lies in masuk/."""
    return Form(row.key.package_id, row.key.revision, room.desk.check.nr, Act.BRING_BACK, row.digest)


def _step_to_hand_in(room: Workroom, waiting: Waiting | None) -> int:
    check = room.desk.check.nr
    if waiting is not None and waiting.step < check:
        return waiting.step
    early = [step for step in room.desk.steps if step.covers is Covers.CONTENT and step.nr < check]
    return next((step.nr for step in early if step.is_submit_step), early[0].nr if early else check)

"""The one step function of a publication: what comes next, and what an event makes of it. Pure, without a clock of its own."""

from dataclasses import replace
from datetime import datetime, timedelta

from connectors.contract import Absent, CannotTell, Found, Limits, Link
from language.say import t
from publishing.by_hand import number_at
from publishing.events import (
    Event,
    Exhausted,
    Expired,
    Looked,
    NotProved,
    PersonNeeded,
    PersonSaysLive,
    PersonSaysNotLive,
    Proved,
    Revealed,
    RevealSent,
    SaidNo,
    StageDone,
    StageSent,
    SurelyNot,
    TakenDown,
    Unclear,
)
from publishing.states import ANSWERABLE, ENDED, IN_DOUBT, Policy, Progress, State, Step


class WrongEvent(Exception):
    """This event cannot happen in this state; the caller has a fault, nothing is recorded."""


def next_step(progress: Progress, limits: Limits, policy: Policy, now: datetime) -> tuple[Step, datetime | None]:
    """What to do now, and for WAIT until when. A publication found in INTENT, or revealing, was left by a
    process that died: its write may have left, which is an unclear answer dated at the intent."""
    if progress.state in ENDED:
        return Step.DONE, None
    if progress.state == State.NEEDS_HUMAN:
        return Step.ASK, None
    if progress.state == State.STAGED and progress.reveal_sent and limits.repeatable_reveal:
        return _when(Step.REVEAL, progress.retry_at, now)
    if progress.state == State.INTENT or (progress.state == State.STAGED and progress.reveal_sent):
        progress = replace(progress, state=State.UNKNOWN, unclear_at=progress.intent_at)
    if progress.state == State.UNKNOWN:
        return _when(Step.FIND, _first_look(progress, limits, policy), now)
    step = {State.STAGED: Step.REVEAL, State.LIVE: Step.PROVE}.get(progress.state, Step.STAGE)
    if progress.state == State.DEFERRED and progress.remote_id:
        step = Step.REVEAL
    return _when(step, progress.retry_at, now)


def _when(step: Step, earliest: datetime | None, now: datetime) -> tuple[Step, datetime | None]:
    return (Step.WAIT, earliest) if earliest is not None and earliest > now else (step, None)


def _first_look(progress: Progress, limits: Limits, policy: Policy) -> datetime | None:
    if progress.retry_at is not None or progress.unclear_at is None:
        return progress.retry_at
    return progress.unclear_at + timedelta(seconds=_settle(progress, limits, policy))


LONGEST_SETTLE = 6 * 3600.0
LONGEST_GAP = 600.0
_SOON_AGAIN = 4


def _settle(progress: Progress, limits: Limits, policy: Policy) -> float:
    """How long after an unclear answer "absent" is not believed: four times longer with each one where a second reveal
    would be a second post, because a platform that is unclear again and again may also be late."""
    if _is_hidden(progress, limits):
        return policy.hidden_settle
    if limits.repeatable_reveal:
        return policy.settle_window
    return min(policy.settle_window * 4.0 ** max(progress.unclear - 1, 0), max(LONGEST_SETTLE, policy.settle_window))


def _is_hidden(progress: Progress, limits: Limits) -> bool:
    """What may be lost is only a hidden draft: the next stage looks for it again by its mark before it makes one."""
    return limits.hidden_stage and not progress.reveal_sent


def advance(progress: Progress, event: Event, limits: Limits, policy: Policy, now: datetime) -> Progress:
    """The one step function: the state after `event`. Raises WrongEvent for what cannot happen."""
    match event:
        case StageSent():
            _expect(progress, State.PLANNED, State.DEFERRED)
            return replace(
                progress, state=State.INTENT, attempt=progress.attempt + 1, looks=0, intent_at=now, retry_at=None, problem=""
            )
        case StageDone(remote_id):
            _expect(progress, State.INTENT)
            return replace(progress, state=State.STAGED, remote_id=remote_id, reveal_sent=False, retry_at=None)
        case RevealSent():
            _expect(progress, State.STAGED, State.DEFERRED)
            again = progress.reveal_sent or progress.state == State.DEFERRED
            attempt = progress.attempt + (1 if again else 0)
            return replace(
                progress, state=State.STAGED, attempt=attempt, reveal_sent=True, looks=0, intent_at=now, retry_at=None,
                unclear_at=(progress.unclear_at or progress.intent_at) if progress.reveal_sent else None,
            )  # fmt: skip
        case Revealed(link):
            _expect(progress, State.STAGED)
            return _live(progress, link.url, link.remote_id, link.published_at or now)
        case Unclear(reason):
            return _unclear(progress, reason, limits, policy, now)
        case SurelyNot(reason, named, anew, waiting, unreached):
            at = named if named is not None and named > now else None  # its clock is behind ours: that is no leave to hurry
            spent = replace(progress, attempt=max(progress.attempt - 1, 1)) if waiting else progress
            if unreached:
                spent, at = _unreached(progress, at, policy, now)
            later = _later(spent, reason, at, policy, now)
            return replace(later, remote_id="") if anew and later.state == State.DEFERRED else later
        case Exhausted(reason):
            return _exhausted(progress, reason, policy)
        case SaidNo(reason):
            return _over(progress, State.REJECTED, reason)
        case PersonNeeded(reason):
            return replace(progress, state=State.NEEDS_HUMAN, problem=reason, retry_at=None)
        case Expired(reason):
            return _over(_sent_unclear(progress), State.EXPIRED, reason)
        case Looked(finding):
            return _after_look(progress, finding, limits, policy, now)
        case Proved(grade, url):
            _expect(progress, State.LIVE)
            return replace(
                progress, state=State.VERIFIED, grade=str(grade), url=url, verified_at=now, retry_at=None, problem="", looks=0
            )
        case NotProved(reason, at):
            return _not_proved(progress, reason, at, policy, now)
        case PersonSaysLive(url):
            _expect(progress, *ANSWERABLE)
            published_at = now if limits.assisted else progress.intent_at or now
            return _live(progress, url, number_at(url, Link(progress.url, progress.remote_id), limits), published_at)
        case PersonSaysNotLive():
            _expect(progress, *ANSWERABLE)
            return replace(
                progress, state=State.PLANNED, attempt=0, unclear=0, reveal_sent=False, remote_id="", url="", looks=0,
                problem="", intent_at=now, unclear_at=None, retry_at=None,
            )  # fmt: skip
        case TakenDown(reason):
            _expect(
                progress, State.PLANNED, State.DEFERRED, State.STAGED, State.LIVE, State.VERIFIED, State.NEEDS_HUMAN, State.DEAD
            )
            return _over(_sent_unclear(progress), State.WITHDRAWN, reason)


def in_doubt(progress: Progress, backup_at: datetime, at: datetime) -> Progress:
    """The book came back, at `at`, from a backup of `backup_at`: to be looked for as if a reveal had had no answer."""
    _expect(progress, State.PLANNED, State.INTENT, State.STAGED, State.UNKNOWN, State.DEFERRED)
    return replace(
        progress, state=State.UNKNOWN, reveal_sent=True, looks=0, retry_at=None, unclear_at=at,
        intent_at=min(progress.intent_at or backup_at, backup_at), problem=t(IN_DOUBT),
    )  # fmt: skip


def _expect(progress: Progress, *states: State) -> None:
    if progress.state not in states:
        raise WrongEvent(f"a publication that is {progress.state} cannot take this event; it must be {', '.join(states)}")


def _live(progress: Progress, url: str, remote_id: str, published_at: datetime) -> Progress:
    return replace(
        progress, state=State.LIVE, url=url, remote_id=remote_id, published_at=published_at, looks=0, retry_at=None, problem=""
    )


def may_be_public(progress: Progress) -> bool:
    """Whether an earlier reveal had no clear answer: what this step was told says nothing about that one."""
    return progress.state == State.STAGED and progress.reveal_sent and progress.unclear_at is not None


def _sent_unclear(progress: Progress) -> Progress:
    """A reveal that was sent and of which nothing came back had no clear answer either."""
    return replace(progress, unclear_at=progress.unclear_at or progress.intent_at) if progress.reveal_sent else progress


def _over(progress: Progress, state: State, reason: str) -> Progress:
    """Never to be sent again; a person must say so of what may be public."""
    ended = State.NEEDS_HUMAN if may_be_public(progress) else state
    return replace(progress, state=ended, problem=reason, retry_at=None)


def _unclear(progress: Progress, reason: str, limits: Limits, policy: Policy, now: datetime) -> Progress:
    unclear = replace(
        progress, state=State.UNKNOWN, unclear=progress.unclear + 1, unclear_at=now, looks=0, retry_at=None, problem=reason
    )
    if not limits.can_find:
        return replace(unclear, state=State.NEEDS_HUMAN)
    if progress.state == State.STAGED and progress.reveal_sent and limits.repeatable_reveal:
        soon = timedelta(seconds=policy.backoff * 2 ** min(progress.unclear, 6))
        return replace(unclear, retry_at=now + soon)  # seen public it is adopted, still hidden it is revealed again
    return unclear


def _exhausted(progress: Progress, reason: str, policy: Policy) -> Progress:
    if may_be_public(progress):
        return replace(
            progress, state=State.UNKNOWN, attempt=max(progress.attempt, policy.max_attempts), looks=0, retry_at=None,
            problem=reason,
        )  # fmt: skip
    return _over(progress, State.DEAD, reason)


def gap_after(attempts: int, policy: Policy) -> float:
    """Seconds until the next try. Most trouble passes at once, and what is due should be public within a quarter of an hour: four
    tries fit into eight minutes. What is left then lasts, so that the others are spread over an hour and a half."""
    doublings = attempts - 1 if attempts <= _SOON_AGAIN else attempts
    return policy.backoff * float(2 ** max(0, min(doublings, 6)))


def _unreached(progress: Progress, at: datetime | None, policy: Policy, now: datetime) -> tuple[Progress, datetime]:
    """Nothing left, so little is spent: asked again soon at first, and as long as the package is not late. Half of the attempts
    are kept for the time when somebody answers."""
    gap = min(gap_after(progress.attempt, policy), LONGEST_GAP)
    spared = replace(progress, attempt=min(progress.attempt, max(policy.max_attempts // 2, 1)))
    return spared, at or now + timedelta(seconds=gap)


def _later(progress: Progress, reason: str, at: datetime | None, policy: Policy, now: datetime) -> Progress:
    gap = gap_after(progress.attempt, policy)
    looking = progress.state == State.UNKNOWN  # a look repeats nothing: it is asked for hours, and half as often
    earliest = at or now + timedelta(seconds=max(gap, 2 * policy.backoff) if looking else gap)
    if progress.state == State.UNKNOWN and now >= (progress.unclear_at or now) + timedelta(seconds=policy.late):
        return replace(progress, state=State.NEEDS_HUMAN, retry_at=None, problem=reason)
    if progress.state in (State.LIVE, State.UNKNOWN):
        return replace(progress, retry_at=earliest, problem=reason)
    if progress.attempt >= policy.max_attempts:
        spent = _exhausted(progress, reason, policy)
        return replace(spent, retry_at=at if spent.state == State.UNKNOWN else None)
    if may_be_public(progress):
        return replace(progress, retry_at=earliest, problem=reason)
    return replace(progress, state=State.DEFERRED, reveal_sent=False, retry_at=earliest, problem=reason)


def _after_look(
    progress: Progress, finding: Found | Absent | CannotTell, limits: Limits, policy: Policy, now: datetime
) -> Progress:
    _expect(progress, State.UNKNOWN, State.INTENT, State.STAGED, State.NEEDS_HUMAN)
    if progress.state == State.NEEDS_HUMAN and not (isinstance(finding, Found) and finding.public):
        return progress  # what waits for a person is adopted if it is public, and otherwise goes on waiting
    match finding:
        case Found(count=count) if count > 1:
            return replace(
                progress,
                state=State.NEEDS_HUMAN,
                problem=t("{count} terbitan membawa tanda paket ini; sisakan satu, hapus yang lain", count=count),
            )
        case Found(public=True):
            return _live(progress, finding.url, finding.remote_id, finding.published_at or now)
        case Found(remote_id=other) if progress.reveal_sent and progress.attempt and other != progress.remote_id:
            # Another draft of ours tells nothing of the one that was sent: this one is never flipped in its place.
            repeatable = limits.repeatable_reveal and progress.remote_id
            return (_still_hidden if repeatable else _absent)(progress, limits, policy, now)
        case Found() if progress.reveal_sent and progress.attempt and limits.repeatable_reveal:
            return _still_hidden(progress, limits, policy, now)
        case Found() if progress.attempt == 0:  # a draft of the time that a restore lost: staging looks into it
            return _anew(progress)
        case Found():
            return replace(progress, state=State.STAGED, remote_id=finding.remote_id, reveal_sent=False, retry_at=None, looks=0)
        case CannotTell(reason):
            return replace(progress, state=State.NEEDS_HUMAN, problem=reason, retry_at=None)
        case Absent() if progress.reveal_sent and progress.attempt and progress.remote_id and _is_one_by_its_key(limits):
            return _still_hidden(progress, limits, policy, now)
        case Absent():
            return _absent(progress, limits, policy, now)


def _is_one_by_its_key(limits: Limits) -> bool:
    """Whether a post without a hidden stage can be sent again and stays one: what is not there may still come, and meets it."""
    return limits.repeatable_reveal and not limits.hidden_stage


def _still_hidden(progress: Progress, limits: Limits, policy: Policy, now: datetime) -> Progress:
    """The flip had no clear answer and is not seen to have happened: flipped again, or, when that was tried often enough,
    given up only after looks as many and as late as an absence needs."""
    if progress.attempt < policy.max_attempts:
        return replace(progress, state=State.STAGED, retry_at=None, looks=0)
    return _absent(progress, limits, policy, now)


def _absent(progress: Progress, limits: Limits, policy: Policy, now: datetime) -> Progress:
    unclear_at = progress.unclear_at or progress.intent_at or now
    looked = replace(progress, state=State.UNKNOWN, unclear_at=unclear_at, looks=progress.looks + 1)
    if now < unclear_at + timedelta(seconds=_settle(progress, limits, policy)):
        return replace(looked, looks=0, retry_at=unclear_at + timedelta(seconds=_settle(progress, limits, policy)))
    if looked.looks < (1 if _is_hidden(progress, limits) else policy.looks):
        return replace(looked, retry_at=now + timedelta(seconds=policy.look_gap))
    if looked.attempt >= policy.max_attempts:
        return replace(looked, state=State.DEAD, retry_at=None)
    return _anew(looked)


def _anew(progress: Progress) -> Progress:
    return replace(progress, state=State.PLANNED, reveal_sent=False, looks=0, unclear_at=None, retry_at=None, problem="")


def _not_proved(progress: Progress, reason: str, at: datetime | None, policy: Policy, now: datetime) -> Progress:
    _expect(progress, State.LIVE)
    looks = progress.looks + 1
    if looks >= policy.proofs:
        return replace(progress, state=State.NEEDS_HUMAN, looks=looks, problem=reason, retry_at=None)
    wait = timedelta(seconds=min(policy.look_gap * 2 ** (looks - 1), 3600))
    return replace(progress, looks=looks, problem=reason, retry_at=max(now + wait, at or now))

"""A step begins when the step before it ends; a "Tidak" leads back; what nobody wrote down is not known."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from content_queue.profile import Counted, Covers, Step, load_profile
from content_queue.sheet import SignOff
from content_queue.step_times import Arrival, Course, Run, follow

ROOT = Path(__file__).parents[2]
BANGKA = load_profile(ROOT / "config/sop/bangka-barat-2019.toml")
SUMBAR = load_profile(ROOT / "config/sop/sumbar-2025.toml")
DAY = datetime(2026, 11, 16, 1, tzinfo=UTC)
ONE, TWO = "1" * 64, "2" * 64


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


def sign(step: int, hour: float, digest: str = ONE, decision: str = "ya", person: str = "ketua") -> SignOff:
    request = step <= 4
    covers = Covers.REQUEST if request else Covers.CONTENT
    values = {"step": step, "decision": decision, "person": person, "at": at(hour), "covers": covers}
    return SignOff.model_validate(values | {"digest": "" if request else digest})


def course(
    *events: SignOff | Arrival, steps: tuple[Step, ...] = BANGKA.steps, required: tuple[Step, ...] | None = None
) -> Course:
    signs = [event for event in events if isinstance(event, SignOff)]
    arrivals = [event for event in events if isinstance(event, Arrival)]
    return follow(steps, required or BANGKA.required_steps, signs, arrivals)


def test_a_signed_chain_is_measured_from_end_to_end() -> None:
    signs = [sign(nr, nr) for nr in range(1, 8)]
    runs = course(*signs, Arrival(at(6.5), ONE)).runs
    assert runs[0] == Run(1, None, at(1)), "nobody wrote down when the first step began"
    assert runs[1:] == [Run(nr, at(nr - 1), at(nr)) for nr in range(2, 8)]


def test_content_that_comes_in_ends_the_step_before_its_check() -> None:
    runs = course(sign(3, 1), Arrival(at(2), ONE), sign(7, 5)).runs
    assert runs == [Run(3, None, at(1)), Run(6, None, at(2)), Run(7, at(2), at(5))]


def test_one_person_who_signs_everything_at_once_is_measured_from_the_arrival() -> None:
    assert course(Arrival(at(2), ONE), sign(3, 5), sign(7, 5)).runs[-1] == Run(7, at(2), at(5))


def test_a_no_leads_back_and_both_steps_count_again() -> None:
    made = course(Arrival(at(1), ONE), sign(7, 2, decision="tidak"), Arrival(at(10), TWO), sign(7, 11, TWO))
    assert made.runs == [
        Run(6, None, at(1)), Run(7, at(1), at(2)), Run(6, at(2), at(10)), Run(7, at(10), at(11)),
    ]  # fmt: skip
    assert made.back is None


def test_after_a_no_the_step_that_it_led_back_to_is_awaited() -> None:
    made = course(Arrival(at(1), ONE), sign(7, 2, decision="tidak"))
    assert (made.back, made.begins) == (6, {6: at(2)})


def test_a_no_without_a_way_back_postpones_and_nobody_knows_when_the_step_goes_on() -> None:
    postponed = course(sign(2, 1), sign(3, 2, decision="tidak"))
    assert postponed.postponed == {3: at(2)}
    went_on = course(sign(2, 1), sign(3, 2, decision="tidak"), sign(3, 50))
    assert went_on.runs[1:] == [Run(3, at(1), at(2)), Run(3, None, at(50))]
    assert went_on.postponed == {}


def test_content_that_changes_voids_the_check_of_the_content_but_not_of_the_request() -> None:
    made = course(sign(3, 0), Arrival(at(1), ONE), sign(7, 2), Arrival(at(3), TWO), sign(7, 4, TWO), sign(3, 5))
    assert [run for run in made.runs if run.step == 7] == [Run(7, at(1), at(2)), Run(7, at(3), at(4))]
    assert [run.step for run in made.runs].count(3) == 1


def test_a_sheet_that_came_with_its_package_says_nothing_of_when_the_check_began() -> None:
    made = course(sign(3, 0), sign(7, 1), Arrival(at(2), ONE))
    assert made.runs == [Run(3, None, at(0)), Run(7, None, at(1))]
    assert made.begins == {4: at(0), 8: at(1)}


def test_what_the_book_holds_twice_and_what_two_people_sign_counts_once() -> None:
    arrival, once = Arrival(at(1), ONE), sign(7, 2)
    assert course(arrival, once, once, sign(7, 3, person="sekretaris")).runs == course(arrival, once).runs


def test_steps_signed_out_of_order_are_not_guessed() -> None:
    late_third = course(Arrival(at(1), ONE), sign(7, 2), sign(2, 3), sign(3, 4)).runs
    assert late_third[-2:] == [Run(2, None, at(3)), Run(3, at(3), at(4))]


def test_an_order_that_is_signed_is_measured_from_the_verification() -> None:
    events = [sign(5, 1), Arrival(at(2), ONE), sign(7, 4), sign(8, 6)]
    runs = course(*events, steps=SUMBAR.steps, required=SUMBAR.required_steps).runs
    assert runs == [Run(5, None, at(1)), Run(6, at(1), at(2)), Run(7, at(2), at(4)), Run(8, at(4), at(6))]


@pytest.mark.parametrize(
    ("step", "counted", "minutes"),
    [(3, Counted.HOURS, 30), (6, Counted.CLOCK, 1440), (8, Counted.CLOCK, 15), (9, Counted.CLOCK, 5)],
)
def test_the_profile_says_how_each_standard_time_counts(step: int, counted: Counted, minutes: int) -> None:
    found = BANGKA.steps[step - 1]
    assert (found.counted, found.standard_minutes) == (counted, minutes)


def test_the_profiles_say_which_steps_tayang_carries_out() -> None:
    assert BANGKA.archive_step is BANGKA.steps[8]
    assert SUMBAR.archive_step is None


def test_an_office_that_has_the_design_signed_still_hands_the_draft_over_to_the_check() -> None:
    required = tuple(BANGKA.steps[nr - 1] for nr in (3, 6, 7))
    signed = course(sign(5, 1), Arrival(at(4), ONE), sign(6, 5), sign(7, 6), required=required).runs
    assert signed[1:] == [Run(6, at(1), at(5)), Run(7, at(5), at(6))]
    waits = course(sign(5, 1), Arrival(at(4), ONE), required=required)
    assert (waits.runs[1:], waits.begins) == ([Run(6, at(1), at(4))], {7: at(4)})

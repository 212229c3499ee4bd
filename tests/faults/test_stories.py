"""What the laboratory found, each as one exact story: it was wrong once and may never be again."""

from collections.abc import Callable, Iterator

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from publishing.states import State
from tests.faults.campaign import open_bench
from tests.faults.invariants import Judgement, judge
from tests.faults.schedule import Fault, Kind, Listed
from tests.faults.world import End, Laboratory

FEED, PHOTOS, ME, POSTS = "POST /vN.0/N/feed", "POST /vN.0/N/photos", "GET /vN.0/me", "GET /vN.0/N/published_posts"
Story = Callable[[str, dict[str, list[Fault | None]]], tuple[End, Judgement]]


@pytest.fixture(scope="module")
def benches() -> Iterator[dict[str, Laboratory]]:
    enable_socket()  # a module's fixture runs before the per-test guard opens loopback
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    with open_bench("site") as site, open_bench("graph") as graph, open_bench("x") as x:
        yield {"site": site, "graph": graph, "x": x}


@pytest.fixture
def story(benches: dict[str, Laboratory]) -> Iterator[Story]:
    ended: list[tuple[Laboratory, End]] = []

    def tell(member: str, faults: dict[str, list[Fault | None]]) -> tuple[End, Judgement]:
        bench = benches[member]
        seed = 1001 + 2 * len(bench.told)  # odd: without the platform's own guard against doubles
        end = bench.live(seed, Listed(faults))
        bench.told.append(seed)
        ended.append((bench, end))
        return end, judge(end)

    yield tell
    for bench, end in ended:
        bench.forget(end)


def once(end: End, judged: Judgement) -> None:
    assert (judged.broken, judged.crashes, judged.duplicates, judged.person) == ((), (), 0, "")
    assert end.row is not None
    assert end.row.state == State.VERIFIED


@pytest.mark.parametrize("place", ["PUT /api/media/N", "POST /api/articles", "POST /api/articles/N/publish"])
@pytest.mark.parametrize("kind", [Kind.WRONG_JSON_AFTER, Kind.NOTICE_AFTER, Kind.HALF_JSON_AFTER])
def test_an_answer_that_is_not_about_our_article_is_looked_at_again(story: Story, place: str, kind: Kind) -> None:
    once(*story("site", {place: [Fault(kind)]}))


def test_a_draft_that_arrives_late_beside_the_second_one_stays_hidden_and_sends_nobody(story: Story) -> None:
    end, judged = story("site", {"POST /api/articles": [Fault(Kind.LATE_COMMIT, seconds=100)]})
    once(end, judged)
    assert judged.strays == 1


def test_a_page_that_answers_without_a_name_is_asked_again(story: Story) -> None:
    once(*story("graph", {FEED: [Fault(Kind.LOST_ANSWER)], ME: [Fault(Kind.WRONG_JSON_AFTER)]}))
    once(*story("x", {"POST /2/tweets": [Fault(Kind.LOST_ANSWER)], "GET /2/users/me": [Fault(Kind.WRONG_JSON_AFTER)]}))


def test_a_doubled_post_is_told_to_a_person_even_if_the_first_count_fails(story: Story) -> None:
    end, judged = story("graph", {FEED: [Fault(Kind.TWICE)], ME: [Fault(Kind.RESET_BEFORE)]})
    assert (judged.duplicates, judged.noticed, judged.crashes) == (1, True, ())
    assert end.row is not None
    assert "2 terbitan" in end.row.problem


@pytest.mark.parametrize(
    ("member", "create", "listed"), [("graph", FEED, POSTS), ("x", "POST /2/tweets", "GET /2/users/N/tweets")]
)
def test_a_list_without_the_post_that_we_know_of_counts_nothing(story: Story, member: str, create: str, listed: str) -> None:
    end, judged = story(member, {create: [Fault(Kind.TWICE)], listed: [Fault(Kind.EMPTY)] * 5})
    assert (judged.duplicates, judged.noticed, judged.crashes) == (1, True, ())
    assert end.row is not None
    assert "2 terbitan" in end.row.problem


def test_a_list_that_never_shows_the_post_calls_nobody(story: Story) -> None:
    once(*story("graph", {POSTS: [Fault(Kind.EMPTY)] * 9}))


@pytest.mark.parametrize("kind", [Kind.BUSY_SECONDS, Kind.BUSY_DATE])
@pytest.mark.parametrize("place", [PHOTOS, FEED, ME, POSTS, "GET /vN.0/N"])
def test_a_platform_that_names_a_time_is_left_alone_until_then(story: Story, place: str, kind: Kind) -> None:
    once(*story("graph", {place: [Fault(kind, seconds=900)]}))


def test_a_time_that_is_named_while_looking_for_a_lost_post_is_kept(story: Story) -> None:
    once(*story("graph", {FEED: [Fault(Kind.RESET_ARRIVED)], POSTS: [None, Fault(Kind.BUSY_SECONDS, seconds=900)]}))


def test_a_lost_flip_and_then_a_busy_site_is_never_called_failed(story: Story) -> None:
    flips = [Fault(Kind.LOST_ANSWER), Fault(Kind.BUSY_SECONDS, seconds=7)]
    once(*story("site", {"POST /api/articles/N/publish": flips}))


def test_a_picture_is_uploaded_once_though_its_description_fails(story: Story, benches: dict[str, Laboratory]) -> None:
    once(*story("x", {"POST /2/media/metadata": [Fault(Kind.NOTICE_AFTER)]}))
    uploads = [seen for seen in benches["x"].stand.proxy.log if seen.asked.endpoint == "/2/media/upload"]
    assert len(uploads) == 1


@pytest.mark.parametrize("kind", [Kind.LOST_ANSWER, Kind.ERROR_AFTER, Kind.HTML_AFTER])
def test_a_flip_without_a_clear_answer_is_looked_for_before_it_is_sent_again(
    story: Story, benches: dict[str, Laboratory], kind: Kind
) -> None:
    flip = "/api/articles/N/publish"
    once(*story("site", {f"POST {flip}": [Fault(kind, status=502)] * 3}))
    assert sum(seen.asked.endpoint == flip for seen in benches["site"].stand.proxy.log) == 1


def test_three_unclear_flips_call_nobody(story: Story) -> None:
    once(*story("site", {"POST /api/articles/N/publish": [Fault(Kind.DOWN, status=503)] * 3}))


def test_a_ninth_request_that_changes_something_is_not_sent(story: Story) -> None:
    """What is surely not public then waits for a person, and their word begins it anew."""
    down: list[Fault | None] = [Fault(Kind.DOWN, status=503)] * 4
    end, judged = story("site", {"PUT /api/media/N": [*down], "POST /api/articles": [*down]})
    assert (judged.writes, judged.duplicates, judged.false_failed, judged.broken, judged.crashes) == (8, 0, False, (), ())
    assert end.row is not None
    assert (end.row.state, end.row.writes) == (State.DEAD, 8)
    assert "sudah 8 permintaan" in end.row.problem


def test_after_the_eighth_request_looks_decide(story: Story) -> None:
    down: list[Fault | None] = [Fault(Kind.DOWN, status=503)] * 3
    late: list[Fault | None] = [Fault(Kind.LATE_COMMIT, seconds=120)]
    end, judged = story(
        "site", {"PUT /api/media/N": [*down], "POST /api/articles": [*down[:2]], "POST /api/articles/N/publish": late}
    )
    once(end, judged)
    assert judged.writes == 8


def test_a_late_commit_inside_the_settle_window_is_adopted(story: Story) -> None:
    once(*story("graph", {FEED: [Fault(Kind.LATE_COMMIT, seconds=170)]}))


def test_three_empty_looks_are_not_believed(story: Story) -> None:
    once(*story("graph", {FEED: [Fault(Kind.LOST_ANSWER)], POSTS: [Fault(Kind.EMPTY)] * 3}))


def test_a_second_draft_that_a_stale_list_shows_is_not_flipped_beside_the_one_that_was(story: Story) -> None:
    faults: dict[str, list[Fault | None]] = {
        "POST /api/articles": [Fault(Kind.LOST_ANSWER)],
        "GET /api/articles": [None, Fault(Kind.EMPTY), Fault(Kind.STALE)],
        "POST /api/articles/N/publish": [Fault(Kind.LOST_ANSWER)],
    }
    end, judged = story("site", faults)
    once(end, judged)
    assert judged.strays == 1

"""Judge one public page: does the public see there what the office published? Never raises for a page's sake."""

import hashlib
import logging
import re
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from links.films import ExpectedFilm, compare_films
from links.headings import replaced, replaced_unknown, taken_over
from links.hosts import domain_of
from links.page import Page, normalised, own_address, parse, refresh_address
from links.phrases import is_home, is_login
from links.pictures import ExpectedImage, ImageEvidence, compare
from links.problems import Problem, Verdict, problem, worst
from links.session import Answer, Budget, FetchFailed, WebSession
from safety.clock import Clock
from safety.retry_after import retry_after

logger = logging.getLogger(__name__)
MOST_HOPS = 8
TLS_WARN_DAYS = 14
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|csv|zip|rar|jpe?g|png|gif|webp|mp[34])$", re.IGNORECASE)
"""The address names a file itself: it has no title to be held to."""
_WORDS = re.compile(r"text/|application/(?:(?!vnd\.)[\w.-]+\+xml|xml|(?:[\w.-]+\+)?json)$")
"""Media types in which a site tells an error. What a file is called is each server's own invention, so no list holds them all."""
_HTML = ("", "text/html", "application/xhtml+xml")

CORRECTION_UNSEEN = "correction_unseen"

__all__ = [
    "CORRECTION_UNSEEN",
    "Check",
    "Expectation",
    "ExpectedFilm",
    "ExpectedImage",
    "ImageEvidence",
    "check",
    "shows_something_else",
]


@dataclass(frozen=True)
class Expectation:
    """What must be seen at `url`: the title or the hidden marker, the approved pictures and films by digest, and of a
    corrected item the words of its correction (`says`).

    Films are large: unless `whole`, the length that the site tells of them is enough.
    """

    url: str
    title: str = ""
    marker: str = ""
    images: tuple[ExpectedImage, ...] = ()
    films: tuple[ExpectedFilm, ...] = ()
    whole: bool = True
    says: str = ""


@dataclass(frozen=True)
class Check:
    """One dated look at a link, with everything that it was judged on."""

    url: str
    verdict: Verdict
    checked_at: datetime
    status: int | None = None
    final_url: str = ""
    hops: tuple[str, ...] = ()
    title: str = ""
    heading: str = ""
    """The first heading."""
    marker_found: bool = False
    title_found: bool = False
    canonical: str = ""
    images: tuple[ImageEvidence, ...] = ()
    films: tuple[ImageEvidence, ...] = ()
    body_sha256: str = ""
    tls_days: int | None = None
    retry_after: int | None = None
    """Seconds that the site asks to be left alone."""
    problems: tuple[Problem, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(found.code for found in self.problems)


@dataclass
class _Look:
    """The look while it is being taken."""

    expectation: Expectation
    hops: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    answer: Answer | None = None
    page: Page | None = None
    gave_cookie: bool = False
    marker_found: bool = False
    title_found: bool = False
    images: tuple[ImageEvidence, ...] = ()
    films: tuple[ImageEvidence, ...] = ()
    tls_days: int | None = None

    def note(self, code: str, **params: object) -> None:
        self.problems.append(problem(code, **params))


async def check(session: WebSession, expectation: Expectation, clock: Clock) -> Check:
    """Look at the link once: at most eight hops, bounded time and bytes, content before appearance."""
    look = _Look(expectation)
    try:
        await _take(session, look, clock)
    except Exception as error:  # no page, and no picture on it, ends the round of all the others
        logger.exception("%s", expectation.url)
        look.note("unreadable", reason=type(error).__name__)
    return _check(look, clock)


def shows_something_else(expectation: Expectation, answer: Answer) -> tuple[Problem, ...]:
    """Why this answer, where redirects ended, is no picture of what was published; nothing where it is. Asks no network."""
    look = _Look(expectation)
    if answer.url == expectation.url or not _ends_elsewhere(look, answer.url):
        _next_hop(look, answer)
    if look.page and not look.problems:
        _judge_content(look, answer, look.page)
    return tuple(one for one in look.problems if one.verdict in (Verdict.UNKNOWN, Verdict.DEAD) or one.code == "taken_over")


async def _take(session: WebSession, look: _Look, clock: Clock) -> None:
    expectation, budget = look.expectation, Budget(session.bounds.total_seconds)
    await _walk(session, look, clock, budget)
    if look.answer and look.page and not look.problems:
        _judge(look, look.answer, look.page)
        if worst(tuple(look.problems)) in (Verdict.LIVE, Verdict.LIVE_WARN):
            if expectation.images:
                look.images, found = await compare(session, look.page.images, expectation.images, clock, budget)
                look.problems += found
            if expectation.films:
                whole = expectation.whole
                look.films, found = await compare_films(session, look.page.films, expectation.films, clock, whole=whole)
                look.problems += found
            await _judge_certificate(session, look, look.answer.url, clock)


async def _walk(session: WebSession, look: _Look, clock: Clock, budget: Budget) -> None:
    """Follow redirects and quick meta refreshes by hand until a page stands still."""
    url = look.expectation.url
    for _ in range(MOST_HOPS + 1):
        try:
            look.answer = await session.get(url, clock, budget)
        except FetchFailed as failure:
            code = "redirect_forbidden" if failure.code == "forbidden" and look.hops else failure.code
            look.note(code, reason=failure.reason)
            return
        look.gave_cookie |= bool(look.answer.header("Set-Cookie"))
        following = _next_hop(look, look.answer)
        if not following:
            return
        if following in (look.expectation.url, *look.hops):
            # A gate that lets in whoever comes back with its cookie; we keep none.
            look.note("bot_wall" if look.gave_cookie else "redirect_loop", url=following)
            return
        look.hops.append(following)
        if _ends_elsewhere(look, following):
            return
        url = following
    look.note("too_many_redirects", hops=MOST_HOPS)


def _ends_elsewhere(look: _Look, url: str) -> bool:
    if is_login(url) and not is_login(look.expectation.url):
        look.note("login", url=url)
    elif is_home(url) and not is_home(look.expectation.url):
        look.note("redirect_home", url=url)
    return bool(look.problems)


def _next_hop(look: _Look, answer: Answer) -> str:
    """Where this answer leads on, or "" with the page or a finding noted."""
    if answer.status in _REDIRECTS and answer.header("Location"):
        return _joined(look, answer.url, _as_typed(answer.header("Location")))
    _judge_status(look, answer)
    if look.problems:
        return ""
    if answer.media_type not in _HTML:
        if look.expectation.marker or _is_no_file(look.expectation, answer):
            look.note("not_html", type=answer.media_type)
        return ""
    try:
        look.page = parse(answer.body, answer.url, _charset(answer))
    except (ValueError, RecursionError, LookupError) as error:
        look.note("unreadable", reason=type(error).__name__)
        return ""
    onward = look.page.refresh or refresh_address(answer.header("Refresh"), answer.url)
    return onward if onward not in ("", answer.url) else ""


def _is_no_file(expectation: Expectation, answer: Answer) -> bool:
    """Whether neither a page came nor a file: what has a title may be a file that is handed out without an ending."""
    path = urlsplit(expectation.url).path
    table = path.lower().endswith(".csv") and answer.media_type.startswith("text/")
    held = bool(expectation.title or _FILE.search(path))
    return held and not table and bool(_WORDS.match(answer.media_type))


def _as_typed(location: str) -> str:
    """Headers are read as Latin-1; sites that send UTF-8 in a Location mean UTF-8."""
    try:
        return location.encode("latin-1").decode("utf-8").strip()
    except UnicodeError:
        return location.strip()


def _joined(look: _Look, base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:
        look.note("odd_status", status=look.answer.status if look.answer else 0)
        return ""


def _charset(answer: Answer) -> str | None:
    _, _, value = answer.header("Content-Type").lower().partition("charset=")
    return value.split(";")[0].strip("\"' ") or None


def _judge_status(look: _Look, answer: Answer) -> None:
    status = answer.status
    if answer.header("cf-mitigated") or status == 999:
        look.note("bot_wall")
    elif status in (404, 410):
        look.note("not_found", status=status)
    elif status in (401, 403, 407, 429, 451):
        look.note("refused_status", status=status)
    elif status >= 500:
        look.note("server_error", status=status)
    elif status not in (200, 203):
        look.note("odd_status", status=status)
    elif answer.cut == "disconnect":
        look.note("truncated")
    elif answer.cut == "encoding":
        look.note("encoding")
    elif not answer.body.strip():
        look.note("empty")


def _judge(look: _Look, answer: Answer, page: Page) -> None:
    """The content first; then what the page says of itself."""
    if look.hops:
        look.note("redirected", url=answer.url)
    _judge_content(look, answer, page)
    _judge_canonical(look, answer, page)
    if page.noindex or "noindex" in answer.header("X-Robots-Tag").lower():
        look.note("noindex")


def _judge_content(look: _Look, answer: Answer, page: Page) -> None:
    title, marker = look.expectation.title, look.expectation.marker
    look.marker_found = bool(marker) and (marker.encode() in answer.body or marker.encode() in page.source)
    look.title_found = bool(title) and page.heads(title) and not _is_a_neighbour(look, answer, page)
    found = look.marker_found or look.title_found
    if code := _replaced(look, page):
        look.note(code, title=page.title or page.headings[1])
    elif found:
        if answer.cut == "limit":
            look.note("too_big")
        if look.marker_found and taken_over(page.headings, _own(look, page), normalised(title)):
            look.note("taken_over", title=page.title or page.headings[1])
        if page.carries_gambling:
            look.note("gambling_links")
        if look.expectation.says and not page.says(look.expectation.says):
            look.note(CORRECTION_UNSEEN)
    elif answer.cut == "limit":
        look.note("too_big_to_tell")
    elif code := _hidden(page, look.expectation):
        look.note(code, url=answer.url, title=page.title)
    elif title and page.tells(title) and not page.heads(title):  # a neighbour's heading is no text about ours
        look.title_found = True
        look.note("title_in_text_only")
    else:
        look.note("content_missing" if title or marker else "no_assertion")


def _is_a_neighbour(look: _Look, answer: Answer, page: Page) -> bool:
    """Whether the site led on to an article whose title only holds ours: systems guess one for what is gone."""
    asked = look.expectation
    moved = urlsplit(answer.url).path.strip("/") != urlsplit(asked.url).path.strip("/")
    headings = (*page.headings, *page.lesser_headings)
    return moved and bool(asked.marker) and not look.marker_found and normalised(asked.title) not in headings


def _replaced(look: _Look, page: Page) -> str:
    """The finding of a page whose headings tell that something else stands there now; the article's own title tells nothing."""
    if look.marker_found:
        return ""
    asked = look.expectation
    if not asked.title and not asked.marker:
        return replaced_unknown(page.headings, asked.url)
    return replaced(page.headings, _own(look, page))


def _own(look: _Look, page: Page) -> str:
    """The article's own title as the page heads it; "" where it does not."""
    title = look.expectation.title
    return normalised(title) if title and page.heads(title) else ""


def _hidden(page: Page, expectation: Expectation) -> str:
    """The finding of a page that keeps the content from this look only."""
    if page.looks_walled:
        return "bot_wall"
    if page.looks_troubled:
        return "site_trouble"
    return "login" if page.asks_to_sign_in and not is_login(expectation.url) else ""


def _judge_canonical(look: _Look, answer: Answer, page: Page) -> None:
    if not page.canonical:
        return
    try:
        claimed, own = own_address(page.canonical), {own_address(look.expectation.url), own_address(answer.url)}
    except ValueError:
        return
    if claimed in own:
        return
    foreign = domain_of(claimed[0]) not in {domain_of(address[0]) for address in own}
    look.note("foreign_canonical" if foreign else "canonical_differs", url=page.canonical)


async def _judge_certificate(session: WebSession, look: _Look, url: str, clock: Clock) -> None:
    look.tls_days = await session.tls_days(url, clock)
    if look.tls_days is not None and look.tls_days <= TLS_WARN_DAYS:
        look.note("tls_soon", days=look.tls_days)


def _check(look: _Look, clock: Clock) -> Check:
    answer, page, problems = look.answer, look.page, tuple(look.problems)
    return Check(
        url=look.expectation.url,
        verdict=worst(problems),
        checked_at=clock.now(),
        status=answer.status if answer else None,
        final_url=look.hops[-1] if look.hops else look.expectation.url,
        hops=tuple(look.hops),
        title=page.title if page else "",
        heading=page.heading if page else "",
        marker_found=look.marker_found,
        title_found=look.title_found,
        canonical=page.canonical if page else "",
        images=look.images,
        films=look.films,
        body_sha256=hashlib.sha256(answer.body).hexdigest() if answer else "",
        tls_days=look.tls_days,
        retry_after=_retry_seconds(answer, clock.now()) if answer else None,
        problems=problems,
    )


def _retry_seconds(answer: Answer, now: datetime) -> int | None:
    at = retry_after(answer.header("Retry-After"), now)
    return int((at - now).total_seconds()) if at else None

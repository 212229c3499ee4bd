"""Are the approved films what the page shows? Judged by the bytes behind the page's own addresses, read piece by piece."""

from dataclasses import dataclass
from urllib.parse import urljoin

from links.pictures import ImageEvidence, stem
from links.problems import Problem, problem
from links.session import Budget, Download, FetchFailed, WebSession
from safety.clock import Clock
from safety.patience import extra_seconds

MOST_LOOKS = 20
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class ExpectedFilm:
    """One approved film: the digest of its bytes as sent, how many they are, and its file name."""

    sha256: str
    size: int
    name: str = ""


async def compare_films(
    session: WebSession, addresses: tuple[str, ...], expected: tuple[ExpectedFilm, ...], clock: Clock, *, whole: bool
) -> tuple[tuple[ImageEvidence, ...], tuple[Problem, ...]]:
    """Look for every expected film behind the page's addresses; its bytes where `whole`, else only how many the site tells of.

    A file of another length is none of them and is not read. What no site says the length of is read either way.
    """
    evidence: list[ImageEvidence] = []
    wanted = {film.sha256: film for film in expected}
    budget = Budget(session.bounds.total_seconds + extra_seconds(sum(film.size for film in expected)))
    names, seen, unclear = {stem(film.name) for film in expected}, set[str](), len(addresses) > MOST_LOOKS
    for url in sorted(addresses, key=lambda address: stem(address) not in names)[:MOST_LOOKS]:
        if not wanted:
            break
        found, trouble = await _look(session, url, {film.size for film in wanted.values()}, clock, budget, whole=whole)
        unclear = unclear or trouble
        if found is None:
            continue
        seen.add(stem(url))
        same = _same(found, wanted, whole=whole)
        evidence.append(ImageEvidence(url, found.sha256, same is not None))
        if same is not None:
            del wanted[same.sha256]
    return tuple(evidence), tuple(_finding(film, seen, unclear) for film in wanted.values())


def _same(found: Download, wanted: dict[str, ExpectedFilm], *, whole: bool) -> ExpectedFilm | None:
    if whole or found.sha256:
        return wanted.get(found.sha256)
    return next((film for film in wanted.values() if film.size == found.told), None)


def _finding(film: ExpectedFilm, seen: set[str], unclear: bool) -> Problem:
    name = film.name or film.sha256[:12]
    if film.name and any(one.startswith(stem(film.name)) for one in seen):
        return problem("film_changed", name=name)
    return problem("film_unclear" if unclear else "film_missing", name=name)


async def _look(
    session: WebSession, url: str, sizes: set[int], clock: Clock, budget: Budget, *, whole: bool
) -> tuple[Download | None, bool]:
    """What lies there, or None; and whether the failure may pass by itself."""
    try:
        for _ in range(4):
            found = await session.download(url, clock, budget, max(sizes), lambda told: told is None or (whole and told in sizes))
            if found.status not in _REDIRECTS or not found.location:
                break
            url = urljoin(url, found.location)
    except FetchFailed as failure:
        return None, failure.code not in ("forbidden", "tls")
    except ValueError:
        return None, False
    if found.status == 200 and found.cut in ("", "limit"):
        return found, False
    return None, bool(found.cut) or found.status not in (404, 410)

"""A public page as an anonymous reader gets it, redirects included, or the reason why there is none."""

from urllib.parse import urljoin

from flows.findings import told
from language.say import t
from links.problems import problem
from links.session import Answer, Budget, FetchFailed, WebSession
from safety.clock import Clock

_HOPS = 4
_REDIRECTS = (301, 302, 303, 307, 308)


async def page_behind(web: WebSession, url: str, clock: Clock) -> tuple[Answer | None, str]:
    """The page behind a link, or None and why."""
    budget = Budget(web.bounds.total_seconds)
    for _ in range(_HOPS):
        try:
            answer = await web.get(url, clock, budget)
            if answer.status in _REDIRECTS and answer.header("Location"):
                url = urljoin(url, answer.header("Location"))
                continue
        except FetchFailed as failure:
            return None, told(problem(failure.code, reason=failure.reason))
        except ValueError:
            return None, t("tautan dialihkan ke alamat yang salah tulis")
        if answer.status != 200:
            return None, t("halaman menjawab status {status}, jumlah pembaca tidak terbaca", status=answer.status)
        return answer, ""
    return None, t("terlalu banyak pengalihan")


def text_of(answer: Answer) -> str:
    """The page's text in its own character set. Raises LookupError for one that nobody knows."""
    _, _, named = answer.header("Content-Type").lower().partition("charset=")
    return answer.body.decode(named.split(";")[0].strip("\"' ") or "utf-8", "replace")

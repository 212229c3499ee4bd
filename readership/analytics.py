"""Matomo, Plausible, Umami, GoatCounter and Jetpack as reader sources, each in its own words and with its own metric."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from connectors.contract import ReaderCount
from connectors.http import Session
from language.say import later, t
from readership.sources import CONFIDENCE, Asked, Unusable, ask, rows, table, whole

_NOWHERE = "/tayang-memeriksa-saringan-ini"


@dataclass
class Matomo:
    """Page views of one address over the days since publication. The key travels in the body, never in an address."""

    session: Session
    url: str
    site: int
    token: str
    name: str = "matomo"
    metric: str = later("tampilan halaman")

    def read(self, asked: Asked) -> ReaderCount:
        form = {
            "module": "API",
            "method": "Actions.getPageUrl",
            "pageUrl": asked.url,
            "idSite": str(self.site),
            "period": "range",
            "date": f"{asked.since:%Y-%m-%d},{asked.until:%Y-%m-%d}",
            "format": "JSON",
            "token_auth": self.token,
        }
        answer = ask(self.session, "Matomo", "POST", f"{self.url}/index.php", data=form)
        if isinstance(answer, dict) and answer.get("result") == "error":
            said = self.session.redactor.redact(str(answer.get("message", "")))[:200]
            raise Unusable(t("Matomo menolak: {said}", said=said))
        found = rows(answer, "Matomo")
        if not found:
            return ReaderCount(None, self.metric, self.name, 0.0, t("{service} belum mencatat alamat ini", service="Matomo"))
        return ReaderCount(sum(whole(row.get("nb_hits"), "Matomo") for row in found), self.metric, self.name, CONFIDENCE)


@dataclass
class Plausible:
    """Page views of one path."""

    session: Session
    url: str
    site: str
    token: str
    name: str = "plausible"
    metric: str = later("tampilan halaman")

    def read(self, asked: Asked) -> ReaderCount:
        query = {
            "site_id": self.site,
            "metrics": ["pageviews"],
            "date_range": [f"{asked.since:%Y-%m-%d}", f"{asked.until:%Y-%m-%d}"],
            "filters": [["is", "event:page", list(asked.paths)]],
        }
        answer = table(ask(self.session, "Plausible", "POST", f"{self.url}/api/v2/query", self.token, json=query), "Plausible")
        found = rows(answer.get("results"), "Plausible")
        if len(found) != 1 or not isinstance(found[0].get("metrics"), list) or len(found[0]["metrics"]) != 1:
            raise Unusable(t("bentuk jawaban {service} tidak dikenal", service="Plausible"))
        return ReaderCount(whole(found[0]["metrics"][0], "Plausible"), self.metric, self.name, CONFIDENCE)


@dataclass
class Umami:
    """Page views of one path; before it is believed, a path that cannot exist proves that the filter works."""

    session: Session
    url: str
    site: str
    token: str
    name: str = "umami"
    metric: str = later("tampilan halaman")
    _filter: str = field(default="", init=False)

    def read(self, asked: Asked) -> ReaderCount:
        paths = asked.paths
        chosen = self._filter or self._working_filter(asked)
        views = sum(self._views(asked, chosen, path) for path in paths)
        return ReaderCount(views, self.metric, self.name, CONFIDENCE)

    def _working_filter(self, asked: Asked) -> str:
        """`path` since version 3, `url` before; a filter that the server ignores would give the whole site's number."""
        for name in ("path", "url"):
            if self._views(asked, name, _NOWHERE) == 0:
                self._filter = name
                return name
        raise Unusable(t("Umami tidak menyaring per halaman; angkanya akan menjadi milik seluruh situs"))

    def _views(self, asked: Asked, name: str, path: str) -> int:
        zone = ZoneInfo(asked.zone)
        start = datetime.combine(asked.since, time(), zone)
        end = datetime.combine(asked.until + timedelta(days=1), time(), zone)
        asks = {"startAt": str(_millis(start)), "endAt": str(_millis(end) - 1), name: path}
        place = f"{self.url}/api/websites/{self.site}/stats"
        headers = {"x-umami-api-key": self.token}
        answer = table(ask(self.session, "Umami", "GET", place, self.token, params=asks, headers=headers), "Umami")
        views = answer.get("pageviews")
        return whole(views.get("value") if isinstance(views, dict) else views, "Umami")


@dataclass
class GoatCounter:
    """Visitors of one path; GoatCounter counts people, not views, and the metric says so."""

    session: Session
    url: str
    token: str
    name: str = "goatcounter"
    metric: str = later("pengunjung")

    def read(self, asked: Asked) -> ReaderCount:
        asks = [("start", f"{asked.since:%Y-%m-%d}T00:00:00Z"), ("end", f"{asked.until:%Y-%m-%d}T23:59:59Z")]
        asks += [("path_by_name", "true"), ("limit", "100"), *(("include_paths", path) for path in asked.paths)]
        place = f"{self.url}/api/v0/stats/hits"
        answer = table(ask(self.session, "GoatCounter", "GET", place, self.token, params=asks), "GoatCounter")
        hits = rows(answer.get("hits"), "GoatCounter")
        strangers = [hit for hit in hits if hit.get("path") not in asked.paths]
        if strangers:
            other = later("GoatCounter menjawab dengan halaman lain; versinya mungkin belum mengenal path_by_name")
            raise Unusable(t(other))
        if not hits:
            return ReaderCount(None, self.metric, self.name, 0.0, t("{service} belum mencatat alamat ini", service="GoatCounter"))
        return ReaderCount(sum(whole(hit.get("count"), "GoatCounter") for hit in hits), self.metric, self.name, CONFIDENCE)


@dataclass
class Jetpack:
    """All views of one post, by its number on the site."""

    session: Session
    url: str
    site: str
    token: str
    name: str = "jetpack"
    metric: str = "views"

    def read(self, asked: Asked) -> ReaderCount:
        number = asked.remote_id.rpartition(":")[2]  # before it stands the type, where it is no usual post
        if not number.isdigit():
            return ReaderCount(None, self.metric, self.name, 0.0, t("nomor naskah di WordPress tidak tercatat"))
        place = f"{self.url}/rest/v1.1/sites/{self.site}/stats/post/{number}"
        answer = table(ask(self.session, "Jetpack", "GET", place, self.token), "Jetpack")
        if "views" in answer:
            return ReaderCount(whole(answer["views"], "Jetpack"), self.metric, self.name, CONFIDENCE)
        years = table(answer.get("years"), "Jetpack")
        total = sum(whole(table(year, "Jetpack").get("total"), "Jetpack") for year in years.values())
        return ReaderCount(total, self.metric, self.name, CONFIDENCE)


def _millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)

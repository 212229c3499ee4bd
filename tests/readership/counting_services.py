"""Stand-ins on loopback that answer like the analytics services, and refuse whatever their documents do not allow."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

TOKEN = "kunci-rahasia-contoh-1234567890"
WHOLE_SITE = 987_654
Reply = tuple[int, object]


@dataclass(frozen=True)
class Request:
    """One request as it came over the wire."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    @property
    def json(self) -> object:
        return json.loads(self.body)

    @property
    def bearer(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")


@dataclass
class Service:
    """A running stand-in: `views` by path, every request that came, and an answer that overrides all others."""

    answer: Callable[["Service", Request], Reply]
    views: dict[str, int] = field(default_factory=dict)
    seen: list[Request] = field(default_factory=list)
    instead: Reply | None = None
    headers: dict[str, str] = field(default_factory=dict)
    url: str = ""
    public_key: rsa.RSAPublicKey | None = None


@contextmanager
def running(answer: Callable[[Service, Request], Reply], **views: int) -> Iterator[Service]:
    service = Service(answer, {path.replace("__", "/"): count for path, count in views.items()})

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, parts.path, parse_qs(parts.query), headers, body)
            service.seen.append(request)
            status, content = service.instead or service.answer(service, request)
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = handle_any  # noqa: N815  # the names that http.server calls

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def matomo(service: Service, request: Request) -> Reply:
    """Matomo answers 200 to a wrong key, with an error in its body; it takes the key from the body only."""
    form = request.form
    assert "token_auth" not in request.query
    if request.method != "POST" or request.path != "/index.php" or form.get("method") != "Actions.getPageUrl":
        return 404, {}
    if form.get("token_auth") != TOKEN:
        return 200, {"result": "error", "message": f"You can't access this resource with token_auth {form.get('token_auth')}"}
    assert (form["module"], form["format"], form["period"], form["idSite"]) == ("API", "JSON", "range", "7")
    path = urlsplit(form["pageUrl"]).path
    if path not in service.views:
        return 200, []
    return 200, [{"label": path, "nb_visits": 3, "nb_hits": service.views[path], "sum_time_spent": 0, "url": form["pageUrl"]}]


def plausible(service: Service, request: Request) -> Reply:
    query = request.json
    assert isinstance(query, dict)
    if request.bearer != TOKEN:
        return 401, {"error": "Invalid API key or site ID."}
    if request.path != "/api/v2/query" or set(query) != {"site_id", "metrics", "date_range", "filters"}:
        return 400, {"error": "Invalid query"}
    ((operator, dimension, paths),) = query["filters"]
    if (operator, dimension) != ("is", "event:page") or query["metrics"] != ["pageviews"]:
        return 400, {"error": "Invalid filter"}
    total = sum(service.views.get(path, 0) for path in paths)
    return 200, {"results": [{"metrics": [total], "dimensions": []}], "meta": {}, "query": query}


def umami(filter_name: str, comparison: bool) -> Callable[[Service, Request], Reply]:
    """Umami ignores a filter that its version does not know, and then counts the whole site."""

    def answer(service: Service, request: Request) -> Reply:
        if request.bearer != TOKEN and request.headers.get("x-umami-api-key") != TOKEN:
            return 401, {"error": "unauthorized"}
        if request.path != "/api/websites/abc-1/stats" or not int(request.query["startAt"][0]) < int(request.query["endAt"][0]):
            return 400, {"error": "bad request"}
        chosen = request.query.get(filter_name)
        views = service.views.get(chosen[0], 0) if chosen else WHOLE_SITE
        if comparison:
            return 200, {"pageviews": views, "visitors": 2, "comparison": {"pageviews": 5, "visitors": 1}}
        return 200, {"pageviews": {"value": views, "prev": 5}, "visitors": {"value": 2, "prev": 1}}

    return answer


def goatcounter(service: Service, request: Request) -> Reply:
    if request.bearer != TOKEN:
        return 401, {"error": "unknown token"}
    if request.path != "/api/v0/stats/hits" or request.query.get("path_by_name") != ["true"]:
        return 200, {"hits": [{"count": 5, "path": "/lain", "path_id": 9}], "total": 5, "more": False}
    wanted = request.query["include_paths"]
    hits = [
        {"count": count, "path": path, "path_id": 1, "event": False} for path, count in service.views.items() if path in wanted
    ]
    return 200, {"hits": hits, "total": WHOLE_SITE, "more": False}


def jetpack(service: Service, request: Request) -> Reply:
    if request.bearer != TOKEN:
        return 403, {"error": "unauthorized", "message": "user cannot view stats"}
    number = request.path.removeprefix("/rest/v1.1/sites/kpu-contoh.example/stats/post/")
    if number not in service.views:
        return 404, {"error": "unknown_post", "message": "Unknown post"}
    count = service.views[number]
    return 200, {"date": "2026-11-21", "views": count, "years": {"2026": {"months": {"11": count}, "total": count}}}


def jetpack_years(service: Service, request: Request) -> Reply:
    """The same without a total of its own."""
    status, body = jetpack(service, request)
    assert isinstance(body, dict)
    return status, {name: value for name, value in body.items() if name != "views"}


def google(service: Service, request: Request) -> Reply:
    """Both of Google's addresses: the token for a signed assertion, the report for that token."""
    if request.path == "/token":
        form = request.form
        head, claims, signature = form["assertion"].split(".")
        assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
        assert service.public_key is not None
        service.public_key.verify(_decoded(signature), f"{head}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256())
        told = json.loads(_decoded(claims))
        assert json.loads(_decoded(head)) == {"alg": "RS256", "typ": "JWT"}
        assert told["exp"] - told["iat"] <= 3600
        assert told["aud"] == f"{service.url}/token"
        assert told["scope"].endswith("/analytics.readonly")
        return 200, {"access_token": "ya29.sementara-contoh", "expires_in": 3599, "token_type": "Bearer"}
    if request.bearer != "ya29.sementara-contoh":
        return 401, {"error": {"code": 401, "status": "UNAUTHENTICATED"}}
    if request.path != "/v1beta/properties/123456:runReport":
        return 404, {}
    report = request.json
    assert isinstance(report, dict)
    paths = report["dimensionFilter"]["filter"]["inListFilter"]["values"]
    rows = [
        {"dimensionValues": [{"value": path}], "metricValues": [{"value": str(service.views[path])}]}
        for path in paths
        if path in service.views
    ]
    heads = {"dimensionHeaders": [{"name": "pagePath"}], "metricHeaders": [{"name": "screenPageViews", "type": "TYPE_INTEGER"}]}
    return 200, {**heads, **({"rows": rows, "rowCount": len(rows)} if rows else {}), "metadata": {"timeZone": "Asia/Jakarta"}}


def account_for(service: Service) -> str:
    """A service account's key file for this stand-in, as JSON in one line."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    service.public_key = private.public_key()
    kept = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = private.private_bytes(*kept).decode()
    account = {"type": "service_account", "client_email": "tayang@contoh.example", "private_key": pem}
    return json.dumps(account | {"token_uri": f"{service.url}/token"})


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

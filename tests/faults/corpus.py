"""Wrong requests, each with the status of its refusal and the field that the refusal must name."""

import json
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from tests.faults.asking import request

JSON, FORM = "Content-Type: application/json", "Content-Type: application/x-www-form-urlencoded"
STREAM, CALLBACK = "/api/stream", "/_dash-update-component"


class Wrong(NamedTuple):
    """A request, its status, and the field of its problem document (None: the words alone say it)."""

    name: str
    raw: bytes
    status: int
    field: str | None = None


# The query and the field.
QUERIES = [
    ("lr=-1", "lr"),
    ("lr=0x10", "lr"),
    ("lr=1_0", "lr"),
    ("lr=NaN", "lr"),
    ("lr=-inf", "lr"),
    ("lr=1e400", "lr"),
    ("lr=1e-400", "lr"),
    ("lr=%00", "lr"),
    ("lr=%0d%0aSet-Cookie:a=b", "lr"),
    ("lr=%E2%88%921", "lr"),
    ("lr=1+1", "lr"),
    ("lr=%F0%9F%92%A9", "lr"),
    ("lr=${jndi:ldap://x}", "lr"),
    ("lr='%20OR%201=1--", "lr"),
    ("lr={{7*7}}", "lr"),
    ("lr=../../../../etc/passwd", "lr"),
    ("lr=<script>alert(1)</script>", "lr"),
    ("lr=1&lr=1", "lr"),
    ("lr=1&%6cr=2", "lr"),
    ("lr=1;epochs=2", "lr"),
    ("LR=1", "LR"),
    ("lr[]=1", "lr[]"),
    ("lr.x=1", "lr.x"),
    ("__proto__=1", "__proto__"),
    ("__class__.x=1", "__class__.x"),
    ("=1", ""),
    ("=", ""),
    ("&&&=&&&", ""),
    ("epochs", "epochs"),
    ("epochs=1.0", "epochs"),
    ("epochs=-0", "epochs"),
    ("epochs=٣", "epochs"),
    ("epochs=" + "0" * 5000 + "1", "epochs"),
    ("1.opt=adam", "1.opt"),
    ("0.opt=adam", "0.opt"),
    ("2.2.opt=adam", "2.2.opt"),
    ("9.lr=1", "9.lr"),
    ("-1.opt=adam", "-1.opt"),
    ("2.opt=", "2.opt"),
    ("2.off=1&2.epochs=1", "2.epochs"),
    ("off=1", "off"),
    ("model=mlp&hidden=", "hidden"),
    ("model=mlp&hidden=8,,8", "hidden"),
    ("model=mlp&hidden=8,8,8,8", "hidden"),
    ("model=mlp&hidden=" + "8," * 3000, "hidden"),
    ("model=linear&hidden=8", "hidden"),
    ("function=beale&data=moons", "data"),
    ("function=beale&batch=3", "batch"),
    ("function=os.system", "function"),
    ("start=" + "1," * 3900 + "1", "start"),
    ("start=1,2,nan", "start"),
    ("manual=5:0.1,4:0.1", "manual"),
    ("manual=5", "manual"),
    ("schedule=step&step_size=-1", "step_size"),
    ("data=own&points=1:1", "points"),
    ("data=own&points=" + "1:1:0," * 9 + "1:1:7", "points"),
    ("data=own&points=" + "1:1:0," * 10 + "1e7:1:1", "points"),
    ("data=own&points=x,y,class%0a1,2,0%0a3,4,1", "points"),
    ("data=own&points=%3Dcmd|' /C calc'!A0", "points"),
    ("edits=5,4", "edits"),
    ("edits=99999", "edits"),
    ("edits=1:1:1:9", "edits"),
    ("edits=1:::", "edits"),
    ("features=x1_x2,x1_x2", "features"),
    ("plane=weights&first=1&second=1", "second"),
    ("plane=weights&first=4001", "first"),
    ("extent=1,1,1,1", "extent"),
    ("extent=2,1,0,1", "extent"),
    ("extent=1e999,2,3,4", "extent"),
    ("follow=2", "follow"),
    ("through=best&model=mlp&hidden=32,32,32", "through"),
    ("resolution=201&model=mlp&hidden=32,32,32&samples=5000", "resolution"),
    ("epochs=2000&samples=5000&batch=1", "epochs"),
    ("v=0", "v"),
    ("v=999999999999999999", "v"),
    ("columns=theta&columns=theta", "columns"),
    ("columns=%74heta,x&protocol=2", "columns"),
    ("protocol=2&columns=" + "theta," * 1300, "columns"),
    ("a=1&" * 1990, None),
    ("x" * 8001, None),
    ("%", None),
    ("%ff", None),
    ("lr=%c0%af", None),
    ("lr=%ed%a0%80", None),
]

# Posted JSON, and the field: the path in the configuration's own names.
CONFIGURATIONS: list[tuple[str, str | None]] = [
    ("", ""),
    ("{", ""),
    ("nul", ""),
    ("[]", ""),
    ("null", ""),
    ("1", ""),
    ('"x"', ""),
    ("{'epochs': 3}", ""),
    ('{"epochs": 3,}', ""),
    ('{"epochs": 3} x', ""),
    ('{"epochs": 03}', ""),
    ('{"epochs": NaN}', ""),
    ('{"epochs": -Infinity}', ""),
    ('{"epochs": 1, "epochs": 2}', "epochs"),
    ('{"epochs": ' + "9" * 5000 + "}", ""),
    ('{"epochs": ' + "[" * 100_000, ""),
    ('{"epochs": ' + "[" * 900 + "]" * 900 + "}", "epochs"),
    ('{"a":' * 900 + "1" + "}" * 900, "a"),
    ('{"epochs": true}', "epochs"),
    ('{"epochs": 3.0}', "epochs"),
    ('{"epochs": "3"}', "epochs"),
    ('{"epochs": null}', "epochs"),
    ('{"epochs": {"$gt": 0}}', "epochs"),
    ('{"Epochs": 3}', "Epochs"),
    ('{"\\ud800": 3}', None),
    ('{"\\u0000": 3}', "?"),
    ('{"__proto__": {"x": 1}}', "__proto__"),
    ('{"problem": []}', "problem"),
    ('{"problem": {"kind": []}}', "problem.kind"),
    ('{"problem": {"kind": "x"}}', "problem.kind"),
    ('{"problem": {"dataset": ["moons"]}}', "problem.dataset"),
    ('{"problem": {"dataset": "\\ud800"}}', "problem.dataset"),
    ('{"problem": {"options": []}}', "problem.options"),
    ('{"problem": {"options": {"samples": 1e999}}}', "problem.options.samples"),
    ('{"problem": {"function": {}}}', "problem.function"),
    ('{"problem": {"edits": [[1, "a", 2, 0]]}}', "problem.edits"),
    ('{"problem": {"edits": [null]}}', "problem.edits"),
    ('{"problem": {"features": [[]]}}', "problem.features"),
    ('{"problem": {"model": "mlp", "model_options": {"hidden": [[1]]}}}', "problem.model_options.hidden"),
    ('{"problem": {"dataset": "own", "options": {"points": "0:0:0"}}}', "problem.options.points"),
    ('{"problem": {"dataset": "own", "options": {"points": [[1, 2]]}}}', "problem.options.points"),
    ('{"problem": {"dataset": "own", "options": {"points": [["x", "y", "class"]]}}}', "problem.options.points"),
    ('{"contenders": {}}', "contenders"),
    ('{"contenders": []}', "contenders"),
    ('{"contenders": [1]}', "contenders.0"),
    ('{"contenders": [{}, [], {}]}', "contenders.1"),
    ('{"contenders": [{"optimizer": {}}]}', "contenders.0.optimizer"),
    ('{"contenders": [{"learning_rate": 1e999}]}', "contenders.0.learning_rate"),
    ('{"contenders": [{"learning_rate": -0.0}]}', "contenders.0.learning_rate"),
    ('{"contenders": [{"manual": [[1]]}]}', "contenders.0.manual"),
    ('{"contenders": [{"hyperparameters": {"x": 1}}]}', "contenders.0.hyperparameters.x"),
    ('{"start": []}', "start"),
    ('{"start": {"parameters": {}}}', "start.parameters"),
    ('{"start": {"initialisation": []}}', "start.initialisation"),
    ('{"stopping": 1}', "stopping"),
    ('{"stopping": {"patience": {}}}', "stopping.patience"),
    ('{"plane": null}', "plane"),
    ('{"plane": {"kind": {}}}', "plane.kind"),
    ('{"plane": {"follow": []}}', "plane.follow"),
    ('{"plane": {"options": {"first": null}}}', "plane.options.first"),
    ('{"plane": {"extent": [1e999, 1, 1, 1]}}', "plane.extent"),
]

# Bodies that are not read, or are not of their stated type: headers, the body, the status.
BODIES = [
    (("Content-Type: text/csv",), b"x,y,class\r\n1,2,0\r\n", 415),
    (("Content-Type: application/vnd.ms-excel",), b"PK\x03\x04", 415),
    (("Content-Type: multipart/form-data; boundary=x",), b'--x\r\nContent-Disposition: form-data; name="a"\r\n', 415),
    (("Content-Type: text/plain",), b"epochs=3", 415),
    (("Content-Type: \xff\xfe",), b"{}", 415),
    (("Content-Type: ",), b"{}", 415),
    ((), b"{}", 415),
    ((JSON,), b"\xef\xbb\xbf{}", 400),
    ((JSON,), '{"epochs": 3}'.encode("utf-16"), 400),
    ((JSON, "Content-Encoding: gzip"), b"\x1f\x8b\x08\x00" + b"\x00" * 40, 400),
    ((JSON,), b"x,y,class\r\n1,2,0\r\n", 400),
    ((JSON,), b" " * 1_000_001, 413),
    ((JSON, "Content-Length: 99999999999"), b"{}", 413),
    ((JSON, "Transfer-Encoding: chunked"), b"zz\r\n{}\r\n0\r\n\r\n", 400),
    ((FORM,), b"lr=%ff", 400),
    ((FORM,), b"\x00\x01\xff", 400),
    ((FORM,), b"data=own&points=x;y;class\n1;2;0", 400),
    ((FORM,), b"data=own&points=" + b"1:1:1," * 5001, 400),
    ((FORM,), b"a" * 1_000_001, 413),
    ((FORM,), b"&".join([b"a=1"] * 1000), 400),
]

EVENT_IDS = [
    "x",
    "-1",
    "0123456789ab-",
    "0123456789ab--1",
    "\xff",
    "0" * 8000,
    "0123456789AB-1",
    "a-b-c",
    "<x>",
    "null",
]

PATHS = [
    *("/.env", "/.git/config", "/robots.txt", "/wp-login.php", "/api", "/api/", "/api/stream/", "/api/streams"),
    *("/API/STREAM", "/api//stream", "/x/../api/stream", "/%2e%2e/%2e%2e/etc/passwd", "/%ff", "/%00", "/a%0d%0ab:c"),
    *("/assets/../app/wsgi.py", "/assets/%2e%2e/app/wsgi.py", "/assets/..%2fapp%2fwsgi.py", "/assets/..%5capp"),
    *("/assets/%00", "/assets/", "/assets/js", "/assets/nothing.js", "/assets/" + "a" * 4000, "/assets/%ff%fe"),
    *("/_dash-component-suites/x/y.js", "/_dash-component-suites/dash/x.js", "/_dash-component-suites/os/path.py"),
    *("/_dash-component-suites/dash/../x", "/_dash-component-suites/dash/dcc/%00", "/_dash-component-suites/dash/"),
    *("/_dash-component-suites/app/settings.py", "/_dash-component-suites/dash/%2e%2e/flask/app.py"),
    *("/_mcp", "/_dash-config", "/metrics", "/healthz/", "/readyz/x", "/plotly-0.min.js", "/console", "/x" * 4000),
    *("/api/stream%3Fepochs=0", "/api/stream;x=1", "/\\evil.example", "/?".replace("?", "%3F")),
]

METHODS = [
    *((method, STREAM) for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND")),
    *((method, CALLBACK) for method in ("GET", "PUT", "DELETE")),
    *((method, "/") for method in ("POST", "PUT", "DELETE")),
    *((method, "/healthz") for method in ("POST", "DELETE")),
]

# Posts to the page's callback route that the page never sends.
CALLBACKS = [
    *(b"", b"{", b"{}", b"[]", b"null", b'"x"', b"1", b"\xff\xfe", b"[" * 100_000, b'{"output": 1}'),
    *(b'{"output": {}}', b'{"output": "a.b"}', b'{"output": "..", "inputs": null}', b'{"output": "' + b"x" * 9999),
    b'{"output": "a.b", "outputs": [], "inputs": [], "changedPropIds": []}',
    b'{"output": "a.b", "outputs": {"id": "a", "property": "b"}, "inputs": [{"id": "a", "property": "b", "value": 1}]}',
]

# Bytes that are not HTTP: whoever reads the first line refuses them, in its own words.
MALFORMED = [
    b"\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET /\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET / FTP/1.0\r\n\r\n",
    b"get / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x00" * 100 + b"\r\n\r\n",
    b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    b"A" * 9000,
    request("/" + "a" * 9000),
    request("*"),
    request("api/stream"),
    request("/healthz", "G E T"),
    request("/healthz", "\xff"),
    request("/healthz", headers=("bad header",)),
    request("/healthz", headers=("bad header: x",)),
    request("/healthz", headers=(": x",)),
    request("/healthz", headers=("A: b\r\n c: d",)),
    request("/healthz", headers=("X: \x01",)),
    request("/healthz", headers=("X: " + "a" * 9000,)),
    request("/healthz", headers=tuple(f"X-{i}: y" for i in range(200))),
    request("/healthz", headers=("Transfer-Encoding: gzip",)),
    request("/healthz", headers=("Transfer-Encoding: chunked, chunked",)),
    request("/healthz", headers=("Expect: x",)),
    request(STREAM, "POST", (JSON, "Content-Length: abc"), b"{}"),
    request(STREAM, "POST", (JSON, "Content-Length: -1"), b"{}"),
    request(STREAM, "POST", (JSON, "Content-Length: 2", "Content-Length: 3"), b"{}"),
]

# Meaningless headers, which change nothing.
HARMLESS = [
    *("Accept-Encoding: gzip;q=x", "Accept-Encoding: ;;;q=", "Accept-Encoding: " + "gzip," * 1000, "Accept: ;q=9e999"),
    *("Range: bytes=abc", "Range: bytes=9-1", "If-Modified-Since: yesterday", 'If-None-Match: "', "If-Range: x"),
    *("If-Modified-Since: Thu, 01 Jan 0000 00:00:00 GMT", "Cookie: \xff", "Cookie: " + "a=b;" * 1000, "Forwarded: x"),
    *("Authorization: Basic !!", "X-Forwarded-For: <script>", "X-Forwarded-For: " + "1," * 2000, "X-Forwarded-Host: ["),
    *(
        "X-Forwarded-Proto: javascript",
        "X-Forwarded-Prefix: //evil.example",
        "X-Forwarded-Port: -1",
        "Referer: http://[",
    ),
    *("Upgrade: websocket", "Accept-Language: \xff", "TE: x", "User-Agent: ", "X-Request-Id: '\"><x>"),
]


# The characters that a request line can hold.
_AS_IT_IS = "&=%:,;.|<>{}[]()$'/+!*@?~-_"


def wrong() -> list[Wrong]:
    """All requests that Basin itself must refuse."""
    return [*_addresses(), *_posted(), *_asked(), *_from_elsewhere()]


def _addresses() -> Iterator[Wrong]:
    for query, field in QUERIES:
        address = f"{STREAM}?{quote(query, safe=_AS_IT_IS)}"
        yield Wrong(f"query {query}", request(address), 400, field)
    for path in PATHS:
        yield Wrong(f"path {path}", request(path), 404)


def _posted() -> Iterator[Wrong]:
    for configuration, field in CONFIGURATIONS:
        yield Wrong(f"json {configuration}", request(STREAM, "POST", (JSON,), configuration.encode()), 400, field)
    for headers, body, status in BODIES:
        yield Wrong(f"body {headers} {body[:30]!r}", request(STREAM, "POST", headers, body), status)
    for body in CALLBACKS:
        yield Wrong(f"callback {body[:60]!r}", request(CALLBACK, "POST", (JSON,), body), 400)


def _asked() -> Iterator[Wrong]:
    for event_id in EVENT_IDS:
        headers = (f"Last-Event-ID: {event_id}",)
        yield Wrong(f"event id {event_id}", request(f"{STREAM}?epochs=3", headers=headers), 400, "Last-Event-ID")
    for method, path in METHODS:
        yield Wrong(f"{method} {path}", request(path, method), 405)


def _from_elsewhere() -> Iterator[Wrong]:
    foreign = [f"Sec-Fetch-Site: {site}" for site in ("cross-site", "same-site", "x")]
    foreign += [
        f"Origin: {origin}" for origin in ("https://evil.example", "null", "http://127.0.0.1.evil.example", "x")
    ]
    for header in foreign:
        yield Wrong(f"stream, {header}", request(f"{STREAM}?epochs=3", headers=(header,)), 403)
        yield Wrong(f"callback, {header}", request(CALLBACK, "POST", (header, JSON), b"{}"), 403)


def large() -> dict[str, bytes]:
    """Bodies just below the limit, each made to take as long as possible until it is refused."""
    many = [0] * 330_000
    configurations: dict[str, object] = {
        "unknown fields": {f"a{i}": 1 for i in range(70_000)},
        "unknown fields of the problem": {"problem": {f"a{i}": 1 for i in range(70_000)}},
        "unknown fields of contenders": {"contenders": [{f"a{i}": 1 for i in range(11_000)}] * 6},
        "unknown options": {"problem": {"options": {f"a{i}": 1 for i in range(70_000)}}},
        "contenders": {"contenders": [{}] * 240_000},
        "a start": {"start": {"parameters": many}},
        "hidden layers": {"problem": {"model": "mlp", "model_options": {"hidden": many}}},
        "points": {"problem": {"dataset": "own", "options": {"points": [[1, 2, 0]] * 80_000}}},
        "edits": {"problem": {"edits": [[1]] * 190_000}},
        "rates by hand": {"contenders": [{"manual": [[1, 1]] * 120_000}]},
        "a name": {"x" * 990_000: 1},
        "lists": {"epochs": [[0]] * 160_000},
        "control characters": {"problem": {"dataset": "\0" * 160_000}},
    }
    texts = {
        "a start": b"start=" + b"0," * 490_000,
        "rates by hand": b"manual=" + b"1:1," * 240_000,
        "points": b"data=own&points=" + b"1:1:1," * 160_000,
        "a name": b"a" * 990_000 + b"=1",
        "no value": b"a" * 990_000,
        "pluses": b"a=" + b"+" * 990_000,
        "pairs": b"a=1&" * 249_000,
    }
    posted = {f"JSON, {name}": (JSON, json.dumps(each).encode()) for name, each in configurations.items()}
    posted |= {f"text, {name}": (FORM, text) for name, text in texts.items()}
    return {name: request(STREAM, "POST", (kind,), body) for name, (kind, body) in posted.items()}

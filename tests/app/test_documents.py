"""What never changes is cached: by browsers for ever if its address names its contents; and compressed once."""

import gzip
import pathlib
import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask_compress import flask_compress

from app.edge import documents
from app.edge.documents import Assets
from app.factory import ASSETS, create_app
from app.routes import PLOTLY_PATH

FIXED = ["/", "/embed", "/_dash-layout", "/_dash-dependencies", PLOTLY_PATH]
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def linked(server):
    """Every address that the page names."""
    text = server.test_client().get("/").text
    return re.findall(r'(?:src|href)="([^"]+)"', text)


def test_all_that_the_page_names_is_kept_for_ever(client, linked):
    assert len(linked) > 20
    for link in linked:
        response = client.get(link)
        assert (response.status_code, response.headers["Cache-Control"]) == (200, FOREVER), link
        assert response.mimetype in {"text/css", "text/javascript", "font/woff2", "image/svg+xml"}, link


@pytest.mark.parametrize("path", ["/", "/embed", "/_dash-layout", "/_dash-dependencies"])
def test_the_page_itself_is_asked_for_again(client, path):
    assert client.get(path).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", FIXED)
@pytest.mark.parametrize("encodings", ["", "gzip", "br", "gzip, deflate, br, zstd"])
def test_what_a_browser_has_is_not_sent_again(client, path, encodings):
    headers = {"Accept-Encoding": encodings}
    first = client.get(path, headers=headers)
    assert first.status_code == 200
    assert first.headers["Vary"] == "Accept-Encoding"
    again = client.get(path, headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert client.get(path, headers={**headers, "If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", FIXED)
def test_it_is_compressed_for_those_who_take_it(client, path):
    plain = client.get(path)
    assert "Content-Encoding" not in plain.headers
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert 2 * len(packed.data) < len(plain.data)
    small = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert small.headers["Content-Encoding"] == "br"
    assert len({each.headers["ETag"] for each in (plain, packed, small)}) == 3


def test_it_is_compressed_once(client, monkeypatch):
    get = {"path": PLOTLY_PATH, "headers": {"Accept-Encoding": "br"}}
    first = client.get(**get).data

    def never(*_):
        pytest.fail("it was compressed again")

    monkeypatch.setattr("flask_compress.flask_compress._compress_data", never)
    assert client.get(**get).data == first


def test_a_stream_is_compressed_by_itself_and_by_nobody_else(client):
    get = {"path": "/api/stream?epochs=1"}
    plain = client.get(**get)
    assert "Content-Encoding" not in plain.headers
    packed = client.get(**get, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data


def test_only_the_head_is_sent_where_it_is_asked_for(client):
    response = client.head(PLOTLY_PATH)
    assert response.data == b""
    assert response.content_length > 1_000_000


def test_whatever_stands_for_a_fingerprint_a_package_has_one_document(client, linked):
    link = next(link for link in linked if "dash_renderer" in link)
    tags = {client.get(re.sub(r"m\d+", f"m{i}", link)).headers["ETag"] for i in range(3)}
    assert tags == {client.get(link).headers["ETag"]}


def test_scripts_and_styles_lie_in_one_folder_of_their_fingerprint(linked):
    folders = {link.split("/")[2] for link in linked if link.startswith("/assets/")}
    assert folders == {Assets(ASSETS).path.split("/")[1]}
    # Addresses in files are relative, and therefore of the same version.
    for file in [*ASSETS.rglob("*.js"), *ASSETS.glob("*.css")]:
        assert not re.search(r"""(?:from|import|url)\s*\(?["']/""", file.read_text()), file


def test_the_page_loads_one_script_of_ours_beside_that_which_dash_knows(client, linked):
    ours = [link.split("?")[0] for link in linked if re.match(r"/assets/.*\.js", link)]
    assert sorted(each.split("/", 3)[3] for each in ours) == ["dash.js", "js/main.js"]
    (main,) = (each for each in ours if each.endswith("main.js"))
    # Whoever looks for a fault sees the sources.
    assert client.get(main).text.endswith("//# sourceMappingURL=main.js.map\n")
    assert "../../frontend/page.js" in client.get(f"{main}.map").json["sources"]


@pytest.mark.parametrize("change", ["content", "name", "order"])
def test_another_version_has_another_fingerprint(tmp_path, change):
    for name in ("a.js", "b.js"):
        (tmp_path / name).write_text(f"// {name}")
    before = Assets(tmp_path).path
    assert Assets(tmp_path).path == before
    if change == "content":
        (tmp_path / "a.js").write_text("// other")
    elif change == "name":
        (tmp_path / "a.js").rename(tmp_path / "c.js")
    else:
        shutil.move(tmp_path / "a.js", tmp_path / "x")
        (tmp_path / "b.js").rename(tmp_path / "a.js")
        shutil.move(tmp_path / "x", tmp_path / "b.js")
    assert Assets(tmp_path).path != before


def test_no_asset_is_left_out_for_its_kind():
    kinds = {path.suffix for path in ASSETS.rglob("*") if path.is_file() and path.name != "LICENSE"}
    assert kinds == set(documents._TYPES)


def test_what_is_served_was_there_at_the_start(tmp_path, server):
    (tmp_path / "a.js").write_text("// a")
    assets = Assets(tmp_path)
    (tmp_path / "b.js").write_text("// b")
    (tmp_path / "a.js").write_text("// changed")
    with server.test_request_context():
        assert assets.serve("a.js").data == b"// a"
        for path in ("b.js", "../a.js", "", str(pathlib.Path(tmp_path, "a.js"))):
            with pytest.raises(Exception, match="404"):
                assets.serve(path)


def test_many_who_ask_at_once_have_one_document_compressed_once(monkeypatch):
    compressed = []
    compress = flask_compress._compress_data

    def counting(app, data, algorithm):
        compressed.append(algorithm)
        return compress(app, data, algorithm)

    monkeypatch.setattr(flask_compress, "_compress_data", counting)
    page = create_app().server
    with ThreadPoolExecutor(8) as threads:
        clients = [page.test_client() for _ in range(8)]
        asked = [threads.submit(each.get, PLOTLY_PATH, headers={"Accept-Encoding": "br"}) for each in clients]
    assert {answer.result().headers["Content-Encoding"] for answer in asked} == {"br"}
    assert compressed == ["br"]

"""The files of the page, as a browser asks for them."""

from pathlib import Path

import httpx
import pytest

from py_remote_viewer.config import Settings
from py_remote_viewer.server.app import create_app
from py_remote_viewer.server.gateway import Gateway
from tests.support.workers import PretendingHost


@pytest.fixture
def page(tmp_path: Path) -> httpx.AsyncClient:
    web = tmp_path / "web"
    (web / "assets" / "fonts").mkdir(parents=True)
    for name in ("index.html", "scheme.js", "assets/chunk.js", "assets/fonts/sans.woff2"):
        (web / name).write_text(name)
    (tmp_path / "secret.txt").write_text("secret")
    app = create_app(Gateway(Settings(), PretendingHost()), web_folder=web)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, client=("127.0.0.1", 1)), base_url="http://localhost"
    )


async def test_files_of_a_folder_are_kept_for_good_and_those_at_the_root_are_asked_for_again(
    page: httpx.AsyncClient,
) -> None:
    for name, kept in (("assets/chunk.js", True), ("assets/fonts/sans.woff2", True),
                       ("scheme.js", False)):  # fmt: skip
        answer = await page.get(f"/{name}")
        assert (answer.status_code, answer.text) == (200, name)
        assert ("immutable" in answer.headers["cache-control"]) == kept
        again = await page.get(f"/{name}", headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304


@pytest.mark.parametrize(
    "path", ["/assets/other.js", "/assets/", "/assets/fonts", "/assets/..%2f..%2fsecret.txt",
             "/assets/%2e%2e/%2e%2e/secret.txt", "/other.js"],
)  # fmt: skip
async def test_what_is_no_file_of_the_page_is_not_found(page: httpx.AsyncClient, path: str) -> None:
    answer = await page.get(path)
    assert answer.status_code == 404
    assert answer.json()["status"] == 404
    assert "immutable" not in answer.headers.get("cache-control", "")


async def test_a_file_can_only_be_got(page: httpx.AsyncClient) -> None:
    own = {"origin": "http://localhost"}
    assert (await page.post("/assets/chunk.js", json={}, headers=own)).status_code == 405
    assert (await page.head("/assets/chunk.js")).status_code == 200

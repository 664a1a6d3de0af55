"""A Unix socket in the place of a port."""

import asyncio
import socket
import stat
from pathlib import Path

import httpx
import pytest

from py_remote_viewer.config import AccessSettings, ServerSettings, Settings
from py_remote_viewer.errors import ConfigurationError
from py_remote_viewer.server.app import create_app
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.listening import listen
from py_remote_viewer.server.run import GatewayServer, link, uvicorn_config
from tests.support.leaks import no_leaks_async
from tests.support.server import PretendingHost

_TOKEN = "correct-horse-battery-staple"


def _settings(path: Path) -> Settings:
    return Settings(
        server=ServerSettings(unix_socket=str(path)), access=AccessSettings(token=_TOKEN)
    )


async def test_it_answers_there_only_to_this_user_and_asks_for_the_token(tmp_path: Path) -> None:
    path = tmp_path / "viewer.sock"
    async with no_leaks_async():
        settings = _settings(path)
        gateway = Gateway(settings, PretendingHost())
        listening = listen(settings)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert link(gateway, listening) == f"http://localhost/?token={_TOKEN} (over {path})"
        server = GatewayServer(uvicorn_config(create_app(gateway)), gateway)
        task = asyncio.create_task(server.serve(sockets=listening))
        try:
            transport = httpx.AsyncHTTPTransport(uds=str(path))
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as asks:
                async with asyncio.timeout(20):
                    while not server.started:  # noqa: ASYNC110
                        await asyncio.sleep(0.01)
                assert (await asks.get("/api/stats")).status_code == 401
                owner = {"authorization": f"Bearer {_TOKEN}"}
                assert (await asks.get("/api/access", headers=owner)).json()["owner"] is True
        finally:
            server.should_exit = True
            await task


def test_one_that_a_killed_server_left_is_taken_over_and_one_in_use_is_not(tmp_path: Path) -> None:
    path = tmp_path / "viewer.sock"
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    (listening,) = listen(_settings(path))
    with pytest.raises(ConfigurationError, match=r"Cannot listen at .*in use.*--unix-socket"):
        listen(_settings(path))
    listening.close()


def test_a_file_that_is_no_socket_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("mine")
    with pytest.raises(ConfigurationError, match="in use"):
        listen(_settings(path))
    assert path.read_text() == "mine"

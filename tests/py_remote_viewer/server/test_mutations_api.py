"""The worst of many spoilt models, sent to a real server: each is answered, and nobody else is
disturbed."""

import os
from pathlib import Path

import httpx
import pytest

from py_remote_viewer.config import SceneSettings, Settings, VideoSettings
from py_remote_viewer.hosting import LocalHost
from tests.support.fork_server import Outcome
from tests.support.fuzzing import load_mutations
from tests.support.leaks import no_leaks_async
from tests.support.mutations import Mutation, mutation
from tests.support.server import LocalServer, local_server
from tests.support.trap import outside_names

#: `make fuzz` has more.
_MORE = int(os.environ.get("FUZZ", "1"))
_SEED, _COUNT, _WORST = 4, 60 * _MORE, 6 * _MORE
_SETTINGS = Settings(
    video=VideoSettings(width=64, height=64), scenes=SceneSettings(initial="pendulum")
)
#: What was sent is no model, or one that MuJoCo broke on: then the worker ends, and says so.
_REFUSED = (400, 409, 413, 422, 503)


def _cost(outcome: Outcome) -> tuple[bool, float]:
    """The worse, the higher: what ends a worker, then what takes most time or memory."""
    ends = outcome.kind not in ("loaded", "refused")
    return ends, outcome.seconds + outcome.memory / 1e8 + len(outcome.text) / 1e4


async def _send(server: LocalServer, sent: Mutation) -> httpx.Response:
    if sent.as_text:
        return await server.load({"xml": sent.text})
    return await server.upload({**sent.model.files, **sent.changed}, model=sent.model.main)


@pytest.mark.timeout(120 * _MORE)
async def test_the_worst_of_many_spoilt_models_are_answered_and_the_server_goes_on(
    tmp_path: Path,
) -> None:
    outcomes = load_mutations(tmp_path, _SEED, _COUNT)
    folder = tmp_path / "server0"
    names = outside_names(folder / "outside", folder / "inside/model")
    worst = [
        (outcome, mutation(_SEED, outcome.number, names))
        for outcome in sorted(outcomes, key=_cost, reverse=True)[:_WORST]
    ]
    async with no_leaks_async(10.0), local_server(LocalHost(), _SETTINGS) as server:
        session = server.gateway.session
        async with server.browser() as neighbour:
            await neighbour.hello("Ada")
            async with neighbour.staying():
                for outcome, sent in worst:
                    before = session.scene
                    answer = await _send(server, sent)
                    told = f"{outcome.number} {outcome.kind}: {answer.text[:500]}"
                    assert answer.status_code in (200, *_REFUSED), told
                    assert str(tmp_path) not in answer.text.replace(str(folder / "outside"), "")
                    # The scene before stays where the new one is refused.
                    await server.live()
                    assert (session.scene is not before) == (answer.status_code == 200), told
                assert (await server.load({"name": "pendulum"})).status_code == 200
                await server.live()
        assert session.restarts == 0

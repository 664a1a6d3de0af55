"""The fork server notices what it is there for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_REPOSITORY = str(Path(__file__).resolve().parents[2])
_PROGRAM = """
import os, sys
from pathlib import Path
import msgspec, mujoco
from tests.support import fork_server
from py_remote_viewer.errors import SceneError
folder = Path(sys.argv[1])
fork_server._LIMITS = msgspec.structs.replace(fork_server._LIMITS, load_sec=1)
secret = folder / "outside" / "secret.xml"
def load(*_, **__):
    {does}
fork_server.load_model = fork_server.find_model_files = load
server = fork_server.ForkServer(folder)
print(server.load(1, 1).kind, server.load(1, 2).kind)
"""


@pytest.mark.parametrize(
    ("does", "kind"),
    [
        ("secret.open().close(); raise SceneError('no')", "opened"),
        ("os.close(os.open(f'/proc/self/root{secret}', os.O_RDONLY)); os._exit(0)", "opened"),
        ("raise SceneError(server._trap.word)", "told"),
        ("raise SceneError(Path('/etc/passwd').read_text())", "told"),
        ("raise SceneError(f'{folder}/inside/model000/main.xml')", "told"),
        ("raise SceneError(f'{secret} lies outside')", "refused"),
        ("raise SceneError('x' * 3000)", "rambled"),
        ("raise ValueError('flaw')", "uncaught"),
        ("bytearray(5 << 30)", "uncaught"),
        ("os.abort()", "crashed"),
        ("os._exit(3)", "crashed"),
        ("while True: pass", "hung"),
        ("raise SceneError('no') from RuntimeError('unknown')", "broke"),
    ],
)
def test_each_kind_of_harm_is_noticed_and_the_next_model_is_loaded(
    does: str, kind: str, tmp_path: Path
) -> None:
    more = {"OPENBLAS_NUM_THREADS": "1", "MUJOCO_GL": "disable", "PYTHONPATH": _REPOSITORY}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM.replace("{does}", does), str(tmp_path)],
        env={**os.environ, **more}, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.split() == [kind, kind], done.stderr

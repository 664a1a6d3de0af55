"""What to type, on this machine and as the person began: a checkout's script, or this Python."""

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

__all__ = ["STARTER", "pip", "server"]

#: Set by `scripts/run_py_viewer.sh`: how it was called.
STARTER = "PY_REMOTE_VIEWER_STARTER"
_NAME = __name__.partition(".")[0]


def server(arguments: str = "", environ: Mapping[str, str] = os.environ) -> str:
    """The line that starts the server, or the doctor, with these arguments."""
    begun = shlex.quote(environ[STARTER]) if STARTER in environ else f"{_python()} -m {_NAME}"
    return f"{begun} {arguments}".rstrip()


def pip(arguments: str) -> str:
    """The line that calls pip for this Python, whichever others there are."""
    return f"{_python()} -m pip {arguments}"


def _python() -> str:
    """`python` where that is this one, else its path; a virtual environment's is never resolved,
    because the link is what makes it that environment's."""
    here = Path(sys.executable)
    found = shutil.which("python")
    if found is not None and Path(found) == here:
        return "python"
    try:
        return shlex.quote(str(here.relative_to(Path.cwd())))
    except ValueError:
        return shlex.quote(str(here))

"""`python -m py_remote_viewer`."""

import shlex
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def _missing(module: str) -> str:
    """What to say of a module that this Python lacks, and what to type."""
    script = _ROOT / "scripts" / "run_py_viewer.sh"
    if not script.is_file():
        told, command = "This names all that is missing", [sys.executable, "-m", "pip", "check"]
    elif sys.prefix != sys.base_prefix:
        # A virtual environment that somebody chose: what is missing belongs in there.
        told, command = "This installs it", [sys.executable, "-m", "pip", "install", str(_ROOT)]
    else:
        told, command = "Start it with this, which installs it", [str(script), *sys.argv[1:]]
    return (
        f"py_remote_viewer needs the module '{module}', which {sys.executable} does not have. "
        f"{told}:\n  {shlex.join(command)}"
    )


def _main() -> int:
    try:
        from py_remote_viewer.cli import main

        return main()
    except ModuleNotFoundError as error:
        # A module of the package itself that is missing is a bug, and its traceback is wanted.
        if error.name is None or error.name.partition(".")[0] == "py_remote_viewer":
            raise
        sys.exit(_missing(error.name))


if __name__ == "__main__":
    sys.exit(_main())

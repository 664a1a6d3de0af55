"""Build hook of the wheel: builds the web page, so that `pip install .` needs nothing but pip.

The page goes to py_remote_viewer/web inside the source tree. There a wheel picks it up (`artifacts`
in pyproject.toml), and there an editable install and a start from the checkout find it as well.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# scripts/ is no package: the Makefile runs the same module as a program.
sys.path.insert(0, str(Path(__file__).resolve().parent / "scripts"))

import page


class PageBuildHook(BuildHookInterface[Any]):
    """Puts the built page in place before the files of the wheel are collected."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node, 60 MB of it, only when there is something to build."""
        return [page.NODE_REQUIREMENT] if page.needs_build(Path(self.root)) else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds the page; `version` is `standard` or `editable`, and both need it."""
        try:
            built = page.build_page(Path(self.root))
        except page.PageError as error:
            # abort() prints the message as the last line of pip's output instead of a traceback.
            self.app.abort(f"The web page could not be built. {error}")
        else:
            self.app.display_info("Web page built." if built else "Web page is up to date.")

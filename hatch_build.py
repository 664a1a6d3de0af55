"""Build hook of wheel and source archive: builds the web page, so that `pip install .` is enough.

The page goes to py_remote_viewer/web inside the source tree, where an editable install and a start
from the checkout find it as well. A tree that may not be written to is left alone: the page is then
built in a temporary folder. The source archive holds the built page and the mark that says of which
source it is, so a wheel is made from it without Node and npm.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# scripts/ is no package: the Makefile runs the same module as a program.
sys.path.insert(0, str(Path(__file__).resolve().parent / "scripts"))

import page


class PageBuildHook(BuildHookInterface[Any]):
    """Puts the built page among the files of what is made."""

    PLUGIN_NAME = "custom"

    _elsewhere: TemporaryDirectory[str] | None = None
    """Where the page was built when not in the source tree; goes with the hook at the latest."""

    def dependencies(self) -> list[str]:
        """Node, 60 MB of it, only when there is something to build."""
        return [page.NODE_REQUIREMENT] if page.needs_build(Path(self.root)) else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds the page; `version` is `standard` or `editable`, and both need it."""
        home = Path(self.root)
        # What is installed to be edited is used where it is: there only the tree itself will do.
        editable = version == "editable"
        if not editable and page.needs_build(home) and page.unwritable_folder(home):
            self._elsewhere = TemporaryDirectory(prefix="page-build-")
            home = Path(self._elsewhere.name)
            page.copy_sources(Path(self.root), home)
        try:
            built = page.build_page(home)
        except page.PageError as error:
            # abort() prints the message as the last line of pip's output instead of a traceback.
            self.app.abort(f"The web page could not be built. {error}")
        else:
            self.app.display_info("Web page built." if built else "Web page is up to date.")
        if not editable:
            included = [page.web_folder(home)]
            if self.target_name == "sdist" and page.stamp_file(home).is_file():
                included.append(page.stamp_file(home))
            # git ignores these files, and what git ignores hatchling leaves out unless forced.
            for path in included:
                build_data["force_include"][str(path)] = path.relative_to(home).as_posix()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Removes what was built outside the tree."""
        if self._elsewhere is not None:
            self._elsewhere.cleanup()

"""Files that no model may get at: who opens them is noticed, and what is in them is found again."""

import ctypes
import os
import secrets
from pathlib import Path

from tests.support.models import write_tree

__all__ = ["Trap", "outside_names"]

#: From <sys/inotify.h>.
_IN_OPEN = 0x20
_SECRETS = ("secret.xml", "secret.obj", "secret.txt", "secret.png", "secret.stl")


def outside_names(outside: Path, model_folder: Path) -> tuple[str, ...]:
    """By what names a model may try to get at files outside, and at others of the machine."""
    relative = os.path.relpath(outside, model_folder)
    found = [f"{base}/{name}" for name in _SECRETS for base in (outside, relative)]
    return (
        *found, f"/proc/self/root{outside}/secret.xml", f"meshes/../{relative}/secret.obj",
        f"file://{outside}/secret.xml", "link.xml", "links/secret.xml", "links/secret.obj",
        "link.png", "/etc/passwd", "/proc/self/environ", "/dev/zero", "../../x", "..", ".", "/",
    )  # fmt: skip


class Trap:
    """Files outside of the models' folders, whose content nobody may get, and who opens them."""

    def __init__(self, folder: Path) -> None:
        self.word = secrets.token_hex(8)
        self.folder = folder
        world = f"<worldbody><body name='{self.word}'/></worldbody>"
        xml = f"<mujoco model='{self.word}'>{world}</mujoco>"
        write_tree(folder, dict.fromkeys(_SECRETS, f"v 0 0 0\n# {self.word}\n"))
        write_tree(folder, {"secret.xml": xml})
        libc = ctypes.CDLL(None, use_errno=True)
        self._events = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        for name in _SECRETS:
            if libc.inotify_add_watch(self._events, os.fsencode(folder / name), _IN_OPEN) < 0:
                raise OSError(ctypes.get_errno(), "inotify_add_watch")

    def names(self, model_folder: Path) -> tuple[str, ...]:
        """By what names a model may try to get at them, and at other files of the machine."""
        return outside_names(self.folder, model_folder)

    def set_links(self, model_folder: Path) -> None:
        """Links to them in the model's folder, as no archive can bring them."""
        for name, target in (
            ("link.xml", "secret.xml"), ("link.png", "secret.png"), ("links", "")
        ):  # fmt: skip
            (model_folder / name).symlink_to(self.folder / target)

    def opened(self) -> bool:
        """True where one of them was opened since it was asked last."""
        try:
            return bool(os.read(self._events, 4096))
        except BlockingIOError:
            return False

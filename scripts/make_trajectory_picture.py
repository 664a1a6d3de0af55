"""Makes docs/images/trajectory_compare.jpg: two trajectories of the built-in arm, compared and plotted.

python scripts/make_trajectory_picture.py
"""  # noqa: E501

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

import mujoco
import numpy as np

REPOSITORY = Path(__file__).resolve().parents[1]
IMAGE = REPOSITORY / "docs" / "images" / "trajectory_compare.jpg"
sys.path.insert(0, str(REPOSITORY))

from playwright.async_api import Page  # noqa: E402

from benchmarks.browser import Chromium, blank_page  # noqa: E402
from benchmarks.machine import running_server  # noqa: E402
from py_remote_viewer.scenes.registry import find_builtin  # noqa: E402

_SCENE = "robot_arm"
_SECONDS = 6.0
_EVERY = 10


def _record(file: Path, delay_sec: float) -> None:
    """The arm follows a slow wave in its controls, some time late."""
    model = mujoco.MjModel.from_xml_path(str(find_builtin(_SCENE).xml_path))
    data = mujoco.MjData(model)
    if model.nkey:
        mujoco.mj_resetDataKeyframe(model, data, 0)
    begin = data.ctrl.copy()
    reach = 0.35 * np.ptp(model.actuator_ctrlrange, axis=1) / 2
    rows: dict[str, list[np.ndarray]] = {"time": [], "qpos": [], "qvel": [], "ctrl": []}
    for step in range(int(_SECONDS / model.opt.timestep)):
        late = max(0.0, data.time - delay_sec)
        data.ctrl[:] = begin + reach * np.sin(2.0 * late + np.arange(model.nu))
        mujoco.mj_step(model, data)
        if step % _EVERY == 0:
            for name, values in rows.items():
                values.append(np.array(getattr(data, name)))
    np.savez_compressed(file, allow_pickle=False, **{k: np.array(v) for k, v in rows.items()})


async def _open(page: Page, button: str, file: Path) -> None:
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name=button).click()
    await (await chooser.value).set_files(file)
    await page.get_by_role("region", name="Trajectory").get_by_text(file.name).wait_for()


async def make(first: Path, second: Path) -> None:
    """Start a server, open both, plot a joint of both, and take the picture."""
    async with running_server(_SCENE) as server, Chromium() as browser:
        page = await blank_page(browser)
        await page.emulate_media(color_scheme="dark")
        await page.goto(f"{server.url}/?transport=websocket")
        await page.wait_for_function("window.__viewer && window.__viewer.presented.length > 0")
        await page.get_by_role("tab", name="Files").click()
        await _open(page, "Open a trajectory", first)
        await _open(page, "Compare a second one", second)
        await page.get_by_role("tab", name="Plots").click()
        box = page.get_by_role("combobox", name="Plot a series")
        await box.fill("qpos[1]")
        await box.press("Enter")
        # The suggestions lie over the plot.
        await page.get_by_role("heading", name="Plots").click()
        await page.get_by_role("button", name="Compare", exact=True).click()
        await asyncio.sleep(_SECONDS)
        await page.get_by_role("button", name="Pause").first.click()
        await page.mouse.move(195, 220)
        # Until the picture at rest is sharp, and the last notice is gone.
        await asyncio.sleep(6.0)
        await page.screenshot(path=IMAGE, type="jpeg", quality=80)


def main() -> None:
    """Record two trajectories, and make the picture."""
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "planned.npz", Path(folder) / "measured.npz"
        for file, delay_sec in zip(files, (0.0, 0.4), strict=True):
            _record(file, delay_sec)
        asyncio.run(make(*files))


if __name__ == "__main__":
    main()

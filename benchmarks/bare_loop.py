"""The limit: draw, convert and encode in one loop, with no network and no browser."""

import json
import os
import sys
import time


def measure(scene: str, width: int, height: int, fps: int, quality: str, seconds: float) -> object:
    """Frames a second of a loop that only draws and encodes, with the physics stepped along."""
    os.environ["MUJOCO_GL"] = "disable"
    import mujoco
    import numpy as np

    from py_remote_viewer.encoding import EncoderSettings, open_encoder
    from py_remote_viewer.rendering.backend import open_gl
    from py_remote_viewer.rendering.camera import OrbitCamera
    from py_remote_viewer.rendering.quality import LEVELS, level_index
    from py_remote_viewer.rendering.scene_renderer import SceneRenderer

    gl = open_gl()
    model = mujoco.MjModel.from_xml_path(scene)
    data = mujoco.MjData(model)
    renderer = SceneRenderer(model, width, height, gl)
    camera = OrbitCamera(model)
    level = LEVELS[level_index(quality)]
    pixels = np.empty((height, width, 3), np.uint8)
    draw_ms: list[float] = []
    encode_ms: list[float] = []
    with open_encoder(EncoderSettings(width, height, fps, 2_500_000)) as encoder:
        until = time.perf_counter() + seconds
        while (started := time.perf_counter()) < until:
            data.ctrl[:] = 0.3 * np.sin(3 * started)
            mujoco.mj_step(model, data, max(1, round(1 / fps / model.opt.timestep)))
            drawn = time.perf_counter()
            renderer.update(data, camera.mjv)
            renderer.draw(level, pixels)
            between = time.perf_counter()
            encoder.encode(pixels, int(started * 1e6))
            draw_ms.append((between - drawn) * 1e3)
            encode_ms.append((time.perf_counter() - between) * 1e3)
    renderer.close()
    gl.context.free()
    return {
        "frames_per_sec": len(draw_ms) / seconds,
        "draw_ms": float(np.median(draw_ms)),
        "encode_ms": float(np.median(encode_ms)),
        "gl": gl.renderer,
    }


if __name__ == "__main__":
    path, w, h, rate, name, duration = sys.argv[1:7]
    sys.stdout.write(json.dumps(measure(path, int(w), int(h), int(rate), name, float(duration))))

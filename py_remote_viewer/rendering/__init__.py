"""Drawing: which GL device, the scene renderer, cameras and the quality governor.

Worker side only. Import nothing from here that imports mujoco before `backend.open_gl` ran or
MUJOCO_GL was set (`worker/__main__.py` does).
"""

__all__: list[str] = []

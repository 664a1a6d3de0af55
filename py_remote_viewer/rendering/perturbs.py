"""Draws what a second person has in hand: MuJoCo's scene knows of one perturbation only."""

import mujoco

__all__ = ["add_perturb"]

_SHOWN = [
    int(flag)
    for flag in (
        mujoco.mjtVisFlag.mjVIS_PERTFORCE,
        mujoco.mjtVisFlag.mjVIS_PERTOBJ,
        mujoco.mjtVisFlag.mjVIS_SELECT,
    )
]
_GROUPS = ("geom", "site", "joint", "tendon", "actuator", "flex", "skin")
_GEOM = int(mujoco.mjtObj.mjOBJ_GEOM)
_DECORATION = int(mujoco.mjtCatBit.mjCAT_DECOR)


def add_perturb(
    model: mujoco.MjModel,
    data: mujoco.MjData,
    option: mujoco.MjvOption,
    perturb: mujoco.MjvPerturb,
    scene: mujoco.MjvScene,
) -> None:
    """Let the selected body glow, and add force and shadow of a pull, as the first one has them."""
    _glow(model, int(perturb.select), scene)
    only = mujoco.MjvOption()
    only.flags[:] = 0
    only.flags[_SHOWN] = option.flags[_SHOWN]
    for kind in _GROUPS:
        getattr(only, f"{kind}group")[:] = 0
    mujoco.mjv_addGeoms(model, data, only, perturb, _DECORATION, scene)


def _glow(model: mujoco.MjModel, body: int, scene: mujoco.MjvScene) -> None:
    first = int(model.body_geomadr[body])
    ours = range(first, first + int(model.body_geomnum[body]))
    for geom in scene.geoms[: scene.ngeom]:
        if geom.objtype == _GEOM and geom.objid in ours:
            geom.emission += float(model.vis.global_.glow)

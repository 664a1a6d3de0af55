"""What MJCF calls the kinds of joints."""

import mujoco

__all__ = ["joint_kind"]


def joint_kind(model: mujoco.MjModel, joint: int) -> str:
    """`hinge`, `slide`, `ball` or `free`."""
    kind = mujoco.mjtJoint(int(model.jnt_type[joint]))
    return str(kind.name).removeprefix("mjJNT_").lower()

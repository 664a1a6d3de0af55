"""Compiles an MjSpec without the warnings that tell nobody anything."""

import warnings

import mujoco

__all__ = ["compiled", "quiet"]


def quiet() -> "warnings.catch_warnings[None]":
    """MuJoCo warns of every option in which an attached model differs, on each compile anew."""
    return warnings.catch_warnings(action="ignore")


def compiled(spec: mujoco.MjSpec) -> mujoco.MjModel:
    """Its model; raises one of `loading.REFUSALS`."""
    with quiet():
        return spec.compile()

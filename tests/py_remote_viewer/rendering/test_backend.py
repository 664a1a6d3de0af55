"""Which GL device is taken, and which never."""

import pytest

from py_remote_viewer.errors import RenderingError
from py_remote_viewer.rendering.backend import open_gl, select_devices
from py_remote_viewer.rendering.egl import EglDevice

_SOFTWARE = EglDevice(1, 2, software=True)
_GPUS = [
    EglDevice(10, 0, software=False, cuda_id=1, uuid="GPU-bbbb"),
    EglDevice(11, 1, software=False, cuda_id=0, uuid="GPU-aaaa"),
]
_ALL = [*_GPUS, _SOFTWARE]


class _Context:
    def __init__(self, renderer: str) -> None:
        self._renderer = renderer
        self.freed = False

    def make_current(self) -> None:
        pass

    def strings(self) -> tuple[str, str, str]:
        return self._renderer, "vendor", "4.5"

    def free(self) -> None:
        self.freed = True


def test_gpus_come_before_software() -> None:
    assert select_devices(_ALL, None, {}) == _ALL


@pytest.mark.parametrize(
    ("visible", "handles"),
    [
        ("0,1", [11, 10]),
        ("1", [10]),
        ("GPU-aa", [11]),
        ("", []),
        ("-1", []),
        ("0,7,1", [11]),
    ],
)
def test_cuda_visible_devices_hides_and_orders(visible: str, handles: list[int]) -> None:
    found = select_devices(_ALL, None, {"CUDA_VISIBLE_DEVICES": visible})
    assert [device.handle for device in found] == [*handles, _SOFTWARE.handle]


def test_the_gpu_asked_for_is_the_only_candidate() -> None:
    assert select_devices(_ALL, "0", {"CUDA_VISIBLE_DEVICES": "0"}) == [_GPUS[1]]
    assert select_devices(_ALL, "software", {}) == [_SOFTWARE]


@pytest.mark.parametrize("gpu", ["2", "x", "-1"])
def test_a_gpu_that_is_not_there_is_refused_with_the_list(gpu: str) -> None:
    with pytest.raises(RenderingError, match="CUDA 1"):
        select_devices(_ALL, gpu, {})


def test_a_broken_gpu_asked_for_by_index_is_never_replaced() -> None:
    def broken(device: EglDevice) -> _Context:
        raise RenderingError(f"{device} is broken")

    with pytest.raises(RenderingError, match="--gpu 0 cannot be used"):
        open_gl(gpu="0", environment={}, enumerate_devices=lambda: _ALL, open_egl=broken)


def test_what_fails_is_told_and_the_next_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUJOCO_GL", "disable")

    def open_egl(device: EglDevice) -> _Context:
        if not device.software:
            raise RenderingError(f"{device} is broken")
        return _Context("llvmpipe")

    found = open_gl(environment={}, enumerate_devices=lambda: _ALL, open_egl=open_egl)
    assert (found.backend, found.software) == ("egl", True)
    assert len(found.tried) == 2


def test_osmesa_is_the_last_resort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUJOCO_GL", "disable")

    def no_egl() -> list[EglDevice]:
        raise RenderingError("no EGL")

    found = open_gl(
        environment={}, enumerate_devices=no_egl, open_osmesa=lambda: _Context("softpipe")
    )
    assert found.backend == "osmesa"
    assert found.tried == ("egl: no EGL",)


def test_a_gpu_and_osmesa_exclude_each_other() -> None:
    with pytest.raises(RenderingError, match="osmesa"):
        open_gl("osmesa", "0", open_osmesa=lambda: _Context("OSMesa"))


def test_a_gpu_that_draws_on_the_cpu_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUJOCO_GL", "disable")
    with pytest.raises(RenderingError, match="draws on the CPU"):
        open_gl(
            "auto", "0", environment={}, enumerate_devices=lambda: _ALL,
            open_egl=lambda device: _Context("llvmpipe"),
        )  # fmt: skip


def test_gpus_that_are_not_nvidias_do_not_follow_cudas_variable() -> None:
    intel = EglDevice(20, 0, software=False, drm_file="/dev/dri/card0")
    found = select_devices([intel, _SOFTWARE], None, {"CUDA_VISIBLE_DEVICES": "0"})
    assert found == [intel, _SOFTWARE]


def test_a_gpu_that_two_drivers_list_is_taken_once() -> None:
    nvidia = EglDevice(20, 0, software=False, cuda_id=0, drm_file="/dev/dri/card0")
    again = EglDevice(21, 1, software=False, drm_file="/dev/dri/card0")
    assert select_devices([again, nvidia], None, {}) == [nvidia]


@pytest.mark.parametrize(
    ("environment", "gpu", "cuda_device"),
    [({}, "0", 1), ({}, "1", 0), ({"CUDA_VISIBLE_DEVICES": "0,1"}, "1", 1)],
)
def test_the_encoder_is_told_the_gpu_that_draws_as_cuda_counts_it(
    environment: dict[str, str], gpu: str, cuda_device: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUJOCO_GL", "disable")
    found = open_gl(
        "auto", gpu, environment=environment, enumerate_devices=lambda: _ALL,
        open_egl=lambda device: _Context("NVIDIA"),
    )  # fmt: skip
    assert found.cuda_device == cuda_device

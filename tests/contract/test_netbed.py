"""The network of the benchmarks and of the tests in a browser: what it does, and what it leaves."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator

import psutil
import pytest

from benchmarks.netbed import DELAY_MS, SERVER, NetworkBed, why_not

_ASK = f"""
import socket, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
    asking.settimeout(float(sys.argv[1]))
    asking.sendto(b"?", ("{SERVER}", 5000))
    try:
        print(asking.recv(9).decode())
    except TimeoutError:
        print("nothing")
"""
_ANSWER = f"""
import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as answering:
    answering.bind(("{SERVER}", 5000))
    print("ready", flush=True)
    while True:
        _, asker = answering.recvfrom(9)
        answering.sendto(b"!", asker)
"""


@pytest.fixture(autouse=True)
def _rights() -> None:
    reason = why_not()
    if reason is not None:
        assert not os.environ.get("CI"), reason
        pytest.skip(reason)


def _namespaces() -> set[str]:
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True)
    return {line.split()[0] for line in listed.stdout.splitlines() if line}


@pytest.fixture
def ask() -> Generator[Callable[[NetworkBed, float], str], None, None]:
    """Asks the server's end from the client's."""
    answering: list[subprocess.Popen[str]] = []

    def question(bed: NetworkBed, patience_sec: float) -> str:
        if not answering:
            process = subprocess.Popen(
                [*bed.server_side, sys.executable, "-c", _ANSWER], stdout=subprocess.PIPE, text=True
            )
            answering.append(process)
            assert process.stdout is not None
            process.stdout.readline()
        asked = subprocess.run(
            [*bed.client_side, sys.executable, "-c", _ASK, str(patience_sec)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return asked.stdout.strip()

    yield question
    for process in answering:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_it_has_distance_and_can_block_udp_and_lose_everything(
    ask: Callable[[NetworkBed, float], str],
) -> None:
    with NetworkBed() as bed:
        started = time.monotonic()
        assert ask(bed, 10) == "!"
        assert time.monotonic() - started >= 2 * DELAY_MS / 1e3
        bed.lose(1000)
        assert ask(bed, 0.3) == "nothing"
        bed.lose(0)
        assert ask(bed, 10) == "!"
        bed.block_udp()
        assert ask(bed, 0.3) == "nothing"


def test_a_link_can_be_made_slow_and_fast_again() -> None:
    with NetworkBed() as bed:
        bed.shape(2_000_000)
        bed.shape(10_000_000)


def test_it_leaves_neither_names_nor_processes_also_where_its_use_fails() -> None:
    before = _namespaces()
    bed = NetworkBed()
    with contextlib.suppress(ZeroDivisionError), bed, bed.at_the_server():
        assert len(_namespaces() - before) == 3
        raise ZeroDivisionError
    assert _namespaces() == before
    assert not psutil.pid_exists(bed.relay_pid)


def test_two_beds_do_not_meet() -> None:
    with NetworkBed() as one, NetworkBed() as other:
        assert one.server_side != other.server_side

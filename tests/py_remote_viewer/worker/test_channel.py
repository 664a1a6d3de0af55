"""The worker's end of the channel: what it sends, and in which order."""

import socket
from collections.abc import Generator

import msgspec
import pytest

from py_remote_viewer.protocol.framing import HEADER_BYTES, frame_length
from py_remote_viewer.protocol.worker import Checkpoint, CommandDone, FromWorker
from py_remote_viewer.worker.channel import Channel
from tests.support.leaks import no_leaks

_DECODER: msgspec.msgpack.Decoder[FromWorker] = msgspec.msgpack.Decoder(FromWorker)
#: More than a socket holds while nobody reads.
_BLOCKING = bytes(8 << 20)


@pytest.fixture
def ends() -> Generator[tuple[Channel, socket.socket]]:
    with no_leaks():
        mine, theirs = socket.socketpair()
        mine.settimeout(10.0)
        channel = Channel(theirs)
        with mine:
            yield channel, mine
            channel.close()


def _checkpoint(at_sec: float, state: bytes = b"") -> Checkpoint:
    return Checkpoint(
        generation=1, sim_time_sec=at_sec, running=True, speed=1.0, state=state, fields={}
    )


def _read(connection: socket.socket, length: int) -> bytes:
    data = bytearray()
    while len(data) < length:
        data += connection.recv(length - len(data))
    return bytes(data)


def _received(connection: socket.socket) -> FromWorker:
    return _DECODER.decode(_read(connection, frame_length(_read(connection, HEADER_BYTES))))


def _block(channel: Channel, mine: socket.socket) -> None:
    """Have the writer in the middle of a message, so that what comes next waits."""
    channel.send(_checkpoint(0.0, _BLOCKING))
    mine.recv(1, socket.MSG_PEEK)


def test_no_answer_overtakes_the_checkpoint_told_before_it(
    ends: tuple[Channel, socket.socket],
) -> None:
    channel, mine = ends
    _block(channel, mine)
    for message in (_checkpoint(1.0), _checkpoint(2.0), CommandDone(7), _checkpoint(3.0)):
        channel.send(message)
    came = [_received(mine) for _ in range(4)]
    assert [
        message.sim_time_sec if isinstance(message, Checkpoint) else message for message in came
    ] == [0.0, 2.0, CommandDone(7), 3.0]

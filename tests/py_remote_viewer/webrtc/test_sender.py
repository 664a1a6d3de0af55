"""What is sent again, and what nobody needs any more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from py_remote_viewer.webrtc.bridge import RtpParameters
from py_remote_viewer.webrtc.sender import FrameSender


class _Timer:
    def cancel(self) -> None: ...


@dataclass
class _Port:
    """An RtpPort that keeps what it is given."""

    parameters: RtpParameters = field(default_factory=lambda: RtpParameters(96, 97, {}))
    ssrc: int = 1
    rtx_ssrc: int = 2
    left: list[bytes] = field(default_factory=list)
    on_nack: Callable[[int], None] = lambda sequence: None

    def can_take(self, backlog_bytes: float) -> bool:
        return True

    def send(self, packets: Sequence[bytes]) -> bool:
        self.left += packets
        return True

    def sent(self, timestamp: int, packets: int, octets: int) -> None: ...

    def again(self, payload: bytes) -> bool:
        """True where a NACK of the packet with this payload brings it again."""
        packet = next(packet for packet in self.left if packet.endswith(payload))
        before = len(self.left)
        self.on_nack(int.from_bytes(packet[2:4]))
        return len(self.left) == before + 1 and self.left[-1].endswith(payload)


def _sender(now: Callable[[], float] = lambda: 100.0) -> tuple[_Port, FrameSender]:
    port = _Port()
    sender = FrameSender(port, now, lambda *_: _Timer())  # type: ignore[arg-type]
    return port, sender


def test_what_was_missed_is_sent_again_until_a_key_frame_makes_it_needless() -> None:
    port, sender = _sender()
    assert sender.send([b"one"], 1)
    assert port.again(b"one")
    assert sender.send([b"two"], 2, key=True)
    assert not port.again(b"one")
    assert port.again(b"two")
    assert sender.send([b"three"], 3)
    assert port.again(b"two")


def test_what_was_given_up_is_not_in_the_way_of_what_comes_next() -> None:
    now = 100.0
    port, sender = _sender(lambda: now)
    sender.send([b"one"], 1)
    # More than leaves at once.
    sender.send([b"%d" % number * 600 for number in range(100)], 2)
    sender.give_up()
    assert not port.again(b"one")
    left = len(port.left)
    now += 1.0
    sender.send([b"two"], 3, key=True)
    assert [packet.endswith(b"two") for packet in port.left[left:]] == [True]

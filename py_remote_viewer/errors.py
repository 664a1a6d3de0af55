"""Every error the package raises on purpose.

    RemoteViewerError
    ├── UsageError            you called it wrong: the caller can mend it
    │   ├── ConfigurationError    a flag, variable or file holds a wrong value
    │   ├── ProtocolError         a message that does not fit the protocol
    │   ├── CommandError          a command that this simulation cannot do now
    │   │   ├── ConflictError         somebody else changed meanwhile what it builds on
    │   │   └── ControlError          somebody else has control
    │   ├── AccessError           somebody who shows nothing that lets them in
    │   ├── TooManyRequestsError  more than anybody may ask for at a time
    │   ├── ForbiddenError        something that this person may not do
    │   ├── UnknownSessionError   a session that is not there, or no longer
    │   ├── SceneError            a scene that is unknown, not allowed or does not compile
    │   └── WritingError          a scene that was asked for by words and cannot be made
    │       └── KeyMissingError       nobody gave a key for the language model
    └── EnvironmentFailure    the world failed: the machine or a process
        ├── RenderingError        no usable GL device, or the context broke
        ├── EncodingError         no usable H.264 encoder, or it broke
        ├── PeerError             a WebRTC peer that cannot be made, or has no way out
        ├── RecordingError        a recording that the disk does not take
        ├── ProviderError         a language model that does not answer, or not as it should
        └── WorkerError           a worker did not start, hung or died

Every message names the value, the limit and the way out.
"""

__all__ = [
    "AccessError",
    "CommandError",
    "ConfigurationError",
    "ConflictError",
    "ControlError",
    "EncodingError",
    "EnvironmentFailure",
    "ForbiddenError",
    "KeyMissingError",
    "PeerError",
    "ProtocolError",
    "ProviderError",
    "RecordingError",
    "RemoteViewerError",
    "RenderingError",
    "SceneError",
    "TooManyRequestsError",
    "UnknownSessionError",
    "UsageError",
    "WorkerError",
    "WritingError",
]


class RemoteViewerError(Exception):
    """Base of all errors of this package; `str()` is a sentence for a person."""


class UsageError(RemoteViewerError):
    """The caller asked for something that cannot be; asking differently helps."""


class ConfigurationError(UsageError):
    """A flag, environment variable or configuration file holds a wrong value."""


class ProtocolError(UsageError):
    """A message does not fit the protocol."""


class CommandError(UsageError):
    """A command cannot be done on this simulation in its present state."""


class ConflictError(CommandError):
    """What was asked for builds on something that somebody else has changed meanwhile."""


class ControlError(CommandError):
    """Somebody else has control; asking for it helps."""


class AccessError(UsageError):
    """Nothing was shown that lets in, or something that does not."""


class TooManyRequestsError(UsageError):
    """More was asked for than anybody may at a time; it goes on after `retry_after_sec`."""

    def __init__(self, message: str, *, retry_after_sec: float) -> None:
        super().__init__(message)
        self.retry_after_sec = retry_after_sec


class ForbiddenError(UsageError):
    """This person's role, or the server's set-up, does not allow it."""


class UnknownSessionError(UsageError):
    """There is no session of this name, or no longer."""


class SceneError(UsageError):
    """A scene is unknown, not allowed or does not compile.

    `line` and `column` (1-based) are set where MuJoCo names the place, and `file` where that is
    not the model's own.
    """

    def __init__(
        self,
        message: str,
        *,
        line: int | None = None,
        column: int | None = None,
        file: str | None = None,
    ) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.file = file


class WritingError(UsageError):
    """A scene was asked for by words and cannot be made; `nearest` is a request that can, or is
    empty, and `word` what was not understood."""

    def __init__(self, message: str, *, nearest: str = "", word: str = "") -> None:
        super().__init__(message)
        self.nearest = nearest
        self.word = word


class KeyMissingError(WritingError):
    """Neither the person nor the operator gave a key for this language model."""


class EnvironmentFailure(RemoteViewerError):
    """The machine or a process failed; asking again may or may not help."""


class RenderingError(EnvironmentFailure):
    """No usable GL device, or the GL context broke."""


class EncodingError(EnvironmentFailure):
    """No usable H.264 encoder, or the encoder broke."""


class PeerError(EnvironmentFailure):
    """A WebRTC peer cannot be made here, or nothing could reach it."""


class RecordingError(EnvironmentFailure):
    """A recording cannot be written: no room, no folder, or a disk that fails."""


class ProviderError(EnvironmentFailure):
    """A language model's server refuses, is busy, fails or says what cannot be used.

    `status` is the HTTP status to answer with, `retry_after_sec` what it asked to wait.
    """

    def __init__(
        self, message: str, *, status: int = 502, retry_after_sec: float | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after_sec = retry_after_sec


class WorkerError(EnvironmentFailure):
    """A worker process did not start, hung or died."""

"""What can be set, with its defaults and bounds."""

from typing import Annotated, Literal, get_args

import msgspec

from py_remote_viewer.errors import ConfigurationError

__all__ = [
    "ENCODERS",
    "QUALITIES",
    "AccessSettings",
    "IceServerSettings",
    "LimitSettings",
    "ModelSettings",
    "NetworkSettings",
    "PeopleSettings",
    "RecordingSettings",
    "SandboxSettings",
    "SceneSettings",
    "ServerSettings",
    "SessionsSettings",
    "Settings",
    "SharingSettings",
    "VideoSettings",
    "WritingProviderSettings",
    "WritingServerSettings",
    "WritingSettings",
]

#: Named here because rendering and encoding, whose names they are, lie above; a test compares.
Quality = Literal[
    "auto", "full", "no-antialiasing", "no-shadows", "no-reflections", "three-quarter-size",
    "half-size",
]  # fmt: skip
Encoder = Literal["auto", "h264_nvenc", "h264_qsv", "h264_amf", "libx264"]
QUALITIES: tuple[str, ...] = get_args(Quality)
ENCODERS: tuple[str, ...] = get_args(Encoder)


class ServerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the server listens, and the names besides its own by which browsers may address it
    (`*` is any). With `unix_socket`, a path, it listens there and on no port."""

    host: str = "localhost"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8000
    allowed_hosts: tuple[str, ...] = ()
    unix_socket: str | None = None


class AccessSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who comes in; the token never shows in `repr`.

    Without `token` and `token_file` one is made up at each start; `insecure` lets everybody in who
    can reach the server, which then has to be a loopback address or a Unix socket.

    `trusted_proxies` are addresses and networks (`unix`: whoever comes over the Unix socket) whose
    X-Forwarded headers count, and their `identity_header`, which names whoever they have let in:
    an admin where the name is among `identity_admins`, else with `identity_role`. Pages of
    `frame_ancestors` may show this one in a frame. `audit_log` is a file for who did what.
    """

    token: str | None = None
    token_file: str | None = None
    insecure: bool = False
    trusted_proxies: tuple[str, ...] = ()
    identity_header: str | None = None
    identity_role: Literal["viewer", "operator", "admin"] = "operator"
    identity_admins: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ()
    audit_log: str | None = None

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}={'***' if name == 'token' and value else repr(value)}"
            for name, value in msgspec.structs.asdict(self).items()
        )
        return f"AccessSettings({shown})"


class VideoSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The picture: pixels (even), frames per second, quality level, bits per second, devices.

    `gpu` is an index among the visible GPUs, `software`, or None for the first that works.
    """

    width: Annotated[int, msgspec.Meta(ge=64, le=1920, multiple_of=2)] = 1280
    height: Annotated[int, msgspec.Meta(ge=64, le=1080, multiple_of=2)] = 720
    fps: Annotated[int, msgspec.Meta(ge=1, le=120)] = 30
    quality: Quality = "auto"
    bitrate: Annotated[int, msgspec.Meta(ge=100_000, le=50_000_000)] = 4_000_000
    encoder: Encoder = "auto"
    gpu: str | None = None
    gl_backend: Literal["auto", "egl", "osmesa"] = "auto"


class IceServerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A STUN or TURN server; neither credential nor secret ever shows in `repr`.

    With a `secret`, which the TURN server knows too, everybody gets an account of their own that
    ends by itself.
    """

    urls: str
    username: str | None = None
    credential: str | None = None
    secret: str | None = None

    def __repr__(self) -> str:
        credential, secret = (value and "***" for value in (self.credential, self.secret))
        return f"IceServerSettings({self.urls!r}, {self.username!r}, {credential!r}, {secret!r})"


class NetworkSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How media travels.

    `media_addresses` are the local addresses that WebRTC binds (none: loopback when the server
    listens on loopback only, else every address of the machine); `udp_ports` is "first-last";
    `public_address` is told to browsers beside the local ones, for a NAT that forwards the ports.
    With `relay_only` browsers send and take media through a TURN server alone.
    """

    webrtc: bool = True
    media_addresses: tuple[str, ...] = ()
    udp_ports: str | None = None
    public_address: str | None = None
    ice_servers: tuple[IceServerSettings, ...] = ()
    relay_only: bool = False

    def port_range(self) -> tuple[int, int] | None:
        """The first and last UDP port for media, or None for any."""
        if self.udp_ports is None:
            return None
        first, _, last = self.udp_ports.partition("-")
        if _is_number(first) and _is_number(last) and 0 < int(first) <= int(last) <= 65535:
            return int(first), int(last)
        raise ConfigurationError(
            f"The UDP ports are {self.udp_ports!r}; write them as first-last within 1-65535, for "
            "example 40000-40100."
        )


class SceneSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is shown first (a built-in scene's name or a model file), which folders a client may
    load models from, and whether a scene is loaded again when its files are saved. `trajectory` is
    a file that is played on the first one in the place of its simulation."""

    initial: str = "humanoid"
    trajectory: str | None = None
    folders: tuple[str, ...] = ()
    watch: bool = False


class RecordingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where recordings go (None: among the user's own data) and how many bytes all may take."""

    folder: str | None = None
    quota_bytes: Annotated[int, msgspec.Meta(ge=1)] = 10_000_000_000


class SandboxSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the processes that load models are kept apart from the machine: with `auto` as far as
    can be, with `required` in bubblewrap or not at all, with `off` without it."""

    mode: Literal["auto", "required", "off"] = "auto"


class PeopleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who may act: `control` is `one` at a time or all operators `together`; `role` is what those
    are who come after the first, who is an admin."""

    control: Literal["one", "together"] = "one"
    role: Literal["viewer", "operator", "admin"] = "operator"


class SessionsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many simulations the server may have at once (1: none can be created), and after how many
    minutes without anybody one ends that was created (0: never)."""

    most: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 4
    idle_minutes: Annotated[int, msgspec.Meta(ge=0, le=525_600)] = 30


class SharingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Players and servers of others that get the picture; the token never shows in `repr`.

    So many WHEP players may watch (0 switches it off), and pages of these origins may (`*` is any)
    beside the server's own. The default session is pushed to `whip_url`, with a token if need be,
    that may stand in a file of its own.
    """

    whep_viewers: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 16
    whep_origins: tuple[str, ...] = ()
    whip_url: str | None = None
    whip_token: str | None = None
    whip_token_file: str | None = None

    def __repr__(self) -> str:
        # Services put keys into the path as well.
        url, token = (value and "***" for value in (self.whip_url, self.whip_token))
        return (
            f"SharingSettings({self.whep_viewers}, {self.whep_origins!r}, {url!r}, {token!r}, "
            f"{self.whip_token_file!r})"
        )


class WritingProviderSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A service with language models; its key never shows in `repr`.

    `models` stand in the place of the built-in list, the first one is taken where nobody chooses.
    With a `key`, or a `key_file` that holds one, people need none of their own.
    """

    models: tuple[str, ...] = ()
    key: str | None = None
    key_file: str | None = None

    def __repr__(self) -> str:
        key = self.key and "***"
        return f"WritingProviderSettings({self.models!r}, {key!r}, {self.key_file!r})"


class WritingServerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A server with OpenAI's chat completions, as Ollama and vLLM are, and its models, the first of
    which is taken where nobody chooses; its key never shows in `repr`.

    Requests go to `url` with `/chat/completions` behind it. Nobody but the operator can name one.
    """

    name: str
    url: str
    models: tuple[str, ...]
    key: str | None = None
    key_file: str | None = None

    def __repr__(self) -> str:
        key = self.key and "***"
        return (
            f"WritingServerSettings({self.name!r}, {self.url!r}, {self.models!r}, {key!r}, "
            f"{self.key_file!r})"
        )


class WritingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who writes scenes from words beside the templates, and what that may take.

    All people together get `budget_tokens_per_day` of the operator's keys (0: without limit). An
    answer may have `output_tokens`, what a model thinks included, `answer_bytes` as it comes over
    the network, and take `request_sec`.
    """

    openai: WritingProviderSettings = WritingProviderSettings()
    anthropic: WritingProviderSettings = WritingProviderSettings()
    google: WritingProviderSettings = WritingProviderSettings()
    servers: tuple[WritingServerSettings, ...] = ()
    budget_tokens_per_day: Annotated[int, msgspec.Meta(ge=0)] = 2_000_000
    request_sec: Annotated[int, msgspec.Meta(ge=1, le=3600)] = 120
    output_tokens: Annotated[int, msgspec.Meta(ge=1_000, le=1_000_000)] = 32_000
    answer_bytes: Annotated[int, msgspec.Meta(ge=10_000)] = 2_000_000


class LimitSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bounds on what clients may use: people at a time, views of their own beside the shared one.

    Anybody may make `requests_per_sec` HTTP requests and send `messages_per_sec` on a WebSocket;
    `strangers` is how many WebSockets may be open that have shown nothing yet.
    `model_bytes` is for texts, `upload_bytes` for what is sent as files at once; unpacked it may
    have `unpacked_bytes` in `upload_files` files, and all that is kept `uploads_bytes`.
    """

    viewers: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 64
    views: Annotated[int, msgspec.Meta(ge=0, le=64)] = 8
    requests_per_sec: Annotated[float, msgspec.Meta(ge=1.0)] = 50.0
    messages_per_sec: Annotated[float, msgspec.Meta(ge=50.0)] = 400.0
    strangers: Annotated[int, msgspec.Meta(ge=1)] = 32
    model_bytes: Annotated[int, msgspec.Meta(ge=1)] = 10_000_000
    upload_bytes: Annotated[int, msgspec.Meta(ge=1)] = 200_000_000
    upload_files: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 5_000
    unpacked_bytes: Annotated[int, msgspec.Meta(ge=1)] = 1_000_000_000
    uploads_bytes: Annotated[int, msgspec.Meta(ge=1)] = 4_000_000_000


class ModelSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model may ask for that a client sent, or edited: one in the operator's folders may be
    larger.

    `text_bytes` are of all its XML; `elements` are those of MJCF, with all copies, and `depth` how
    deep they lie; `memory_bytes` is what `<size>` and the model itself may take each; `numbers`
    bounds every other count. What takes longer to load than `load_sec`, or more than `load_bytes`,
    is given up, and so is one on the air that takes more than `worker_bytes` (0: most of the
    machine's memory); these three hold for all models.
    """

    text_bytes: Annotated[int, msgspec.Meta(ge=1)] = 50_000_000
    elements: Annotated[int, msgspec.Meta(ge=1)] = 50_000
    depth: Annotated[int, msgspec.Meta(ge=1, le=400)] = 400
    flex_points: Annotated[int, msgspec.Meta(ge=1)] = 10_000
    name_comparisons: Annotated[int, msgspec.Meta(ge=1)] = 20_000_000
    texture_pixels: Annotated[int, msgspec.Meta(ge=1)] = 250_000_000
    hfield_cells: Annotated[int, msgspec.Meta(ge=1)] = 4_000_000
    iterations: Annotated[int, msgspec.Meta(ge=1)] = 10_000
    keyframes: Annotated[int, msgspec.Meta(ge=1)] = 10_000
    numbers: Annotated[int, msgspec.Meta(ge=1)] = 100_000
    memory_bytes: Annotated[int, msgspec.Meta(ge=1)] = 1 << 30
    load_sec: Annotated[int, msgspec.Meta(ge=1, le=3600)] = 60
    load_bytes: Annotated[int, msgspec.Meta(ge=1 << 28)] = 4 << 30
    worker_bytes: Annotated[int, msgspec.Meta(ge=0)] = 0


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All settings."""

    server: ServerSettings = ServerSettings()
    access: AccessSettings = AccessSettings()
    video: VideoSettings = VideoSettings()
    network: NetworkSettings = NetworkSettings()
    scenes: SceneSettings = SceneSettings()
    recordings: RecordingSettings = RecordingSettings()
    people: PeopleSettings = PeopleSettings()
    sessions: SessionsSettings = SessionsSettings()
    sharing: SharingSettings = SharingSettings()
    writing: WritingSettings = WritingSettings()
    sandbox: SandboxSettings = SandboxSettings()
    limits: LimitSettings = LimitSettings()
    models: ModelSettings = ModelSettings()
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 5

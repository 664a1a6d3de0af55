"""What a server makes of a prompt, and what its answer is worth."""

import asyncio
import itertools
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

import httpx

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.verify.scene import Refused, read_scene, why_refused
from py_remote_viewer.protocol.scene import RobotFile

__all__ = ["Outcome", "Result", "Writer", "ask", "judge"]

#: `wrong` claims to be what was asked for and is not: what must not happen. `failed` says itself
#: that it did not succeed, or the server did not answer.
Outcome = Literal["pass", "wrong", "declined", "failed", "not run"]
#: A language model with its repairs takes minutes.
_PATIENCE_SEC = 600.0
_BUSY = (429, 503)
_MOST_WAITS = 6
_LONGEST_WAIT_SEC = 60.0


@dataclass(frozen=True)
class Writer:
    """Who is to write: the templates, or a language model with somebody's key."""

    source: Literal["template", "llm"] = "template"
    provider: str = ""
    model: str = ""
    key: str = field(default="", repr=False)

    def __str__(self) -> str:
        return " ".join(part for part in (self.source, self.provider, self.model) if part)

    def body(self, prompt: str) -> dict[str, object]:
        """What is sent."""
        chosen = {"provider": self.provider, "model": self.model}
        chosen = {name: value for name, value in chosen.items() if value}
        return {"prompt": prompt, "source": self.source, "apply": False, **chosen}


@dataclass(frozen=True)
class Result:
    """One case, and what came of it; `detail` says why where it did not pass."""

    name: str
    prompt: str
    inside: bool
    outcome: Outcome
    detail: str = ""
    #: A request that the server said it could do instead.
    nearest: str = ""
    title: str = ""
    repairs: int = 0
    seconds: float = 0.0
    tokens: int = 0
    mjcf: str = field(default="", repr=False)

    def told(self) -> dict[str, object]:
        """All of it, for JSON."""
        return asdict(self)


async def ask(
    client: httpx.AsyncClient, case: Case, writer: Writer, robots: Mapping[str, RobotFile]
) -> Result:
    """Send one prompt and judge what comes back; `client` knows the server and lets itself in."""
    missing = [name for name in case.robots if name not in robots]
    if missing:
        return _result(case, "not run", f"there is no model of {', '.join(missing)} here")
    began = time.monotonic()
    try:
        answer = await _post(client, case, writer)
        version = await _last_attempt(client, answer)
    except httpx.HTTPError as error:
        return _result(case, "failed", f"{type(error).__name__}: {error}")
    return judge(case, answer, robots, time.monotonic() - began, version)


async def _last_attempt(client: httpx.AsyncClient, answer: httpx.Response) -> dict[str, object]:
    """What is kept of a scene that did not pass the server's own checks; else nothing."""
    number = _json(answer).get("version") if not answer.is_success else None
    if not isinstance(number, int):
        return {}
    kept = _json(await client.get(f"/api/scene/versions/{number}"))
    version = kept.get("version")
    return {**(version if isinstance(version, dict) else {}), "mjcf": kept.get("mjcf")}


async def _post(client: httpx.AsyncClient, case: Case, writer: Writer) -> httpx.Response:
    headers = {"X-Model-Key": writer.key} if writer.key else {}
    body = writer.body(case.prompt)
    for waits in itertools.count():
        answer = await client.post(
            "/api/scene/generate", json=body, headers=headers, timeout=_PATIENCE_SEC
        )
        wait = answer.headers.get("retry-after", "")
        if answer.status_code not in _BUSY or not wait.isdigit() or waits == _MOST_WAITS:
            return answer
        await asyncio.sleep(min(float(wait), _LONGEST_WAIT_SEC))
    raise AssertionError("itertools.count ends never")


def judge(
    case: Case,
    answer: httpx.Response,
    robots: Mapping[str, RobotFile],
    took_sec: float = 0.0,
    version: Mapping[str, object] | None = None,
) -> Result:
    """What an answer is worth: of a scene that is said to be right, whether it is.

    `version` is what the server keeps of one that failed.
    """
    told = {**(version or {}), **_json(answer)}
    detail, mjcf = str(told.get("detail") or ""), str(told.get("mjcf") or "")
    more: dict[str, object] = {
        "title": str(told.get("title") or "") if answer.is_success else "",
        "nearest": str(told.get("nearest") or ""),
        "repairs": int(_number(told.get("repairs"))),
        "tokens": int(_number(told.get("tokens"))),
        "seconds": _number(told.get("seconds"), took_sec),
        "mjcf": mjcf,
    }
    if answer.is_success and told.get("success") is True:
        why = _why_wrong(case, mjcf, robots)
        return _result(case, "wrong" if why else "pass", why, **more)
    if told.get("code") == "key_missing":
        return _result(case, "not run", detail, **more)
    # Who tried, and shows the last attempt, failed; who says that it cannot be done declined.
    if answer.status_code == 422 and told.get("code", "declined") == "declined" and not mjcf:
        return _result(case, "pass" if case.declinable else "declined", detail, **more)
    return _result(case, "failed", f"{answer.status_code}: {detail or answer.text[:200]}", **more)


def _result(case: Case, outcome: Outcome, detail: str, **more: object) -> Result:
    return Result(case.name, case.prompt, case.inside, outcome, detail, **more)  # type: ignore[arg-type]


def _why_wrong(case: Case, mjcf: str, robots: Mapping[str, RobotFile]) -> str:
    try:
        return why_refused(read_scene(mjcf, robots), case.all_predicates)
    except Refused as refusal:
        return str(refusal)
    except (ArithmeticError, LookupError, ValueError) as error:
        # A scene that nobody thought of: the others are to be measured all the same.
        return f"cannot be verified, which is a fault of this benchmark: {error!r}"


def _json(answer: httpx.Response) -> dict[str, object]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _number(value: object, otherwise: float = 0.0) -> float:
    return float(value) if isinstance(value, int | float) else otherwise

"""Measures scenes from words: sends every prompt to a server and verifies what comes back.

    python -m benchmarks.text_to_scene [--url URL --token T] [--source template|llm]
        [--provider P --model M --key-env VAR] [--only NAME ...] [--menagerie FOLDER] [--json FILE]

Without `--url` it starts a server of its own. A language model's key is read from the variable
that `--key-env` names; where that is not set the model is reported as not run. It prints a table,
and writes all of it to FILE with `--json`. It ends with 1 where a scene was said to be right and is
not.
"""

import argparse
import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import httpx

from benchmarks.machine import describe_machine, running_server
from benchmarks.subject import MENAGERIE
from benchmarks.text_to_scene.asking import Result, Writer, ask
from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases import CASES
from benchmarks.text_to_scene.report import summary, table
from benchmarks.text_to_scene.robots import robot_files

__all__ = ["main", "measure"]

#: A connection for each request: one that the server closed after an error is not used again.
_ANEW = httpx.Limits(max_keepalive_connections=0)


@contextlib.asynccontextmanager
async def _server(url: str, token: str, menagerie: Path) -> AsyncGenerator[httpx.AsyncClient, None]:
    """A client that is let in, of the server that is there or of one that is started for it."""
    if url:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with httpx.AsyncClient(base_url=url, headers=headers, limits=_ANEW) as client:
            yield client
        return
    async with (
        running_server("pendulum", *_folder(menagerie)) as server,
        httpx.AsyncClient(base_url=server.url, headers=server.headers, limits=_ANEW) as client,
    ):
        yield client


def _folder(menagerie: Path) -> list[str]:
    return ["--scene-folder", str(menagerie)] if menagerie.is_dir() else []


async def measure(
    client: httpx.AsyncClient, cases: Sequence[Case], writer: Writer, menagerie: Path
) -> list[Result]:
    """One case after the other: nobody's time is taken by somebody else."""
    robots = robot_files(menagerie)
    results: list[Result] = []
    for case in cases:
        results.append(await ask(client, case, writer, robots))
        sys.stderr.write(f"{results[-1].outcome}: {case.name}\n")
    return results


def _not_run(cases: Sequence[Case], why: str) -> list[Result]:
    return [Result(case.name, case.prompt, case.inside, "not run", why) for case in cases]


async def _run(words: argparse.Namespace, cases: Sequence[Case]) -> int:
    key = os.environ.get(words.key_env, "") if words.key_env else ""
    writer = Writer(words.source, words.provider, words.model, key)
    if words.source == "llm" and words.key_env and not key:
        results = _not_run(cases, f"{words.key_env} is not set")
    else:
        async with _server(words.url.rstrip("/"), words.token, words.menagerie) as client:
            results = await measure(client, cases, writer, words.menagerie)
    print(table(str(writer), results))
    if words.json:
        whole = {
            "machine": describe_machine(), "writer": str(writer), "summary": summary(results),
            "cases": [one.told() for one in results],
        }  # fmt: skip
        # Written once, after all has been measured.
        words.json.write_text(json.dumps(whole, indent=2) + "\n")
    return int(any(one.outcome == "wrong" for one in results))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.text_to_scene",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--url", default="", help="a server that runs; without it one is started")
    parser.add_argument("--token", default="", help="what lets in there")
    parser.add_argument("--source", choices=("template", "llm"), default="template")
    parser.add_argument("--provider", default="")
    parser.add_argument("--model", default="")
    parser.add_argument("--key-env", default="", help="the variable that holds the key")
    parser.add_argument("--only", nargs="+", metavar="NAME", default=())
    parser.add_argument("--menagerie", type=Path, default=MENAGERIE, help="folder of robots")
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser


def main() -> None:
    """Parse the command line, measure, print."""
    parser = _parser()
    words = parser.parse_args()
    names = {case.name for case in CASES}
    unknown = sorted(set(words.only) - names)
    if unknown:
        parser.error(
            f"no case is called {', '.join(unknown)}; there are: {', '.join(sorted(names))}"
        )
    cases = [case for case in CASES if not words.only or case.name in words.only]
    sys.exit(asyncio.run(_run(words, cases)))


if __name__ == "__main__":
    main()

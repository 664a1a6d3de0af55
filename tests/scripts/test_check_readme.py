"""The README checker, on samples that work and samples that do not."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import check_readme
import pytest

SAMPLE = """# Sample

<!-- ci: run -->
```console
$ echo one \\
>   two
one two
$ true
```

```sh
false   # not marked, so not run
```

<!-- ci: serve http://localhost:8000/api/health fresh timeout=7 -->

```sh
python3 -m http.server
```
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _block(script: str, url: str | None = None, timeout_sec: float = 20.0) -> check_readme.Block:
    return check_readme.Block(line=1, script=script, url=url, timeout_sec=timeout_sec)


def _run(block: check_readme.Block, folder: Path) -> None:
    check_readme.run_block(block, folder, os.environ)


def test_only_marked_blocks_are_found_and_prompts_are_taken_off() -> None:
    run, serve = check_readme.parse(SAMPLE)
    assert run == check_readme.Block(3, "echo one \\\n  two\ntrue\n", None, 300.0)
    assert serve == check_readme.Block(
        15, "python3 -m http.server\n", "http://localhost:8000/api/health", 7.0, fresh=True
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<!-- ci: rum -->\n```sh\ntrue\n```", "line 1: 'rum' is not understood"),
        ("<!-- ci: serve localhost -->\n```sh\ntrue\n```", "not understood"),
        ("<!-- ci: run fresh often -->\n```sh\ntrue\n```", "'run fresh often' is not understood"),
        ("<!-- ci: run -->\ntext", "line 1: no block of bash, console, sh follows"),
        ("<!-- ci: run -->\n```python\nx\n```", "no block of"),
        ("<!-- ci: run -->", "no block of"),
        ("<!-- ci: run -->\n```sh\ntrue", "line 2: the block is never closed"),
        ("<!-- ci: run -->\n```console\nonly output\n```", "line 2: the block holds no command"),
    ],
)
def test_a_wrong_mark_is_an_error_with_its_line(text: str, message: str) -> None:
    with pytest.raises(check_readme.ReadmeError, match=message):
        check_readme.parse(text)


def test_a_block_runs_in_the_given_folder(tmp_path: Path) -> None:
    _run(_block("echo hello > out\n"), tmp_path)
    assert (tmp_path / "out").read_text() == "hello\n"


def test_a_failing_command_ends_the_block_and_is_shown_with_its_output(tmp_path: Path) -> None:
    with pytest.raises(check_readme.ReadmeError, match=r"line 1: ended with 3[\s\S]*boo"):
        _run(_block("echo boo\n(exit 3)\ntouch never\n"), tmp_path)
    assert not (tmp_path / "never").exists()


def test_a_block_that_hangs_is_ended(tmp_path: Path) -> None:
    with pytest.raises(check_readme.ReadmeError, match="did not end within 0 s"):
        _run(_block("sleep 1000\n", timeout_sec=0.2), tmp_path)


@pytest.mark.usefixtures("leaves_nothing")
def test_a_server_is_awaited_and_ended_with_ctrl_c(tmp_path: Path) -> None:
    port = _free_port()
    script = (
        "touch begun\n"
        f"python3 -c 'import http.server as h\n"
        f'try: h.test(h.SimpleHTTPRequestHandler, port={port}, bind="127.0.0.1")\n'
        'finally: open("ended", "w").close()\'\n'
    )
    _run(_block(script, f"http://127.0.0.1:{port}/begun"), tmp_path)
    assert (tmp_path / "ended").exists()


def test_a_server_that_ends_early_is_reported(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{_free_port()}/"
    with pytest.raises(check_readme.ReadmeError, match=r"ended with 0 before http"):
        _run(_block("echo nothing to do\n", url), tmp_path)


def test_somebody_elses_server_at_the_address_is_no_success(tmp_path: Path) -> None:
    port = _free_port()
    server = f"exec python3 -m http.server --bind 127.0.0.1 {port}\n"
    other = _block(f"python3 -c 'pass'\n{server}", f"http://127.0.0.1:{port}/")
    process = subprocess.Popen(
        ["bash", "-c", other.script], cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    try:
        assert other.url is not None
        url = other.url
        assert check_readme.wait_until(lambda: check_readme.answers(url), 20.0)
        with pytest.raises(check_readme.ReadmeError, match="answers before the command"):
            _run(other, tmp_path)
    finally:
        process.kill()
        process.wait()


def test_blocks_share_a_copy_until_one_asks_for_a_fresh_one(tmp_path: Path) -> None:
    readme = tmp_path / "source" / "README.md"
    readme.parent.mkdir()
    readme.touch()
    blocks = [
        _block("touch made\n"),
        _block("test -e made -a -e README.md\n"),
        check_readme.Block(9, "test ! -e made -a -e README.md\n", None, 20.0, fresh=True),
    ]
    check_readme.run_all(readme, blocks, tmp_path)
    assert list(readme.parent.iterdir()) == [readme]


def test_slow_blocks_run_where_all_are_asked_for_and_are_else_told_of(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    readme = tmp_path / "README.md"
    block = "<!-- ci: run{} -->\n```sh\ntouch {}/{}\n```\n"
    text = block.format("", tmp_path, "quick") + block.format(" fresh slow", tmp_path, "slow")
    readme.write_text(text)
    assert check_readme.main([str(readme)]) == 0
    assert "1 blocks of commands work, 1 left out" in capfd.readouterr().out
    assert (tmp_path / "quick").exists()
    assert not (tmp_path / "slow").exists()
    assert check_readme.main([str(readme), "--all"]) == 0
    assert "2 blocks of commands work\n" in capfd.readouterr().out
    assert (tmp_path / "slow").exists()


def test_a_block_runs_without_the_virtual_environment_that_is_active_here(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    here = {**os.environ, "VIRTUAL_ENV": str(venv), "PYTHON": "python3.99"}
    here["PATH"] = os.pathsep.join([str(venv / "bin"), os.environ["PATH"]])
    environment = check_readme.user_environment(here, tmp_path / "stubs")
    assert not {"VIRTUAL_ENV", "PYTHON"} & set(environment)
    assert str(venv / "bin") not in environment["PATH"].split(os.pathsep)
    assert environment["PIP_REQUIRE_VIRTUALENV"] == "1"
    for name in ("python", "pip"):
        with pytest.raises(check_readme.ReadmeError, match=r"ended with 127[\s\S]*not found"):
            check_readme.run_block(_block(f"{name} --version\n"), tmp_path, environment)


def test_an_activated_virtual_environment_is_first_for_the_rest_of_its_block(
    tmp_path: Path,
) -> None:
    environment = check_readme.user_environment(os.environ, tmp_path / "stubs")
    script = "python3 -m venv --without-pip .venv\n. .venv/bin/activate\npython -c pass\n"
    check_readme.run_block(_block(script), tmp_path, environment)


def test_a_readme_without_marks_fails_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "README.md").write_text("# nothing\n")
    assert check_readme.main([str(tmp_path / "README.md")]) == 1
    assert "no block is marked" in capsys.readouterr().err

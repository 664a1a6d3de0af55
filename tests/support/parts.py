"""Programs that people put between server and browser, as Debian has them, for slow tests."""

import asyncio
import contextlib
import re
import shutil
import signal
import subprocess
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

from tests.support.live import until

__all__ = ["coturn", "documented_nginx", "missing", "nginx", "ssh_forward"]

_ROOT = Path(__file__).resolve().parents[2]
_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_END_SEC = 10.0


def missing(*programs: str) -> str | None:
    """The sentence on what is not installed; None where all of it is."""
    absent = [name for name in programs if shutil.which(name, path=_PATH) is None]
    return f"{', '.join(absent)} is not installed; `make machine` does." if absent else None


@contextlib.asynccontextmanager
async def _running(
    prefix: Sequence[str], *words: str, log: Path, ready: str
) -> AsyncGenerator[None, None]:
    """A program that runs until the block ends; it is ready when its log says so."""
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(*prefix, *words, stdout=said, stderr=said)
        try:

            async def is_ready() -> bool:
                text = await asyncio.to_thread(log.read_text, errors="replace")
                assert process.returncode is None, text
                return ready in text

            await until(is_ready)
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), _END_SEC)
            except TimeoutError:
                process.kill()
                await process.wait()


def documented_nginx(address: str, port: int, server: str, certificate: Path, key: Path) -> str:
    """The configuration of docs/network.md, for these addresses and files."""
    text = (_ROOT / "docs" / "network.md").read_text(encoding="utf-8")
    found = re.search(r"```nginx\n(.*?)```", text, re.DOTALL)
    assert found is not None
    block = found[1]
    for documented, ours in (
        ("listen 443 ssl", f"listen {address}:{port} ssl"),
        ("/etc/ssl/certs/viewer.pem", str(certificate)),
        ("/etc/ssl/private/viewer.key", str(key)),
        ("http://127.0.0.1:8000/", f"{server}/"),
    ):
        assert documented in block
        block = block.replace(documented, ours)
    return block


def _self_signed(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate for a name, and its key."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-keyout", str(key), "-out", str(certificate), "-subj", f"/CN={name}"],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key


@contextlib.asynccontextmanager
async def nginx(
    prefix: Sequence[str], folder: Path, address: str, port: int, server: str
) -> AsyncGenerator[None, None]:
    """nginx with the documented configuration, in front of a server."""
    files = await asyncio.to_thread(_self_signed, folder, address)
    block = documented_nginx(address, port, server, *files)
    places = "\n".join(
        f"{kind}_temp_path {folder / kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    log = folder / "nginx.log"
    configuration.write_text(
        f"daemon off; master_process off; pid {folder / 'pid'}; error_log {log} notice;\n"
        f"events {{}}\nhttp {{ access_log off; {places}\n{block} }}\n"
    )
    async with _running(
        prefix, "/usr/sbin/nginx", "-e", str(log), "-c", str(configuration),
        log=folder / "nginx.out", ready="",
    ):  # fmt: skip
        await until(lambda: _said(log, "event method"))
        yield


async def _said(log: Path, words: str) -> bool:
    def found() -> bool:
        return log.exists() and words in log.read_text(errors="replace")

    return await asyncio.to_thread(found)


@contextlib.asynccontextmanager
async def coturn(
    prefix: Sequence[str], folder: Path, address: str, secret: str
) -> AsyncGenerator[Path, None]:
    """A TURN server with accounts that end by themselves; gives its log."""
    log = folder / "turn.log"
    async with _running(
        prefix, "turnserver", "-n", "--verbose", "--no-tls", "--no-dtls", "--no-cli",
        f"--listening-ip={address}", f"--relay-ip={address}", "--realm=bed",
        "--use-auth-secret", f"--static-auth-secret={secret}", "--log-file=stdout",
        f"--pidfile={folder / 'turn.pid'}", f"--userdb={folder / 'turn.db'}",
        log=log, ready="listener opened on",
    ):  # fmt: skip
        yield log


def _ssh_files(folder: Path, address: str) -> None:
    """Keys for both ends that exist for one test, and the configuration of sshd."""
    for name in ("host", "mine"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True
        )
    (folder / "authorized").write_bytes((folder / "mine.pub").read_bytes())
    # Debian's sshd insists on it; its own service makes it when it starts.
    Path("/run/sshd").mkdir(exist_ok=True)
    options = {
        "Port": "2222", "ListenAddress": address, "HostKey": str(folder / "host"),
        "AuthorizedKeysFile": str(folder / "authorized"), "PidFile": "none", "UsePAM": "no",
        "PasswordAuthentication": "no", "StrictModes": "no", "PermitRootLogin": "yes",
    }  # fmt: skip
    text = "".join(f"{name} {value}\n" for name, value in options.items())
    (folder / "sshd_config").write_text(text)


@contextlib.asynccontextmanager
async def ssh_forward(
    server_side: Sequence[str], client_side: Sequence[str], folder: Path, address: str, port: int
) -> AsyncGenerator[None, None]:
    """`ssh -L` of a port: sshd beside the server, the client at the browser, keys of their own."""
    await asyncio.to_thread(_ssh_files, folder, address)
    daemon = ("/usr/sbin/sshd", "-D", "-e", "-f", str(folder / "sshd_config"))
    client = (
        "ssh", "-v", "-N", "-F", "none", "-i", str(folder / "mine"), "-p", "2222",
        "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
        "-L", f"{port}:localhost:{port}", f"root@{address}",
    )  # fmt: skip
    async with (
        _running(server_side, *daemon, log=folder / "sshd.log", ready="listening"),
        _running(client_side, *client, log=folder / "ssh.log", ready="Local forwarding listening"),
    ):
        # Connected, not only listening.
        await until(lambda: _said(folder / "ssh.log", "Entering interactive session"))
        yield

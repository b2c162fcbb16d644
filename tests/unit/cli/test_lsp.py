"""`segql lsp`: where it may listen, and what is said where it cannot start."""

from __future__ import annotations

import builtins
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Segql = Callable[..., Result]


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("0.0.0.0:2087", "SEG772", "--tcp 127.0.0.1:2087"),
        ("example.org:2087", "SEG772", "other machines"),
        ("127.0.0.1", "SEG8", "no address"),
        ("127.0.0.1:0", "SEG8", "no address"),
        ("127.0.0.1:70000", "SEG8", "no address"),
    ],
)
def test_it_listens_to_this_machine_only(
    segql: Segql, shop: Path, address: str, code: str, said: str
) -> None:
    result = segql("lsp", "--tcp", address)
    assert result.exit_code == 2
    assert code in result.stderr
    assert said in result.stderr


def test_without_its_packages_it_says_how_to_install_them(
    segql: Segql, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **named: Any) -> Any:
        if name.split(".")[0] == "pygls":
            raise ModuleNotFoundError("No module named 'pygls'", name="pygls")
        return real(name, *rest, **named)

    for module in [name for name in sys.modules if name.startswith(("pygls", "segql.editor"))]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(builtins, "__import__", missing)
    result = segql("lsp")
    assert result.exit_code == 2
    assert "SEG771" in result.stderr
    assert "pip install 'segql[lsp]'" in result.stderr


def test_an_editor_can_ask_whether_it_could_start(segql: Segql, shop: Path) -> None:
    assert segql("lsp", "--check").exit_code == 0


def connected(port: int) -> socket.socket:
    end = time.monotonic() + 30
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port))
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)


def test_over_tcp_it_answers_too(shop: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "segql", "lsp", "--tcp", f"127.0.0.1:{port}"])
    try:
        with connected(port) as client:
            client.settimeout(20)
            body = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
            client.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            answer = client.recv(65536)
            assert b"Content-Length" in answer
    finally:
        server.kill()
        server.wait()

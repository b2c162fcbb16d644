"""ClickHouse's HTTP interface before chdb: what a driver sends is run, so that no server is needed.

A request names settings and the database in its URL, and the statement there or in its body, as a
server takes them. Each has a session of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

NOT_SETTINGS = frozenset({
    "query", "database", "query_id", "session_id", "compress", "decompress", "default_format",
    "client_protocol_version", "role", "wait_end_of_query", "send_progress_in_http_headers",
    "http_headers_progress_interval_ms",
})  # fmt: skip


class Gateway(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # an answer leaves in one piece, and waits for nothing
    disable_nagle_algorithm = True
    place = ""

    def handle(self) -> None:
        with suppress(ConnectionError):  # who has read enough goes away
            super().handle()

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def do_GET(self) -> None:
        self._answer(b"")

    def _answer(self, body: bytes) -> None:
        from chdb.session import Session

        given = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        statement = "\n".join(filter(None, [given.get("query", ""), body.decode()]))
        settings = {name: value for name, value in given.items() if name not in NOT_SETTINGS}
        session = Session(self.place)
        try:
            if given.get("database"):
                session.query(f"USE `{given['database']}`")
            if settings:
                readonly_last = sorted(settings, key=lambda name: name == "readonly")
                words = [f"{name} = '{settings[name]}'" for name in readonly_last]
                session.query(f"SET {', '.join(words)}")
            found = session.query(statement, given.get("default_format", "TabSeparated"))
            self._send(200, found.bytes() or b"")
        except Exception as error:  # noqa: BLE001 - whatever it is, the client is told
            self._send(500, str(error).encode())
        finally:
            session.close()

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        if status != 200:
            code = body.partition(b"Code: ")[2].partition(b".")[0].decode()
            self.send_header("X-ClickHouse-Exception-Code", code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Tests say nothing."""


@contextmanager
def listening(place: str) -> Iterator[str]:
    """The URL of a gateway to the ClickHouse of a place."""
    handler = type("Here", (Gateway,), {"place": place})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        running = Thread(target=server.serve_forever, daemon=True)
        running.start()
        try:
            yield f"clickhouse://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            running.join()

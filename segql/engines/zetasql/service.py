"""ZetaSQL as WebAssembly: started from wasmtime's cache, asked by messages of protobuf.

The package's own client compiles 28 MB at every start and copies each byte in Python; this one
does neither. What runs inside reaches nothing of the machine but the files of time zones.
"""

from __future__ import annotations

import ctypes
import logging
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from typing import Any

from google.protobuf.message import Message
from wasmtime import Config, Engine, Linker, Module, Store, WasiConfig, WasmtimeError
from zetasql.wasi import get_wasm_path

LOG = logging.getLogger("segql")
ZONES = "/usr/share/zoneinfo"  # where ZetaSQL looks for time zones
_POINTER = 4  # bytes of a size in 32-bit WebAssembly


class RefusedError(Exception):
    """What ZetaSQL says of a statement that it cannot analyse or run."""


@lru_cache(maxsize=1)
def _compiled() -> tuple[Engine, Module]:
    """The module as machine code: some ten seconds at the first start on a machine, then read
    from wasmtime's cache in the user's cache folder.
    """
    config = Config()
    with suppress(AttributeError):  # of wasmtime before 40, which shares memory unasked
        config.shared_memory = True
    try:
        config.cache = True
    except WasmtimeError as error:  # a user without a home: slower, and just as right
        LOG.debug("wasmtime has no cache: %s", error)
    engine = Engine(config)
    return engine, Module.from_file(engine, get_wasm_path())


class Service:
    """One running ZetaSQL. Not to be asked by two threads at once."""

    def __init__(self) -> None:
        engine, module = _compiled()
        wasi = WasiConfig()
        wasi.preopen_dir(str(files("tzdata") / "zoneinfo"), ZONES)
        self._store = Store(engine)
        self._store.set_wasi(wasi)
        linker = Linker(engine)
        linker.define_wasi()
        self._exports: Any = linker.instantiate(self._store, module).exports(self._store)
        self._call("_initialize")

    def ask(self, method: str, request: Message, answer: type[Message]) -> Any:
        """The answer to a request. Raises RefusedError with ZetaSQL's own words."""
        data = request.SerializeToString()
        given = self._call("wasm_malloc", len(data))
        size = self._call("wasm_malloc", _POINTER)
        try:
            ctypes.memmove(self._at(given), data, len(data))
            found = self._call(f"ZetaSqlLocalService_{method}", given, len(data), size)
            if not found:
                raise RefusedError(self._error())
            length = int.from_bytes(self._read(size, _POINTER), "little")
            text = self._read(found, length)
            self._call("wasm_free", found)
        finally:
            self._call("wasm_free", given)
            self._call("wasm_free", size)
        return answer.FromString(text)

    def _call(self, name: str, *arguments: int) -> Any:
        return self._exports[name](self._store, *arguments)

    def _at(self, place: int) -> int:
        start = ctypes.addressof(self._exports["memory"].data_ptr().contents)
        return start + place

    def _read(self, place: int, size: int) -> bytes:
        return ctypes.string_at(self._at(place), size)

    def _error(self) -> str:
        length = self._call("wasm_get_last_error_size")
        text = self._read(self._call("wasm_get_last_error"), length)
        return text.decode("utf-8", errors="replace") or "no message"

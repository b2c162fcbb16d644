"""What leaves: members as files, hashed where asked, and the records of a run."""

from __future__ import annotations

from segql.export.artifacts import (
    DefinitionRecord,
    Manifest,
    hash_of,
    read_manifest,
    write_artifacts,
    write_data_report,
)
from segql.export.files import atomic_write, replacing, safe_path, write_all
from segql.export.hashing import hashed
from segql.export.members import ENDINGS, Format, MemberRows, format_of, write_members, write_stream

__all__ = [
    "ENDINGS",
    "DefinitionRecord",
    "Format",
    "Manifest",
    "MemberRows",
    "atomic_write",
    "format_of",
    "hash_of",
    "hashed",
    "read_manifest",
    "replacing",
    "safe_path",
    "write_all",
    "write_artifacts",
    "write_data_report",
    "write_members",
    "write_stream",
]

"""YAML files to nodes that know their places; YAML 1.2, without anchors, tags or surprises.

Nothing here knows what the keys mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from segql.catalog.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence
from segql.catalog.yaml_words import explain_yaml
from segql.diagnostics.codes import catalog as codes
from segql.diagnostics.model import Code, Diagnostic, Note
from segql.source import Source, Span

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Document:
    """One read file; `root` is None where it is empty or cannot be read at all."""

    source: Source
    root: Node | None
    diagnostics: tuple[Diagnostic, ...]


def read_document(path: Path, shown: str | None = None) -> Document:
    """Read one file. `shown` is the path that messages print (default: as given)."""
    name = shown or str(path)
    empty = Source(name, "")
    try:
        if path.stat().st_size > MAX_BYTES:
            return Document(empty, None, (_too_large(empty),))
        raw = path.read_bytes()
    except OSError as problem:
        return Document(empty, None, (_unreadable(empty, problem),))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        source = Source(name, raw.decode("utf-8", errors="replace"))
        offset = len(raw[: problem.start].decode("utf-8"))
        return Document(source, None, (_not_utf8(Span(source, offset, offset + 1)),))
    return parse_document(Source(name, text))


def parse_document(source: Source) -> Document:
    """Nodes of a YAML text, with every problem that can be told apart."""
    if len(source.text.encode("utf-8", errors="replace")) > MAX_BYTES:
        return Document(source, None, (_too_large(source),))
    builder = _Builder(source)
    yaml = YAML(typ="safe", pure=True)
    last = 0
    try:
        for event in yaml.parse(source.text):
            last = event.end_mark.index
            if not builder.take(event):
                break
    except ReaderError as problem:
        builder.report(
            codes.YAML_SYNTAX,
            "This character cannot stand in a YAML file.",
            builder.at(problem.position),
            "Delete it; it is a control character that an editor may not show.",
        )
    except MarkedYAMLError as problem:
        words = explain_yaml(problem.problem or problem.context or "")
        marks = (problem.context_mark, problem.problem_mark)
        mark = next((m for m in (marks if words.at_start else marks[::-1]) if m), None)
        builder.report(
            codes.YAML_SYNTAX, words.message, builder.at(mark.index if mark else last), words.help
        )
    except (YAMLError, ValueError, IndexError, AssertionError, TypeError, AttributeError):
        words = explain_yaml("")
        builder.report(codes.YAML_SYNTAX, words.message, builder.at(last), words.help)
    return Document(source, builder.root, tuple(builder.diagnostics))


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet; `key` waits for its value."""

    start: int
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: Scalar | None = None
    skip_value: bool = False


class _Builder:
    """Puts nodes together from events, without recursion, so that depth is only a number."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []
        self.root: Node | None = None
        self._stack: list[_Open] = []
        self._documents = 0

    def report(
        self,
        code: Code,
        message: str,
        span: Span,
        help: str | None = None,
        notes: Iterable[Note] = (),
    ) -> None:
        self.diagnostics.append(Diagnostic(code, message, span, help, notes=tuple(notes)))

    def at(self, offset: int) -> Span:
        """The rest of the line from an offset, or its last character."""
        text = self.source.text
        offset = max(0, min(offset, len(text)))
        end = text.find("\n", offset)
        stretch = text[offset : len(text) if end < 0 else end].rstrip()
        return Span(self.source, offset, offset + max(1, len(stretch)))

    def take(self, event: Event) -> bool:
        """One event; False where reading on makes no sense."""
        span = Span(self.source, event.start_mark.index, event.end_mark.index)
        if isinstance(event, DocumentStartEvent):
            return self._document(event, span)
        if isinstance(event, NodeEvent):
            self._refuse(event, span)
        if isinstance(event, AliasEvent):
            self._put(Scalar("", span, "'"))
        elif isinstance(event, ScalarEvent):
            self._put(self._scalar(event, span))
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            if len(self._stack) >= MAX_DEPTH:
                self.report(
                    codes.YAML_LIMIT,
                    f"This is nested more than {MAX_DEPTH} levels deep.",
                    self.at(span.start),
                    "Flatten it; nothing in a catalog needs so many levels.",
                )
                return False
            self._stack.append(_Open(span.start, isinstance(event, MappingStartEvent)))
        elif isinstance(event, CollectionEndEvent):
            self._close(span.start if span.start == span.end else span.end)
        return True

    def _document(self, event: DocumentStartEvent, span: Span) -> bool:
        self._documents += 1
        if self._documents > 1:
            self.report(
                codes.YAML_REFUSED,
                "A second document begins here, but a file holds one.",
                self.at(span.start),
                "Delete the line `---`, or put the second part into a file of its own.",
            )
            return False
        if event.version not in (None, (1, 2)) or event.tags:
            self.report(
                codes.YAML_REFUSED,
                "Lines that begin with `%` are not read.",
                self.at(0),
                "Delete the line; the file is read as YAML 1.2.",
            )
        return True

    def _refuse(self, event: NodeEvent, span: Span) -> None:
        if isinstance(event, AliasEvent):
            self.report(
                codes.YAML_REFUSED,
                f"`*{event.anchor}` stands for text elsewhere, which is not read.",
                span,
                "Write the values out here. If a text begins with `*`, put it in quotes.",
            )
            return
        if event.anchor is not None:
            self.report(
                codes.YAML_REFUSED,
                f"`&{event.anchor}` marks text for use elsewhere, which is not read.",
                self.at(span.start),
                f"Delete `&{event.anchor}`. If a text begins with `&`, put it in quotes.",
            )
        if getattr(event, "tag", None) is not None:
            self.report(
                codes.YAML_REFUSED,
                "Tags, which begin with `!`, are not read.",
                self.at(span.start),
                "Delete the word with `!`. If a text begins with `!`, put it in quotes.",
            )

    def _scalar(self, event: ScalarEvent, span: Span) -> Scalar:
        text, style = event.value, event.style or None
        end = span.start + len(span.text.rstrip())
        scalar = Scalar(text, Span(self.source, span.start, end), style)
        bad = next((c for c in text if c == "\0" or "\ud800" <= c <= "\udfff"), None)
        if bad is None:
            return scalar
        self.report(
            codes.YAML_REFUSED,
            f"The character U+{ord(bad):04X} cannot stand in a text.",
            scalar.span,
            "Take it out.",
        )
        return Scalar("", scalar.span, style)

    def _put(self, node: Node) -> None:
        """A node goes where the innermost open list or mapping waits for it."""
        if not self._stack:
            self.root = node
            return
        top = self._stack[-1]
        if not top.is_mapping:
            top.items.append(node)
        elif top.key is None:
            top.key = self._as_key(top, node)
        else:
            if not top.skip_value:
                top.entries[top.key.text] = Entry(top.key, node)
            top.key, top.skip_value = None, False

    def _as_key(self, top: _Open, node: Node) -> Scalar:
        top.skip_value = True
        if not isinstance(node, Scalar):
            self.report(
                codes.YAML_REFUSED,
                "A key must be a single word or text.",
                self.at(node.span.start),
                "Lists and mappings stand after a key and `:`, or need quotes to be a text.",
            )
            return Scalar("", node.span, "'")
        first = top.entries.get(node.text)
        if first is not None:
            self.report(
                codes.DUPLICATE_KEY,
                f"`{node.text}` stands twice in one place.",
                node.span,
                "Take one of the two away, or give it another name.",
                [Note("It stands here first.", first.key.span)],
            )
            return node
        top.skip_value = False
        return node

    def _close(self, end: int) -> None:
        top = self._stack.pop()
        stretch = self.source.text[top.start : end].rstrip()
        span = Span(self.source, top.start, top.start + len(stretch))
        if top.is_mapping:
            self._put(Mapping(tuple(top.entries.values()), span))
        else:
            self._put(Sequence(tuple(top.items), span))


def _too_large(source: Source) -> Diagnostic:
    message = f"{source.path} is larger than {MAX_BYTES // 1024 // 1024} MB."
    return Diagnostic(
        codes.YAML_LIMIT, message, Span(source, 0, 0), "Split it, or keep data in tables."
    )


def _unreadable(source: Source, problem: OSError) -> Diagnostic:
    if isinstance(problem, FileNotFoundError):
        message = f"There is no file {source.path}."
    else:
        message = f"{source.path} cannot be read: {problem.strerror or problem}."
    return Diagnostic(
        codes.FILE_MISSING, message, Span(source, 0, 0), "Look at the name of the file."
    )


def _not_utf8(span: Span) -> Diagnostic:
    return Diagnostic(
        codes.YAML_SYNTAX,
        "This character is not UTF-8.",
        span,
        "Save the file with the encoding UTF-8.",
    )

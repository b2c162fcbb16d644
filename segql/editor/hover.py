"""What is told of a name under the cursor: title, type, plain words, what the data says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from segql.analysis.words import Speaker, explain
from segql.catalog.models import FieldModel
from segql.editor.counts import Counts
from segql.editor.folder import Folder
from segql.editor.places import use_at
from segql.editor.symbols import Kind, Symbol
from segql.functions import EVENTS, OVERALL, PLACES, PREDICATES, SCALARS, Declaration
from segql.semantics import Analysis
from segql.semantics.project import Entry, Parameter, Project, type_of_entry, type_of_field
from segql.semantics.words import joined, type_words
from segql.source import Span
from segql.syntax import nodes
from segql.syntax.scan import scan

_MOST_VALUES = 12


def hover(folder: Folder, path: Path, offset: int, counts: Counts) -> tuple[str, int, int] | None:
    """Markdown about what stands at an offset, and the stretch that it is about."""
    analysis = folder.snapshot().analysis
    use = use_at(folder, path, offset)
    if use is None or analysis is None:
        return _of_word(folder, path, offset)
    lines = list(_lines(use.symbol, analysis, counts, use.span))
    if not lines:
        return None
    return "\n\n".join(lines), use.span.start, use.span.end


def _lines(symbol: Symbol, analysis: Analysis, counts: Counts, span: Span) -> Iterator[str]:
    project = analysis.project
    name, owner = symbol.name, symbol.owner
    match symbol.kind:
        case Kind.ATTRIBUTE | Kind.DEFINITION:
            entry = project.entries.get(name)
            if entry is not None:
                yield from _entry(entry, analysis, counts)
        case Kind.FIELD if owner is not None:
            model = project.catalog.fields_of(owner).get(name)
            yield _head(f"{owner}.{name}", "field", str(type_of_field(owner, name, project) or ""))
            yield from _model(model)
        case Kind.EVENT:
            yield from _event(name, project)
        case Kind.ROLE:
            what = "when it happened" if name == "time" else "the key of the event"
            yield _head(f"{owner}.{name}", "role of events", "")
            yield f"Of `{owner}`: {what}."
        case Kind.ALIAS:
            yield f"**{name}**: another name of the events here."
        case Kind.PARAMETER:
            parameter = project.parameters.get(name)
            if parameter is not None:
                yield _code(definition_text(parameter))
        case Kind.CASE | Kind.MEASURE:
            yield from _part(symbol, project, counts)
        case Kind.FUNCTION:
            table = OVERALL if owner == "overall" else {**SCALARS, **PLACES, **EVENTS}
            yield from declaration(table[name])
        case Kind.LIST | Kind.PLACE | Kind.CHANNEL:
            yield f"**{name}**: {symbol.kind} of the catalog."
        case Kind.WORD:
            if name == "customer":
                yield "**customer**: the customer whose events these are."
            else:
                yield f"**{name}**: the {'day' if name == 'today' else 'instant'} of the run."
        case _:
            return


def definition_text(parameter: Parameter) -> str:
    """`param min_orders = 3`, as far as it stands on one line."""
    text = parameter.span.source.text
    end = text.find("\n", parameter.span.end)
    return f"param {text[parameter.span.start : len(text) if end < 0 else end].strip()}"


def _head(name: str, kind: str, type_: str) -> str:
    return f"**{name}**: {kind}" + (f", {type_}" if type_ else "")


def _code(text: str) -> str:
    return f"```segql\n{text}\n```"


# ------------------------------------------------------------------------ names of customers


def _entry(entry: Entry, analysis: Analysis, counts: Counts) -> Iterator[str]:
    project = analysis.project
    type_ = type_of_entry(entry, project)
    if entry.model is not None:
        shown = type_words(type_) if type_ is not None else f"leads to `{entry.model.to}`"
        yield _head(entry.name, "attribute", shown)
        yield from _model(entry.model)
        share = counts.known_share(entry.name)
        if share is not None:
            yield f"Known of {share:.1%} of all customers."
        return
    kind = str(entry.kind).split(" ", 1)[1]
    yield _head(entry.name, kind, type_words(type_) if kind == "trait" and type_ else "")
    if entry.name in analysis.program.definitions:
        speaker = Speaker(project.catalog, analysis.program, None)
        yield _code_text(explain(speaker, entry.name))
    else:
        title = getattr(entry.node, "title", None)
        if title is not None:
            yield title.value
        yield "It has a mistake, so that its meaning cannot be told."
    size = counts.size_words(entry.name)
    if size is not None:
        yield size


def _code_text(text: str) -> str:
    """Plain words keep their lines and bullets, and nothing in them is read as markup."""
    return f"```text\n{text.rstrip()}\n```"


def _model(model: FieldModel | None) -> Iterator[str]:
    if model is None:
        return
    told = [text for text in (model.label, model.description) if text]
    if told:
        yield "  \n".join(told)
    facts = [
        f"unit {model.unit}" if model.unit else "",
        model.category or "",
        f"{model.sensitivity} data" if model.sensitivity != "none" else "",
        f"from {model.minimum}" if model.minimum is not None else "",
        f"up to {model.maximum}" if model.maximum is not None else "",
        "always known" if model.required else "",
    ]
    if any(facts):
        yield ", ".join(fact for fact in facts if fact)
    if model.values:
        shown = [f"`{value}`" for value in model.values[:_MOST_VALUES]]
        more = len(model.values) - len(shown)
        yield "Values: " + ", ".join([*shown, *([f"{more} more"] if more else [])])
    if model.expression:
        yield _code(model.expression)


def _event(name: str, project: Project) -> Iterator[str]:
    event = project.events[name]
    yield _head(name, "events", "")
    told = [text for text in (event.label, event.description) if text]
    if told:
        yield "  \n".join(told)
    fields = [f"`{field}`" for field in project.field_names(name)]
    if fields:
        yield f"Fields: {joined(fields)}."


def _part(symbol: Symbol, project: Project, counts: Counts) -> Iterator[str]:
    entry = project.entries.get(symbol.owner or "")
    node = entry.node if entry is not None else None
    if isinstance(node, nodes.SegmentationDefinition):
        found = next((case for case in node.cases if case.name.name == symbol.name), None)
        if found is None:
            return
        title = f" {found.title.value}" if found.title else ""
        yield f"**{symbol.name}**:{title} case of `{symbol.owner}`"
        yield _code(found.condition.span.text if found.condition else "otherwise")
    else:
        yield f"**{symbol.name}**: part of `{symbol.owner}`"
    size = counts.size_words(symbol.owner or "", symbol.name)
    if size is not None:
        yield size


# ------------------------------------------------------------------------- words of the language


def declaration(item: Declaration) -> Iterator[str]:
    """A function, predicate or construct, as the reference tells it."""
    yield _code(item.signature)
    yield item.documentation
    yield f"*Unknown values:* {item.null_words}"
    yield "For example:"
    yield _code(item.example)


_WORDS = {
    word: item
    for item in PREDICATES
    for word in {
        "in segment": ("segment",),
        "in list": ("list",),
        "is known": ("known", "unknown"),
        "top": ("top", "bottom"),
        "starts with": ("starts",),
        "ends with": ("ends",),
        "at least": ("least", "most", "exactly"),
        "window": ("last", "ago", "since", "until", "before", "after", "previous"),
    }.get(item.name, (item.name,))
}


def _of_word(folder: Folder, path: Path, offset: int) -> tuple[str, int, int] | None:
    """A word that asks something: `has`, `between`, `top`."""
    source = folder.source(path)
    if source is None:
        return None
    line = source.text.rfind("\n", 0, offset) + 1
    end = source.text.find("\n", offset)
    for lexeme in scan(source.text, line, len(source.text) if end < 0 else end):
        if lexeme.start <= offset < lexeme.end and lexeme.lower in _WORDS:
            said = "\n\n".join(declaration(_WORDS[lexeme.lower]))
            return said, lexeme.start, lexeme.end
    return None

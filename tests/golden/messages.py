"""What SegQL says about the broken source, catalog, settings or unit test of an error case."""

from __future__ import annotations

from pathlib import Path

from segql.catalog import Catalog, LoadedCatalog, Settings, load_catalog, load_settings
from segql.catalog.document import parse_document
from segql.catalog.overrides import overridden
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.render import render
from segql.lints import lint
from segql.semantics import analyze
from segql.source import Source
from segql.syntax import nodes, parse_file
from segql.testing.load import load_tests
from tests.golden.casefile import CaseFile
from tests.golden.evaluate import HERE, SETTINGS, SHOP, merged, yaml


def problems_of(file: CaseFile, scratch: Path) -> tuple[Diagnostic, ...]:
    """All problems of a case, in the order in which they are told."""
    try:
        return tuple(_problems(file, scratch))
    except SegqlError as error:
        return error.diagnostics


def _problems(file: CaseFile, scratch: Path) -> list[Diagnostic]:
    settings = Settings.model_validate(merged(SETTINGS, yaml(file.body("yaml settings"))))
    if (text := file.body("yaml segql.yml")) is not None:
        (scratch / "segql.yml").write_text(text, encoding="utf-8")
        load_settings(scratch, {}).target()
        return []
    if parts := [block for block in file.blocks if block.info.startswith("yaml catalog/")]:
        for block in parts:
            path = scratch / block.info.removeprefix("yaml ")
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
        catalog = load_catalog(scratch)
    elif (text := file.body("yaml catalog.yml")) is not None:
        (scratch / "catalog.yml").write_text(text, encoding="utf-8")
        catalog = load_catalog(scratch)
    elif (text := file.body("yaml catalog")) is not None:
        catalog = LoadedCatalog.from_catalog(Catalog.model_validate(merged(SHOP, yaml(text))))
    else:
        catalog = load_catalog(HERE)
    for block in file.blocks:
        if block.info.startswith("yaml catalog.") and not block.info.endswith(" catalog.yml"):
            name = block.info.removeprefix("yaml ")
            catalog = overridden(catalog, parse_document(Source(name, block.body)))
    if (text := file.body("yaml test.yml")) is not None:
        (scratch / "test.yml").write_text(text, encoding="utf-8")
        return list(load_tests(scratch / "test.yml", catalog, settings, "test.yml").diagnostics)
    return _of_definitions(file, catalog, settings)


def _of_definitions(file: CaseFile, catalog: LoadedCatalog, settings: Settings) -> list[Diagnostic]:
    problems: list[Diagnostic] = []
    files: list[nodes.File] = []
    for block in file.all("seg"):
        name = block.info.removeprefix("seg").strip() or "mine.seg"
        parsed = parse_file(Source(name, block.body))
        problems += parsed.diagnostics
        if parsed.file is not None:
            files.append(parsed.file)
    analysis = analyze(files, catalog, settings)
    problems += analysis.diagnostics
    known = set(problems)
    problems += [item for item in lint(analysis, files, problems) if item not in known]
    return sorted(problems, key=_place)


def _place(item: Diagnostic) -> tuple[str, int]:
    return (item.span.source.path, item.span.start) if item.span else ("", 0)


def text_of(problems: tuple[Diagnostic, ...]) -> str:
    """The problems as `segql check` prints them, without colours."""
    return render(problems, "text")

"""The extension for VS Code: it knows every word of the grammar, colours files, and is built."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path

import pytest

from segql.syntax.at import keywords

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "editors" / "vscode"
GRAMMAR = json.loads((EXTENSION / "syntaxes" / "segql.tmLanguage.json").read_text(encoding="utf-8"))
NO_PART = ("node_modules", "dist", "*.vsix")


def rules(node: object) -> list[str]:
    """The scopes and patterns of a TextMate grammar as pairs, whatever their depth."""
    match node:
        case {"match": str(pattern), **rest}:
            scopes = " ".join(re.findall(r'"name": "([^"]+)"', json.dumps(rest)))
            return [f"{scopes} := {pattern}"]
        case dict():
            return [item for value in node.values() for item in rules(value)]
        case list():
            return [item for value in node for item in rules(value)]
        case _:
            return []


@cache
def coloured_words() -> frozenset[str]:
    """The words that the grammar of the extension colours as keywords and constants."""
    found: set[str] = set()
    for rule in rules(GRAMMAR):
        scopes, pattern = rule.split(" := ", 1)
        if not re.search(r"keyword|constant\.(language|unit|month)|support\.constant", scopes):
            continue
        for group in re.findall(r"\(([a-z][a-z?|]*)\)", pattern):
            for word in group.split("|"):
                found.add(word.replace("s?", ""))
                if "s?" in word:
                    found.add(word.replace("?", ""))
    return frozenset(found)


def test_every_keyword_of_the_language_is_coloured() -> None:
    words = {word for spelled in keywords().values() for text in spelled for word in text.split()}
    assert words - coloured_words() == set()


def test_no_word_is_coloured_that_the_language_does_not_know() -> None:
    words = {word for spelled in keywords().values() for text in spelled for word in text.split()}
    assert coloured_words() - words - {"today", "now"} == set()


def test_snippets_are_sound_definitions() -> None:
    from segql.source import Source
    from segql.syntax import parse_file

    snippets = json.loads((EXTENSION / "snippets" / "segql.json").read_text(encoding="utf-8"))
    assert len(snippets) >= 5
    for name, snippet in snippets.items():
        text = "\n".join(snippet["body"])
        text = re.sub(r"\$\{4:\$CURRENT_YEAR\}.*", "2025-01-31", text)
        text = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", text).replace("$0", "everybody")
        text = text.replace("$1", "orders")
        parsed = parse_file(Source(f"{name}.seg", text))
        assert parsed.file is not None, text
        assert not parsed.diagnostics, text


def test_the_lock_file_names_no_registry() -> None:
    text = (EXTENSION / "package-lock.json").read_text(encoding="utf-8")
    assert not re.findall(r'"resolved": "(?!https://registry\.npmjs\.org/)[^"]*"', text)
    assert "node_modules/esbuild" in text


# ------------------------------------------------------------------------------- with npm


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the extension after `npm ci && npm run package`."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed, which builds the extension for VS Code")
    folder = Path(
        shutil.copytree(
            EXTENSION,
            tmp_path_factory.mktemp("vscode") / "vscode",
            ignore=shutil.ignore_patterns(*NO_PART),
        )
    )
    run(folder, "npm", "ci", "--no-audit", "--no-fund", skip="the packages of npm cannot be read")
    run(folder, "npm", "run", "package")
    return folder


def run(folder: Path, *words: str, skip: str | None = None) -> str:
    done = subprocess.run(
        words,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        env={**os.environ, "NO_UPDATE_NOTIFIER": "1"},
        check=False,
    )
    offline = re.search(r"ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|network", done.stderr)
    if skip is not None and done.returncode and offline:
        pytest.skip(f"{skip}: {done.stderr[:200]}")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.npm
def test_the_package_holds_what_it_needs_and_no_more(built: Path) -> None:
    with zipfile.ZipFile(built / "segql.vsix") as package:
        names = set(package.namelist())
        bundle = package.read("extension/dist/extension.js").decode()
        manifest = json.loads(package.read("extension/package.json"))
    assert names == {
        "[Content_Types].xml",
        "extension.vsixmanifest",
        "extension/LICENSE.txt",
        "extension/dist/extension.js",
        "extension/language-configuration.json",
        "extension/package.json",
        "extension/readme.md",
        "extension/snippets/segql.json",
        "extension/syntaxes/segql.tmLanguage.json",
    }
    assert f"extension/{manifest['main'].removeprefix('./')}" in names
    assert "segql[lsp]" in bundle
    # only what VS Code itself brings is left outside of the bundle
    left = set(re.findall(r'require\("([^"./][^"]*)"\)', bundle))
    builtin = {"vscode", "util", "path", "os", "crypto", "child_process", "net", "fs", "url"}
    assert {name.removeprefix("node:") for name in left} <= builtin


@pytest.mark.npm
def test_files_are_coloured_as_the_language_means_them(built: Path) -> None:
    examples = sorted((ROOT / "examples" / "outdoor_shop" / "segments").rglob("*.seg"))
    text = (
        '# segql: ignore takes-in-unknown\nsegment vip "The \\"best\\""\n  goal "x"\n'
        "where age 18..25 and COUNT(orders in last 90 days where channel = 'web') > $min\n"
        '  and signup_date on 2024-01-31 and in segment old and account.kind = "a"\n'
    )
    (built / "own.seg").write_text(text, encoding="utf-8")
    out = run(built, "node", "test/tokens.mjs", "own.seg", *map(str, examples))
    read = json.loads(out)
    own = [(word.strip(), scopes) for line in read["own.seg"] for word, scopes in line]
    scopes = {word: " ".join(found) for word, found in own if word}
    assert "keyword.other.directive" in scopes["segql: ignore"]
    for word, scope in {
        "vip": "entity.name.type.definition", "goal": "keyword.other.header",
        "where": "keyword.control", "18": "constant.numeric", "..": "keyword.operator.comparison",
        "COUNT": "support.function", "last": "keyword.operator.window",
        "days": "support.constant.unit", "'web'": "string.quoted.single",
        "$min": "variable.parameter", "2024-01-31": "constant.other.date",
        "kind": "variable.other.property", "in": "keyword.operator.word",
        '\\"': "constant.character.escape",
    }.items():  # fmt: skip
        assert scope in scopes[word], (word, scopes.get(word))
    everything = {
        scope for lines in read.values() for line in lines for _, found in line for scope in found
    }
    assert not [scope for scope in everything if "invalid" in scope]
    assert len(examples) > 10

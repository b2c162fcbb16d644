"""All projects that are open in an editor, and the texts that are not saved yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from segql.editor.counts import Counts, Wish, is_wanted
from segql.editor.folder import Folder
from segql.project.files import find_root


@dataclass(slots=True)
class Open:
    """One folder with the figures of its target."""

    folder: Folder
    counts: Counts = field(default_factory=Counts)


@dataclass(slots=True)
class State:
    """`wish` is whether the target may be asked."""

    wish: Wish = "auto"
    _opened: dict[Path, Open] = field(default_factory=dict)

    def of(self, path: Path) -> Open:
        """The project around a file; a file outside of any is a folder of its own."""
        root = find_root(path.parent)
        key = root or path
        if key not in self._opened:
            self._opened[key] = Open(Folder(root))
        return self._opened[key]

    def all(self) -> list[Open]:
        return list(self._opened.values())

    def add_root(self, folder: Path) -> None:
        """A folder that the editor has opened: its project is looked at before any file is."""
        root = find_root(folder)
        if root is not None and root not in self._opened:
            self._opened[root] = Open(Folder(root))

    def resettle(self) -> None:
        """After `segql.yml` has come or gone: texts go to the folders that they belong to now."""
        texts = {path: text for item in self.all() for path, text in item.folder.texts.items()}
        for key, item in list(self._opened.items()):
            item.folder.texts.clear()
            item.folder.touch()
            root = item.folder.root
            if root is None or not (root / "segql.yml").is_file():
                del self._opened[key]
        for path, text in texts.items():
            self.of(path).folder.put(path, text)

    def counts_wanted(self, item: Open) -> bool:
        item.folder.snapshot()
        settings = item.folder.settings
        if settings is None or item.folder.root is None:
            return False
        return is_wanted(self.wish, settings.settings, settings.default_target)


def is_saved(folder: Folder) -> bool:
    """Whether every open text is what stands on disk: only that can be counted."""
    for path, text in folder.texts.items():
        try:
            if path.read_text(encoding="utf-8").removeprefix("\ufeff") != text:
                return False
        except (OSError, UnicodeDecodeError):
            return False
    return True

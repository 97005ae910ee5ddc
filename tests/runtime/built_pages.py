"""Reads the built pages: which files a page's first load fetches, and how big they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

KB = 1000
_IN_HTML = re.compile(r"""(?:href|src)="(/[^"?#]*)"|\b(?:from|import) ?\(?"(/[^"]+)\"""")
_IN_SCRIPT = re.compile(r"""\b(?:from|import) ?["'`](\.[^"'`]+)["'`]""")
_PACKAGE = re.compile(r".*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)")


@dataclass(frozen=True)
class Pages:
    """A build: `client` is the folder that is served, `record` what the chunks are made of."""

    client: Path
    record: Path

    def routes(self) -> list[str]:
        """The path of every prerendered page, in order; without the page for unknown paths."""
        indexes = (file.parent.relative_to(self.client) for file in self.client.rglob("index.html"))
        return sorted("/" if str(path) == "." else f"/{path.as_posix()}" for path in indexes)

    def first_load(self, route: str) -> dict[str, int]:
        """The path of each file that the page's HTML leads to, with its size as served, in bytes.

        That is the HTML, what it links, and what its scripts import statically. A dynamic
        `import()` inside a script is fetched when it is needed, and does not count.
        """
        html = self.client / route.strip("/") / "index.html"
        paths = [match[1] or match[2] for match in _IN_HTML.finditer(html.read_text())]
        return {route: _size(html)} | self._with_imports(paths)

    def with_lazy(self, route: str, module: str) -> dict[str, int]:
        """The first load, and what an `import()` of the script `module` loads besides.

        A sheet that the script imports has the name of its chunk.
        """
        chunks: dict[str, dict[str, int]] = json.loads(self.record.read_text())["chunks"]
        [chunk] = [path for path, sizes in chunks.items() if any(module in one for one in sizes)]
        name = Path(chunk).name.rpartition("-")[0]
        sheets = (self.client / chunk).parent.glob(f"{name}-*.css")
        paths = [f"/{chunk}", *(f"/{_below(self.client, sheet)}" for sheet in sheets)]
        return self.first_load(route) | self._with_imports(paths)

    def _with_imports(self, paths: list[str]) -> dict[str, int]:
        """The sizes of files, and of all that scripts among them import statically."""
        files: dict[str, int] = {}
        waiting = list(paths)
        while waiting:
            path = waiting.pop()
            file = self.client / path.strip("/")
            if path in files or not file.is_file():
                continue
            files[path] = _size(file)
            if file.suffix == ".js":
                imports = _IN_SCRIPT.findall(file.read_text())
                waiting += [f"/{_below(self.client, file.parent / name)}" for name in imports]
        return files

    def excess(self, route: str, budget: int) -> str:
        """What is wrong if the first load is heavier than `budget` (KB of 1,000 bytes), or ''."""
        return excess(f"The first load of {route}", self.first_load(route), budget)

    def packages(self, route: str) -> set[str]:
        """The npm packages with code in the page's first load."""
        return {match[1] for module in self._modules(route) if (match := _PACKAGE.match(module))}

    def not_needed(self, route: str) -> list[str]:
        """Scripts that the page loads and neither it nor the root imports: paths in `.web`."""
        imports: dict[str, list[str]] = json.loads(self.record.read_text())["imports"]
        loaded = self._modules(route)
        needed: set[str] = set()
        waiting = [module for module in loaded if "/.web/app/" in module]
        while waiting:
            module = waiting.pop()
            if module not in needed:
                needed.add(module)
                waiting += imports.get(module, [])
        return sorted(module.partition("/.web/")[2] for module in loaded - needed)

    def _modules(self, route: str) -> set[str]:
        """The modules in the page's chunks that left code there, without the bundler's own."""
        chunks: dict[str, dict[str, int]] = json.loads(self.record.read_text())["chunks"]
        paths = (path.strip("/") for path in self.first_load(route))
        sizes = _joined(chunks[path] for path in paths if path in chunks)
        return {module for module, size in sizes.items() if size and not module.startswith("\0")}


def excess(what: str, files: dict[str, int], budget: int) -> str:
    """What is wrong if `files`, with their sizes in bytes, are heavier than `budget` (KB)."""
    total = sum(files.values())
    if total <= budget * KB:
        return ""
    biggest = sorted(files, key=lambda path: -files[path])[:6]
    listed = ", ".join(f"{path} {files[path] / KB:.1f}" for path in biggest)
    return f"{what} is {total / KB:.1f} KB and may be {budget} KB. Biggest files: {listed}."


def _joined(dictionaries: Iterable[dict[str, int]]) -> dict[str, int]:
    return {key: value for dictionary in dictionaries for key, value in dictionary.items()}


def _size(file: Path) -> int:
    """The size in bytes of what a browser that takes Brotli and gzip receives."""
    packed = (file.with_name(file.name + ending) for ending in (".br", ".gz"))
    return next((path.stat().st_size for path in packed if path.exists()), file.stat().st_size)


def _below(folder: Path, path: Path) -> str:
    return path.resolve().relative_to(folder.resolve()).as_posix()

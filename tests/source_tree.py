"""The project's source files as values that the tests of the architecture look at.

Rules: reads files and parses them; judges nothing. Paths are relative to the repository's root.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "standfast"
CACHES = {"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
IGNORED = CACHES | {".git", ".venv", "build", "dist", "lab-reports"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file."""

    path: Path

    @property
    def name(self) -> str:
        """The dotted name, e.g. "standfast.wire.vrrp"; a package's is its folder's."""
        parts = self.path.relative_to(SOURCE.parent).with_suffix("").parts
        return ".".join(part for part in parts if part != "__init__")

    @property
    def part(self) -> str:
        """The part of the house it belongs to: its folder under standfast, or itself at the top."""
        relative = self.path.relative_to(SOURCE)
        return relative.parts[0] if len(relative.parts) > 1 else relative.stem

    @cached_property
    def text(self) -> str:
        """The whole file."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text, filename=str(self.path))

    def imports(self) -> Iterator[tuple[str, int]]:
        """Yield each imported module with its line, also those inside functions and under TYPE_CHECKING."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield from ((_module_named(node.module, alias.name), node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield ("." * node.level, node.lineno)

    def functions(self) -> Iterator[Function]:
        """Yield every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def _module_named(package: str, name: str) -> str:
    """Tell what `from package import name` loads: the module package.name if there is one, else package."""
    inside = SOURCE.parent.joinpath(*package.split("."), name)
    return f"{package}.{name}" if inside.is_dir() or inside.with_suffix(".py").exists() else package


def source_modules() -> list[Module]:
    """All modules of the package, in order."""
    return [Module(path) for path in sorted(SOURCE.rglob("*.py"))]


def text_files() -> list[Path]:
    """All text files that the repository holds or could come to hold."""
    return sorted(path for path in ROOT.rglob("*") if _is_ours(path) and _is_text(path))


def _is_ours(path: Path) -> bool:
    relative = path.relative_to(ROOT)
    generated = relative.name.startswith("lab-report") or relative.name.endswith(".egg-info")
    return path.is_file() and not generated and not IGNORED.intersection(relative.parts)


def _is_text(path: Path) -> bool:
    try:
        return "\0" not in path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False

"""The architecture of the design as tests: who may import whom, how large things may grow, what stands where.

Rules: each failure says what to do. An exception to a rule stands in one of the tables below with its reason;
there is no other way around a rule.
"""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from source_tree import ROOT, SOURCE, Function, Module, source_modules, text_files

# Direction of imports: a part may import itself and the parts named here, nothing else of ours.
ANYONE = {"units", "errors", "log_level"}
MAY_IMPORT: dict[str, set[str]] = {
    "__init__": set(),
    "units": set(),
    "errors": set(),
    "log_level": set(),
    "wire": set(),
    "model": {"wire"},
    "core": {"model", "wire"},
    "config": {"model", "wire"},
    "linux": {"core", "model", "wire"},
    "dump": {"model", "wire"},
    "record": {"core", "model", "wire"},
    "daemon": {"linux", "core", "config", "dump", "record", "model", "wire"},
    "sim": {"core", "model", "wire"},
    "checkers": {"model", "wire"},
    "observe": {"model"},
    "lab": {"linux.netns", "wire"},
    "check": {"config", "model", "wire"},
    "edit": {"config", "model", "wire"},
    "lsp": {"check", "edit", "config"},
    "cli": {"record", "lab", "sim", "daemon", "check", "edit", "lsp", "config", "observe", "model"},
    "__main__": {"cli"},
}
CORE_MUST_NOT_IMPORT = {
    "time", "socket", "os", "asyncio", "random", "logging", "select", "subprocess", "threading",
}  # fmt: skip
# What the daemon's two processes are made of imports nothing outside the standard library.
STANDARD_LIBRARY_ONLY = ANYONE | {"wire", "model", "core", "config", "linux", "dump", "record", "daemon"}
HEAVY = {
    "asyncio", "ssl", "subprocess", "click", "rich", "jinja2", "threading", "multiprocessing",
    "standfast.observe", "standfast.checkers", "standfast.config", "standfast.lab", "standfast.cli",
}  # fmt: skip
# What each process of the daemon starts from, and what must then not be loaded.
PROCESSES = {
    "standfast.daemon.main": HEAVY | {"standfast.core", "standfast.linux", "standfast.model", "standfast.wire"},
    "standfast.daemon.router_process": HEAVY,
}

MODULE_LINES_MAX = 300
FUNCTION_LINES_MAX = 60
LARGER_MODULES: dict[str, str] = {}
LARGER_FUNCTIONS: dict[str, str] = {}

# Packages whose __init__ holds code, each with the reason why no process pays for it in vain.
INITS_WITH_CODE = {"cli": "only the command line loads it"}

# Modules with functions but without a test file of their own name, each with the place where they are tested.
TESTED_ELSEWHERE: dict[str, str] = {}
# Folders under tests/ that mirror no part of the source.
OTHER_TEST_FOLDERS = {"data", "interop", "conformance", "web"}

MODULES = source_modules()
every_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
CORE = [module for module in MODULES if module.part == "core" and module.path.name != "__init__.py"]
every_core_module = pytest.mark.parametrize("module", CORE, ids=lambda module: module.name)


def place(module: Module, line: int) -> str:
    return f"{module.path.relative_to(ROOT)}:{line}"


@every_module
def test_imports_go_in_the_direction_of_the_design(module: Module) -> None:
    allowed = MAY_IMPORT.get(module.part)
    assert allowed is not None, f"{module.part} is a new part: say in MAY_IMPORT what it may import"
    for name, line in module.imports():
        assert not name.startswith("."), f"{place(module, line)}: import by the full name, from standfast..."
        if not name.startswith("standfast."):
            continue
        target = name.removeprefix("standfast.")
        part = target.split(".")[0]
        fine = part in ANYONE | allowed | {module.part} or target in allowed
        assert fine, (
            f"{place(module, line)}: {module.part} must not import {name}; it may import "
            f"{sorted(allowed | ANYONE)}. Move the code, or hand the value in."
        )


@every_core_module
def test_core_never_touches_clock_socket_or_log(module: Module) -> None:
    for name, line in module.imports():
        assert name.split(".")[0] not in CORE_MUST_NOT_IMPORT, (
            f"{place(module, line)}: core must not import {name}. Take time as `now_ns`, return an effect, "
            "and let linux/ or daemon/ do it."
        )


@every_core_module
def test_core_files_begin_with_their_rules(module: Module) -> None:
    docstring = ast.get_docstring(module.tree) or ""
    assert re.search(r"\b[Rr]ules?\b", docstring), (
        f"{place(module, 1)}: say in the docstring which rules this file keeps ('Rules: ...')"
    )


@every_module
def test_the_daemon_needs_only_the_standard_library(module: Module) -> None:
    if module.part not in STANDARD_LIBRARY_ONLY:
        return
    for name, line in module.imports():
        top = name.split(".")[0]
        assert top == "standfast" or top in sys.stdlib_module_names, (
            f"{place(module, line)}: {name} is not in the standard library, and the daemon has nothing else"
        )


@pytest.mark.parametrize("name", PROCESSES)
def test_a_daemon_process_imports_nothing_heavy(name: str) -> None:
    # Without site-packages (-S), so that a third-party import fails outright.
    program = f"import sys; sys.path.insert(0, {str(SOURCE.parent)!r}); import {name}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-S", "-E", "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split()) & PROCESSES[name]
    assert not loaded, f"importing {name} loads {sorted(loaded)}: import it where it is used, or do without"


@every_module
def test_a_package_init_imports_nothing(module: Module) -> None:
    if module.path.name == "__init__.py" and module.part not in INITS_WITH_CODE:
        assert not list(module.imports()), f"{place(module, 1)}: leave it empty; every process pays for it"


@every_module
def test_a_module_says_what_it_is_for(module: Module) -> None:
    docstring = ast.get_docstring(module.tree)
    assert docstring, f"{place(module, 1)}: begin with a docstring: its purpose and its rules"


@every_module
def test_modules_stay_small(module: Module) -> None:
    lines = module.text.count("\n")
    name = module.name.removeprefix("standfast.")
    if name in LARGER_MODULES:
        assert lines > MODULE_LINES_MAX, f"{name} is small again: remove it from LARGER_MODULES"
        return
    assert lines <= MODULE_LINES_MAX, (
        f"{place(module, 1)}: {lines} lines, at most {MODULE_LINES_MAX}. Split it by what its parts are for."
    )


@every_module
def test_functions_stay_small(module: Module) -> None:
    for function in module.functions():
        lines = _lines(function)
        allowed = f"{module.name.removeprefix('standfast.')}.{function.name}" in LARGER_FUNCTIONS
        assert allowed or lines <= FUNCTION_LINES_MAX, (
            f"{place(module, function.lineno)}: {function.name} has {lines} lines, at most "
            f"{FUNCTION_LINES_MAX}. Give its steps names of their own."
        )


def _lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


@every_module
def test_each_module_has_a_twin_among_the_tests(module: Module) -> None:
    if not any(function.name != "__init__" for function in module.functions()):
        return  # Values and constants only: whoever uses them tests them.
    relative = module.path.relative_to(SOURCE)
    twin = ROOT / "tests" / relative.parent / f"test_{relative.stem.strip('_')}.py"
    if module.name.removeprefix("standfast.") in TESTED_ELSEWHERE:
        assert not twin.exists(), f"{module.name} has its twin: remove it from TESTED_ELSEWHERE"
        return
    assert twin.exists(), f"{place(module, 1)}: write {twin.relative_to(ROOT)}, or fill TESTED_ELSEWHERE"


def test_each_test_file_has_its_module() -> None:
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        relative = path.relative_to(ROOT / "tests")
        if len(relative.parts) == 1 or relative.parts[0] in OTHER_TEST_FOLDERS:
            continue
        stem = relative.stem.removeprefix("test_")
        folder = SOURCE / relative.parent
        known = (folder / f"{stem}.py").exists() or (folder / f"__{stem}__.py").exists()
        assert known, (
            f"tests/{relative}: src/standfast/{relative.parent}/{stem}.py does not exist; name the test file "
            "after its module"
        )


def test_every_exception_still_names_something() -> None:
    names = {module.name.removeprefix("standfast.") for module in MODULES}
    gone = (set(LARGER_MODULES) | set(TESTED_ELSEWHERE)) - names
    assert not gone, f"these modules are gone: remove them from the tables of exceptions: {sorted(gone)}"


# The words are put together here so that this file does not contain them.
FORBIDDEN_WORDS = {
    "TO" + "DO": "do it now, or open an issue",
    "FIX" + "ME": "fix it now, or open an issue",
    "/wo" + "rk/": "a path of one machine: make it relative",
    "/ro" + "ot/": "a path of one machine: make it relative",
    "GNU General" + " Public": "no line of a GPL program may stand here: write it yourself",
}


@pytest.mark.parametrize("word", FORBIDDEN_WORDS)
def test_no_file_contains_a_forbidden_word(word: str) -> None:
    found = [path.relative_to(ROOT) for path in text_files() if re.search(rf"(?<!\w){word}", _read(path))]
    assert not found, f"{word!r} in {', '.join(map(str, found))}: {FORBIDDEN_WORDS[word]}"


def test_no_file_names_the_place_of_this_checkout() -> None:
    found = [path.relative_to(ROOT) for path in text_files() if f"{ROOT}/" in _read(path)]
    assert not found, f"an absolute path of this machine in {', '.join(map(str, found))}: make it relative"


def test_every_link_in_the_documents_leads_somewhere() -> None:
    for path in text_files():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", _read(path)):
            found = "://" in target or (path.parent / target).exists()
            assert found, f"{path.relative_to(ROOT)}: the link to {target} leads nowhere: correct the path"


def test_programs_are_executable() -> None:
    for path in text_files():
        if SOURCE not in path.parents and _read(path).startswith("#!"):
            assert os.access(path, os.X_OK), f"{path.relative_to(ROOT)} begins with #!: chmod +x it"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")

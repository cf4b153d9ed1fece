"""The rules of the house that a machine can check; and that each check, and each guard of conftest.py, can fail."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "hcdesktop"
SOURCES = sorted(PACKAGE.rglob("*.py"))

MAX_FUNCTION_LINES = 60  # rarely over 40
MAX_MODULE_LINES = 400  # rarely over 300

_MARKUP = re.compile(
    r"</?(?:script|html|head|body|div|span|style|iframe|table|form|link|meta)\b[^<]*>|<!doctype\b"  # HTML
    r"|\bfunction\b[\s\w]*\([^()]*\)\s*\{|\)\s*=>|\b(?:const|let|var)\s+\w+\s*=|\bdocument\.\w+\s*[.(=]"  # JavaScript
    r"|\{\s*[a-z-]+\s*:[^{}]*;\s*\}",  # CSS
    re.IGNORECASE,
)

_FIRST_WITH_QT = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
    if any(loaded.partition(".")[0] in ("PySide6", "shiboken6") for loaded in sys.modules):
        sys.exit(f"{name} loads Qt")
"""


def source_id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A fresh process that sees the tree in ``cwd`` and nothing of this one."""
    environment = {**os.environ, "PYTHONPATH": str(cwd), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the code, to do damage in."""
    shutil.copytree(PACKAGE, tmp_path / "hcdesktop", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


# --- core, store, simulator, desk and doctor know no Qt ---------------------------------------------------------------


def modules_of(root: Path, part: str) -> list[str]:
    """The modules of a folder of the package, or the one module of that name."""
    paths = [*(root / "hcdesktop" / part).rglob("*.py"), *(root / "hcdesktop").glob(f"{part}.py")]
    return sorted(".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__") for path in paths)


def first_with_qt(root: Path, part: str) -> str:
    """Imports the modules one after the other in a fresh process; ``""`` when Qt stayed out."""
    modules = modules_of(root, part)
    assert modules
    return run(sys.executable, "-c", _FIRST_WITH_QT, *modules, cwd=root).stderr.strip()


@pytest.mark.parametrize("part", ["core", "store", "simulator", "desk", "doctor", "erasing", "notices", "system"])
def test_no_qt_is_loaded(part: str) -> None:
    assert first_with_qt(ROOT, part) == ""


def test_qt_behind_another_import_is_found(copy: Path) -> None:
    (copy / "hcdesktop/helper.py").write_text("from PySide6.QtCore import QObject\n")
    (copy / "hcdesktop/core/zz_bad.py").write_text("import hcdesktop.helper\n")
    assert first_with_qt(copy, "core") == "hcdesktop.core.zz_bad loads Qt"


# --- the arrows -------------------------------------------------------------------------------------------------------

_LINT_IMPORTS = "from importlinter.cli import lint_imports_command as main; main()"


def broken_arrows(root: Path) -> str:
    """What import-linter says about the contracts in pyproject.toml, ``""`` when all are kept."""
    outcome = run(sys.executable, "-c", _LINT_IMPORTS, "--no-cache", "--no-logo", cwd=root)
    return outcome.stdout + outcome.stderr if outcome.returncode else ""


def test_arrows_are_kept() -> None:
    complaint = broken_arrows(ROOT)
    assert not complaint, complaint


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("core", "import hcdesktop.store"),
        ("core", "import hcdesktop.simulator"),
        ("core", "from PySide6 import QtCore"),
        ("store", "import hcdesktop.simulator"),
        ("store", "import hcdesktop.core.popup"),
        ("store", "from PySide6 import QtCore"),
        ("simulator", "import hcdesktop.store"),
        ("simulator", "import hcdesktop.core.errors"),
        ("simulator", "import hcdesktop.ui"),
        ("ui", "import hcdesktop.app"),
    ],
)
def test_wrong_arrow_is_found(copy: Path, module: str, line: str) -> None:
    with (copy / "hcdesktop" / module / "__init__.py").open("a") as file:
        file.write(f"\n{line}\n")
    assert "BROKEN" in broken_arrows(copy)


# --- JavaScript, HTML and CSS live in resources/ ----------------------------------------------------------------------


def strings_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text in the code with its line; a text that is a statement of its own is a docstring."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "x" for part in node.values]
            yield node.lineno, "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def markup_in(source: str) -> list[str]:
    return [f"line {line}: {text[:80]!r}" for line, text in strings_in(ast.parse(source)) if _MARKUP.search(text)]


@pytest.mark.parametrize("path", SOURCES, ids=source_id)
def test_no_markup_in_strings(path: Path) -> None:
    assert markup_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        'page = "<script>alert(1)</script>"',
        'page = "<!DOCTYPE html>"',
        'page = f"<div id={name}>"',
        'page.runJavaScript("(function() { return 1 })()")',
        'page.runJavaScript(f"({name}) => 1")',
        'page.runJavaScript("document.title = 1")',
        'widget.setStyleSheet("QLabel { color: red; }")',
    ],
)
def test_markup_is_found(source: str) -> None:
    assert len(markup_in(source)) >= 1


@pytest.mark.parametrize(
    "source", ['"""The page has a <script> tag."""', "text = '{\"a\": 1}'", 'text = "a function (f)"']
)
def test_words_are_no_markup(source: str) -> None:
    assert markup_in(source) == []


# --- short functions, short modules -----------------------------------------------------------------------------------


def too_long(source: str) -> list[str]:
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    lengths = {f"{node.name}, line {node.lineno}": (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    found = [f"{name}: {lines} lines" for name, lines in lengths.items() if lines > MAX_FUNCTION_LINES]
    lines = source.count("\n")
    return [*found, f"the module: {lines} lines"] if lines > MAX_MODULE_LINES else found


@pytest.mark.parametrize("path", SOURCES, ids=source_id)
def test_nothing_is_too_long(path: Path) -> None:
    assert too_long(path.read_text(encoding="utf-8")) == []


def test_too_long_is_found() -> None:
    assert too_long("def f():\n" + "    pass\n" * MAX_FUNCTION_LINES) == [f"f, line 1: {MAX_FUNCTION_LINES + 1} lines"]
    assert too_long("x = 1\n" * (MAX_MODULE_LINES + 1)) == [f"the module: {MAX_MODULE_LINES + 1} lines"]


# --- the guards of conftest.py ----------------------------------------------------------------------------------------

_TRIALS = """
import logging, os, socket, threading, warnings
import pytest
from PySide6.QtCore import qWarning

LOG = logging.getLogger("hcdesktop.trial")

def test_good_quiet():
    LOG.info("all is well")
    logging.getLogger("other").warning("not ours")

def test_good_expected_log(expect_log):
    expect_log("WARNING.*flood")
    LOG.warning("the %s is here", "flood")

@pytest.mark.allow_log("flood")
def test_good_allowed_log():
    pass

def test_good_loopback():
    with socket.create_server(("localhost", 0)) as server, socket.create_connection(server.getsockname()):
        pass

def test_good_home(tmp_path_factory):
    assert os.path.expanduser("~").startswith(str(tmp_path_factory.getbasetemp()))

def test_good_application(qapp):
    from PySide6.QtCore import Qt
    assert qapp.platformName() == "offscreen"
    assert qapp.testAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)

def test_bad_log():
    LOG.warning("unexpected")

def test_bad_missing_log(expect_log):
    expect_log("never comes")

def test_bad_address():
    try:
        socket.create_connection(("192.0.2.1", 9), timeout=1)
    except Exception:
        pass

def test_bad_name():
    with pytest.raises(AssertionError):
        socket.getaddrinfo("example.invalid", 80)

def test_bad_python_warning():
    warnings.warn("old")

def test_bad_qt_warning():
    qWarning("in the body")

@pytest.fixture
def clumsy():
    yield
    qWarning("at the end")

def test_bad_late_qt_warning(clumsy):
    pass
"""


def trial_run(root: Path, source: str, *options: str) -> subprocess.CompletedProcess[str]:
    """pytest with this conftest.py and pyproject.toml on other tests, of the kind "trial"."""
    (root / "tests/trial").mkdir(parents=True)
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (root / "pyproject.toml").write_text(re.sub(r"(minimum_tests) = \d+", r"\1 = 2", settings), encoding="utf-8")
    shutil.copy(ROOT / "tests/conftest.py", root / "tests")
    (root / "tests/trial/test_it.py").write_text(textwrap.dedent(source))
    # The conftest takes the engine's settings from the app, which is not beside it there.
    search = f"pythonpath=. {ROOT}"
    return run(sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", "-o", search, *options, cwd=root)


def test_guards_of_conftest(tmp_path: Path) -> None:
    outcome = trial_run(tmp_path, _TRIALS)
    accused = set(re.findall(r"^(?:FAILED|ERROR) \S+::test_(\w+)", outcome.stdout, re.MULTILINE))
    every = set(re.findall(r"def test_(\w+)", _TRIALS))
    assert accused == {name for name in every if name.startswith("bad")}, outcome.stdout
    assert outcome.returncode == pytest.ExitCode.TESTS_FAILED


def test_too_few_tests_fail_the_run(tmp_path: Path) -> None:
    outcome = trial_run(tmp_path, "def test_one(): pass", "--enforce-minimum")
    assert re.search(r"^trial +1 +0", outcome.stdout, re.MULTILINE)
    assert "1 passed, expected at least 2" in outcome.stdout
    assert outcome.returncode == pytest.ExitCode.TESTS_FAILED


def test_enough_tests_pass_the_run(tmp_path: Path) -> None:
    source = "def test_one(): pass\ndef test_two(): pass"
    assert trial_run(tmp_path, source, "--enforce-minimum").returncode == pytest.ExitCode.OK

"""README.md and CONTRIBUTING.md are true: what they name exists, what exists is named, and what can be run runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hcdesktop import cli
from hcdesktop.simulator.shelf import shipped
from tests.documents import ROOT, Document, commands_of, exists
from tests.language.sources import sources

README = Document.named("README.md")
COMMANDS = dict(commands_of(cli._parser()))
OPTIONS = {option for options in COMMANDS.values() for option in options}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))
PAGES = ROOT / "tests/lab/pages"

CONTRIBUTING = Document.named("CONTRIBUTING.md")

both = pytest.mark.parametrize("document", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])


# --- what is named exists


def refused(document: Document) -> list[str]:
    """The calls of hcdesktop that its command line would not take."""
    found = []
    for call in document.calls("hcdesktop"):
        try:
            cli._parser().parse_args(["1" if word == "PORT" else word for word in call])
        except SystemExit as ended:
            found += [" ".join(call)] if ended.code else []
    return found


def unknown(document: Document) -> list[str]:
    """Everything else that is named and is not there."""
    targets = {call[0] for call in document.calls("make")}
    texts = {source.text.replace("&", "") for source in sources()}
    variables = set(re.findall(r"HCDESKTOP_[A-Z_]+", document.text))
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "hcdesktop").glob("*.py"))
    code += (ROOT / "hcdesktop/ui/language.py").read_text(encoding="utf-8")
    return [
        *sorted(document.options() - OPTIONS),
        *sorted(path for path in document.paths() if not exists(path)),
        *sorted(f"make {target}" for target in targets - TARGETS),
        *sorted(document.menu_items() - texts),
        *sorted(name for name in variables if name not in code),
    ]


@both
def test_every_command_is_one(document: Document, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(document) == []
    capsys.readouterr()


@both
def test_everything_that_is_named_exists(document: Document) -> None:
    assert unknown(document) == []


def test_number_of_scenarios_is_right() -> None:
    assert re.findall(r"lists the (\d+) that ship", README.text) == [str(len(shipped()))]


@pytest.mark.parametrize(
    "text",
    [
        "    hcdesktop dance                 a step\n",
        "    hcdesktop users import          whom\n",
        "    hcdesktop check PAGE [--loud]   with noise\n",
        "Say `hcdesktop users dance FILE`.\n",
    ],
)
def test_command_that_is_none_is_noticed(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(refused(Document(f"\n\n{text}"))) == 1
    capsys.readouterr()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("With `--loud`.", "--loud"),
        ("An abbreviation, `--screenshot`.", "--screenshot"),
        ("In `core/nothing`.", "core/nothing"),
        ("In [this](NOTHING.md).", "NOTHING.md"),
        ("    make tea   # hot\n", "make tea"),
        ("Choose *Environment → Make tea…*.", "Make tea…"),
        ("`HCDESKTOP_TEA` says so.", "HCDESKTOP_TEA"),
    ],
)
def test_what_is_not_there_is_noticed(text: str, named: str) -> None:
    assert unknown(Document(f"\n\n{text}")) == [named]


# --- what exists is named


def unnamed(document: Document) -> list[str]:
    """Commands and options of the command line about which nothing is said."""
    called = {" ".join(call) for call in document.calls("hcdesktop")}
    last = [command for command in COMMANDS if not any(other.startswith(f"{command} ") for other in COMMANDS)]
    left = [command for command in last if not any(f"{call} ".startswith(f"{command} ") for call in called)]
    return [*left, *sorted(OPTIONS - document.options())]


def test_every_command_and_option_is_explained() -> None:
    assert unnamed(README) == []


@pytest.mark.parametrize("word", ["doctor", "audit verify", "users import FILE", "--allow-remote", "--click"])
def test_what_is_left_out_is_noticed(word: str) -> None:
    text = README.text.replace(word, "")
    assert unnamed(Document(text)) == [word.removesuffix(" FILE")]


# --- what can be run runs; the commands of the list are run by tests/cli/test_readme.py


def test_page_of_somebody_s_is_checked_as_told(tmp_path: Path) -> None:
    """The line with a window and one scenario; the one before it is the same with all of them, which takes minutes."""
    (line,) = (line for line in README.lines_of("hcdesktop") if "--scenario" in line)
    shutil.copy(PAGES / "good.html", tmp_path / "index.html")
    done = subprocess.run(
        [sys.executable, "-m", *line.split()],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


_FIXTURES = """
import pytest
from test_app import app, client
"""


def test_python_code_passes(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the example's project, and with a page where the text has one."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    shutil.copytree(ROOT / "tests/lab/example", pytester.path, dirs_exist_ok=True)
    shutil.copy(PAGES / "good.html", pytester.path / "templates/page.html")
    (code,) = (block for block in README.blocks() if "def test_" in block)
    pytester.makeconftest(_FIXTURES)
    pytester.makepyfile(test_readme=f"import pytest\n{code}\n")
    done = pytester.runpytest_subprocess(
        "-p", "hcdesktop.lab.pytest_plugin", "-p", "no:cacheprovider", "test_readme.py", timeout=120
    )
    done.assert_outcomes(passed=code.count("def test_"))

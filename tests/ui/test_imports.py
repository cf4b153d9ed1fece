"""What PySide6 does at an import and nobody has a use for is left out, and is there where somebody asks all the same.

Each in a process of its own: this one has loaded all of it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hcdesktop.ui import imports


def printed(script: str, *arguments: object) -> list[str]:
    """The lines that a program prints that has loaded nothing yet."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


_IMPORT = """\
import linecache, sys
alone, path, folder = sys.argv[1:]
if alone == "True":
    from hcdesktop.ui.imports import load_qt
    load_qt()
import PySide6.QtCore
sys.path.insert(0, folder)
import some_module
assert some_module.SUBCLASS().objectName() == ""
print(path in linecache.cache)
"""


@pytest.mark.parametrize("alone", [False, True])
def test_a_source_is_read_at_its_import_unless_it_is_left_alone(tmp_path: Path, alone: bool) -> None:
    """Where it is not read in any case, PySide6 has mended it, and that part of ``ui/imports`` can go."""
    path = tmp_path / "some_module.py"
    path.write_text("from PySide6.QtCore import QObject\nSUBCLASS = type('Own', (QObject,), {})\n")
    assert printed(_IMPORT, alone, path, tmp_path) == [str(not alone)]


_START = """\
import sys
from pathlib import Path
before, kept = sys.meta_path, list(sys.meta_path)
from hcdesktop.ui.imports import load_qt
load_qt()
print(sys.meta_path is before and before == kept)
from PySide6.QtCore import QTimer
from hcdesktop.app import application, build
from hcdesktop.desk import SIMULATOR, Desks
qt = application()
app = build(qt, Desks(Path(sys.argv[1])))
app.start(SIMULATOR)
QTimer.singleShot(0, app.window.close)
qt.exec()
app.close()
modules = [module for name, module in sys.modules.items() if name.startswith("shibokensupport.")]
print(*sorted(module.__name__ for module in modules if "_loader" in module.__dict__))
"""


def test_a_start_asks_for_nothing_of_it(tmp_path: Path) -> None:
    """Where these are others, PySide6 loads its files in another way, and ``ui/imports`` has to be looked at."""
    assert printed(_START, tmp_path) == ["True", " ".join(sorted(imports._ON_DEMAND))]


_WRONG = """\
import threading
from hcdesktop.ui.imports import load_qt
load_qt()
from PySide6.QtCore import QTimer

def give_a_wrong_argument():
    try:
        QTimer.singleShot("soon", 3, {})
    except TypeError as error:
        print("Supported signatures:" in str(error), "(msec: int" in str(error))

threading.Thread(target=give_a_wrong_argument).start()
"""


def test_a_wrong_argument_is_told_as_ever_and_on_any_thread() -> None:
    """By one at a time: PySide6 itself (6.11.3) may crash where several threads give their first one at once."""
    assert printed(_WRONG) == ["True True"]


_ASK = """\
import threading
from hcdesktop.ui.imports import load_qt
load_qt()
import PySide6.support.signature.lib.pyi_generator as generator
together, told = threading.Barrier(8), []

def ask():
    together.wait()
    told.append((callable(generator.generate_pyi), hasattr(generator, "nothing")))

threads = [threading.Thread(target=ask) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(generator.__name__, told == [(True, False)] * 8)
"""


def test_whoever_asks_for_it_has_it_whichever_threads_ask_at_once() -> None:
    assert printed(_ASK) == ["shibokensupport.signature.lib.pyi_generator True"]


def test_what_else_is_put_before_an_import_meanwhile_stays_there() -> None:
    finder = object()
    before = sys.meta_path
    with imports._on_demand():
        sys.meta_path.append(finder)  # type: ignore[arg-type]
    try:
        assert sys.meta_path is before
        assert finder in before
    finally:
        before.remove(finder)  # type: ignore[arg-type]

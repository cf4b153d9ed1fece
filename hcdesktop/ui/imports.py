"""What PySide6 does while it is imported, and at every import after that, and nobody here has a use for.

Both are measured against a bare start, and both leave everything as it is where PySide6 does it another way one day.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

from hcdesktop.ui import enumerations

if TYPE_CHECKING:  # importlib.abc alone loads as much as is spared here
    from importlib.abc import Loader
    from importlib.machinery import ModuleSpec

# Of the files that PySide6 carries along as text and compiles at every start (6.11.3): those that write its interface
# files, find the words for a wrong argument, or tell a signature. 20 ms, for what a running app never asks.
_ON_DEMAND = frozenset(
    f"shibokensupport.signature.{name}"
    for name in ("errorhandler", "layout", "parser", "lib.enum_sig", "lib.pyi_generator", "lib.tool")
)
_loading = threading.RLock()  # a wrong argument may be given on any thread


def load_qt() -> None:
    """Loads Qt's core with as little else as it needs; for a program that has not loaded it yet."""
    enumerations.make_quickly()
    with _on_demand():
        import PySide6.QtCore  # noqa: F401  # for what it brings along
    _leave_sources_alone()


def _leave_sources_alone() -> None:
    """From now on the source of a module is not read when it is imported.

    PySide6 looks into each one for its own name, so that ``from __feature__ import …`` can be kept away from those that
    do not know Qt (PYSIDE-2029, in 6.11.3). That reads 260 files at a start and keeps them in ``linecache``, 6 MB of
    them. Nobody here imports a feature, and without one it makes no difference what is known of a module.
    """
    hook = sys.modules.get("shibokensupport.feature")
    if hasattr(hook, "_mod_uses_pyside"):
        setattr(hook, "_mod_uses_pyside", lambda _module: False)  # noqa: B010  # no module that mypy knows


@contextmanager
def _on_demand() -> Iterator[None]:
    """PySide6 puts its own finder before all others and takes it away again, so it is met where it comes in."""
    finders = sys.meta_path
    sys.meta_path = watched = _Finders(finders)
    try:
        yield
    finally:
        finders[:] = watched
        sys.meta_path = finders


class _Finders(list[Any]):
    """Those of the interpreter, for as long as PySide6 is imported."""

    def insert(self, index: Any, finder: Any) -> None:
        if hasattr(finder, "zfile"):
            find = finder.find_spec

            def find_spec(name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
                spec: ModuleSpec | None = find(name, path, target)
                if spec is not None and spec.loader is not None and name in _ON_DEMAND:
                    spec.loader = _OnDemand(spec.loader)  # type: ignore[assignment]  # it has all that one needs
                return spec

            finder.find_spec = find_spec
        super().insert(index, finder)


class _OnDemand:
    """Loads a module when something of it is asked for."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["_loader"] = self._loader


class _Module(ModuleType):
    """Empty until then."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what the import itself looks for
            raise AttributeError(name)
        with _loading:
            loader = self.__dict__.pop("_loader", None)
            if loader is not None:
                self._load(loader)
        if name in self.__dict__:
            return self.__dict__[name]
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    def _load(self, loader: Loader) -> None:
        spec = self.__spec__
        assert spec is not None  # noqa: S101  # its finder has given it one
        # It has been renamed meanwhile, and its loader finds it by its first name.
        known, spec.name = spec.name, self.__name__
        try:
            loader.exec_module(self)
        finally:
            spec.name = known

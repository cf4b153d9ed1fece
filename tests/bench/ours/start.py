"""The app as it is started over a data folder; tells when its list has been painted with people in it, and once more
when everything that is loaded after that is there.

The program's own door is gone through, and nothing is loaded before it loads it: what was loaded here would be missing
from the measure, or come in another order.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec, PathFinder
from typing import TYPE_CHECKING, Any

from hcdesktop.__main__ import main

if TYPE_CHECKING:
    from importlib.abc import Loader
    from types import ModuleType

SETTLES = float(sys.argv[2])  # s


class Finder:
    """Has the app's builder watched when its module has been loaded."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name != "hcdesktop.app":
            return None
        spec = PathFinder.find_spec(name, path, target)
        assert spec
        assert spec.loader
        spec.loader.exec_module = _watched(spec.loader)  # type: ignore[method-assign, assignment]
        return spec


def _watched(loader: Loader) -> Callable[[ModuleType], None]:
    load = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        load(module)
        build = module.__dict__["build"]

        def build_and_watch(*arguments: Any, **options: Any) -> Any:
            made = build(*arguments, **options)
            watch(made)
            return made

        module.__dict__["build"] = build_and_watch

    return exec_module


def watch(made: Any) -> None:
    """Sees the first paint of the list's rows."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    from tests.bench.ours.telling import tell, wait

    class Watch(QObject):
        seen = False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and not self.seen and made.window.table.users.rowCount():
                self.seen = True
                QTimer.singleShot(0, self, self.on_painted)
            return False

        def on_painted(self) -> None:
            tell("painted", rows=made.window.table.users.rowCount())
            # Not before: it costs something itself.
            from tests.bench.heartbeat import Heartbeat

            self.heartbeat = Heartbeat()
            QTimer.singleShot(round(SETTLES * 1000), self, self.on_settled)

        def on_settled(self) -> None:
            tell("settled", heartbeat=self.heartbeat.told(), rows=made.window.table.users.rowCount())
            wait()
            made.window.close()

    made.window.table.viewport().installEventFilter(Watch(made.window))


sys.meta_path.insert(0, Finder)
sys.argv[1:] = ["--data-dir", sys.argv[1]]
sys.exit(main())

"""What PySide6 does at every import, and nobody here has a use for."""

from __future__ import annotations

import sys


def leave_sources_alone() -> None:
    """From now on the source of a module is not read when it is imported.

    PySide6 looks into each one for its own name, so that ``from __feature__ import …`` can be kept away from those that
    do not know Qt (PYSIDE-2029, in 6.11.3). That reads 260 files at a start and keeps them in ``linecache``, 6 MB of
    them. Nobody here imports a feature, and without one it makes no difference what is known of a module.
    """
    import PySide6.QtCore  # noqa: F401  # brings the hook along

    hook = sys.modules.get("shibokensupport.feature")
    if hasattr(hook, "_mod_uses_pyside"):
        setattr(hook, "_mod_uses_pyside", lambda _module: False)  # noqa: B010  # no module that mypy knows

"""Prints, as JSON, which of our modules the application has, and which modules of PySide6 they load.

Without pytest: what cannot be imported then is for the tests of other people, and not for a bundle.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import sys
from pathlib import Path

sys.modules["pytest"] = None  # type: ignore[assignment]  # importing it fails from here on

import hcdesktop  # noqa: E402

ours, for_tests = [hcdesktop.__name__], []
for module in pkgutil.walk_packages(hcdesktop.__path__, "hcdesktop."):
    try:
        importlib.import_module(module.name)
    except ModuleNotFoundError as missing:
        if missing.name != "pytest":
            raise
        for_tests.append(module.name)
    else:
        ours.append(module.name)

# And what is imported only when it is needed.
for folder in hcdesktop.__path__:
    for source in Path(folder).rglob("*.py"):
        for name in re.findall(r"PySide6\.Qt\w+", source.read_text(encoding="utf-8")):
            importlib.import_module(name)

qt = [name for name in sys.modules if name.startswith("PySide6.Qt")]
print(json.dumps({"ours": ours, "for_tests": for_tests, "qt": sorted(qt)}))

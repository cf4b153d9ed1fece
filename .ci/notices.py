"""Writes into build/notices/ what is handed on with the app: the licences of others, and the list of its parts (SBOM).

The list is CycloneDX's, made by its own tool of all that is installed, and cut down to what the app needs: the tools
that build and test it are not in anybody's hands.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from hcdesktop import __version__
from hcdesktop.notices import Notice, canonical, notices

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "build" / "notices"
LIST = TARGET / "sbom.cdx.json"


def main() -> int:
    """0 when every part has a licence, and the list is what CycloneDX says that one is."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    parts = notices()
    without = [part.name for part in parts if not part.text]
    for part in parts:
        (TARGET / f"{part.name}-{part.version}.txt").write_text(f"{part.licence}\n\n{part.text}\n", encoding="utf-8")
    shutil.copyfile(ROOT / "LICENSE", TARGET / "hcdesktop.txt")
    python = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    if python.is_file():  # in the bundle there is a Python too
        shutil.copyfile(python, TARGET / f"Python-{sysconfig.get_python_version()}.txt")
    LIST.write_text(json.dumps(_cut_down(_everything(), parts), indent=2, ensure_ascii=False), encoding="utf-8")
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(LIST.read_text(encoding="utf-8"))
    print(
        f"{len(parts)} parts in {TARGET.relative_to(ROOT)}",
        *([f"without a licence's text: {without}"] if without else []),
    )
    print(f"the list is {'valid' if fault is None else fault}")
    return 1 if without or fault else 0


def _everything() -> dict[str, Any]:
    """All that is installed here; without a moment or a number of its own, so that twice is the same."""
    options = ("--output-reproducible", "--of", "JSON", "--spec-version", "1.6", "--pyproject", "pyproject.toml")
    done = subprocess.run(
        [sys.executable, "-m", "cyclonedx_py", "environment", *options, sys.executable],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _cut_down(told: dict[str, Any], parts: list[Notice]) -> dict[str, Any]:
    """The same with these parts alone, and what they need of each other."""
    names = {canonical(part.name) for part in parts}
    components = [each for each in told["components"] if canonical(each["name"]) in names]
    told["metadata"]["component"]["version"] = __version__  # which pyproject.toml leaves to the package
    kept = {each["bom-ref"] for each in components} | {told["metadata"]["component"]["bom-ref"]}
    needs = [
        {**each, **({"dependsOn": [ref for ref in each["dependsOn"] if ref in kept]} if "dependsOn" in each else {})}
        for each in told["dependencies"]
        if each["ref"] in kept
    ]
    return {**told, "components": components, "dependencies": needs}


if __name__ == "__main__":
    sys.exit(main())

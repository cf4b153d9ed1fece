"""How big the bundle is beside one that PyInstaller makes of a bare web view: ``python -m bundling.size FOLDER``.

Fails when it has more than 60 % of that.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from bundling.identity import HERE

_MOST = 0.6
_BIGGEST = 12


def size(folder: Path) -> int:
    """Bytes of the files; what a link points to counts once."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())


def naive() -> int:
    """Of a bundle that is built only for this."""
    with tempfile.TemporaryDirectory() as made:
        places = ("--distpath", f"{made}/dist", "--workpath", f"{made}/work", "--specpath", made)
        command = [sys.executable, "-m", "PyInstaller", "--log-level", "ERROR", *places, str(HERE / "naive.py")]
        subprocess.run(command, check=True, cwd=made)
        return size(Path(made, "dist/naive"))


def main() -> int:
    """Prints the sizes, and what is biggest in ours."""
    folder = Path(sys.argv[1])
    files = sorted(((path.stat().st_size, path) for path in folder.rglob("*") if path.is_file()), reverse=True)
    for bytes_, path in [entry for entry in files if not entry[1].is_symlink()][:_BIGGEST]:
        print(f"{bytes_ / 1e6:7.1f} MB  {path.relative_to(folder)}")
    ours, bare = size(folder), naive()
    print(f"{ours / 1e6:.1f} MB of {bare / 1e6:.1f} MB that a bare QWebEngineView takes: {ours / bare:.1%}")
    return 0 if ours <= _MOST * bare else 1


if __name__ == "__main__":
    sys.exit(main())

"""Packs a built bundle: ``python -m bundling.pack FOLDER`` makes a .tar.gz beside it, and a .deb where there is dpkg.

Without root, and for nobody's account: what is unpacked belongs to who unpacks it, or to root.
"""

from __future__ import annotations

import gzip
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from bundling import pictures
from bundling.identity import HERE, ROOT, Identity, debian_control, of_project
from hcdesktop.core import resources

_ICON_SIZES = (48, 128, 256)
#: These need libraries of a desktop that they are for; without those Qt goes on without them.
_OPTIONAL = "platformthemes"


def tarball(folder: Path, identity: Identity) -> Path:
    """The folder, named with its version inside."""
    name = f"{identity.name}-{identity.version}"
    target = folder.with_name(f"{name}-{platform.system().lower()}-{platform.machine().lower()}.tar.gz")
    with tarfile.open(target, "w:gz", compresslevel=6) as archive:
        archive.add(folder, arcname=name, filter=_of_nobody)
    return target


def _of_nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def debian_package(folder: Path, identity: Identity) -> Path:
    """With what its libraries need of the system, as the system's own tool tells."""
    architecture = _told("dpkg", "--print-architecture").strip()
    target = folder.with_name(f"{identity.name}_{identity.version}_{architecture}.deb")
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        tree = Path(made, "tree")
        _lay_out(tree, folder, identity)
        depends, recommends = dependencies(folder, Path(made))
        kilobytes = sum(path.lstat().st_size for path in tree.rglob("*")) // 1024
        control = debian_control(
            identity,
            architecture=architecture,
            depends=depends,
            recommends=recommends,
            installed_kilobytes=kilobytes,
        )
        (tree / "DEBIAN").mkdir()
        (tree / "DEBIAN/control").write_text(control, encoding="utf-8")
        _told("dpkg-deb", "--root-owner-group", "-Zxz", "-z2", "--build", str(tree), str(target))
    return target


def _lay_out(tree: Path, folder: Path, identity: Identity) -> None:
    name, share = identity.name, tree / "usr/share"
    shutil.copytree(folder, tree / "usr/lib" / name, symlinks=True, copy_function=os.link)
    (tree / "usr/bin").mkdir()
    (tree / "usr/bin" / name).symlink_to(f"../lib/{name}/{name}")
    for source, target in (
        (HERE / "hcdesktop.desktop", share / f"applications/{name}.desktop"),
        (resources.path(pictures.DRAWING), share / f"icons/hicolor/scalable/apps/{name}.svg"),
        (ROOT / "LICENSE", share / f"doc/{name}/copyright"),
    ):
        target.parent.mkdir(parents=True)
        shutil.copy(source, target)
    for size in _ICON_SIZES:
        pictures.draw(share / f"icons/hicolor/{size}x{size}/apps/{name}.png", size)
    changes = (ROOT / "CHANGELOG.md").read_bytes()
    (share / f"doc/{name}/changelog.gz").write_bytes(gzip.compress(changes, mtime=0))
    for path in (tree, *tree.rglob("*")):  # whatever the umask was
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


def dependencies(folder: Path, work: Path) -> tuple[str, str]:
    """The packages without which the app does not run, and those without which something of the desktop is missing."""
    (work / "debian").mkdir()
    (work / "debian/control").write_text("Source: none\n\nPackage: none\nArchitecture: any\n", encoding="utf-8")
    programs = [path for path in sorted(folder.rglob("*")) if _is_program(path) and _is_complete(path)]
    optional = [path for path in programs if _OPTIONAL in path.parts]
    needed = [path for path in programs if path not in optional]
    ours = sorted({f"-l{path.parent}" for path in programs})
    told = _told(
        "dpkg-shlibdeps", "-O", "--warnings=0", "--ignore-missing-info", *ours,
        "-dRecommends", *map(str, optional), "-dDepends", *map(str, needed), cwd=work,
    )  # fmt: skip
    lines = dict(line.removeprefix("shlibs:").split("=", 1) for line in told.splitlines())
    return lines["Depends"], lines.get("Recommends", "")


def _is_program(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _is_complete(path: Path) -> bool:
    """Whether this machine has all that it needs: where not, nobody can tell which package it would be."""
    return "not found" not in _told("ldd", str(path))


def tried(package: Path, identity: Identity) -> str:
    """The version that it tells when it has been unpacked, started as it will be."""
    with tempfile.TemporaryDirectory(dir=package.parent) as made:
        if package.suffix == ".deb":
            _told("dpkg-deb", "--extract", str(package), made)
            return _told(f"{made}/usr/bin/{identity.name}", "--version").strip()
        with tarfile.open(package) as archive:
            archive.extractall(made, filter="data")
        return _told(f"{made}/{identity.name}-{identity.version}/{identity.name}", "--version").strip()


def _told(*command: str, cwd: Path | None = None) -> str:
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


def main() -> None:
    """Prints what was packed, and its size."""
    folder, identity = Path(sys.argv[1]).resolve(), of_project()
    packed = [tarball(folder, identity)]
    if shutil.which("dpkg-deb") and shutil.which("dpkg-shlibdeps"):
        packed.append(debian_package(folder, identity))
    else:
        print("no .deb: dpkg-deb and dpkg-shlibdeps (dpkg-dev) are needed for it")
    for path in packed:
        print(f"{path.stat().st_size / 1e6:7.1f} MB  {path}  ({tried(path, identity)})")


if __name__ == "__main__":
    main()

"""Where the files of resources/ are found: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hcdesktop.core import resources


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty package somewhere else."""
    folder = tmp_path / "site-packages" / "hcdesktop"
    folder.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", folder)
    resources.folder.cache_clear()
    try:
        yield folder
    finally:
        resources.folder.cache_clear()


def test_a_checkout_has_them_beside_the_package() -> None:
    assert resources.folder() == Path(__file__).parents[2] / "resources"
    assert resources.path("host/host.html").is_file()


def test_an_installed_package_has_them_inside(package: Path) -> None:
    (package / "resources" / "host").mkdir(parents=True)
    (package.parent / "resources").mkdir()
    (package / "resources" / "host" / "host.js").write_bytes("ü\r\n".encode())
    assert resources.folder() == package / "resources"
    assert resources.read("host/host.js") == "ü\r\n".encode()
    assert resources.text("host/host.js") == "ü\n"


def test_a_package_without_any_looks_beside_itself(package: Path) -> None:
    assert resources.folder() == package.parent / "resources"


def test_a_missing_file_is_missing() -> None:
    with pytest.raises(FileNotFoundError):
        resources.read("host/no such file")

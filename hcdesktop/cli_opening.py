"""The command line's way to what the options name: the data folder, the environment, and its file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from hcdesktop.core.models import Environment
    from hcdesktop.desk import Desk, Desks
    from hcdesktop.desk_files import DeskFile


def data_folder(chosen: Path | None) -> Path:
    """Where everything is kept: the option, else ``HCDESKTOP_DATA_DIR``, else the system's place for it."""
    from_variable = os.environ.get("HCDESKTOP_DATA_DIR")
    if chosen is not None or from_variable:
        return (chosen or Path(from_variable or "")).expanduser().absolute()
    import platformdirs

    return platformdirs.user_data_path("hcdesktop", appauthor=False)


def desks_of(options: argparse.Namespace, *, alone: bool = False, language: str = "en") -> Desks:
    """The environments of that folder; ``alone`` and ``language`` as for ``Desks``."""
    from hcdesktop.desk import Desks

    return Desks(data_folder(options.data_dir), alone=alone, language=language)


def environment_of(desks: Desks, options: argparse.Namespace) -> Environment:
    """The one that is named, else the last one. Raises ``InvalidInput``, ``StoreError``."""
    return desks.book.get(options.environment) if options.environment else desks.book.last()


@contextmanager
def open_desk(options: argparse.Namespace, *, alone: bool = False) -> Iterator[Desk]:
    """The environment, open until the block ends. Raises ``HcError``."""
    from hcdesktop.desk import opened

    desks = desks_of(options, alone=alone)
    environment, passphrase = _wanted(desks, options)
    with opened(desks, environment, passphrase=passphrase) as desk:
        _tell_put_aside(desk.file)
        yield desk


@contextmanager
def open_file(options: argparse.Namespace) -> Iterator[DeskFile]:
    """Only its file, for those who need nothing that works on it."""
    desks = desks_of(options)
    environment, passphrase = _wanted(desks, options)
    with closing(desks.open_file(environment, passphrase=passphrase)) as file:
        _tell_put_aside(file)
        yield file


def _wanted(desks: Desks, options: argparse.Namespace) -> tuple[Environment, str | None]:
    environment = environment_of(desks, options)
    return environment, _ask_passphrase(environment.name) if desks.needs_passphrase(environment) else None


def _tell_put_aside(file: DeskFile) -> None:
    if file.put_aside:
        from hcdesktop.ui import messages_of_files

        print(messages_of_files.put_aside(file.put_aside).text, file=sys.stderr)


def _ask_passphrase(name: str) -> str:
    """Typed at a terminal, else the first line of standard input; never from an option or the environment."""
    if sys.stdin.isatty():
        import getpass

        return getpass.getpass(f"Passphrase of {name}: ")
    return sys.stdin.readline().rstrip("\n")

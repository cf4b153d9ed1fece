"""``doctor``: what is printed can be pasted anywhere."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hcdesktop
from hcdesktop.core.models import Credentials, Environment, Hosts
from hcdesktop.desk import SIMULATOR, Desks, opened
from tests.cli.conftest import Program, Run

if TYPE_CHECKING:
    import pytest


def report(run: Run, **options: Any) -> dict[str, Any]:
    ended = run("doctor", **options)
    assert (ended.code, ended.err) == (0, "")
    told: dict[str, Any] = json.loads(ended.out)
    return told


def test_a_new_folder_is_reported_and_left_as_it_was(run: Run, folder: Path) -> None:
    told = report(run)
    assert told["hcdesktop"] == hcdesktop.__version__
    assert set(told["packages"]) >= {"PySide6", "requests", "keyring", "sqlcipher3"}
    assert "missing" not in told["packages"].values()
    assert told["data_files"] == {}
    assert [environment["name"] for environment in told["environments"]] == ["Simulator"]
    assert told["environments"][0]["exists"] is False
    assert told["keyring"] == "keyring.backends.fail.Keyring"
    assert told["screen"] == os.environ["QT_QPA_PLATFORM"]
    assert told["resources"] is True
    assert not folder.exists()


def test_files_and_environments_are_listed(run: Run, desks: Desks) -> None:
    live = desks.book.save(Environment(name="Clinic", client_id="c1", language="de"))
    with opened(desks, SIMULATOR), opened(desks, live, passphrase="x"):
        pass
    told = report(run)
    clinic = next(environment for environment in told["environments"] if environment["name"] == "Clinic")
    assert (clinic["exists"], clinic["passphrase"], clinic["simulated"], clinic["language"]) == (
        True,
        True,
        False,
        "de",
    )
    files = told["data_files"]
    assert "environments.json" in files
    assert files[f"environments/{clinic['file']}"] > 1000


def test_nothing_about_any_person_and_no_secret(run: Run, desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """GIVEN a folder in somebody's home with people, tokens and secrets in it THEN none of them is printed."""
    home = desks.folder.parent / "home-of-somebody"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("QTWEBENGINE_REMOTE_DEBUGGING", "canary-in-the-environment")
    inside = Desks(home / "data")
    live = inside.book.save(Environment(name="Clinic", client_id="canary-client-id"))
    with opened(inside, SIMULATOR) as desk, opened(inside, live, passphrase="canary-passphrase") as clinic:
        clinic.service.set_credentials(Credentials(client_secret="canary-secret", app_key="canary-key"))
        clinic.service.add_user("canary-user@example.org", label="Canary Person")
        secrets = set(desk.store.secrets())
        people = [text for user in desk.service.users() for text in (user.client_user_id, user.label, user.human_id)]
    text = run("doctor", data_dir=home / "data").out
    assert json.loads(text)["data_folder"] == str(Path("~") / "data")
    assert "canary" not in text.lower()
    assert "home-of-somebody" not in text
    assert [secret for secret in (*secrets, *people) if secret and secret in text] == []


def test_names_that_may_be_somebodys_are_not_told(run: Run, desks: Desks) -> None:
    """GIVEN files and an environment named after people, an address with a token THEN none of that is printed."""
    hosts = Hosts(connect_url="https://connect.example.org/8836f0a6931c4c1d88a0b1c2d3e4f506")
    desks.book.save(Environment(name="Study of ada@example.org", client_id="c1", hosts=hosts))
    for name in ("Ada Winterbourne.csv", "patients/ada@example.org.csv", "ada@example.org.log"):
        (desks.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (desks.folder / name).write_bytes(b"12345")
    told = report(run)
    assert "ada" not in json.dumps(told).lower()
    assert "8836f0a6" not in json.dumps(told)
    assert told["data_files"]["(another file).csv"] == 10
    assert told["data_files"]["person-1"] == 5


def test_a_damaged_list_of_environments_is_reported_as_such(run: Run, folder: Path) -> None:
    folder.mkdir()
    (folder / "environments.json").write_text("{", encoding="ascii")
    told = report(run)
    assert told["environments"] == "list_unreadable (file=environments.json)"
    assert told["data_files"] == {"environments.json": 1}


def test_a_package_that_is_missing_is_reported_as_such(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hcdesktop.doctor._PACKAGES", ("PySide6", "no-such-package"))
    assert report(run)["packages"]["no-such-package"] == "missing"


def test_it_runs_as_a_program(program: Program, folder: Path) -> None:
    ended = program("--data-dir", folder, "doctor")
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out)["data_folder"] == str(folder)


def test_a_keyring_that_cannot_be_loaded_is_reported_as_such(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ModuleNotFoundError("canary")

    monkeypatch.setattr("keyring.get_keyring", fail)
    assert report(run)["keyring"] == "cannot be loaded (ModuleNotFoundError)"


def test_what_stands_in_the_way_of_a_window_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert report(run)["in_the_way_of_a_window"] == []
    monkeypatch.delenv("QTWEBENGINE_DISABLE_SANDBOX")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    (told,) = report(run)["in_the_way_of_a_window"]
    assert told.startswith("hcdesktop was started as root")

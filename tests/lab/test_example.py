"""The example project is run as a stranger would run it, in a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).with_name("example")


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # Qt's takes longer to load than the tests run
    shutil.copytree(EXAMPLE, pytester.path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return pytester


def run(project: pytest.Pytester, *files: str) -> pytest.RunResult:
    plugins = ("-p", "hcdesktop.lab.pytest_plugin", "-p", "no:cacheprovider")
    return project.runpytest_subprocess(*plugins, *files, timeout=120)


def test_example_passes(project: pytest.Pytester) -> None:
    run(project).assert_outcomes(passed=13)


@pytest.mark.parametrize(
    ("right", "wrong", "caught_by"),
    [
        ('{**user.unsaved, "clientSecret"', '{"sessionToken": user.unsaved["sessionToken"], "clientSecret"', "whole"),
        ('tokens["clientUserId"] != user.id', "False", "no_failure*wrong-person"),
        ("requests.RequestException, KeyError", "requests.ConnectionError, KeyError", "no_failure*tokens-never"),
    ],
)
def test_example_s_tests_notice_what_is_wrong(project: pytest.Pytester, right: str, wrong: str, caught_by: str) -> None:
    app = project.path / "app.py"
    text = app.read_text(encoding="utf-8")
    assert text.count(right) == 1
    app.write_text(text.replace(right, wrong), encoding="utf-8")
    result = run(project, "test_app.py")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([f"FAILED *{caught_by}*"])

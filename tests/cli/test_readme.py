"""Every command of README.md's list is run as it stands there, with all that may be left out; the rest is elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.documents import ROOT, Document, exists

LIST = Document.named("README.md").calls("hcdesktop", in_text=False)
#: What serves, opens a window or loads the engine is run by these.
ELSEWHERE = {
    "": "tests/cli/test_windows",
    "self-test": "tests/cli/test_windows",
    "check": "tests/test_readme",
    "simulate": "tests/lab/test_serving",
}
HERE = sorted({" ".join(call) for call in LIST if (call or [""])[0] not in ELSEWHERE})
FILES = {
    "users import FILE": "clientUserId,name\nnew@example.org,New Person\n",
    "scenarios lint FILE": (ROOT / "resources/scenarios/tokens-503-twice.json").read_text(encoding="utf-8"),
}


@pytest.mark.parametrize("call", HERE)
def test_it_runs(run: Run, tmp_path: Path, call: str) -> None:
    file = tmp_path / "file.json"
    if call in FILES:
        file.write_text(FILES[call], encoding="utf-8")
    ended = run(*(str(file) if word == "FILE" else word for word in call.split()))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out or call == "scenarios lint FILE"
    assert file.exists() is ("FILE" in call)


def test_the_others_have_tests_of_their_own() -> None:
    assert [path for path in ELSEWHERE.values() if not exists(path)] == []
    assert len(HERE) >= 9

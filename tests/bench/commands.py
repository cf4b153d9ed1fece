"""What is done without a window: lists that come in and go out, and how soon the command line answers at all."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from hcdesktop.desk import SIMULATOR, Desks, opened
from hcdesktop.store.schema import STEPS
from tests.bench.figures import Figure, Goal, pulse
from tests.bench.programs import python, seconds
from tests.bench.scale import Bench

_APP = (sys.executable, "-m", "hcdesktop")
#: A view with the columns of the file, for ``.import`` fills every column of a table; what it is given goes where our
#: own rows go.
_ARRIVING = """
CREATE VIEW arriving AS SELECT client_user_id, label, sort_name, search_text FROM users;
CREATE TRIGGER users_arrive INSTEAD OF INSERT ON arriving BEGIN
    INSERT INTO users (client_user_id, label, sort_name, search_text, changed_at)
    VALUES (new.client_user_id, new.label, new.sort_name, new.search_text, 1.0);
END;
"""


def importing(bench: Bench) -> None:
    """A list of people into a file that has nobody yet."""
    count = bench.scale.most
    figure = Figure(
        f"import of {count:,} people from CSV",
        "s",
        "the sqlite3 command's .import into the same tables and indexes, unencrypted",
        Goal.AT_MOST_TIMES,
        2,
    )
    bench.report.figures.append(figure)
    _import_in_the_window(bench)
    if not shutil.which("sqlite3"):
        figure.skipped = "there is no sqlite3 command here"
        return
    script = _import_script(bench)
    for _ in range(bench.scale.runs):
        folder = bench.ground.new("imported")
        command = (*_APP, "--data-dir", folder, "users", "import", bench.ground.list_of(count))
        ours, ours_processor = seconds(*command)
        with script.open() as statements:
            floor, floor_processor = seconds(
                "sqlite3", bench.ground.new("floor") / "floor.db", standard_input=statements
            )
        figure.add(ours, floor, processor=(ours_processor, floor_processor))


def _import_script(bench: Bench) -> Path:
    statements = [statement.strip() for step in STEPS for statement in step.statements]
    # Debian 12's command is too old for the one, and what is empty needs no search text.
    ours = [one for one in statements if "secure-delete" not in one and not one.startswith("UPDATE")]
    script = bench.ground.folder / "import.sql"
    rows = bench.ground.rows_of(bench.scale.most)
    script.write_text(
        "PRAGMA journal_mode = WAL;\nPRAGMA synchronous = FULL;\n"
        + "".join(f"{one};\n" for one in ours)
        + f"{_ARRIVING}.import --csv {rows} arriving\n"
    )
    return script


def _import_in_the_window(bench: Bench) -> None:
    """Once: how the main thread is held up meanwhile."""
    folder, people = bench.ground.new("window"), bench.ground.list_of(bench.scale.most)
    with python("ours/importing.py", folder, people, bench.scale.settles) as ours:
        told = ours.step("imported")["heartbeat"]
        ours.end()
    bench.report.pulses.append(pulse("import in the window", [told]))
    shutil.rmtree(folder)


def answering(bench: Bench) -> None:
    """The two commands that somebody calls in a script."""
    beside = "python -c pass"
    version = Figure("hcdesktop --version", "ms", beside, Goal.AT_MOST_TIMES, 2)
    export = Figure("hcdesktop users export, 1 person", "ms", beside, Goal.AT_MOST_TIMES, 4)
    folder = bench.ground.new("one")
    with opened(Desks(folder), SIMULATOR) as desk:
        desk.service.roster.delete([user.id for user in desk.service.users()[1:]])
    out = bench.ground.folder / "out.csv"
    for _ in range(bench.scale.runs):
        for figure, command in (
            (version, ("--version",)),
            (export, ("--data-dir", folder, "users", "export", out)),
        ):
            ours, ours_processor = seconds(*_APP, *command)
            floor, floor_processor = seconds(sys.executable, "-c", "pass")
            figure.add(ours * 1000, floor * 1000, processor=(ours_processor, floor_processor))
    bench.report.figures += [version, export]


def self_test(bench: Bench) -> None:
    """The whole journey."""
    figure = Figure("hcdesktop self-test", "s", "nothing", Goal.AT_MOST, 20)
    for _ in range(bench.scale.runs):
        figure.add(seconds(*_APP, "self-test")[0], 0.0)
    bench.report.figures.append(figure)

"""``make translations``: brings the .ts files up to what the code says, compiles them, and lists what is unfinished.

lupdate is handed the sources in a file made for it: it knows neither our tables nor ``_tr``, and it takes the ``#:``
that says what a signal carries for a note to the translator.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import PySide6

from tests.language.sources import PACKAGE, sources

FOLDER = PACKAGE.parent / "resources" / "translations"
LANGUAGES = ("es",)


def ts_file(language: str) -> Path:
    """What translators edit, by hand or in Qt Linguist."""
    return FOLDER / f"hcdesktop_{language}.ts"


def collect(ts: Path, language: str) -> None:
    """New sources come in unfinished, those that nobody says any more go, all others stay as they are."""
    with TemporaryDirectory() as folder:
        tables = Path(folder) / "tables.py"
        calls = [f"QT_TRANSLATE_NOOP({source.context!r}, {source.text!r})" for source in sorted(sources())]
        tables.write_text("\n".join([*calls, ""]), encoding="utf-8")
        options = f"-silent -locations none -no-obsolete -source-language en -target-language {language}".split()
        run("lupdate", *options, str(tables), "-ts", str(ts))


def compile_to(qm: Path, ts: Path) -> None:
    """What the app loads."""
    run("lrelease", "-silent", "-removeidentical", str(ts), "-qm", str(qm))


def unfinished(ts: Path) -> list[str]:
    """The sources that nobody has translated yet."""
    return [
        f"{context.findtext('name')}: {message.findtext('source')}"
        for context in ElementTree.parse(ts).getroot().iter("context")  # noqa: S314  # our own file
        for message in context.iter("message")
        if (found := message.find("translation")) is None or found.get("type") == "unfinished" or not found.text
    ]


def run(tool: str, *arguments: str) -> None:
    """One of the programs that PySide6 brings along."""
    subprocess.run([str(Path(PySide6.__file__).parent / tool), *arguments], check=True)


def main() -> int:
    """Everything for every language; 1 when something is left to translate."""
    left = []
    for language in LANGUAGES:
        collect(ts_file(language), language)
        compile_to(ts_file(language).with_suffix(".qm"), ts_file(language))
        left += [f"{language}  {text}" for text in unfinished(ts_file(language))]
    print("\n".join(left))
    print(f"{len(left)} left to translate" + (": write them into the .ts, then run this again" if left else ""))
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())

"""Every text that a person sees can be said in every language, and is: nothing missing, nothing left over."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QTranslator

from tests.language.sources import PACKAGE, Source, called_name, in_calls, literal, sources
from tests.language.update import FOLDER, LANGUAGES, compile_to, run, ts_file

EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def translations(language: str) -> dict[Source, str]:
    """What the translators have written; what is unfinished is empty."""
    found = {}
    for context in ElementTree.parse(ts_file(language)).getroot().iter("context"):  # noqa: S314  # our own file
        for message in context.iter("message"):
            translation = message.find("translation")
            done = translation is not None and translation.get("type") is None
            source = Source(context.findtext("name") or "", message.findtext("source") or "")
            found[source] = (translation.text or "") if translation is not None and done else ""
    return found


@EVERY_LANGUAGE
def test_nothing_is_missing_and_nothing_is_left_over(language: str) -> None:
    known = set(translations(language))
    assert sorted(sources() - known) == [], "run `make translations`"
    assert sorted(known - sources()) == [], "run `make translations`"


@EVERY_LANGUAGE
def test_everything_is_translated(language: str) -> None:
    assert [source for source, text in translations(language).items() if not text.strip()] == []


def placeholders(text: str) -> list[str]:
    return sorted(name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None)


@EVERY_LANGUAGE
def test_placeholders_are_the_same(language: str) -> None:
    for source, text in translations(language).items():
        assert placeholders(text) == placeholders(source.text), source


@EVERY_LANGUAGE
def test_the_ends_are_alike(language: str) -> None:
    """Sentences stay sentences, menus that open a box keep their dots, and every menu its letter."""
    for source, text in translations(language).items():
        for end in (".", "…", ":"):
            assert text.endswith(end) == source.text.endswith(end), (source, text)
        assert text.count("&") == source.text.count("&"), (source, text)
        assert text == text.strip(), text


@EVERY_LANGUAGE
def test_menus_of_one_window_have_letters_of_their_own(language: str) -> None:
    letters = [
        match[1].lower()
        for source, text in translations(language).items()
        if source.context in ("MainWindow", "RowActions", "ScenarioMenu", "HelpMenu")
        and source.text in ("&People", "&Selected", "&Environment", "&Simulator", "&View", "&Help")
        and (match := re.search(r"&(\w)", text))
    ]
    assert len(letters) == 6
    assert len(set(letters)) >= len(letters) - 1  # two that share one are gone through by pressing it again


@EVERY_LANGUAGE
def test_what_is_loaded_is_made_of_what_is_written(language: str, tmp_path: Path) -> None:
    """The compiled file is kept beside its source, for an installation has no compiler: this keeps them together."""
    compile_to(tmp_path / "fresh.qm", ts_file(language))
    assert (tmp_path / "fresh.qm").read_bytes() == ts_file(language).with_suffix(".qm").read_bytes()


def test_every_file_is_loaded_by_somebody() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {
        f"hcdesktop_{language}.{kind}" for language in LANGUAGES for kind in ("ts", "qm")
    }


def test_the_extractor_finds_what_lupdate_finds(tmp_path: Path) -> None:
    ts = tmp_path / "es.ts"
    run("lupdate", "-silent", "-locations", "none", *map(str, sorted(PACKAGE.rglob("*.py"))), "-ts", str(ts))
    told = {
        Source(context.findtext("name") or "", message.findtext("source") or "")
        for context in ElementTree.parse(ts).getroot().iter("context")  # noqa: S314  # our own file
        for message in context.iter("message")
    }
    assert len(told) > 150
    assert told <= sources()


def test_every_way_to_say_something_is_found() -> None:
    code = "class A(B):\n def f(self):\n  g = lambda: self.tr('one')\n  _tr('two', n=1)\n  translate('x', 'three')\n"
    found = set(in_calls(ast.parse(code)))
    assert found == {Source("A", "one"), Source("messages", "two"), Source("x", "three")}
    assert Source("messages", "Tokens stored") in sources()
    assert Source("messages", "Entry {first} is missing.") in sources()
    assert Source("scenarios", "Everything works") in sources()
    assert Source("scenarios", "The popup reports an error") in sources()


def test_the_spanish_of_a_sentence(qtbot: object) -> None:
    translator = QTranslator()
    assert translator.load("hcdesktop_es", str(FOLDER))
    assert translator.translate("messages", "Try again.") == "Inténtelo de nuevo."


# --- nothing is said past the translators -----------------------------------------------------------------------------

#: Calls that put text on the screen; the rest of the arguments of some is no text, so only texts with a letter count.
SHOWS = frozenset(
    {
        *("setText", "addAction", "addMenu", "setToolTip", "setStatusTip", "setWhatsThis", "setAccessibleName"),
        *("setAccessibleDescription", "setPlaceholderText", "setWindowTitle", "setTitle", "addItem", "addItems"),
        *("addRow", "addTab", "showMessage", "setInformativeText", "setDetailedText", "setLabelText", "insertItem"),
        *("QLabel", "QPushButton", "QAction", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QMenu"),
        *("QListWidgetItem", "QTableWidgetItem", "QMessageBox", "QProgressDialog", "question", "warning"),
        *("information", "critical", "getText", "Message", "line", "say"),
    }
)
#: Names, in every language.
NAMES = frozenset({"hcdesktop", "clientId", "clientSecret", "appKey", "HumanConnect.open(…)", "cURL"})


def past_the_translators(source: str) -> list[str]:
    """Texts that are shown as they stand in the code."""
    return [
        f"line {call.lineno}: {text!r}"
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and called_name(call) in SHOWS
        for argument in (*call.args, *(keyword.value for keyword in call.keywords))
        for text in _bare(argument)
        if re.search(r"[^\W\d_]{2}", text) and text.strip(" ·") not in NAMES
    ]


def _bare(argument: ast.expr) -> list[str]:
    """The texts in an argument; not those within a call, which looks after itself."""
    match argument:
        case ast.Call() | ast.Dict() | ast.Subscript() | ast.Attribute():
            return []
        case ast.JoinedStr(values=parts):
            return [text for part in parts if (text := literal(part))]
        case _ if (text := literal(argument)) is not None:
            return [text]
        case _:
            inner = [child for child in ast.iter_child_nodes(argument) if isinstance(child, ast.expr)]
            return [text for child in inner for text in _bare(child)]


UI = sorted((PACKAGE / "ui").rglob("*.py"))


@pytest.mark.parametrize("path", UI, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_is_said_past_the_translators(path: Path) -> None:
    assert past_the_translators(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        'label.setText("Hello")',
        'label.setText(f"{n} people")',
        'label.setText("Yes" if sure else self.tr("No"))',
        'menu.addAction("&Quit")',
        'QPushButton("Go", self)',
        'Message(text="Done.", tone=Tone.GOOD)',
        'self.line(self.tr("Name"), placeholder="optional")',
        'box.addItems([self.tr("One"), "Two"])',
    ],
)
def test_what_is_said_past_the_translators_is_found(source: str) -> None:
    assert len(past_the_translators(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        'label.setText(self.tr("Hello"))',
        'label.setText(f"{a} · {b}")',
        'x.setObjectName("card")',
        'x.line("clientId")',
    ],
)
def test_what_need_not_be_translated_is_let_be(source: str) -> None:
    assert past_the_translators(source) == []


# --- what can be taken for a text and is none -------------------------------------------------------------------------


#: They translate what a table holds; `pseudo.py` gives one to ``str.translate``.
READ_TABLES = {
    *("messages.py", "audit_messages.py", "messages_of_files.py", "scenario_menu.py", "dressing.py", "pseudo.py"),
    *("card_words.py", "scenario_words.py", "details.py", "log_words.py", "environment_chores.py", "findings.py"),
    *("import_words.py", "messages_of_events.py", "row_words.py"),
}


@pytest.mark.parametrize("path", UI, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_what_is_translated_is_a_text_in_the_code(path: Path) -> None:
    """``tr(f"…")`` and ``tr(name)`` are never found by whoever collects them."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and called_name(call) in ("tr", "_tr", "translate") and call.args:
            text = literal(call.args[-1] if called_name(call) == "translate" else call.args[0])
            assert text is not None or path.name in READ_TABLES, f"{path.name}, line {call.lineno}"

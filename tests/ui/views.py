"""Every view there is, each opened as a person would find it: for tests that look at all of them, and for pictures.

A new view is one line in ``VIEWS``: a function that is given the open screen and returns the widget to look at.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import shiboken6
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hcdesktop.core import people_file
from hcdesktop.core.errors import ErrorKind, HcError
from hcdesktop.core.models import Credentials, Environment, EnvironmentKind
from hcdesktop.desk import SIMULATOR
from hcdesktop.erasing import Belongings
from hcdesktop.journey.waiting import let_pass, wait_for
from hcdesktop.lab.lab_window import LabWindow
from hcdesktop.store.backups import Copy, CopyKind
from hcdesktop.ui import messages
from hcdesktop.ui.about import AboutWindow
from hcdesktop.ui.closing import ClosingDialog, Pending
from hcdesktop.ui.connection_test import Probe
from hcdesktop.ui.crash_dialog import CrashDialog
from hcdesktop.ui.dialogs import AddUserDialog, PassphraseDialog, RestoreDialog
from hcdesktop.ui.environment_dialog import EnvironmentDialog
from hcdesktop.ui.erasing import EraseDialog
from hcdesktop.ui.help_window import PAGES, HelpWindow
from hcdesktop.ui.import_dialog import ImportDialog
from hcdesktop.ui.language import popup_language
from hcdesktop.ui.log_window import LogWindow
from hcdesktop.ui.messages import Message
from hcdesktop.ui.name_dialogs import DeleteEnvironmentDialog, ProductionDialog, RenameDialog
from hcdesktop.ui.person_dialogs import DeleteDialog, EditUserDialog
from hcdesktop.ui.sentences import Action
from hcdesktop.ui.web.origin_bar import OriginBar
from hcdesktop.ui.web.way_out import WayOut
from tests.ui.fake_check import FakeCheck
from tests.ui.screen import JONAS, LIVE, MAXI, PRIYA, TOMAS, Screen

PRODUCTION = Environment(
    name="Clinic · Clinic · Clinic · Clinic", client_id="2e951036", chosen_kind=EnvironmentKind.PRODUCTION
)

#: Somebody new, twice; somebody who is here; a mistake; what is a secret; and what nobody reads.
FILE = f"""clientUserId;Name;E-mail;Tags;publicToken;Shoe size
zoe@example.org;Zoë;zoe@example.org;ward 7;secret;38
ada.winterbourne@example.org;Ada L.;;;;
;Nobody;;;;
zoe@example.org;Twice;;;;
{"longitudinal-" * 8}@example.org;{"Maximiliana " * 6};;;;
"""

#: Given the open screen, a widget that is on it.
View = Callable[[Screen], QWidget]


def window(screen: Screen) -> QWidget:
    """As it opens."""
    return screen.window


def card(screen: Screen) -> QWidget:
    """Somebody who is connected, with events in the timeline."""
    screen.service.refresh_sources(screen.user(JONAS).id)
    screen.choose(JONAS)
    return screen.window


def attention(screen: Screen) -> QWidget:
    """Somebody for whom something is missing, with a long address."""
    screen.choose(PRIYA)
    return screen.window


def error(screen: Screen) -> QWidget:
    """Something went wrong, its details open."""
    screen.choose(MAXI)
    said = HcError(ErrorKind.ACCESS_TOKEN_REFUSED)
    message = messages.for_error(said)
    screen.window.messages.show_message(
        Message(
            text=message.text,
            next_step=message.next_step,
            tone=message.tone,
            action=Action.RECOVER,
            detail=message.detail,
            open_detail=True,
        ),
        user=screen.user(MAXI),
    )
    return screen.window


def waiting(screen: Screen) -> QWidget:
    """What is being tried again, with its countdown, and the queue."""
    user = screen.user(TOMAS)
    screen.window.messages.show_message(
        Message(text=messages.unsaved(HcError(ErrorKind.STORE_FULL), user).text, due_at=time.time() + 90), user=user
    )
    screen.window.queue_bar.say(f"{MAXI} · {TOMAS}", waits=True)
    return screen.window


def no_hits(screen: Screen) -> QWidget:
    """A filter that nobody matches."""
    screen.window.people.text.setText("zebra")
    screen.settle()
    return screen.window


def empty(screen: Screen) -> QWidget:
    """A list without anybody."""
    screen.service.roster.delete([user.id for user in screen.service.users()])
    screen.table.users.reload()
    screen.settle()
    return screen.window


def lock(screen: Screen) -> QWidget:
    """A desk that nobody is at."""
    screen.window.show_locked()
    screen.window.lock_page.say(messages.for_error(HcError(ErrorKind.KEYRING_LOCKED)).text)
    return screen.window


def add(screen: Screen) -> QWidget:
    return AddUserDialog(lambda _client_user_id, _label: None, screen.window)


def edit(screen: Screen) -> QWidget:
    return EditUserDialog(screen.user(MAXI), lambda _details: None, screen.window)


def delete(screen: Screen) -> QWidget:
    return DeleteDialog(screen.user(JONAS), 1, screen.window, has_app_key=False)


def settings(screen: Screen) -> QWidget:
    return EnvironmentDialog(LIVE, lambda _form: None, screen.window, has_secret=True, has_app_key=False)


def simulator_settings(screen: Screen) -> QWidget:
    return EnvironmentDialog(SIMULATOR, lambda _form: None, screen.window, has_secret=True, has_app_key=True)


def new_environment(screen: Screen) -> QWidget:
    """With something wrong beside two of its fields, the addresses open."""
    dialog = EnvironmentDialog(
        None,
        lambda _form: None,
        screen.window,
        has_secret=False,
        has_app_key=False,
        draft=PRODUCTION,
        probe=Probe(screen.app.tasks, Credentials),
    )
    for field in ("user_url", "name"):
        dialog.refuse(HcError(ErrorKind.ENVIRONMENT_INVALID, field=field))
    return dialog


def rename(screen: Screen) -> QWidget:
    return RenameDialog(PRODUCTION.name, lambda _name: None, screen.window)


def delete_environment(screen: Screen) -> QWidget:
    return DeleteEnvironmentDialog(PRODUCTION, screen.window, people=1_240, copies=7)


def about(screen: Screen) -> QWidget:
    shown = AboutWindow(screen.app.tasks, screen.window)
    wait_for(lambda: shown.list.count() > 1, "the licences")
    return shown


def erase(screen: Screen) -> QWidget:
    names = (PRODUCTION.name, "Clinic", "Harbour", "Attic", "North", "South", "East")
    return EraseDialog(Belongings(Path("/home/maximiliana/.local/share/hcdesktop"), names, 1_240), screen.window)


def production(screen: Screen) -> QWidget:
    return ProductionDialog(PRODUCTION, screen.window)


def closing(screen: Screen) -> QWidget:
    return ClosingDialog(Pending(popups=1, unsaved=1, kept=2, at_work=(screen.window.windowTitle(),)), screen.window)


def first_run(screen: Screen) -> QWidget:
    """As the command line starts it for the first time."""
    screen.app.first_run.page.show()
    screen.window.show_page(screen.app.first_run.page)
    return screen.window


def _title(text: str) -> str:
    """As whoever opens the dialog says it."""
    return QCoreApplication.translate("Newcomers", text)


def import_preview(screen: Screen) -> QWidget:
    """Of a file with every kind of row in it, and a column that nobody reads."""
    path = screen.desks.folder / "people.csv"
    path.write_text(FILE, encoding="utf-8")
    file = people_file.read(path)
    dialog = ImportDialog(_title("Import people"), path.name, screen.window)
    dialog.show_preview(screen.service.intake.look_through(file), file)
    return dialog


def sync_preview(screen: Screen) -> QWidget:
    """What Human API knows of the app's users."""
    dialog = ImportDialog(_title("Sync from Human API"), _title("The users whom Human API knows"), screen.window)
    dialog.show_preview(screen.service.intake.look_there(), None)
    return dialog


def import_at_work(screen: Screen) -> QWidget:
    """While a file is read."""
    return ImportDialog(_title("Import people"), "people.csv", screen.window)


def connection_tested(screen: Screen) -> QWidget:
    """The settings, after the hosts have answered, or not."""
    probe = Probe(screen.app.tasks, Credentials)
    dialog = EnvironmentDialog(LIVE, lambda _form: None, screen.window, has_secret=True, has_app_key=False, probe=probe)
    assert dialog.test is not None
    dialog.show()
    dialog.test.button.click()
    wait_for(dialog.test.button.isEnabled, "the answers", seconds=8)
    return dialog


def duplicate(screen: Screen) -> QWidget:
    """Another environment like one there is: its form, with the name of the new one."""
    draft = replace(LIVE, name="Clinic 2")
    return EnvironmentDialog(None, lambda _form: None, screen.window, has_secret=True, has_app_key=True, draft=draft)


def passphrase(screen: Screen) -> QWidget:
    return PassphraseDialog("Clinic", screen.window, new=True, wrong=True)


def recovery(screen: Screen) -> QWidget:
    return PassphraseDialog("Clinic", screen.window, new=True, wrong=False, recovery=True)


def restore(screen: Screen) -> QWidget:
    folder = screen.desks.folder
    kinds = (CopyKind.DAILY, CopyKind.UPGRADE, CopyKind.RESTORE)
    copies = [
        Copy(path=folder / f"{n}.db", made_at=1.7e9 - n * 86_400, kind=kind, users=1_240 - n)
        for n, kind in enumerate(kinds)
    ]
    return RestoreDialog("Clinic", copies, screen.window)


def log(screen: Screen) -> QWidget:
    """All events of everybody."""
    screen.service.refresh_sources(screen.user(JONAS).id)
    screen.window.log_requested.emit()
    screen.settle()
    (shown,) = screen.window.findChildren(LogWindow)
    return shown


def lab(screen: Screen) -> QWidget:
    """As it opens."""
    screen.window.lab_requested.emit()
    screen.settle()
    (shown,) = screen.window.findChildren(LabWindow)
    return shown


def lab_played(screen: Screen) -> QWidget:
    """After a page was played that breaks some rules, one of them chosen."""
    screen.app.rooms.lab.check = FakeCheck()
    shown = lab(screen)
    assert isinstance(shown, LabWindow)
    shown.page.setText("/home/somebody/" + "work/integrations/" * 8 + "human-connect/index.html")
    shown.run_button.click()
    wait_for(shown.save_button.isEnabled, "the verdict")
    shown.verdict.table.selectRow(0)
    return shown


def lab_played_lines(screen: Screen) -> QWidget:
    """The same, with its timeline and what was seen of a line."""
    shown = lab_played(screen)
    assert isinstance(shown, LabWindow)
    shown.verdict.evidence.timeline_button.click()
    shown.timeline.list.setCurrentRow(6)
    return shown


def crash(screen: Screen) -> QWidget:
    return CrashDialog("hcdesktop 1.0\nValueError: user-1", screen.window)


def guide(page: str) -> View:
    """One page of the guide."""

    def opened(screen: Screen) -> QWidget:
        shown = HelpWindow(popup_language(screen.language), screen.window)
        shown.open(page)
        return shown

    return opened


def around_the_popup(screen: Screen) -> QWidget:
    """What is above and below the page of a popup: the window without an engine."""
    made = QWidget(screen.window)
    made.setWindowFlag(made.windowType().Window)
    made.setObjectName("connectWindow")
    page = QWidget(made)
    page.setObjectName("page")
    bar = OriginBar(PRODUCTION, made)
    bar.show_address(QUrl("https://connect.humanapi.co"))
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(bar)
    layout.addWidget(page, 1)
    layout.addWidget(WayOut(page, made))
    return made


VIEWS: Mapping[str, View] = {
    "window": window,
    "card": card,
    "attention": attention,
    "error": error,
    "waiting": waiting,
    "no-hits": no_hits,
    "lock": lock,
    "first-run": first_run,
    "add": add,
    "edit": edit,
    "delete": delete,
    "settings": settings,
    "simulator-settings": simulator_settings,
    "new-environment": new_environment,
    "rename-environment": rename,
    "duplicate-environment": duplicate,
    "connection-tested": connection_tested,
    "delete-environment": delete_environment,
    "erase": erase,
    "about": about,
    "production": production,
    "closing": closing,
    "import-at-work": import_at_work,
    "import": import_preview,
    "sync": sync_preview,
    "passphrase": passphrase,
    "recovery": recovery,
    "restore": restore,
    "log": log,
    "lab": lab,
    "lab-played": lab_played,
    "lab-timeline": lab_played_lines,
    "crash": crash,
    "popup": around_the_popup,
    **{f"guide-{page}": guide(page) for page in PAGES},
    "empty": empty,  # the last one: nobody is left
}


@contextmanager
def opened(screen: Screen, name: str) -> Iterator[QWidget]:
    """A view on the screen; afterwards the window is as it was."""
    widget = VIEWS[name](screen)
    try:
        widget.show()
        let_pass(0)
        yield widget
    finally:
        if widget is screen.window:
            as_it_was(screen)
        else:
            widget.close()
            if not isinstance(widget, LogWindow | LabWindow):  # those are kept, and shown again
                if isinstance(widget, EnvironmentDialog) and widget.test is not None:
                    widget.test.stop()
                shiboken6.delete(widget)


def as_it_was(screen: Screen) -> None:
    """Nothing said, nobody chosen, nothing filtered."""
    screen.window.messages.forget()
    screen.window.queue_bar.forget()
    screen.window.queue_bar.hide()
    screen.window.show_unlocked()
    if screen.window.has_page(screen.app.first_run.page):
        screen.window.remove_page(screen.app.first_run.page)
    if screen.table.users.service is None:
        screen.table.users.show(screen.service)
    screen.window.people.clear_filter()
    screen.table.users.reload()
    screen.table.clearSelection()
    screen.settle()

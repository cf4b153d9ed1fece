"""The lock at the desk: who walks away leaves nothing behind that can be seen, copied or found in memory.

What happens at locking, in this order:

1. the page with one sentence and one button hides everything; dialogs, menus and tool tips go,
2. a copied secret leaves the clipboard, nothing more is sent,
3. open popups end as abandoned, unless their finish has come: that is on the disk before it is acknowledged,
4. no desk is open any more, and the widgets and the model are emptied,
5. when nothing runs any more (an answer that is on its way is waited for, and so is a finish that could not be written
   yet) the files are closed, and with them goes the key: Python objects that held any of it are unreachable then.
   Their memory is given back, not wiped; Python cannot do that.

Unlocking opens the environment as a start does: the keyring is asked for the key again, or somebody for the passphrase.

The Simulator locks like any other environment, though its people are fictional and its key lies beside its file, so
that unlocking asks for nothing: staff learn one rule, a developer meets the page before the customers do, and no code
path exists only for people who are real.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QToolTip

from hcdesktop.core.errors import ErrorKind, HcError, StoreError
from hcdesktop.core.models import LaunchRequest, Outcome, OutcomeKind
from hcdesktop.desk import Desk
from hcdesktop.store.preferences import PreferenceFile, Preferences
from hcdesktop.ui import messages
from hcdesktop.ui.clipboard import Clipboard
from hcdesktop.ui.dialogs import PassphraseDialog
from hcdesktop.ui.environments import Environments
from hcdesktop.ui.idle import IdleWatch
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.popups import Launch, Popups
from hcdesktop.ui.saver import Saver
from hcdesktop.ui.tasks import Tasks

_LOOK_AGAIN = 100  # ms


class DeskLock(QObject):
    """Locks by hand, after idle time and with the computer's session; ``unlock`` is the only way back."""

    def __init__(
        self,
        *,
        application: QApplication,
        window: MainWindow,
        environments: Environments,
        popups: Popups,
        saver: Saver,
        tasks: Tasks,
        clipboard: Clipboard,
        preferences: PreferenceFile,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._environments = environments
        self._popups = popups
        self._saver = saver
        self._tasks = tasks
        self._clipboard = clipboard
        self._preferences = preferences
        self._limit = 60 * Preferences().lock_after_minutes
        self.locked = False
        #: Which popups the lock has ended: no names, for those are not to be kept.
        self._ended: list[tuple[int, OutcomeKind]] = []
        self._told_unsaved = False
        self._idle = IdleWatch(application, parent=self)
        self._emptying = QTimer(self)
        self._emptying.timeout.connect(self._drop_when_quiet)
        self._connect()

    # --- from start to end

    def start(self) -> None:
        """From now on the desk locks by itself."""
        from hcdesktop.ui.session_lock import SessionLock  # not for the window's start

        minutes = self._preferences.read().lock_after_minutes
        self._limit = minutes * 60
        self._window.lock_menu.show_minutes(minutes)
        session = SessionLock(self)
        session.locked.connect(self.lock)
        session.listen(self._window)
        if not self.locked:
            self._idle.watch(self._limit)

    def close(self) -> None:
        """The app ends: what was copied does not stay behind."""
        self._idle.stop()
        self._emptying.stop()
        self._clipboard.clear()

    @property
    def dropped(self) -> bool:
        """Locked, and nothing is waited for any more."""
        return self.locked and not self._emptying.isActive()

    # --- locking

    def lock(self) -> None:
        """Hides everything at once, and lets go of it as soon as nothing is lost by that."""
        self._close_dialogs()
        if self.locked:
            self._environments.lock()  # what is on its way is not shown either
            self._window.lock_page.say()
        if not self._environments.is_open:
            return
        self.locked = True
        self._idle.stop()
        self._window.show_locked()
        self._clipboard.clear()
        self._clipboard.clear_selection()
        self._saver.rest()
        self._popups.close_all()
        self._tasks.run(self._environments.desk.service.note_locked)
        self._environments.lock()
        self._window.lock_page.say()
        # Once more, for the popups' outcomes were shown, if behind the page.
        self._window.show_locked()
        # Not in this turn: a dialog that was closed has its values on the stack until its own turn has ended.
        self._emptying.start(0)

    def _close_dialogs(self) -> None:
        QToolTip.hideText()
        while (menu := QApplication.activePopupWidget()) is not None and menu.close():
            pass
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.reject()

    def _drop_when_quiet(self) -> None:
        if not self._tasks.idle or self._saver.holds_unsaved:
            self._emptying.start(_LOOK_AGAIN)
            return
        self._emptying.stop()
        if self._told_unsaved:
            self._told_unsaved = False
            self._window.lock_page.say()
        self._environments.drop()
        self._popups.forget()
        gc.collect()

    def _on_popup_ended(self, launch: Launch, outcome: Outcome) -> None:
        if self.locked:
            self._ended.append((launch.request.user_id, outcome.kind))

    def _on_unsaved(self, error: HcError, _request: LaunchRequest) -> None:
        if self.locked:
            self._told_unsaved = True
            message = messages.for_error(error)
            text = self.tr("A connection could not be written to the disk yet; keep the app open.")
            self._window.lock_page.say(f"{text} {message.text} {message.next_step}")

    # --- unlocking

    def unlock(self) -> None:
        """Asks for what the environment's key needs, and opens it; a refusal is said on the page, which stays."""
        environment = self._environments.left
        if not self.locked or environment is None:
            return
        passphrase = None
        if self._environments.asks_for_passphrase():
            passphrase = PassphraseDialog.ask(environment.name, self._window, new=False, wrong=False)
            if not passphrase:
                return
        self._window.lock_page.say(busy=True)
        self._environments.reopen(passphrase, failure=self._on_refused)

    def _on_refused(self, error: HcError) -> None:
        message = messages.for_error(error)
        self._window.lock_page.say(f"{message.text} {message.next_step}".strip())
        self._window.lock_page.button.setFocus()
        if self._environments.wants_recovery(error):
            self._recover(wrong=False)

    def _recover(self, *, wrong: bool) -> None:
        """The key is not where it was: it comes back by the recovery passphrase, as at a start."""
        environment = self._environments.left
        if environment is None:
            return
        typed = PassphraseDialog.ask(environment.name, self._window, new=False, wrong=wrong, recovery=True)
        if typed:
            self._window.lock_page.say(busy=True)
            self._environments.reopen(None, recovery=typed, failure=self._on_not_recovered)

    def _on_not_recovered(self, error: HcError) -> None:
        if error.kind is ErrorKind.PASSPHRASE_WRONG:
            self._recover(wrong=True)
        else:
            self._on_refused(error)

    def _on_shown(self, desk: Desk) -> None:
        if not self.locked:
            return
        self.locked = False
        self._tasks.run(desk.service.note_unlocked)
        self._emptying.stop()
        self._window.show_unlocked()
        self._idle.watch(self._limit)
        self._tell_what_ended(desk)

    def _tell_what_ended(self, desk: Desk) -> None:
        ended, self._ended = self._ended, []
        names = []
        for user_id, kind in ended:
            if kind is not OutcomeKind.FINISHED:  # that one is told by what comes of it
                names.append(desk.service.user(user_id).name)
        if names:
            self._window.messages.show_message(messages.for_popups_closed_by_lock(names))

    # --- wishes

    def _on_minutes_chosen(self, minutes: int) -> None:
        self._window.lock_menu.show_minutes(minutes)
        self._limit = minutes * 60
        self._idle.watch(self._limit)
        try:
            self._preferences.write(Preferences(minutes))
        except StoreError as error:
            self._window.messages.show_message(messages.for_error(error))

    def _on_copy_requested(self, name: str, text: str) -> None:
        self._clipboard.copy_secret(text)
        self._window.statusBar().showMessage(self.tr("{name} copied").format(name=name), 4000)

    def _connect(self) -> None:
        # Not inside the key event, of which a popup may be a part that is about to go.
        self._window.lock_menu.lock_requested.connect(self.lock, Qt.ConnectionType.QueuedConnection)
        self._window.lock_menu.minutes_chosen.connect(self._on_minutes_chosen)
        self._window.lock_page.unlock_requested.connect(self.unlock)
        self._window.card.copy_requested.connect(self._on_copy_requested)
        self._idle.idle.connect(self.lock)
        self._environments.shown.connect(self._on_shown)
        self._popups.ended.connect(self._on_popup_ended)
        self._saver.unsaved.connect(self._on_unsaved)

"""The rooms behind the list: what nobody can turn to before the first paint is made after it, and loaded with it."""

from __future__ import annotations

from hcdesktop.app import App, load_engine, load_engine_core
from hcdesktop.lab.lab_desk import LabDesk
from hcdesktop.store.preferences import PreferenceFile
from hcdesktop.ui.auditor import Auditor
from hcdesktop.ui.closing import Closing
from hcdesktop.ui.desk_lock import DeskLock
from hcdesktop.ui.engine_start import EngineStart
from hcdesktop.ui.environment_chores import EnvironmentChores
from hcdesktop.ui.erasing import EraseAll
from hcdesktop.ui.icons import Icons
from hcdesktop.ui.inspection import Inspection
from hcdesktop.ui.launch_files import LaunchFiles
from hcdesktop.ui.production import ProductionGate
from hcdesktop.ui.rescue import Rescue


class Rooms:
    """Looking at it, locking it, getting it back, deleting it, the Lab, the engine; from now on the desk locks itself.

    What is to be said of the file that was opened is said here, for it was opened before.
    """

    def __init__(self, app: App) -> None:
        window, environments, tasks = app.window, app.environments, app.tasks
        self.inspection = Inspection(
            window=window, environments=environments, people=app.people, tasks=tasks, copy=app.clipboard.copy_text
        )
        self.lock = DeskLock(
            application=app.application,
            window=window,
            environments=environments,
            popups=app.popups,
            saver=app.saver,
            tasks=tasks,
            clipboard=app.clipboard,
            preferences=PreferenceFile(app.desks.folder),
        )
        environments.shown.connect(app.first_run.show_desk)  # after the lock, which has the list shown
        rescue = Rescue(app.desks, environments=environments, saver=app.saver, tasks=tasks, window=window)
        app.controller.restore_allowed.connect(rescue.restore)
        window.recovery_requested.connect(rescue.set_recovery)
        Auditor(environments=environments, tasks=tasks, window=window)
        LaunchFiles(Icons(app.theme, window), environments=environments, tasks=tasks, window=window)
        self.gate = ProductionGate(app.desks.book, window, failure=environments.failed.emit)
        self.closing = Closing(
            app.application,
            environments=environments,
            popups=app.popups,
            saver=app.saver,
            progress=window.progress,
            window=window,
        )
        self.erasing = _erasing(app)
        self.lab = LabDesk(
            window=window, theme=app.theme, tasks=tasks, remembered=app.remembered, copy=app.clipboard.copy_text
        )
        self.engine = _engine(app)
        self.lock.start()
        environments.prepare()

    def close(self) -> None:
        """The app ends."""
        self.engine.close()
        self.lock.close()


def _erasing(app: App) -> EraseAll:
    """What becomes of an environment, and of all of them."""
    environments, window = app.environments, app.window
    chores = EnvironmentChores(
        app.desks, environments=environments, popups=app.popups, saver=app.saver, tasks=app.tasks, window=window
    )
    return EraseAll(app.desks, environments=environments, may_work=chores.may_work, window=window)


def _engine(app: App) -> EngineStart:
    """What has the engine ready by the time that somebody presses a row's button."""
    engine = EngineStart(
        (load_engine_core, load_engine, app.environments.prepare_requests),
        table=app.window.table,
        environments=app.environments,
        popups=app.popups,
        parent=app.window,
    )
    app.window.closed.connect(engine.close)  # a profile must not be there when the application goes
    return engine

"""The Lab beside the desk: its window, what is played in it, and the report. It knows nobody of the desk's people."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hcdesktop.core.errors import ErrorKind, HcError, InvalidInput
from hcdesktop.ui import messages
from hcdesktop.ui.main_window import MainWindow
from hcdesktop.ui.messages import Message
from hcdesktop.ui.remembered import Remembered
from hcdesktop.ui.tasks import Tasks
from hcdesktop.ui.theme import Theme

if TYPE_CHECKING:
    from hcdesktop.lab.findings import Run
    from hcdesktop.lab.lab_runner import Check, LabRunner
    from hcdesktop.lab.lab_window import LabWindow
    from hcdesktop.lab.stand import Stand
    from hcdesktop.lab.waiting import Pace
    from hcdesktop.lab.wanted import Wanted


class LabDesk(QObject):
    """One window at most, and nothing of it is imported before it is first wanted: the start does not wait for it."""

    def __init__(
        self,
        *,
        window: MainWindow,
        theme: Theme,
        tasks: Tasks,
        remembered: Remembered,
        copy: Callable[[str], object],
    ) -> None:
        super().__init__(window)
        self._main = window
        self._theme = theme
        self._tasks = tasks
        self._remembered = remembered
        self._copy = copy
        #: In the place of ``checking.check``, for whoever has no engine.
        self.check: Check | None = None
        self.window: LabWindow | None = None
        self.runner: LabRunner | None = None
        self._wanted: Wanted | None = None
        self._runs: list[Run] = []
        window.lab_requested.connect(self.open)
        window.closed.connect(self.close)
        theme.changed.connect(self._on_colors)

    def open(self) -> None:
        """Shows it, or brings it to the front."""
        if self.window is None:
            self.window = self._made()
            self.window.page.setText(self._remembered.state.lab_page)
        if self.window.isVisible():
            self.window.raise_()
        self.window.show()
        self.window.activateWindow()
        self.window.page.setFocus()

    def close(self) -> None:
        """The main window goes."""
        if self.window is not None:
            self.window.reject()

    def _made(self) -> LabWindow:
        from hcdesktop.lab.lab_runner import LabRunner
        from hcdesktop.lab.lab_window import LabWindow
        from hcdesktop.simulator.shelf import shipped

        window = LabWindow(shipped(), self._theme.colors, self._main)
        self.runner = runner = LabRunner(self._checked, is_held=lambda: window.hides_page, parent=self)
        runner.begun.connect(self._on_begun)
        runner.ended.connect(self._on_ended)
        runner.over.connect(self._on_over)
        window.run_requested.connect(self._run)
        window.stop_requested.connect(runner.stop)
        window.shut.connect(runner.stop)
        window.save_requested.connect(self._save)
        window.save_button.setEnabled(False)
        window.timeline.raw.copy_requested.connect(self._copy)
        window.verdict.timeline_requested.connect(self._show_timeline)
        return window

    def _checked(
        self, wanted: Wanted, tell: Callable[[Run], object], *, pace: Pace, show: Callable[[Stand], object]
    ) -> Sequence[Run]:
        if self.check is not None:
            return self.check(wanted, tell, pace=pace, show=show)
        from hcdesktop.lab.checking import check
        from hcdesktop.ui.web import simulator_scheme

        simulator_scheme.register()
        return check(wanted, tell, pace=pace, show=show)

    # --- a run

    def _run(self) -> None:
        from hcdesktop.lab import lab_words
        from hcdesktop.lab.wanted import PORT, Wanted

        window, runner = self.window, self.runner
        if window is None or runner is None or runner.running:
            return
        page, scenarios = window.page_text, window.scenarios.chosen
        if not page or not scenarios:
            window.messages.show_message(lab_words.no_scenario() if page else lab_words.no_page(page))
            return
        self._wanted = Wanted(
            page=page,
            scenarios=scenarios,
            endpoint=window.endpoint.text().strip(),
            port=PORT,
            click=window.selector.text().strip(),
            pictures=True,  # for the report
        )
        self._remembered.note_lab_page(window.page.text().strip())
        self._forget(window)
        window.show_running(True)
        runner.start(self._wanted)

    def _forget(self, window: LabWindow) -> None:
        self._runs.clear()
        window.messages.forget()
        window.scenarios.forget_results()
        window.verdict.forget()
        window.timeline.forget()
        window.tabs.setCurrentWidget(window.timeline)
        window.save_button.setEnabled(False)

    def _on_begun(self, stand: Stand) -> None:
        from hcdesktop.ui.scenario_words import title

        if self.window is None or self._wanted is None:
            return
        done, of = len(self._runs), len(self._wanted.scenarios)
        text = self.tr("Scenario {n} of {total}: {what}")
        self.window.show_progress(text.format(n=done + 1, total=of, what=title(stand.scenario)), done=done, of=of)
        self.window.show_view(stand.view)
        self.window.timeline.follow(stand.record)

    def _on_ended(self, run: Run) -> None:
        from hcdesktop.lab import lab_words

        self._runs.append(run)
        if self.window is None:
            return
        self.window.timeline.show_record(run.record)
        self.window.verdict.add(run.findings)
        color = self._theme.colors.bad if _broken(run) else self._theme.colors.good
        self.window.scenarios.show_result(run.record.scenario.name, lab_words.result(run.findings), color)

    def _on_over(self, outcome: object) -> None:
        """``outcome``: see ``LabRunner.over``."""
        from hcdesktop.lab import lab_words

        window = self.window
        if window is None:
            return
        window.timeline.rest()
        window.show_running(False)
        window.save_button.setEnabled(bool(self._runs))
        if isinstance(outcome, Message):
            said = outcome
        elif outcome is not None:
            said = lab_words.stopped(len(self._runs))
        else:
            findings = [finding for run in self._runs for finding in run.findings]
            said = lab_words.ended(findings, scenarios=len(self._runs))
            window.tabs.setCurrentWidget(window.verdict)
        window.messages.show_message(said)

    def _show_timeline(self, name: str) -> None:
        run = next((run for run in self._runs if run.record.scenario.name == name), None)
        if self.window is not None and run is not None and self.runner is not None and not self.runner.running:
            self.window.timeline.show_record(run.record)
            self.window.tabs.setCurrentWidget(self.window.timeline)

    def _on_colors(self) -> None:
        if self.window is not None:
            broken = {run.record.scenario.name for run in self._runs if _broken(run)}
            self.window.scenarios.recolor(self._theme.colors, broken)
            self.window.verdict.model.recolor(self._theme.colors)

    # --- the report

    def _save(self) -> None:
        from hcdesktop.lab import lab_words

        window = self.window
        place = window.ask_for_place(window) if window is not None else None
        if window is None or place is None:
            return
        runs = tuple(self._runs)

        def failed(error: HcError) -> None:
            window.messages.show_message(messages.for_error(error))

        self._tasks.run(
            lambda: write_report(runs, place),
            success=lambda _nothing: window.messages.show_message(lab_words.saved(place.name)),
            failure=failed,
        )


def _broken(run: Run) -> bool:
    from hcdesktop.lab.findings import Held

    return any(finding.held is Held.BROKEN for finding in run.findings)


def write_report(runs: Sequence[Run], place: Path) -> None:
    """In the form that the name asks for. Raises ``InvalidInput``."""
    from hcdesktop.lab import reports

    try:
        match place.suffix.lower():
            case ".json":
                text = json.dumps(reports.as_object(runs), indent=2, ensure_ascii=False)
                place.write_text(f"{text}\n", encoding="utf-8")
            case ".xml":
                reports.junit(runs, place)
            case _:
                reports.html(runs, place)
    except OSError as error:
        raise InvalidInput(ErrorKind.FILE_UNWRITABLE, reason=error.strerror or "not writable") from None

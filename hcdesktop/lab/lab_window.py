"""The Lab: a page to choose, scenarios to tick, the page itself as it is played, and the verdict beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from hcdesktop.lab.lab_live import LiveTimeline
from hcdesktop.lab.lab_scenarios import ScenarioGrid
from hcdesktop.lab.lab_verdict import VerdictView
from hcdesktop.lab.wanted import PORT, SIZE
from hcdesktop.simulator.scenario import Scenario
from hcdesktop.ui.drops import Drops
from hcdesktop.ui.labels import plain_label
from hcdesktop.ui.message_bar import MessageBar
from hcdesktop.ui.theme import BAR_HEIGHT, GAP, INSET, LINE_HEIGHT, MARGIN, Colors

_SIZE = QSize(1320, 800)
_LEAST_SIZE = QSize(560, 480)
_FRAME = 24  # around the page
_WIDE = 980
_LEAST_OF_PART = 280
_LEAST_OF_TIMELINE = 400  # beside a page that is as wide as there is room
#: What may be dropped: a page, or a folder, which has no ending.
_KINDS = frozenset({".html", ".htm", ""})


class LabWindow(QDialog):
    """A window of its own beside the list, which goes on. A dialog, so that it goes when the desk is locked; what was
    found is still in it when it comes back, for it is nobody's."""

    run_requested = Signal()  #: what is chosen is to be played
    stop_requested = Signal()  #: no more of it
    save_requested = Signal()  #: the report is to be written to a file
    shut = Signal()  #: it has gone

    def __init__(self, scenarios: Iterable[Scenario], colors: Colors, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Lab · {name}").format(name="hcdesktop"))
        self.resize(_SIZE)
        self.setMinimumSize(_LEAST_SIZE)
        self._build_choice()
        self.messages = MessageBar(self)
        self._build_progress()
        self._sizes: list[int] = []  # of the two parts, when nothing is played
        self.scenarios = ScenarioGrid(scenarios, self)
        self._build_page()
        self.timeline = LiveTimeline(self)
        self.verdict = VerdictView(colors, self)
        self.save_button = self._button(self.tr("Save report…"), self.save_requested.emit)
        self.save_button.setProperty("flat", True)
        self._build_tabs()
        self._lay_out()
        self.show_running(False)
        Drops(self, takes=self.page.isEnabled, kinds=_KINDS).dropped.connect(lambda path: self.page.setText(str(path)))

    # --- what is chosen

    @property
    def page_text(self) -> str:
        """The page as ``check`` takes it."""
        text = self.page.text().strip()
        if text.startswith("file:"):
            return QUrl(text).toLocalFile()
        return text if "://" in text else str(Path(text).expanduser()) if text else ""

    # --- for the runner

    def show_running(self, running: bool) -> None:
        """What is chosen stays as it is while it is played, and the page stands where the scenarios were."""
        for widget in (*self._choices, self.scenarios):
            widget.setEnabled(not running)
        self.run_button.setEnabled(not running)
        self.stop_button.setEnabled(running)
        self.progress.setVisible(running)
        self._now.setVisible(running)
        self._place.setCurrentIndex(1 if running else 0)
        if running:
            self._sizes = self._splitter.sizes()
            self._make_room()
            self.stop_button.setFocus()
        elif self._sizes:
            self._splitter.setSizes(self._sizes)

    def show_progress(self, text: str, *, done: int, of: int) -> None:
        """Which scenario is played, and how many have been."""
        self._now.setText(text)
        self.progress.setMaximum(of)
        self.progress.setValue(done)
        self.progress.setAccessibleDescription(text)

    def show_view(self, view: QWidget) -> None:
        """The page that is played; nobody but the runner has a hand in it."""
        size = view.size()
        view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # else each press of the played person takes the keyboard along
        view.setAcceptDrops(False)
        self._area.setWidget(view)
        view.setFixedSize(size)
        view.show()
        # The popup is in the middle of its page.
        bar = self._area.horizontalScrollBar()
        bar.setValue((size.width() - self._area.viewport().width()) // 2)

    @property
    def hides_page(self) -> bool:
        """The engine stops to draw what cannot be seen, and nobody could press anything there."""
        return self.isMinimized() or not self._area.isVisible()

    def _make_room(self) -> None:
        """The page is as wide as ever, and the timeline has what is left; whoever wants it otherwise moves the line."""
        if self._splitter.orientation() is Qt.Orientation.Horizontal:
            width = min(SIZE[0] + _FRAME, self._splitter.width() - _LEAST_OF_TIMELINE)
            self._splitter.setSizes([width, self._splitter.width() - width])

    # --- the window's own

    def done(self, result: int) -> None:
        """However it goes: by its button, by Escape, with the desk."""
        super().done(result)
        self.shut.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the verdict is below the page instead of beside it."""
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        self._splitter.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)

    # --- building

    def _build_choice(self) -> None:
        self.page = self._line(
            self.tr("Page under test"), self.tr("Your page: a file, a folder, or an address on this computer")
        )
        self.endpoint = self._line(
            self.tr("Finalize endpoint"), self.tr("Your finalize endpoint on this computer, if it is another one")
        )
        self._hint = plain_label(self, "labHint", muted=True)
        text = self.tr("Your server finds the simulated Human API at {address}")
        self._hint.setText(text.format(address=f"http://127.0.0.1:{PORT}/user"))
        self.selector = self._line(self.tr("Connect button"), self.tr("CSS selector of the button, if it is not found"))
        self.file_button = self._button(self.tr("File…"), self._on_file)
        self.folder_button = self._button(self.tr("Folder…"), self._on_folder)
        self.run_button = self._button(self.tr("Run"), self.run_requested.emit)
        self.run_button.setProperty("primary", True)
        self.stop_button = self._button(self.tr("Stop"), self.stop_requested.emit)
        for line in (self.page, self.endpoint, self.selector):
            line.returnPressed.connect(self.run_button.click)
            line.textChanged.connect(self._show_hint)
        self._show_hint()
        self._choices = (self.page, self.endpoint, self.selector, self.file_button, self.folder_button)

    def _build_progress(self) -> None:
        self._now = plain_label(self, "labNow", muted=True)
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(self.tr("Scenarios that have been played"))
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(BAR_HEIGHT)

    def _build_page(self) -> None:
        self._area = QScrollArea(self)
        self._area.setObjectName("labPage")
        self._area.setAccessibleName(self.tr("The page, as it is played"))
        self._area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._place = QStackedWidget(self)
        self._place.addWidget(self.scenarios)
        self._place.addWidget(self._area)

    def _build_tabs(self) -> None:
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.timeline, self.tr("Timeline"))
        self.tabs.addTab(self.verdict, self.tr("Verdict"))
        self.tabs.setCornerWidget(self.save_button)
        self.tabs.tabBar().setAccessibleName(self.tr("What is shown"))

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for line in (first, second):
            line.setSpacing(GAP)
        first.addWidget(self.page, 1)
        for button in (self.file_button, self.folder_button, self.run_button, self.stop_button):
            first.addWidget(button)
        second.addWidget(self.endpoint, 3)
        second.addWidget(self.selector, 2)
        self._splitter = splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setHandleWidth(12)
        splitter.setChildrenCollapsible(False)
        for part in (self._place, self.tabs):
            part.setMinimumWidth(_LEAST_OF_PART)
            splitter.addWidget(part)
        splitter.setSizes([620, 600])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, INSET, MARGIN, INSET)
        layout.setSpacing(INSET)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(self._hint)
        layout.addWidget(self.messages)
        layout.addWidget(self._now)
        layout.addWidget(self.progress)
        layout.addWidget(splitter, 1)

    def _line(self, name: str, words: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setAccessibleName(name)
        line.setPlaceholderText(words)
        line.setToolTip(words)  # it may be longer than the line
        line.setMinimumHeight(LINE_HEIGHT)
        line.setAcceptDrops(False)  # a page is dropped onto the window
        return line

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: act())
        return button

    def _show_hint(self) -> None:
        """To whoever has a server of their own."""
        self.page.setToolTip(self.page.text() or self.page.placeholderText())
        self._hint.setVisible(bool(self.endpoint.text().strip()) or "://" in self.page.text())

    # --- asking

    def _on_file(self) -> None:
        self._choose(self.ask_for_page(self, folder=False))

    def _on_folder(self) -> None:
        self._choose(self.ask_for_page(self, folder=True))

    def _choose(self, page: str) -> None:
        if page:
            self.page.setText(page)
            self.page.setCursorPosition(len(page))  # its name, not the folders that it is in

    @staticmethod
    def ask_for_page(parent: QWidget, *, folder: bool) -> str:
        """Its path; nothing when somebody cancels."""
        title = QCoreApplication.translate("LabWindow", "Choose the page to test")
        if folder:
            return QFileDialog.getExistingDirectory(parent, title)
        name, _kind = QFileDialog.getOpenFileName(parent, title, "", "HTML (*.html *.htm)")
        return name

    @staticmethod
    def ask_for_place(parent: QWidget) -> Path | None:
        """Where the report is to go; the kind of file follows its name."""
        kinds = {"HTML (*.html)": ".html", "JSON (*.json)": ".json", "JUnit (*.xml)": ".xml"}
        title = QCoreApplication.translate("LabWindow", "Save the report")
        name, kind = QFileDialog.getSaveFileName(parent, title, "report.html", ";;".join(kinds))
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(kinds.get(kind, ".html"))

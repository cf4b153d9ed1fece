"""Where a popup's window comes from: made for its launch, or made ready a moment before, for it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from hcdesktop.core.models import Environment
from hcdesktop.desk import Desk
from hcdesktop.ui.web.turns import Turns

if TYPE_CHECKING:
    from hcdesktop.simulator.server import Simulator
    from hcdesktop.ui.web.connect_window import ConnectWindow
    from hcdesktop.ui.web.profile import PrivateProfile
    from hcdesktop.ui.web.simulator_scheme import SimulatorScheme


class _Waiting(NamedTuple):
    """What waits for its launch: its private profile, and soon the window with our own page in it."""

    environment: Environment
    scheme: SimulatorScheme | None
    profile: PrivateProfile
    window: ConnectWindow | None = None

    def close(self) -> None:
        if self.window is None:
            self.profile.close()
        else:
            self.window.tear_down()


class PopupWindows(QObject):
    """Gives each launch a window with a profile that no other has had, and lets go of one that nobody has come for.

    Of what waits nobody outside knows: connect.js is not asked for before it is somebody's.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._schemes: dict[Simulator, SimulatorScheme] = {}
        self._waiting: _Waiting | None = None
        self._is_lost = False
        self._later = Turns(self)

    @property
    def is_ready(self) -> bool:
        """Whether something waits for its launch."""
        return self._waiting is not None

    def prepare(self, desk: Desk) -> None:
        """Makes one ready for this desk's next launch, unless there is one."""
        if self._waiting is None:
            self._is_lost = False
            scheme = self._scheme(desk)
            self._waiting = _Waiting(desk.environment, scheme, _profile(desk.environment, scheme))
            # The first profile of all has begun the engine, and held up the main loop for long enough.
            self._later(self._prepare_window)

    def take(self, desk: Desk) -> ConnectWindow:
        """One for a launch, which tears it down: the one that is ready, if it was made for the same environment."""
        scheme = self._scheme(desk)
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return _window(desk.environment, _profile(desk.environment, scheme))
        if self._is_lost or waiting.environment != desk.environment or waiting.scheme is not scheme:
            waiting.close()
            return _window(desk.environment, _profile(desk.environment, scheme))
        if waiting.window is None:
            return _window(desk.environment, waiting.profile)
        waiting.window.launch_ended.disconnect(self._on_lost)
        return waiting.window

    def give_back(self) -> None:
        """Nobody has come for it: it goes, with the engine's processes for it."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.close()

    def forget(self) -> None:
        """Lets go of the Simulators whose popups there were; with none open."""
        self.give_back()
        schemes = list(self._schemes.values())
        self._schemes.clear()
        for scheme in schemes:
            scheme.deleteLater()

    def _prepare_window(self) -> None:
        if self._waiting is not None and self._waiting.window is None:
            window = _window(self._waiting.environment, self._waiting.profile)
            self._waiting = self._waiting._replace(window=window)
            window.launch_ended.connect(self._on_lost)
            window.wait_out_of_sight()

    def _on_lost(self) -> None:
        """What would end a launch ends the wait for one: its renderer has died, say."""
        self._is_lost = True
        self._later(self.give_back)

    def _scheme(self, desk: Desk) -> SimulatorScheme | None:
        from hcdesktop.ui.web import simulator_scheme  # the engine: not before it is needed

        simulator_scheme.register()
        if desk.simulator is None:
            return None
        if desk.simulator not in self._schemes:
            self._schemes[desk.simulator] = simulator_scheme.SimulatorScheme(desk.simulator.handle, self)
        return self._schemes[desk.simulator]


def _profile(environment: Environment, scheme: SimulatorScheme | None) -> PrivateProfile:
    from hcdesktop.ui.web.policy import Policy
    from hcdesktop.ui.web.profile import PrivateProfile

    return PrivateProfile(Policy.of(environment), language=environment.language, simulator=scheme)


def _window(environment: Environment, profile: PrivateProfile) -> ConnectWindow:
    from hcdesktop.ui.web.connect_window import ConnectWindow

    return ConnectWindow(environment, profile=profile)

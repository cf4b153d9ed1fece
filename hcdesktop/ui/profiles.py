"""Where a popup's private profile comes from: made for its launch, or made ready a moment before, for it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hcdesktop.core.models import Environment
from hcdesktop.desk import Desk

if TYPE_CHECKING:
    from hcdesktop.simulator.server import Simulator
    from hcdesktop.ui.web.profile import PrivateProfile
    from hcdesktop.ui.web.simulator_scheme import SimulatorScheme


class Profiles(QObject):
    """Gives each launch a profile that no other has had, and lets go of one that nobody has come for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._schemes: dict[Simulator, SimulatorScheme] = {}
        self._ready: tuple[Environment, SimulatorScheme | None, PrivateProfile] | None = None

    @property
    def is_ready(self) -> bool:
        """Whether a profile waits for its launch."""
        return self._ready is not None

    def prepare(self, desk: Desk) -> None:
        """Makes one ready for this desk's next launch, unless there is one."""
        if self._ready is None:
            scheme = self._scheme(desk)
            profile = _new(desk.environment, scheme)
            self._ready = desk.environment, scheme, profile
            profile.begin()

    def take(self, desk: Desk) -> PrivateProfile:
        """One for a launch, which closes it: the one that is ready, if it was made for the same environment."""
        scheme = self._scheme(desk)
        ready, self._ready = self._ready, None
        if ready is not None:
            environment, handler, profile = ready
            if environment == desk.environment and handler is scheme:
                return profile
            profile.close()
        return _new(desk.environment, scheme)

    def give_back(self) -> None:
        """Nobody has come for it: it goes, with the engine's processes for it."""
        ready, self._ready = self._ready, None
        if ready is not None:
            ready[-1].close()

    def forget(self) -> None:
        """Lets go of the Simulators whose popups there were; with none open."""
        self.give_back()
        schemes = list(self._schemes.values())
        self._schemes.clear()
        for scheme in schemes:
            scheme.deleteLater()

    def _scheme(self, desk: Desk) -> SimulatorScheme | None:
        from hcdesktop.ui.web import simulator_scheme  # the engine: not before it is needed

        simulator_scheme.register()
        if desk.simulator is None:
            return None
        if desk.simulator not in self._schemes:
            self._schemes[desk.simulator] = simulator_scheme.SimulatorScheme(desk.simulator.handle, self)
        return self._schemes[desk.simulator]


def _new(environment: Environment, scheme: SimulatorScheme | None) -> PrivateProfile:
    from hcdesktop.ui.web.policy import Policy
    from hcdesktop.ui.web.profile import PrivateProfile

    return PrivateProfile(Policy.of(environment), language=environment.language, simulator=scheme)

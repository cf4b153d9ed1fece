"""What a scenario is called, and where and how it ends, in the words of the menu and of the Lab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from hcdesktop.simulator.scenario import Ending, Scenario, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping


def title(scenario: Scenario) -> str:
    """The sentence of a scenario; a file's own one is shown as it is written."""
    return QCoreApplication.translate("scenarios", scenario.title)


def stages() -> Mapping[Stage, str]:
    """What goes wrong, in the order of a launch."""
    translate = QCoreApplication.translate
    return {
        Stage.SCRIPT: translate("ScenarioMenu", "The script"),
        Stage.POPUP: translate("ScenarioMenu", "The popup"),
        Stage.PROVIDER: translate("ScenarioMenu", "The provider's log-in"),
        Stage.CALLBACK: translate("ScenarioMenu", "The callbacks"),
        Stage.TOKENS: translate("ScenarioMenu", "Saving the tokens"),
        Stage.PUBLIC_TOKENS: translate("ScenarioMenu", "Recovering a lost token"),
        Stage.DATA: translate("ScenarioMenu", "Reading the sources"),
    }


def endings() -> Mapping[Ending, str]:
    """How it ends for the person."""
    translate = QCoreApplication.translate
    return {
        Ending.SAVED: translate("ScenarioMenu", "Ends well"),
        Ending.SAVED_LATER: translate("ScenarioMenu", "Ends well, later"),
        Ending.NEEDS_EDIT: translate("ScenarioMenu", "Needs one Edit afterwards"),
        Ending.NOT_SAVED: translate("ScenarioMenu", "Not saved by itself"),
        Ending.CLOSED: translate("ScenarioMenu", "Closed without connecting"),
        Ending.ERROR: translate("ScenarioMenu", "Ends with an error"),
        Ending.NOT_LOADED: translate("ScenarioMenu", "Does not open"),
        Ending.DIED: translate("ScenarioMenu", "Breaks down"),
        Ending.NEVER: translate("ScenarioMenu", "Never ends by itself"),
    }

"""A key always leaves the page, whatever the page does with keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui.web.way_out import WayOut
from tests.web.stage import OpenStage

#: A page that keeps every key for itself.
GREEDY = (
    "for (const kind of ['keydown','keyup','keypress']) addEventListener(kind, e => e.preventDefault(), true); focus()"
)


def test_the_key_leaves_a_page_that_keeps_all_keys_and_the_window_says_so(open_stage: OpenStage) -> None:
    """GIVEN a page that swallows keys and has them WHEN F6 is pressed THEN a button of ours has them; and back."""
    stage = open_stage()
    stage.add("ada")
    window = stage.launch("ada")
    window.page.runJavaScript(GREEDY)
    way_out = window.findChild(WayOut)
    assert way_out is not None
    assert "F6" in way_out.findChildren(QLabel)[0].text()
    window.activateWindow()
    inner = window.view.focusProxy()  # it has the keyboard from the beginning
    assert inner is not None
    wait_for(inner.hasFocus, "the keyboard in the page")
    QTest.keyClick(inner, Qt.Key.Key_F6)
    wait_for(way_out.close_button.hasFocus, "the keyboard out of the page")
    QTest.keyClick(way_out.close_button, Qt.Key.Key_F6)
    wait_for(lambda: QApplication.focusWidget() is inner, "the keyboard in the page")

"""What happens on other threads is told on the main one, all of it, and with few wake-ups."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from hcdesktop.journey.waiting import wait_for
from hcdesktop.ui.gathering import Gathering


def adding(gathering: Gathering[int], numbers: range) -> threading.Thread:
    """A thread that adds them one after another, begun."""

    def add() -> None:
        for number in numbers:
            gathering.add(number)

    thread = threading.Thread(target=add)
    thread.start()
    return thread


def test_everything_is_told_in_order_on_the_main_thread(qapp: QApplication) -> None:
    parent = QObject()
    told: list[tuple[int, bool]] = []
    here = threading.get_ident()
    gathering: Gathering[int] = Gathering(lambda thing: told.append((thing, threading.get_ident() == here)), parent)
    wakes: list[None] = []
    gathering._wake.wanted.connect(lambda: wakes.append(None))
    adding(gathering, range(500)).join()
    qapp.processEvents()
    assert told == []  # not at once: whoever adds may be in the middle of something
    wait_for(lambda: len(told) == 500, "what was added")
    assert told == [(number, True) for number in range(500)]
    assert len(wakes) == 1


def test_what_comes_while_others_are_told_is_not_forgotten(qapp: QApplication) -> None:
    parent = QObject()
    told: list[int] = []

    def tell(number: int) -> None:
        told.append(number)
        if number < 5:
            gathering.add(number + 1)

    gathering: Gathering[int] = Gathering(tell, parent)
    gathering.add(0)
    wait_for(lambda: len(told) == 6, "what came later")
    assert told == [0, 1, 2, 3, 4, 5]


def test_of_many_threads_nothing_is_lost(qapp: QApplication) -> None:
    """GIVEN four that add as fast as they can WHEN the main thread turns meanwhile THEN it is told of everything."""
    parent = QObject()
    told: list[int] = []
    gathering: Gathering[int] = Gathering(told.append, parent)
    workers = [adding(gathering, range(1_000)) for _ in range(4)]
    wait_for(lambda: len(told) == 4_000, "all of it")
    for worker in workers:
        worker.join()

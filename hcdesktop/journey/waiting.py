"""The lab's waiting, under the name by which the journey and its tests know it."""

from __future__ import annotations

from hcdesktop.lab.waiting import PATIENCE, DidNotHappen, check, let_pass, wait_for

__all__ = ["PATIENCE", "DidNotHappen", "check", "let_pass", "wait_for"]
